package kb

import "math"

// weighEntries prepares the comparison of a question with every entry: the
// cosine between their stems, senses and pairs.
func (b *Base) weighEntries(all []*reading) {
	inEntries, c := newLedger(b.features), newCounter(int(b.features))
	runs := b.entryRuns(all)
	for e := range runs {
		r := &runs[e]
		for _, features := range [...][]uint32{r.stems, r.pairs, r.gaps} {
			inEntries.see(uint32(e), features)
		}
		b.senses.see(&inEntries, uint32(e), r.stems)
	}
	inEntries.makeRoom()
	for e := range runs {
		b.countEntry(&c, &runs[e], stopWeight, senseShare)
		b.normalise(&c, &inEntries, uint32(e))
	}
	b.inEntries = inEntries.done()
}

// entryRuns are all entries, in order. A heading has the pairs that it makes
// together with the title if any article has them in a text; where there is
// none the run says so.
func (b *Base) entryRuns(all []*reading) []run {
	runs := make([]run, 0, len(b.entries))
	for _, t := range all {
		for k := range t.entries {
			r := t.entries[k].run
			if k >= t.asked {
				r.pairs, r.gaps = b.knownPairs(r.stems, 1, 0), b.knownPairs(r.stems, 2, withGap(0))
			}
			runs = append(runs, r)
		}
	}
	return runs
}

// knownPairs are the pairs of stems so far apart, or none where no article has
// the pair.
func (b *Base) knownPairs(stems []uint32, apart int, gap uint32) []uint32 {
	if len(stems) <= apart {
		return nil
	}
	pairs := make([]uint32, len(stems)-apart)
	for i := range pairs {
		f, ok := b.pairs.find(pairKey(stems[i]|gap, stems[i+apart]))
		if !ok || b.idf[f] == 0 {
			f = none
		}
		pairs[i] = f
	}
	return pairs
}

// shareOf is what a word counts beside a word that is not a stop word.
func shareOf(isStop bool, stop float32) float32 {
	if isStop {
		return stop
	}
	return 1
}

// countEntry counts the stems, their senses and the pairs of one entry.
func (b *Base) countEntry(c *counter, r *run, stop, sense float32) {
	share := func(k int) float32 { return shareOf(b.words[r.words[k]].stop, stop) }
	for k, f := range r.stems {
		own := share(k)
		c.add(f, own)
		c.addAll(b.senses.of[f], own*sense)
		if k > 1 && r.gaps[k-2] != none {
			c.add(r.gaps[k-2], gapShare*(own+share(k-2))/2)
		}
		if k > 0 && r.pairs[k-1] != none {
			c.add(r.pairs[k-1], pairShare*(own+share(k-1))/2)
		}
	}
}

// normalise puts the postings of an entry, which are a vector of length 1.
func (b *Base) normalise(c *counter, d *ledger, entry uint32) {
	var square float64
	for _, f := range c.order {
		v := float64(c.sum[f] * b.idf[f])
		square += v * v
	}
	length := float32(math.Sqrt(square))
	for _, f := range c.order {
		d.put(f, posting{entry, c.sum[f] * b.idf[f] / length})
	}
	c.reset()
}
