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

// counts gathers postings target by target and sorts them by feature.
type counts struct {
	features []uint32
	items    []posting
	// sum holds the target being counted.
	sum   map[uint32]float32
	order []uint32
}

func (c *counts) add(feature uint32, n float32) {
	if c.sum == nil {
		c.sum = make(map[uint32]float32)
	}
	old, ok := c.sum[feature]
	if !ok {
		c.order = append(c.order, feature)
	}
	c.sum[feature] = old + n
}

// close ends the counting of a target. The weigh function turns a feature's
// count into its weight.
func (c *counts) close(target uint32, weigh func(feature uint32, n float32) float32) {
	for _, f := range c.order {
		c.features = append(c.features, f)
		c.items = append(c.items, posting{target, weigh(f, c.sum[f])})
	}
	c.reset()
}

// reset forgets the target being counted.
func (c *counts) reset() {
	c.order = c.order[:0]
	clear(c.sum)
}

// postings sorts what was gathered. Targets must have been closed in rising
// order. Items with weight 0 are dropped.
func (c *counts) postings(features uint32) postings {
	start := make([]uint32, features+2)
	kept := 0
	for i, f := range c.features {
		if c.items[i].weight != 0 {
			start[f+2]++
			kept++
		}
	}
	for f := 2; f < len(start); f++ {
		start[f] += start[f-1]
	}
	list := make([]posting, kept)
	for i, f := range c.features {
		if c.items[i].weight != 0 {
			list[start[f+1]] = c.items[i]
			start[f+1]++
		}
	}
	return postings{start[:features+1], list}
}
