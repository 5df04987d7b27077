package kb

import "math"

// judge adds up what every machine says about a question.
func (c *classifier) judge(b *Base, scores []float32, q *query) {
	if c.machines == 0 {
		return
	}
	square := float64(q.strangeSquare) * float64(c.strange) * float64(c.strange)
	for _, p := range q.features {
		v := float64(p.machine * c.idf[p.feature])
		square += v * v
	}
	square += c.together.ask(b, q)
	length := float32(math.Sqrt(max(square, 1e-12)))
	var four fourRows
	for i := range q.features {
		if p := &q.features[i]; c.row[p.feature] != none {
			four.add(scores, c.rowOf(p.feature), p.machine/length)
		}
	}
	for _, at := range q.together {
		four.add(scores, c.rowOf(b.features+c.together.number[at]), togetherShare/length)
	}
	four.rest(scores)
}

func (c *classifier) rowOf(feature uint32) []float32 {
	at := int(c.row[feature])
	return c.weights[at : at+c.machines]
}

// fourRows gathers rows of weights and adds four at once, which saves reading and
// writing the scores three times.
type fourRows struct {
	rows   [4][]float32
	shares [4]float32
	n      int
}

func (r *fourRows) add(scores, row []float32, share float32) {
	r.rows[r.n], r.shares[r.n] = row, share
	if r.n++; r.n == len(r.rows) {
		addFour(scores, &r.rows, &r.shares)
		r.n = 0
	}
}

// rest adds those that are fewer than four.
func (r *fourRows) rest(scores []float32) {
	for i := range r.n {
		for k, w := range r.rows[i] {
			scores[k] += w * r.shares[i]
		}
	}
}

func addFour(scores []float32, rows *[4][]float32, shares *[4]float32) {
	n := len(scores)
	a, b, c, d := rows[0][:n], rows[1][:n], rows[2][:n], rows[3][:n]
	v, w, x, y := shares[0], shares[1], shares[2], shares[3]
	for k, sum := range scores {
		sum += a[k] * v
		sum += b[k] * w
		sum += c[k] * x
		sum += d[k] * y
		scores[k] = sum
	}
}
