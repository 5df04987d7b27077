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
// each set with the same say:
// ranking makes the right article likely among the candidates, trust makes the
// confidence of the first a probability, at one question in three out of scope.
var ranking = weights{
	documents: [signals]float32{4.22, 2.83, -1.03, 6.55, 0.10, 9.07, 5.42, -0.43, 6.20},
	questions: [signals]float32{3.28, -1.25, -5.83, 6.47, 3.15, -7.78, 4.72, 2.00, 0.44},
}

var trust = trustWeights{
	documents: [clues]float64{-3.54, 1.51, 1.23, 0.07, 0.38, 0.56, 1.69, -1.22, 0.23, -1.56, 0.26, -0.28, -0.51, -0.70, 1.36},
	questions: [clues]float64{-3.64, 1.35, 0.92, 0.17, -0.68, 1.19, 0.03, 1.36, 0.00, 0.00, 1.90, 0.00, -1.51, -0.67, 0.92},
}
