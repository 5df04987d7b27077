package kb

// weights holds one weight a signal for two kinds of base: one of documents
// and one whose articles list other ways to ask. A base in between gets
// weights in between.
type weights struct{ documents, questions [signals]float32 }

// at mixes the weights; faq is 0 for a base of documents and 1 for one of other ways to ask.
func (w *weights) at(faq float32) [signals]float32 {
	var mixed [signals]float32
	for i := range mixed {
		mixed[i] = w.documents[i]*(1-faq) + w.questions[i]*faq
	}
	return mixed
}

// trustWeights holds one weight a clue for the same two kinds of base.
type trustWeights struct{ documents, questions [clues]float64 }

// ranking and trust were found by
//
//	make weights
//
// on the dev questions of all sets and those of the starter articles together,
// each set with the same say, near weights that a person would choose:
// ranking makes the right article likely among the candidates, trust makes the
// confidence of the first a probability, at one question in three out of scope.
var ranking = weights{
	documents: [signals]float32{4.21, 2.69, -0.12, 4.81, -0.07, 5.69, 5.01, -0.39, 4.65, 1.71, 1.59},
	questions: [signals]float32{3.15, -0.20, -1.59, 4.38, 2.05, -0.34, 4.69, -0.14, 0.02, -0.25, -0.24},
}

var trust = trustWeights{
	documents: [clues]float64{-2.76, 1.39, 0.71, -0.17, 0.17, 0.84, 0.27, 1.16, -0.36, 0.85, -0.62, 0.27, -0.02, -0.62, -2.48, 0.66},
	questions: [clues]float64{-3.30, 0.55, 0.73, -0.33, 0.20, -2.92, 2.63, -2.35, 0.35, 0.10, -0.21, 2.05, 0.00, -0.87, -0.75, 0.83},
}
