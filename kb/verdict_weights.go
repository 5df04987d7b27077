package kb

// weights holds one weight a signal for two kinds of base: one of documents
// and one whose articles list other ways to ask. A base in between gets
// weights in between. Where a question can be compared by what its words are
// about, compared stands in the place of questions; nothing else changes.
type weights struct{ documents, questions, compared [signals]float32 }

// at mixes the weights; faq is 0 for a base of documents and 1 for one of other ways to ask.
func (w *weights) at(faq float32, compared bool) [signals]float32 {
	asked := &w.questions
	if compared {
		asked = &w.compared
	}
	var mixed [signals]float32
	for i := range mixed {
		mixed[i] = w.documents[i]*(1-faq) + asked[i]*faq
	}
	return mixed
}

// trustWeights holds one weight a clue for the same kinds.
type trustWeights struct{ documents, questions, compared [clues]float64 }

// at mixes them in the same way.
func (w *trustWeights) at(faq float32, compared bool) [clues]float64 {
	asked := &w.questions
	if compared {
		asked = &w.compared
	}
	var mixed [clues]float64
	share := float64(faq)
	for i := range mixed {
		mixed[i] = w.documents[i]*(1-share) + asked[i]*share
	}
	return mixed
}

// ranking and trust were found by
//
//	make weights
//
// on the dev questions of all sets and those of the starter articles together,
// each set with the same say, near weights that a person would choose:
// ranking makes the right article likely among the candidates, trust makes the
// confidence of the first a probability, at one question in three out of scope.
var ranking = weights{
	documents: [signals]float32{4.21, 2.69, -0.11, 4.81, -0.06, 5.70, 5.02, -0.39, 4.65, 1.71, 1.59},
	questions: [signals]float32{2.95, -0.30, -2.24, 4.48, 1.72, -0.65, 4.86, 0.16, 0.21, -0.39, -0.32},
	compared:  [signals]float32{2.55, -0.34, -1.97, 4.37, 1.77, -0.60, 4.09, 0.11, 0.05, -0.45, -0.51, 3.20},
}

var trust = trustWeights{
	documents: [clues]float64{-2.78, 1.39, 0.71, -0.17, 0.17, 0.82, 0.25, 1.18, -0.34, 0.85, -0.63, 0.28, -0.02, -0.57, -2.52, 0.66},
	questions: [clues]float64{-3.15, 0.25, 0.78, -0.39, 0.18, -2.59, 2.25, -2.15, 0.19, 0.00, -0.43, 1.98, 0.00, -0.56, -0.15, 0.95},
	compared:  [clues]float64{-3.21, -0.39, 0.99, -0.36, -0.09, -2.70, 2.23, -3.35, -0.01, 0.64, -0.38, 2.45, 0.00, -0.61, -0.03, 0.88, 0.46},
}
