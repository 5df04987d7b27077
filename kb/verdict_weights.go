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
	documents: [signals]float32{4.09, 2.85, -0.03, 4.74, 0.14, 5.27, 5.06, -0.08, 5.42},
	questions: [signals]float32{3.13, -0.24, -1.59, 4.36, 2.04, -0.34, 4.69, -0.14, -0.06},
}

var trust = trustWeights{
	documents: [clues]float64{-4.35, 0.82, 1.03, -0.21, -0.76, 0.74, 0.63, 2.90, -0.65, 1.40, -0.56, 0.65, 0.00, -0.90, -1.22, 1.38},
	questions: [clues]float64{-3.36, 0.54, 0.66, -0.32, 0.28, -2.77, 2.74, -4.81, 0.52, 0.00, -0.17, 1.84, 0.00, -0.89, -0.65, 0.81},
}
