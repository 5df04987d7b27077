package kb

import "math"

// commonGram is the rarity below which a character n-gram tells nothing and
// is left out, which keeps its long list of entries out of every search.
const commonGram = 0.4

// weighEntries prepares the comparison of a question with every entry: the
// cosine between their stems and pairs, and between their character n-grams.
func (b *Base) weighEntries(all []texts) {
	var inEntries, gramsIn counts
	b.numberGrams(all)
	gramDocs := make([]uint32, len(b.grams))
	lastDoc := make([]uint32, len(b.grams))
	e := uint32(0)
	for i, t := range all {
		for _, tokens := range t.entries {
			b.countEntry(&inEntries, tokens, stopWeight)
			b.normalise(&inEntries, e, b.idf)
			for _, tok := range tokens {
				w := &b.words[tok.word]
				for _, g := range w.grams {
					gramsIn.add(g, shareOf(w.stop, stopWeight))
					if lastDoc[g] != uint32(i)+1 {
						lastDoc[g] = uint32(i) + 1
						gramDocs[g]++
					}
				}
			}
			if b.entries[e].question { // the n-grams of headings are not compared
				gramsIn.close(e, func(_ uint32, n float32) float32 { return n })
			}
			gramsIn.reset()
			e++
		}
	}
	b.inEntries = inEntries.postings(b.features)
	b.gramIDF = make([]float32, len(b.grams))
	for g := range b.gramIDF {
		if b.gramIDF[g] = rarity(len(b.docs), int(gramDocs[g])); b.gramIDF[g] < commonGram {
			b.gramIDF[g] = 0
		}
	}
	b.strangeGramIDF = rarity(len(b.docs), 0)
	b.gramsInEntries = weighGrams(gramsIn, b.gramIDF, e)
}

// numberGrams numbers the character n-grams of entries and notes, for every
// word of the base, which of them it has.
func (b *Base) numberGrams(all []texts) {
	inEntry := make([]bool, len(b.words))
	for _, t := range all {
		for _, tokens := range t.entries {
			for _, tok := range tokens {
				inEntry[tok.word] = true
			}
		}
	}
	for i := range b.words {
		if inEntry[i] {
			gramsOf(b.words[i].key, func(g uint64) {
				if _, ok := b.grams[g]; !ok {
					b.grams[g] = uint32(len(b.grams))
				}
			})
		}
	}
	for i := range b.words {
		w := &b.words[i]
		w.grams, w.strange = b.knownGrams(nil, w.key)
	}
}

// knownGrams appends the numbers of a word's n-grams to dst and counts those
// that no entry has.
func (b *Base) knownGrams(dst []uint32, key string) ([]uint32, int32) {
	strange := int32(0)
	gramsOf(key, func(g uint64) {
		if id, ok := b.grams[g]; ok {
			dst = append(dst, id)
		} else {
			strange++
		}
	})
	return dst, strange
}

// shareOf is what a word counts beside a word that is not a stop word.
func shareOf(isStop bool, stop float32) float32 {
	if isStop {
		return stop
	}
	return 1
}

// countEntry counts the stems and pairs of one entry.
func (b *Base) countEntry(c *counts, tokens []token, stop float32) {
	for k, tok := range tokens {
		own := shareOf(b.words[tok.word].stop, stop)
		c.add(tok.stem, own)
		if k == 0 {
			continue
		}
		if k > 1 {
			far := tokens[k-2]
			if f, ok := b.pairs[pairKey(withGap(far.stem), tok.stem)]; ok {
				c.add(f, gapShare*(own+shareOf(b.words[far.word].stop, stop))/2)
			}
		}
		before := tokens[k-1]
		if f, ok := b.pairs[pairKey(before.stem, tok.stem)]; ok {
			c.add(f, pairShare*(own+shareOf(b.words[before.word].stop, stop))/2)
		}
	}
}

// normalise closes a target whose weights become a vector of length 1.
func (b *Base) normalise(c *counts, target uint32, idf []float32) {
	var square float64
	for _, f := range c.order {
		v := float64(c.sum[f] * idf[f])
		square += v * v
	}
	length := float32(math.Sqrt(square))
	c.close(target, func(f uint32, n float32) float32 {
		if length == 0 {
			return 0
		}
		return n * idf[f] / length
	})
}

// weighGrams turns counts of n-grams into vectors of length 1.
func weighGrams(c counts, idf []float32, entries uint32) postings {
	square := make([]float64, entries)
	for i, g := range c.features {
		v := float64(c.items[i].weight * idf[g])
		square[c.items[i].target] += v * v
	}
	for i, g := range c.features {
		p := &c.items[i]
		if idf[g] == 0 {
			p.weight = 0
			continue
		}
		p.weight *= idf[g] / float32(math.Sqrt(square[p.target]))
	}
	return c.postings(uint32(len(idf)))
}
