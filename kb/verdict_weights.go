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
	documents: [signals]float32{4.09, 2.85, -0.04, 4.74, 0.14, 5.27, 5.04, -0.07, 5.42},
	questions: [signals]float32{3.13, -0.24, -1.60, 4.36, 2.04, -0.33, 4.68, -0.12, -0.06},
}

var trust = trustWeights{
	documents: [clues]float64{-4.36, 0.84, 1.07, -0.21, -0.69, 0.59, 0.84, 3.01, -0.43, 1.56, -0.38, 0.48, 0.00, -0.71, -1.35, 1.39},
	questions: [clues]float64{-3.33, 0.51, 0.70, -0.32, 0.27, -2.79, 2.72, -4.50, 0.48, 0.04, -0.12, 1.90, 0.00, -0.87, -0.68, 0.82},
}
