package main

import (
	"cmp"
	"math"
	"slices"
)

// principal gives the eigenvectors of a symmetric matrix, that of the largest
// eigenvalue first, by Jacobi's method. The matrix is overwritten.
func principal(m [][]float64) [][]float64 {
	n := len(m)
	axes := make([][]float64, n) // one a row
	for i := range axes {
		axes[i] = make([]float64, n)
		axes[i][i] = 1
	}
	for range 60 {
		if outside(m) < 1e-9 {
			break
		}
		for p := range n {
			for q := p + 1; q < n; q++ {
				rotate(m, axes, p, q)
			}
		}
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(m[b][b], m[a][a]) })
	sorted := make([][]float64, n)
	for i, at := range order {
		sorted[i] = axes[at]
	}
	return sorted
}

// outside is the sum of the squares beside the diagonal.
func outside(m [][]float64) float64 {
	sum := 0.0
	for i := range m {
		for j := range i {
			sum += m[i][j] * m[i][j]
		}
	}
	return sum
}

// rotate makes the entry of p and q zero.
func rotate(m, axes [][]float64, p, q int) {
	if math.Abs(m[p][q]) < 1e-14 {
		return
	}
	theta := (m[q][q] - m[p][p]) / (2 * m[p][q])
	t := 1 / (math.Abs(theta) + math.Sqrt(theta*theta+1))
	if theta < 0 {
		t = -t
	}
	c := 1 / math.Sqrt(t*t+1)
	s := t * c
	for k := range m {
		m[k][p], m[k][q] = c*m[k][p]-s*m[k][q], s*m[k][p]+c*m[k][q]
	}
	for k := range m {
		m[p][k], m[q][k] = c*m[p][k]-s*m[q][k], s*m[p][k]+c*m[q][k]
		axes[p][k], axes[q][k] = c*axes[p][k]-s*axes[q][k], s*axes[p][k]+c*axes[q][k]
	}
}
