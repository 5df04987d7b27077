package kb

import (
	"maps"
	"slices"
)

// lexicon numbers words, stems and pairs as articles are read. It outlives a
// base, so that the next one only has to read the articles that changed.
type lexicon struct {
	words []lexeme
	byKey map[string]uint32
	stems map[string]uint32
	// tokens are all words with a stem they were seen to have.
	tokens []token
	pairs  pairTable
	// isPair says, by feature, whether it is a pair.
	isPair []bool
	stop   map[string]bool
	senses senses
	// seen remembers the token of the plain words of each language, so that each
	// is stemmed once while a base is built; it is forgotten afterwards.
	seen map[string]map[string]uint32
	buf  []byte
	// read are the tokens of the article that is being read.
	read []uint32
}

// lexeme is a word in the lexicon, with its tokens.
type lexeme struct {
	key    string
	tokens []uint32
	stop   bool
}

// token is a word of an article and its stem there. A word has another stem in
// another language, or with other accents.
type token struct{ word, stem uint32 }

func newLexicon(languages, written []string) *lexicon {
	x := &lexicon{
		byKey: make(map[string]uint32), stems: make(map[string]uint32),
		pairs: pairTable{fresh: make(map[uint64]uint32)}, stop: stopSet(languages), senses: newSenses(written),
	}
	// Stop words are known even where no article uses them: they are no sign
	// of a topic that is missing, and misspelled ones can be repaired.
	for _, k := range slices.Sorted(maps.Keys(x.stop)) {
		x.byKey[k] = uint32(len(x.words))
		x.words = append(x.words, lexeme{key: k, stop: true})
	}
	return x
}

// features is how many stems and pairs there are.
func (x *lexicon) features() uint32 { return uint32(len(x.isPair)) }

func (x *lexicon) newFeature(isPair bool) uint32 {
	x.isPair = append(x.isPair, isPair)
	return uint32(len(x.isPair) - 1)
}

// tokensOf gives the tokens of a text. The list is valid until the next call.
func (x *lexicon) tokensOf(text, lang string) []uint32 {
	known := x.seen[lang]
	if known == nil {
		known = make(map[string]uint32)
		if x.seen == nil {
			x.seen = make(map[string]map[string]uint32)
		}
		x.seen[lang] = known
	}
	from := len(x.read)
	x.buf = plain(x.buf[:0], text)
	words(x.buf, func(w []byte) {
		t, ok := known[string(w)]
		if !ok {
			t = x.learn(string(w), lang)
			known[string(w)] = t
		}
		x.read = append(x.read, t)
	})
	return x.read[from:]
}

func (x *lexicon) learn(spelled, lang string) uint32 {
	k := key(spelled)
	id, ok := x.byKey[k]
	if !ok {
		id = uint32(len(x.words))
		x.words = append(x.words, lexeme{key: k, stop: x.stop[k]})
		x.byKey[k] = id
	}
	s := stem(spelled, lang)
	feature, ok := x.stems[s]
	if !ok {
		feature = x.newFeature(false)
		x.stems[s] = feature
		x.learnSenses(s, feature)
	}
	w := &x.words[id]
	for _, t := range w.tokens {
		if x.tokens[t].stem == feature {
			return t
		}
	}
	x.tokens = append(x.tokens, token{id, feature})
	w.tokens = append(w.tokens, uint32(len(x.tokens)-1))
	return uint32(len(x.tokens) - 1)
}

// pair is the feature of two neighbouring stems.
func (x *lexicon) pair(a, b uint32) uint32 {
	k := pairKey(a, b)
	f, ok := x.pairs.find(k)
	if !ok {
		f = x.newFeature(true)
		x.pairs.fresh[k] = f
	}
	return f
}

// settleShare is how much of the pairs, one in so many, may be fresh. Fresh ones
// are copied for every base.
const settleShare = 8

// table gives the pairs for a base: what is settled, and a copy of the rest.
func (x *lexicon) table() pairTable {
	p := &x.pairs
	if len(p.fresh) > len(p.settled)/settleShare {
		if len(p.settled) > 0 {
			all := maps.Clone(p.settled)
			maps.Copy(all, p.fresh)
			p.fresh = all
		}
		p.settled, p.fresh = p.fresh, make(map[uint64]uint32)
	}
	return pairTable{p.settled, maps.Clone(p.fresh)}
}

// vocabulary is what the articles of a base have of the lexicon. The rarity is
// given by feature; it is 0 for those no article has any more.
func (x *lexicon) vocabulary(all []*reading, idf []float32) *vocabulary {
	v := &vocabulary{
		words: make([]word, len(x.words)), byKey: make(map[string]uint32, len(x.byKey)), stems: make(map[string]uint32, len(x.stems)),
		pairs: x.table(), grams: make(map[uint64]uint32), features: x.features(), stop: x.stop, senses: x.senses.clone(),
	}
	last, used := make([]int, len(x.words)), make([]bool, len(x.tokens))
	for doc, t := range all {
		for _, id := range t.tokens {
			tok := x.tokens[id]
			w := &v.words[tok.word]
			if !used[id] {
				used[id] = true
				w.stems = append(w.stems, tok.stem)
			}
			if last[tok.word] != doc+1 {
				last[tok.word] = doc + 1
				w.docs++
			}
		}
	}
	for i, l := range x.words {
		w := &v.words[i]
		if w.key, w.stop = l.key, l.stop; w.alive() {
			v.byKey[l.key] = uint32(i)
		}
	}
	for s, f := range x.stems {
		if idf[f] > 0 {
			v.stems[s] = f
		}
	}
	return v
}
