package kb

import "math"

// Confidence is how careful a base is before it answers by itself.
type Confidence string

// The precision that a setting aims at is the share of sure answers that are
// right when about one question in three has no answer in the base. It was
// measured on questions that people really asked; a base whose traffic differs
// from those will differ too.
const (
	// Careful aims at 97 of 100 sure answers being right and asks back often.
	Careful Confidence = "careful"
	// Balanced aims at 92 of 100. It is the default.
	Balanced Confidence = "balanced"
	// Generous aims at 85 of 100 and answers by itself most often.
	Generous Confidence = "generous"
)

// limits are the least confidence for [Sure] and for [Torn]. With balanced
// limits, a torn answer that is only just torn holds the right article among
// its choices about every second time.
type limits struct{ sure, torn float64 }

// limits of a setting; what is not a setting is taken as [Balanced].
func (c Confidence) limits() limits {
	switch c {
	case Careful:
		return limits{sure: 0.92, torn: 0.25}
	case Generous:
		return limits{sure: 0.60, torn: 0.15}
	}
	return limits{sure: 0.79, torn: 0.20}
}

// A person is asked to choose from two or three titles; one title alone is no
// choice, so that what is neither sure nor has a rival is [Unknown].
const (
	leastChoices = 2
	maxChoices   = 3
)

// leastChoice is how likely, beside the first hit, another must be to be
// offered as a choice.
const leastChoice = 0.1

// The clues from which the confidence in the first candidate is computed.
const (
	clueBias     = iota
	clueShare    // its share of the odds among the candidates: the margin to the others
	clueShareLog // the logarithm of that share
	clueRest     // the logarithm of what the others share
	clueField    // these six are its signals
	clueQuestion //
	clueGrams    //
	clueHeading  //
	clueMachine  //
	clueCovered  //
	clueUnknown  // share of the question's mass in words nobody knows
	clueScore    // its score
	clueMissing  // the rarest word of the question that it does not mention
	clueSecond   // what the second candidate's machine says
	clueContent  // one over the number of words that tell articles apart, and one
	clueWords    // the logarithm of the number of words
	clueAbout    // how near it is by what words are about
	clues
)

// clueValues computes the clues about the first candidate.
func (b *Base) clueValues(s *scratch) [clues]float64 {
	q := &s.query
	first := &s.candidates[0]
	share := shareOfOdds(s.candidates)
	x := [clues]float64{
		clueBias: 1, clueShare: share, clueShareLog: math.Log(share),
		clueRest:  math.Log(max(1-share, leastRest)),
		clueField: float64(first.signal[fieldShare]), clueQuestion: float64(first.signal[questionMatch]),
		clueGrams: float64(first.signal[questionGrams]), clueHeading: float64(first.signal[headingMatch]),
		clueMachine: machineSays(first), clueCovered: float64(first.signal[covered]),
		clueUnknown: float64(q.unknown / max(q.mass, 1e-6)), clueScore: float64(first.score) / 10,
		clueMissing: float64(b.rarestMissing(q, first.doc) / b.strangeIDF), clueContent: 1 / float64(1+q.content), clueWords: math.Log1p(float64(len(q.words))),
		clueAbout: float64(first.signal[aboutMatch]),
	}
	if len(s.candidates) > 1 {
		x[clueSecond] = machineSays(&s.candidates[1])
	}
	return x
}

// leastRest is the share of the others below which it makes no difference.
const leastRest = 0.0025

// machineSays is what a candidate's machine says. Below -1, which is where
// training puts other articles' questions, it only tells a long question from a
// short one.
func machineSays(c *candidate) float64 { return max(-1, float64(c.signal[machineScore])) }

// rarestMissing is the largest mass of a word that the doc does not mention.
func (b *Base) rarestMissing(q *query, doc uint32) float32 {
	most := float32(0)
words:
	for i := range q.words {
		a := &q.words[i]
		if a.mass <= most {
			continue
		}
		for _, f := range a.stems {
			if b.inDocs.find(f, doc) > 0 {
				continue words
			}
		}
		most = a.mass
	}
	return most
}

// certainty is how likely the first candidate answers the question, from 0 to 1.
func (b *Base) certainty(s *scratch) float64 {
	x := b.clueValues(s)
	sum := 0.0
	for i, w := range trust.at(b.faq, s.compared) {
		sum += w * x[i]
	}
	return 1 / (1 + math.Exp(-sum))
}

// oddsAmong is how many candidates share the odds.
const oddsAmong = 30

// shareOfOdds is the share of the first candidate when scores are read as
// logarithms of odds.
func shareOfOdds(candidates []candidate) float64 {
	sum := 0.0
	for i := range candidates {
		sum += math.Exp(float64(candidates[i].score - candidates[0].score))
	}
	return 1 / sum
}

// The share of a question's mass in words that nobody knows above which no
// answer is sure, however well the rest fits: half of it, and a little more in a
// base of other ways to ask, whose articles name what they are asked about but
// not every word around it.
const (
	mostlyUnknown        = 0.5
	mostlyUnknownOfAsked = 0.6
)

// strange says whether too much of a question is unknown for a sure answer.
func (b *Base) strange(q *query) bool {
	if b.faq > 0.5 {
		return q.unknown > mostlyUnknownOfAsked*q.mass
	}
	return q.unknown > mostlyUnknown*q.mass
}

// alikeInLetters is the cosine of character n-grams from which an article may
// answer a question of which no telling word is known, such as a long verb in
// a form that no article has.
const alikeInLetters = 0.5

// verdict judges by the confidences of the hits, best first, and says how many
// of them to offer when torn. The likeness is that of the first in letters.
func (b *Base) verdict(q *query, likeness float32, hits []Hit) (Verdict, int) {
	limits := b.confidence.limits()
	switch first := hits[0].Confidence; {
	case q.content > 0 && q.grasped == 0 && likeness < alikeInLetters:
		return Unknown, 0
	case first >= limits.sure && !b.strange(q):
		return Sure, 0
	case first >= limits.torn && len(hits) >= leastChoices:
		n := leastChoices
		for n < min(maxChoices, len(hits)) && hits[n].Confidence >= leastChoice*first {
			n++
		}
		return Torn, n
	}
	return Unknown, 0
}
