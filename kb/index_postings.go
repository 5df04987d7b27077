package kb

// posting says how much a feature counts in a target, which is an article, a
// section or an entry.
type posting struct {
	target uint32
	weight float32
}

// postings lists, by feature, the targets that have it, in rising order.
type postings struct {
	start []uint32
	list  []posting
}

// of gives a feature's postings.
func (p *postings) of(feature uint32) []posting {
	return p.list[p.start[feature]:p.start[feature+1]]
}

// between gives a feature's postings in the targets from first up to, not
// including, end.
func (p *postings) between(feature, first, end uint32) []posting {
	list := p.of(feature)
	from := firstAt(list, first)
	to := from
	for to < len(list) && list[to].target < end {
		to++
	}
	return list[from:to]
}

// find gives the weight of a feature in a target, or 0.
func (p *postings) find(feature, target uint32) float32 {
	list := p.of(feature)
	if at := firstAt(list, target); at < len(list) && list[at].target == target {
		return list[at].weight
	}
	return 0
}

// firstAt is the index of the first posting whose target is not below this one.
func firstAt(list []posting, target uint32) int {
	lo, hi := 0, len(list)
	for lo < hi {
		if mid := int(uint(lo+hi) / 2); list[mid].target < target {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// ledger makes postings in two rounds over the targets, in rising order: see
// tells how many there will be, put writes them where they belong. So nothing
// is held twice and nothing is sorted.
type ledger struct {
	// start[f+1] is where the next posting of f goes, once all were seen.
	start []uint32
	// last is one more than the target that was last seen to have a feature.
	last []uint32
	list []posting
}

func newLedger(features uint32) ledger {
	return ledger{start: make([]uint32, features+2), last: make([]uint32, features)}
}

// see notes that a target has the features. Each may be told more than once;
// none is no feature.
func (d *ledger) see(target uint32, features []uint32) {
	for _, f := range features {
		if f != none && d.last[f] != target+1 {
			d.last[f] = target + 1
			d.start[f+2]++
		}
	}
}

// seen is how many targets have a feature, before room is made.
func (d *ledger) seen(feature uint32) int { return int(d.start[feature+2]) }

// makeRoom ends the round of seeing.
func (d *ledger) makeRoom() {
	for f := 2; f < len(d.start); f++ {
		d.start[f] += d.start[f-1]
	}
	d.list = make([]posting, d.start[len(d.start)-1])
	d.last = nil
}

// put writes a posting. A target must be given exactly the features it was seen
// to have.
func (d *ledger) put(feature uint32, p posting) {
	at := &d.start[feature+1]
	d.list[*at] = p
	*at++
}

func (d *ledger) done() postings { return postings{d.start[:len(d.start)-1], d.list} }

// counter adds up how much each feature counts in one target. What is added
// must be more than 0.
type counter struct {
	sum []float32
	// order lists the features in the order in which they came.
	order []uint32
}

func newCounter(features int) counter { return counter{sum: make([]float32, features)} }

func (c *counter) add(feature uint32, n float32) {
	if c.sum[feature] == 0 {
		c.order = append(c.order, feature)
	}
	c.sum[feature] += n
}

func (c *counter) addAll(features []uint32, n float32) {
	for _, f := range features {
		c.add(f, n)
	}
}

// reset forgets the target being counted.
func (c *counter) reset() {
	for _, f := range c.order {
		c.sum[f] = 0
	}
	c.order = c.order[:0]
}
