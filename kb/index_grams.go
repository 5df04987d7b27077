package kb

import "math"

// commonGram is the rarity below which a character n-gram tells nothing and
// is left out, which keeps its long list of entries out of every search.
const commonGram = 0.4

// numberGrams numbers the character n-grams of entries and notes, for every
// word of the base, which of them it has.
func (b *Base) numberGrams(all []*reading) {
	inEntry := make([]bool, len(b.words))
	for _, t := range all {
		for k := range t.entries {
			for _, w := range t.entries[k].words {
				inEntry[w] = true
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
		if w := &b.words[i]; w.alive() {
			w.grams, w.strange = b.knownGrams(nil, w.key)
		}
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

// rateGrams computes the rarity of n-grams among articles; it is 0 for those that
// tell nothing.
func (b *Base) rateGrams(all []*reading) {
	docs := make([]uint32, len(b.grams))
	lastDoc, lastWord := make([]uint32, len(b.grams)), make([]uint32, len(b.words))
	for i, t := range all {
		doc := uint32(i) + 1
		for k := range t.entries {
			for _, w := range t.entries[k].words {
				if lastWord[w] == doc {
					continue
				}
				lastWord[w] = doc
				for _, g := range b.words[w].grams {
					if lastDoc[g] != doc {
						lastDoc[g] = doc
						docs[g]++
					}
				}
			}
		}
	}
	b.gramIDF = make([]float32, len(b.grams))
	for g, n := range docs {
		if b.gramIDF[g] = rarity(len(b.docs), int(n)); b.gramIDF[g] < commonGram {
			b.gramIDF[g] = 0
		}
	}
	b.strangeGramIDF = rarity(len(b.docs), 0)
}

// weighGrams prepares the comparison of a question with every title and question
// by their n-grams, as vectors of length 1. Those of headings are not compared.
func (b *Base) weighGrams(all []*reading) {
	b.numberGrams(all)
	b.rateGrams(all)
	inEntries, c := newLedger(uint32(len(b.grams))), newCounter(len(b.grams))
	telling := make([][]uint32, len(b.words))
	for i := range b.words {
		for _, g := range b.words[i].grams {
			if b.gramIDF[g] > 0 {
				telling[i] = append(telling[i], g)
			}
		}
	}
	for i, t := range all {
		for k := range t.asked {
			for _, w := range t.entries[k].words {
				inEntries.see(b.docs[i].entry+uint32(k), telling[w])
			}
		}
	}
	inEntries.makeRoom()
	for i, t := range all {
		for k := range t.asked {
			for _, w := range t.entries[k].words {
				c.addAll(telling[w], shareOf(b.words[w].stop, stopWeight))
			}
			b.normaliseGrams(&c, &inEntries, b.docs[i].entry+uint32(k))
		}
	}
	b.gramsInEntries = inEntries.done()
}

// normaliseGrams puts the postings of an entry.
func (b *Base) normaliseGrams(c *counter, d *ledger, entry uint32) {
	var square float64
	for _, g := range c.order {
		v := float64(c.sum[g] * b.gramIDF[g])
		square += v * v
	}
	length := float32(math.Sqrt(square))
	for _, g := range c.order {
		d.put(g, posting{entry, c.sum[g] * (b.gramIDF[g] / length)})
	}
	c.reset()
}
