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
//	FIRSTLINE_FIT=1 go test -count=1 -v -run TestFit ./kb
//
// on the dev questions of all sets and those of the starter articles together,
// each set with the same say, near weights that a person would choose:
// ranking makes the right article likely among the candidates, trust makes the
// confidence of the first a probability, at one question in three out of scope.
var ranking = weights{
	documents: [signals]float32{5.16, 2.86, -0.06, 5.28, 0.16, 5.88, 4.91, -0.30, 5.08},
	questions: [signals]float32{3.81, -0.17, -1.36, 4.87, 2.50, -0.22, 4.25, 0.24, 0.09},
}

var trust = trustWeights{
	documents: [clues]float64{-2.68, 1.17, 1.44, -0.19, 0.47, 0.37, 1.99, -0.92, 0.00, -1.14, 0.30, -0.41, 0.04, -0.77, 1.32},
	questions: [clues]float64{-3.53, 1.13, 0.95, 0.21, -1.48, 1.61, -0.16, 1.34, 0.00, 0.00, 2.14, 0.00, -1.49, -0.63, 0.94},
}
