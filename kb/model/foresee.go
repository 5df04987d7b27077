package model

import (
	"context"
	"maps"
)

// Foresee learns what questions mean before they are asked, many in one request, so
// that [Index.Add] asks for none of them: an evaluation has all of its questions at
// once. The cache keeps them as it keeps sections. told hears of each batch and may be
// nil. The tokens are what was used, also on an error.
func (x *Index) Foresee(ctx context.Context, questions []string, allowed Allowance, told func(Progress)) (tokens int, err error) {
	have, missing, err := x.recall(ctx, x.distinct(questions))
	if err != nil {
		return 0, err
	}
	known := maps.Clone(*x.foreseen.Load())
	all := len(have) + len(missing)
	for {
		for _, e := range have {
			known[e.key] = e.vector
		}
		if told != nil {
			told(Progress{Done: all - len(missing), All: all})
		}
		if len(missing) == 0 {
			x.foreseen.Store(&known)
			return tokens, nil
		}
		have, missing = missing[:min(batch, len(missing))], missing[min(batch, len(missing)):]
		use, err := x.fill(ctx, have, allowed)
		tokens, allowed = tokens+use.Tokens(), allowed.less(use.Tokens())
		if err != nil {
			return tokens, err
		}
	}
}

// distinct are the texts of questions as they are sent, each once.
func (x *Index) distinct(questions []string) []entry {
	var out []entry
	seen := map[string]bool{}
	for _, q := range questions {
		text := x.asked(q, nil)
		if key := recordKey(x.client.opt.Embed, text); text != "" && !seen[key] {
			seen[key] = true
			out = append(out, entry{text: text, key: key})
		}
	}
	return out
}
