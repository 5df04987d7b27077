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
	documents: [signals]float32{4.08, 3.19, -0.33, 4.51, -0.18, 5.69, 5.00, 0.11, 5.19},
	questions: [signals]float32{3.47, -0.26, -1.52, 4.49, 2.13, -0.29, 4.12, -0.04, -0.10},
}

var trust = trustWeights{
	documents: [clues]float64{-5.06, 1.21, 0.89, -0.17, -0.79, -0.27, 1.74, 2.61, -0.47, 1.83, -0.68, 0.26, 0.00, -0.56, -0.57, 1.52},
	questions: [clues]float64{-3.09, 0.57, 0.56, -0.32, 0.28, -2.74, 2.84, -2.51, 0.19, 0.11, 0.00, 1.95, 0.00, -1.13, -1.52, 0.58},
}
