package kb

import "math"

// none marks a word, feature or character n-gram that the base never saw.
const none = math.MaxUint32

// vocabulary numbers everything a base knows: words, and the features that
// are scored, which are stems and pairs of neighbouring stems. Numbers of what
// an earlier version of the base knew may be among them; such a word is in no
// map, and such a feature has no postings and no rarity.
type vocabulary struct {
	words []word
	byKey map[string]uint32
	stems map[string]uint32
	pairs pairTable
	grams map[uint64]uint32
	// features is how many stems and pairs there are.
	features uint32
	stop     map[string]bool
	senses   senses
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

// alive says whether the base knows the word.
func (w *word) alive() bool { return w.docs > 0 || w.stop }

// pairTable numbers pairs of stems. Tables of one base after the other share
// what is settled, which is nearly all and does not change any more.
type pairTable struct{ settled, fresh map[uint64]uint32 }

// find gives the feature of a pair.
func (p *pairTable) find(key uint64) (uint32, bool) {
	f, ok := p.settled[key]
	if !ok && len(p.fresh) > 0 {
		f, ok = p.fresh[key]
	}
	return f, ok
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
