package kb

import "math"

// classifier is one linear support vector machine an article, trained to tell
// the article's own questions from those of all other articles. It learns what
// the comparison with single questions cannot see: which words decide.
type classifier struct {
	// machines is how many there are: one a doc, or none at all.
	machines int
	// row is where the weights of a feature begin, one a machine, or none.
	row     []uint32
	weights []float32
	// idf is the rarity of each feature among questions, strange that of a
	// feature no question has. What is rare is judged by articles everywhere
	// else; what tells articles apart is better judged by questions.
	idf     []float32
	strange float32
	// together are pairs of senses; their features follow those of the base.
	together together
}

// Settings of the training. The penalty, the rounds and the weight of stop
// words were the best of those tried on questions people asked.
const (
	// machineStop is what a stop word counts: more than elsewhere, because
	// training finds out which of them matter.
	machineStop = 1.0
	svmPenalty  = 1.0
	svmRounds   = 6
	// rarityPower tempers the rarity of features: where training finds out
	// which words decide, the rare ones need less of a head start.
	rarityPower = 0.7
	// fewQuestions is how much of a base must be other ways to ask, so that
	// there is something to learn from.
	fewQuestions = 0.2
	// weightBudget is the most weights that are kept, four bytes each. A base
	// with more first does without pairs that only one question has, and then
	// without machines.
	weightBudget = 4_000_000
	// trainBudget bounds the time: features of all questions times articles.
	trainBudget = 30_000_000
)

// example is one question as a sparse vector of length 1.
type example struct {
	class    uint32
	features []uint32
	weights  []float32
	square   float32
}

// train learns from the titles and questions of all articles.
func train(b *Base, all []*reading, isPair []bool) classifier {
	var c classifier
	if b.faq < fewQuestions || len(b.docs) < 2 {
		return c
	}
	width := c.rate(b, 1, isPair)
	if width*len(b.docs) > weightBudget {
		width = c.rate(b, 2, isPair)
	}
	if width*len(b.docs) > weightBudget {
		return classifier{}
	}
	c.together = newTogether(b, all)
	if (width+len(c.together.rarity))*len(b.docs) > weightBudget {
		return classifier{}
	}
	examples, length := c.examples(b, all)
	if length*len(b.docs) > trainBudget {
		return classifier{}
	}
	c.machines = len(b.docs)
	c.idf = append(c.idf, c.together.rarity...)
	next := c.place()
	c.weights = make([]float32, next)
	dense := make([]float32, len(c.idf))
	alpha := make([]float32, len(examples))
	for class := range c.machines {
		trainOne(uint32(class), examples, dense, alpha)
		for f, at := range c.row {
			if at != none {
				c.weights[int(at)+class] = dense[f] * c.idf[f]
			}
		}
		clear(dense)
		clear(alpha)
	}
	return c
}

// place gives every feature a row, and tells how many weights there are.
func (c *classifier) place() (weights uint32) {
	c.row = make([]uint32, len(c.idf))
	for f := range c.row {
		if c.row[f] = none; c.idf[f] > 0 {
			c.row[f] = weights
			weights += uint32(c.machines)
		}
	}
	return weights
}

// rate computes the rarity of features among questions, leaving it 0 for pairs
// that fewer than least questions have, and counts the features that remain.
func (c *classifier) rate(b *Base, least int, isPair []bool) (width int) {
	c.idf = make([]float32, b.features)
	c.strange = tempered(rarity(len(b.entries), 0))
	for f := range c.idf {
		n := 0
		for _, p := range b.inEntries.of(uint32(f)) {
			if b.entries[p.target].question {
				n++
			}
		}
		if n > 0 && (n >= least || !isPair[f]) {
			c.idf[f] = tempered(rarity(len(b.entries), n))
			width++
		}
	}
	return width
}

func tempered(rarity float32) float32 { return float32(math.Pow(float64(rarity), rarityPower)) }

// examples are the titles and questions as vectors, and the sum of their lengths.
func (c *classifier) examples(b *Base, all []*reading) ([]example, int) {
	var examples []example
	sum := newCounter(int(b.features))
	length := 0
	for i, t := range all {
		for k := range t.asked {
			b.countEntry(&sum, &t.entries[k].run, machineStop, senseMachine)
			x := example{class: uint32(i)}
			for _, f := range sum.order {
				x.features, x.weights = append(x.features, f), append(x.weights, sum.sum[f]*c.idf[f])
			}
			sum.reset()
			examples = append(examples, x)
		}
	}
	next := 0
	c.together.ofAll(b, all, func(pairs []int32) {
		x := &examples[next]
		c.together.add(x, pairs, b.features)
		x.normalise()
		length += len(x.features)
		next++
	})
	return examples, length
}

// normalise makes a vector of length 1.
func (x *example) normalise() {
	var square float64
	for _, v := range x.weights {
		square += float64(v) * float64(v)
	}
	size := float32(math.Sqrt(max(square, 1e-12)))
	for k := range x.weights {
		x.weights[k] /= size
		x.square += x.weights[k] * x.weights[k]
	}
}

// trainOne finds the weights of one machine by dual coordinate descent with
// squared hinge loss; w and alpha must be zero.
func trainOne(class uint32, examples []example, w, alpha []float32) {
	const diagonal = 0.5 / svmPenalty
	for range svmRounds {
		for i := range examples {
			x := &examples[i]
			y := float32(-1)
			if x.class == class {
				y = 1
			}
			dot := float32(0)
			for k, f := range x.features {
				dot += w[f] * x.weights[k]
			}
			gradient := y*dot - 1 + alpha[i]*diagonal
			if gradient > 0 && alpha[i] == 0 {
				continue
			}
			old := alpha[i]
			alpha[i] = max(0, old-gradient/(x.square+diagonal))
			step := (alpha[i] - old) * y
			for k, f := range x.features {
				w[f] += step * x.weights[k]
			}
		}
	}
}
