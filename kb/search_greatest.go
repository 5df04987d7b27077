package kb

import "math"

// These find the greatest of values that are 0 or more. The bits of such floats
// order as the floats do, and the processor picks the greater of two integers
// without guessing a branch, which for values in no order is many times faster.

// greatest is the greatest of the values, or 0.
func greatest(values []float32) float32 {
	most := uint32(0)
	for _, v := range values {
		most = max(most, math.Float32bits(v))
	}
	return math.Float32frombits(most)
}

// nearestThree are the three greatest of the values, the greatest first.
func nearestThree(values []float32) [3]float32 {
	var a, b, c uint32
	for _, value := range values {
		v := math.Float32bits(value)
		v, a = min(a, v), max(a, v)
		v, b = min(b, v), max(b, v)
		c = max(c, v)
	}
	return [3]float32{math.Float32frombits(a), math.Float32frombits(b), math.Float32frombits(c)}
}

// greatestTally is the greatest score and the greatest mass of the tallies.
func greatestTally(tallies []tally) (score, mass float32) {
	var s, m uint32
	for i := range tallies {
		s = max(s, math.Float32bits(tallies[i].score))
		m = max(m, math.Float32bits(tallies[i].mass))
	}
	return math.Float32frombits(s), math.Float32frombits(m)
}
