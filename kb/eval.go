package kb

import (
	"slices"
	"sort"
	"time"
)

// EvalQuestion is a question whose right answer is known.
type EvalQuestion struct {
	ID   string
	Text string
	// Lang is the language of the question, or "".
	Lang string
	// Split is "dev" or "test": whether the base may be improved with it.
	Split string
	// Articles are the names of the articles that answer it; any of them is
	// right. None at all means that nothing must be answered.
	Articles []string
}

// Grades say how good the answers to a set of questions are. All shares are
// between 0 and 1, and 0 when there was nothing to count.
type Grades struct {
	Articles   int `json:"articles"`
	Questions  int `json:"questions"`
	InScope    int `json:"in_scope"`
	OutOfScope int `json:"out_of_scope"`
	// Hit1 and Hit3 are the shares of questions in scope whose right article
	// is the first, or among the first three; MRR10 is the mean of one over
	// its rank, up to rank ten.
	Hit1  float64 `json:"hit1"`
	Hit3  float64 `json:"hit3"`
	MRR10 float64 `json:"mrr10"`
	// Sure, Torn and Unknown are how often each verdict was given.
	Sure    int `json:"sure"`
	Torn    int `json:"torn"`
	Unknown int `json:"unknown"`
	// SurePrecision is how many of the sure answers were right.
	SurePrecision float64 `json:"sure_precision"`
	// SureCoverage is how many of the questions in scope got a sure and right answer.
	SureCoverage float64 `json:"sure_coverage"`
	// OOSAnswered is how many of the questions out of scope got a sure answer.
	OOSAnswered float64 `json:"oos_answered"`
	// AUROC is how likely a question in scope has a higher confidence than
	// one out of scope; 0.5 is chance.
	AUROC float64 `json:"auroc"`
}

// Report says how well a base answers a set of questions, and how fast.
type Report struct {
	Grades
	// LoadMS is how long making the base searchable took, in milliseconds.
	LoadMS float64 `json:"load_ms"`
	// QuestionsPerS is how many questions one goroutine got answered a second.
	QuestionsPerS float64 `json:"questions_per_s"`
}

// Evaluate asks the base all questions, as a person who is not staff, and
// compares the answers with the right ones.
func (b *Base) Evaluate(questions []EvalQuestion) Report {
	began := time.Now()
	answers := b.Answers(questions)
	took := time.Since(began).Seconds()
	r := Report{Grades: b.Grade(questions, answers), LoadMS: float64(b.loadTime.Microseconds()) / 1000}
	if took > 0 {
		r.QuestionsPerS = float64(len(questions)) / took
	}
	return r
}

// Answers asks the base all questions, as a person who is not staff.
func (b *Base) Answers(questions []EvalQuestion) []Answer {
	answers := make([]Answer, len(questions))
	for i, q := range questions {
		answers[i] = b.Search(Question{Text: q.Text, Lang: q.Lang})
	}
	return answers
}

// Grade compares answers with the right ones, one for each question.
func (b *Base) Grade(questions []EvalQuestion, answers []Answer) Grades {
	g := Grades{Articles: len(b.docs), Questions: len(questions)}
	var in, out []float64
	right := 0
	for i, q := range questions {
		confidence := 0.0
		if len(answers[i].Hits) > 0 {
			confidence = answers[i].Hits[0].Confidence
		}
		rank := rankOf(answers[i].Hits, q.Articles)
		sure := g.countVerdict(answers[i].Verdict)
		if len(q.Articles) == 0 {
			g.OutOfScope++
			out = append(out, confidence)
			if sure {
				g.OOSAnswered++
			}
			continue
		}
		g.InScope++
		in = append(in, confidence)
		g.countRank(rank)
		if sure && rank == 1 {
			right++
		}
	}
	g.Hit1, g.Hit3, g.MRR10 = g.Hit1/atLeast1(g.InScope), g.Hit3/atLeast1(g.InScope), g.MRR10/atLeast1(g.InScope)
	g.SurePrecision = float64(right) / atLeast1(g.Sure)
	g.SureCoverage = float64(right) / atLeast1(g.InScope)
	g.OOSAnswered /= atLeast1(g.OutOfScope)
	g.AUROC = auroc(in, out)
	return g
}

// rankOf is the place, from 1, of the first hit that is right, or 0.
func rankOf(hits []Hit, right []string) int {
	for i, h := range hits {
		if slices.Contains(right, h.Article.Name) {
			return i + 1
		}
	}
	return 0
}

func (g *Grades) countVerdict(v Verdict) (sure bool) {
	switch v {
	case Sure:
		g.Sure++
		return true
	case Torn:
		g.Torn++
	default:
		g.Unknown++
	}
	return false
}

func (g *Grades) countRank(rank int) {
	if rank == 0 {
		return
	}
	g.MRR10 += 1 / float64(rank)
	if rank == 1 {
		g.Hit1++
	}
	if rank <= 3 {
		g.Hit3++
	}
}

func atLeast1(n int) float64 { return float64(max(n, 1)) }

// auroc is the chance that a value of in is above one of out; ties count half.
func auroc(in, out []float64) float64 {
	if len(in) == 0 || len(out) == 0 {
		return 0
	}
	sort.Float64s(out)
	sum := 0.0
	for _, v := range in {
		below := sort.SearchFloat64s(out, v)
		notAbove := sort.Search(len(out), func(i int) bool { return out[i] > v })
		sum += float64(below) + float64(notAbove-below)/2
	}
	return sum / float64(len(in)) / float64(len(out))
}
