package kb

import (
	"math"
	"slices"
)

func (x *sample) certain() bool { return len(x.right) > 0 && x.right[0] }

// chance is the confidence with the weights of trust.
func (x *sample) chance() float64 {
	sum := 0.0
	for j, w := range trust.at(float32(x.faq), x.compared) {
		sum += w * x.clues[j]
	}
	return 1 / (1 + math.Exp(-sum))
}

// fitTrust makes the confidence a probability. Clues are compared by their
// spread, so that none is held back only because its numbers are small.
func fitTrust(samples []sample, compared bool) {
	if compared {
		samples = slices.DeleteFunc(slices.Clone(samples), func(x sample) bool { return !x.compared })
	}
	mean, spread := spreadOfClues(samples)
	w := make([]float64, 2*clues)
	if compared {
		for j, v := range trust.documents {
			w[j] = v * spread[j]
			w[clueBias] += v * mean[j]
		}
	}
	descend(w, 1500, 0.05, func(g []float64) {
		for i := range samples {
			x := &samples[i]
			var z [clues]float64
			sum := 0.0
			for j, v := range x.clues {
				z[j] = (v - mean[j]) / spread[j]
				sum += z[j] * (w[j]*(1-x.faq) + w[clues+j]*x.faq)
			}
			d := 1 / (1 + math.Exp(-sum))
			if x.certain() {
				d--
			}
			for j, v := range z {
				g[j] += x.weight * d * v * (1 - x.faq)
				g[clues+j] += x.weight * d * v * x.faq
			}
		}
		for j := range clues {
			if j != clueBias {
				g[j] += holdTrustOfDocuments * w[j]
				g[clues+j] += holdTrustOfQuestions * w[clues+j]
			}
		}
		keepSense(w)
		if compared {
			clear(g[:clues])
		}
	})
	keepSense(w)
	if compared {
		trust.compared = unspread(w[clues:], mean, spread)
		trust.compared[clueBias] -= comparedCaution
		return
	}
	stretchDocuments(samples, w, mean, spread)
	trust.documents, trust.questions = unspread(w[:clues], mean, spread), unspread(w[clues:], mean, spread)
}

// unspread gives weights for clues as they are.
func unspread(w []float64, mean, spread [clues]float64) (plain [clues]float64) {
	for j := range clues {
		v := w[j] / spread[j]
		plain[j] += v
		plain[clueBias] -= v * mean[j]
	}
	return plain
}

// stretchDocuments finds scale and bias of the confidence on documents anew. Held
// so strongly the weights say too little; and the questions of the base that was
// made of another, which strangers did not ask, say which clues matter, but not
// how often an answer is right.
func stretchDocuments(samples []sample, w []float64, mean, spread [clues]float64) {
	scale := []float64{1, 0}
	descend(scale, 300, 0.05, func(g []float64) {
		for i := range samples {
			x := &samples[i]
			if x.made {
				continue
			}
			var documents, questions float64
			for j, v := range x.clues {
				z := (v - mean[j]) / spread[j]
				documents += z * w[j] * (1 - x.faq)
				questions += z * w[clues+j] * x.faq
			}
			d := 1 / (1 + math.Exp(-scale[0]*documents-scale[1]*(1-x.faq)-questions))
			if x.certain() {
				d--
			}
			g[0] += x.weight * d * documents
			g[1] += x.weight * d * (1 - x.faq)
		}
		g[0] += holdScale * (scale[0] - 1)
		g[1] += holdScale * scale[1]
	})
	for j := range clues {
		w[j] *= scale[0]
	}
	w[clueBias] += scale[1]
}

// spreadOfClues gives mean and standard deviation of each clue, 0 and 1 for the bias.
func spreadOfClues(samples []sample) (mean, spread [clues]float64) {
	all := 0.0
	for i := range samples {
		all += samples[i].weight
		for j, v := range samples[i].clues {
			mean[j] += samples[i].weight * v
			spread[j] += samples[i].weight * v * v
		}
	}
	for j := range mean {
		mean[j] /= all
		spread[j] = math.Sqrt(max(spread[j]/all-mean[j]*mean[j], 1e-6))
	}
	mean[clueBias], spread[clueBias] = 0, 1
	return mean, spread
}

// keepSense keeps what is not understood from helping, and what is understood
// from harming.
func keepSense(w []float64) {
	for j := range w {
		switch j % int(clues) {
		case clueUnknown, clueMissing:
			w[j] = min(w[j], 0)
		case clueCovered:
			w[j] = max(w[j], 0)
		}
	}
}
