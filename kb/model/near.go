package model

import (
	"context"
	"slices"
	"strings"
)

// Near is an article that means nearly what was asked.
type Near struct {
	// Article is its name, Section the id of what is nearest in it.
	Article, Section string
	// Standing is how far it stands out, from 0 (as near as the middle of all texts) to
	// 1 (the same).
	Standing float64
}

// mostNear is how many articles are near at most.
const mostNear = 10

// Near finds the articles that are near a question, the nearest first, one entry an
// article. Only who may see staff's articles sets staff.
func (x *Index) Near(ctx context.Context, question string, names []string, staff bool, allowed Allowance) ([]Near, Use, error) {
	entries := *x.entries.Load()
	if len(entries) == 0 {
		return nil, Use{For: ForSearch, Model: x.client.opt.Embed, At: x.client.opt.Now(), Outcome: string(Off)}, &Fault{Kind: Off}
	}
	text := x.asked(question, names)
	if meant, ok := (*x.foreseen.Load())[recordKey(x.client.opt.Embed, text)]; ok {
		return nearest(entries, meant, staff), Use{For: ForSearch, Model: x.client.opt.Embed, At: x.client.opt.Now()}, nil
	}
	rows, use, err := x.client.embed(ctx, x.client.people, []string{text}, allowed)
	if err != nil {
		return nil, use, err
	}
	return nearest(entries, newVector(rows[0]), staff), use, nil
}

// asked is what is sent of a question.
func (x *Index) asked(question string, names []string) string {
	return cutRunes(newVeil(x.client.opt.Masks, names...).hide(question), mostEmbedded)
}

func nearest(entries []entry, asked vector, staff bool) []Near {
	var all []float64
	best := map[string]Near{}
	for i := range entries {
		e := &entries[i]
		if e.staff && !staff {
			continue
		}
		likeness := e.vector.likeness(asked)
		all = append(all, likeness)
		if have, ok := best[e.article]; !ok || likeness > have.Standing {
			best[e.article] = Near{Article: e.article, Section: e.section, Standing: likeness}
		}
	}
	slices.Sort(all)
	var out []Near
	for _, n := range best {
		// Models differ in how alike they think any two texts are; the middle of all says it.
		middle := all[len(all)/2]
		n.Standing = max(0, min(1, (n.Standing-middle)/max(1-middle, 0.01)))
		out = append(out, n)
	}
	slices.SortFunc(out, func(a, b Near) int {
		if a.Standing != b.Standing {
			if a.Standing > b.Standing {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Article, b.Article)
	})
	return out[:min(len(out), mostNear)]
}
