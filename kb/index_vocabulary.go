package kb

import (
	"maps"
	"math"
	"slices"
)

// none marks a word, feature or character n-gram that the base never saw.
const none = math.MaxUint32

// vocabulary numbers everything a base knows: words, and the features that
// are scored, which are stems and pairs of neighbouring stems.
type vocabulary struct {
	words []word
	byKey map[string]uint32
	stems map[string]uint32
	pairs map[uint64]uint32
	grams map[uint64]uint32
	// features is how many stems and pairs there are.
	features uint32
	stop     map[string]bool
}

// word is one spelling, without accents, with what it stands for.
type word struct {
	key string
	// stems are its features: one a language that it occurs in, usually one,
	// and none for a stop word that no article uses.
	stems []uint32
	// grams are its known character n-grams, strange how many are unknown.
	grams   []uint32
	strange int32
	// docs is how many articles use the word.
	docs uint32
	stop bool
}

// token is one word of an article.
type token struct{ word, stem uint32 }

// reader turns text of articles into tokens and grows the vocabulary.
type reader struct {
	*vocabulary
	// seen remembers the plain words of each language, so each is stemmed once.
	seen map[string]map[string]token
	buf  []byte
}

func newReader(languages []string) *reader {
	r := &reader{
		vocabulary: &vocabulary{
			byKey: make(map[string]uint32), stems: make(map[string]uint32), pairs: make(map[uint64]uint32),
			grams: make(map[uint64]uint32), stop: stopSet(languages),
		},
		seen: make(map[string]map[string]token),
	}
	// Stop words are known even where no article uses them: they are no sign
	// of a topic that is missing, and misspelled ones can be repaired.
	for _, k := range slices.Sorted(maps.Keys(r.stop)) {
		r.byKey[k] = uint32(len(r.words))
		r.words = append(r.words, word{key: k, stop: true})
	}
	return r
}

// read gives the tokens of a text.
func (r *reader) read(text, lang string) []token {
	known := r.seen[lang]
	if known == nil {
		known = make(map[string]token)
		r.seen[lang] = known
	}
	var tokens []token
	r.buf = plain(r.buf[:0], text)
	words(r.buf, func(w []byte) {
		t, ok := known[string(w)]
		if !ok {
			t = r.learn(string(w), lang)
			known[string(w)] = t
		}
		tokens = append(tokens, t)
	})
	return tokens
}

func (r *reader) learn(spelled, lang string) token {
	k := key(spelled)
	id, ok := r.byKey[k]
	if !ok {
		id = uint32(len(r.words))
		r.words = append(r.words, word{key: k, stop: r.stop[k]})
		r.byKey[k] = id
	}
	s := stem(spelled, lang)
	feature, ok := r.stems[s]
	if !ok {
		feature = r.features
		r.features++
		r.stems[s] = feature
	}
	w := &r.words[id]
	for _, f := range w.stems {
		if f == feature {
			return token{id, feature}
		}
	}
	w.stems = append(w.stems, feature)
	return token{id, feature}
}

// pair is the feature of two neighbouring stems.
func (r *reader) pair(a, b uint32) uint32 {
	k := pairKey(a, b)
	f, ok := r.pairs[k]
	if !ok {
		f = r.features
		r.features++
		r.pairs[k] = f
	}
	return f
}

// withGap marks the first stem of a pair that has one word between.
func withGap(stem uint32) uint32 { return stem | 1<<31 }

func pairKey(a, b uint32) uint64 { return uint64(a)<<32 | uint64(b) }

// gramsOf calls each with the character n-grams of a word, three and four runes
// long, where the word's beginning and end count as a rune.
func gramsOf(key string, each func(gram uint64)) {
	var a, b, c rune
	n := 0
	step := func(r rune) {
		n++
		if n >= 3 {
			each(gram(0, b, c, r))
		}
		if n >= 4 {
			each(gram(a, b, c, r))
		}
		a, b, c = b, c, r
	}
	step('^')
	for _, r := range key {
		step(r)
	}
	step('$')
}

// gram mixes up to four runes into one number. Two n-grams share a number so
// rarely that a search cannot notice.
func gram(a, b, c, d rune) uint64 {
	const odd = 0x9E3779B97F4A7C15
	h := uint64(b)<<42 | uint64(c)<<21 | uint64(d)
	h = (h ^ uint64(a)*odd) * odd
	return h ^ h>>29
}
