package kb

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The fit finds the weights in verdict_weights.go. It is deterministic.
const (
	// fitOutOfScope is the share of questions out of scope that the confidence
	// is made for, whatever the share in a set.
	fitOutOfScope = 0.35
	fitRounds     = 2
	// How strongly weights are held to what they were before the fit: more for
	// bases of documents, of which there are fewer questions.
	holdRankingOfQuestions = 5e-3
	holdRankingOfDocuments = 3e-2
	holdTrustOfQuestions   = 1e-2
	holdTrustOfDocuments   = 1e-1
	holdScale              = 1e-2
	// comparedCaution is taken from the bias of the confidence of questions that are
	// compared by what they are about, so that the limits keep their precision.
	comparedCaution = 0.1
)

// sample is one question with its candidates.
type sample struct {
	set    int
	faq    float64
	inside bool // in scope
	// compared says that the question was compared by what its words are about.
	compared bool
	made     bool // of the base made of another
	rows     [][signals]float32
	right    []bool
	clues    [clues]float64
	weight   float64
}

// fitted are the bases and questions that weights are found on.
type fitted struct {
	bases     []*Base
	questions [][]EvalQuestion
	// bare is a base of documents made of another, with its questions.
	bare  *Base
	asked []EvalQuestion
}

// openFitted reads all sets and the starter articles. It skips the test when
// FIRSTLINE_FIT is not set, and puts back the weights of the program after it.
func openFitted(t *testing.T) fitted {
	if os.Getenv("FIRSTLINE_FIT") == "" {
		t.Skip("set FIRSTLINE_FIT to find the weights again")
	}
	dir := benchDir(t)
	oldRanking, oldTrust := ranking, trust
	t.Cleanup(func() { ranking, trust = oldRanking, oldTrust })
	var f fitted
	for _, set := range benchSets {
		b, q := openBench(t, dir, set)
		f.bases, f.questions = append(f.bases, b), append(f.questions, q)
	}
	b, q := openStarter(t)
	f.bases, f.questions = append(f.bases, b), append(f.questions, q)
	f.bare, f.asked = withoutQuestions(b, q)
	return f
}

// fit finds ranking and trust without the set at index without, or with all
// sets when that is -1: first those of bases that compare nothing by what words
// are about, then what stands in the place of the weights of questions where
// that is compared.
func (f fitted) fit(without int) []sample {
	var bases []*Base
	var questions [][]EvalQuestion
	for i := range f.bases {
		if i != without {
			bases, questions = append(bases, f.bases[i]), append(questions, f.questions[i])
		}
	}
	bases, questions = append(bases, f.bare), append(questions, f.asked)
	meanings := make([]*meaning, len(bases))
	for i, b := range bases {
		meanings[i], b.meaning = b.meaning, nil
	}
	fitBoth(bases, questions, false)
	for i, b := range bases {
		b.meaning = meanings[i]
	}
	ranking.compared = ranking.questions
	samples := fitBoth(bases, questions, true)
	return slices.DeleteFunc(samples, func(x sample) bool { return x.made })
}

// fitBoth finds ranking and trust, of which those of documents and of questions
// stay as they are when compared is set. The last base was made of another.
func fitBoth(bases []*Base, questions [][]EvalQuestion, compared bool) []sample {
	for range fitRounds {
		fitRanking(sampleAll(bases, questions), compared)
	}
	samples := sampleAll(bases, questions)
	for i := range samples {
		samples[i].made = samples[i].set == len(bases)-1
	}
	fitTrust(samples, compared)
	return samples
}

// TestFit prints weights found on the dev questions of all sets together and
// the precision at several limits.
func TestFit(t *testing.T) {
	f := openFitted(t)
	samples := f.fit(-1)
	fmt.Printf("ranking:\n%s\n%s\n%s\ntrust:\n%s\n%s\n%s\n", list(ranking.documents[:]), list(ranking.questions[:]),
		list(ranking.compared[:]), list(trust.documents[:]), list(trust.questions[:]), list(trust.compared[:]))
	printLimits(samples)
	for i, b := range f.bases {
		fmt.Println(tableRow(fmt.Sprintf("set %d faq %.2f", i, b.faq), b.Evaluate(f.questions[i])))
	}
}

// TestFitWithout prints what each set reaches with weights that were found
// without it.
func TestFitWithout(t *testing.T) {
	f := openFitted(t)
	for i, set := range benchSets {
		f.fit(i)
		fmt.Println(tableRow(set.name, f.bases[i].Evaluate(f.questions[i])))
	}
}

func openStarter(t testing.TB) (*Base, []EvalQuestion) {
	l, err := Open(Options{Dirs: []string{"starter"}, Languages: []string{"en", "fr"}})
	require.NoError(t, err)
	return l.Base(), openQuestions(t, filepath.Join("..", "testdata", "starter-questions.tsv"))
}

// withoutQuestions is a base of documents made of the starter articles: their
// other ways to ask become questions that are asked. It has many more questions
// than the real sets of documents, but its authors, and not strangers, wrote them.
func withoutQuestions(b *Base, questions []EvalQuestion) (*Base, []EvalQuestion) {
	var articles []*Article
	asked := slices.Clone(questions)
	for _, a := range b.Articles() {
		bare := *a
		bare.Questions = nil
		articles = append(articles, &bare)
		for i, q := range a.Questions {
			if a.Lang == "en" {
				asked = append(asked, EvalQuestion{ID: fmt.Sprint(a.Name, i), Text: q, Articles: []string{a.Name}})
			}
		}
	}
	return NewBase(articles, b.Languages(), Balanced), asked
}

func list[T float32 | float64](values []T) string {
	var words []string
	for _, v := range values {
		words = append(words, fmt.Sprintf("%.2f", v))
	}
	return strings.Join(words, ", ")
}

func sampleAll(bases []*Base, questions [][]EvalQuestion) []sample {
	var all []sample
	for set, b := range bases {
		first, in := len(all), 0
		s := newScratch(b)
		for _, q := range questions[set] {
			b.score(s, Question{Text: q.Text})
			x := sample{set: set, faq: float64(b.faq), inside: len(q.Articles) > 0, compared: s.compared}
			for _, c := range s.candidates {
				right := slices.Contains(q.Articles, b.docs[c.doc].article.Name)
				x.rows, x.right = append(x.rows, c.signal), append(x.right, right)
			}
			if len(s.candidates) > 0 {
				x.clues = b.clueValues(s)
			}
			if x.inside {
				in++
			}
			all = append(all, x)
		}
		for i := range all[first:] {
			x := &all[first+i]
			if x.inside {
				x.weight = (1 - fitOutOfScope) / float64(in)
			} else {
				x.weight = fitOutOfScope / float64(len(all)-first-in)
			}
		}
	}
	return all
}

// descend minimises by Adam: gradient fills g for the weights w.
func descend(w []float64, steps int, rate float64, gradient func(g []float64)) {
	g, m, v := make([]float64, len(w)), make([]float64, len(w)), make([]float64, len(w))
	for n := 1; n <= steps; n++ {
		clear(g)
		gradient(g)
		for j := range w {
			m[j] = 0.9*m[j] + 0.1*g[j]
			v[j] = 0.99*v[j] + 0.01*g[j]*g[j]
			w[j] -= rate * m[j] / (1 - math.Pow(0.9, float64(n))) / (math.Sqrt(v[j]/(1-math.Pow(0.99, float64(n)))) + 1e-9)
		}
	}
}

// prior are plain weights that a person would choose. The fit stays near them,
// because weights that are free to follow the few questions on documents do
// worse on every set that was left out.
var prior = weights{
	documents: [signals]float32{
		fieldShare: 5, sectionShare: 3, questionGrams: 5, headingMatch: 6, machineScore: 5,
		sectionCovered: 5, leadShare: 1.5, leadCovered: 1.5,
	},
	questions: [signals]float32{fieldShare: 4, questionGrams: 5, severalMatch: 3, machineScore: 5},
	compared:  [signals]float32{fieldShare: 4, questionGrams: 5, severalMatch: 3, machineScore: 5},
}

// fitRanking makes the right articles likely among the candidates.
func fitRanking(samples []sample, compared bool) {
	asked, plain := &ranking.questions, &prior.questions
	if compared {
		asked, plain = &ranking.compared, &prior.compared
	}
	w := make([]float64, 2*signals)
	for i := range signals {
		w[i], w[signals+i] = float64(ranking.documents[i]), float64(asked[i])
	}
	descend(w, 300, 0.1, func(g []float64) {
		for i := range samples {
			if x := &samples[i]; x.inside && x.compared == compared && slices.Contains(x.right, true) {
				rankingGradient(x, w, g)
			}
		}
		for i := range signals {
			g[i] += holdRankingOfDocuments * (w[i] - float64(prior.documents[i]))
			g[signals+i] += holdRankingOfQuestions * (w[signals+i] - float64(plain[i]))
		}
		if compared {
			clear(g[:signals])
		}
	})
	for i := range signals {
		ranking.documents[i], asked[i] = float32(w[i]), float32(w[signals+i])
	}
}

func rankingGradient(x *sample, w, g []float64) {
	odds := make([]float64, len(x.rows))
	for k, row := range x.rows {
		for j, v := range row {
			odds[k] += float64(v) * (w[j]*(1-x.faq) + w[signals+j]*x.faq)
		}
	}
	top, all, right := slices.Max(odds), 0.0, 0.0
	for k := range odds {
		odds[k] = math.Exp(odds[k] - top)
		all += odds[k]
		if x.right[k] {
			right += odds[k]
		}
	}
	for k, row := range x.rows {
		d := odds[k] / all
		if x.right[k] {
			d -= odds[k] / max(right, 1e-12)
		}
		d *= x.weight
		for j, v := range row {
			g[j] += d * float64(v) * (1 - x.faq)
			g[signals+j] += d * float64(v) * x.faq
		}
	}
}

// printLimits tells the precision and the coverage at several limits, over all
// sets with the same say.
func printLimits(samples []sample) {
	for limit := 0.5; limit < 0.96; limit += 0.02 {
		var sure, right, inside, outside float64
		for i := range samples {
			x := &samples[i]
			if x.inside {
				inside += x.weight
			}
			if len(x.rows) == 0 || x.chance() < limit {
				continue
			}
			sure += x.weight
			if x.certain() {
				right += x.weight
			}
			if !x.inside {
				outside += x.weight
			}
		}
		fmt.Printf("limit %.2f precision %.3f coverage %.3f out of scope answered %.3f\n", limit, right/max(sure, 1e-9), right/inside,
			outside/inside*(1-fitOutOfScope)/fitOutOfScope)
	}
}
