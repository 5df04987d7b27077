package kb

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// benchSet is a folder of real questions with the least that must be reached.
type benchSet struct {
	name, lang string
	hit1, hit3 float64
	// precision is the least share of sure answers that are right, coverage the
	// least share of questions in scope that get one, and oos the largest share
	// of questions out of scope that get one.
	precision, coverage, oos float64
}

// benchSets are measured on their dev questions, with the balanced setting.
var benchSets = []benchSet{
	{"hint3v2-curekart", "en", 0.88, 0.98, 0.865, 0.55, 0.06},
	{"hint3v2-sofmattress", "en", 0.84, 0.98, 0.94, 0.41, 0.035},
	{"clinc150-10", "en", 0.85, 0.948, 0.952, 0.60, 0.04},
	{"banking77-10", "en", 0.82, 0.93, 0.945, 0.61, 0.02},
	{"opencrvs", "en", 0.65, 0.81, 0.83, 0.28, 0.03},
	{"faquad", "pt", 0.88, 0.97, 0.93, 0.445, 0.11},
}

// benchDir is the folder of all sets; the test is skipped without it.
func benchDir(t testing.TB) string {
	t.Helper()
	shared := os.Getenv("FIRSTLINE_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "shared")
	}
	dir := filepath.Join(shared, "bench")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no questions to measure with: %v; set FIRSTLINE_SHARED to the folder that holds bench", err)
	}
	return dir
}

// openBench reads the articles and the dev questions of a set.
func openBench(t testing.TB, dir string, set benchSet) (*Base, []EvalQuestion) {
	t.Helper()
	l, err := Open(Options{Dirs: []string{filepath.Join(dir, set.name, "kb")}, Languages: []string{set.lang}})
	require.NoError(t, err)
	return l.Base(), openQuestions(t, filepath.Join(dir, set.name, "questions.tsv"))
}

func openQuestions(t testing.TB, path string) []EvalQuestion {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	all, err := ReadQuestions(f)
	require.NoError(t, err)
	var dev []EvalQuestion
	for _, q := range all {
		if q.Split == "dev" {
			dev = append(dev, q)
		}
	}
	return dev
}

// TestFloors fails when search gets worse on real questions. With -v it prints
// what was measured.
func TestFloors(t *testing.T) {
	dir := benchDir(t)
	for _, set := range benchSets {
		t.Run(set.name, func(t *testing.T) {
			b, questions := openBench(t, dir, set)
			r := b.Evaluate(questions)
			t.Log(tableRow(set.name, r))
			require.GreaterOrEqual(t, r.Hit1, set.hit1, "hit1")
			require.GreaterOrEqual(t, r.Hit3, set.hit3, "hit3")
			require.GreaterOrEqual(t, r.SurePrecision, set.precision, "sure_precision")
			require.GreaterOrEqual(t, r.SureCoverage, set.coverage, "sure_coverage")
			require.LessOrEqual(t, r.OOSAnswered, set.oos, "oos_answered")
		})
	}
}

func tableRow(name string, r Report) string {
	return fmt.Sprintf("%-20s in %d out %d hit1 %.3f hit3 %.3f mrr %.3f precision %.3f coverage %.3f oos %.3f auroc %.3f "+
		"sure %d torn %d unknown %d load %.0f ms %.0f questions/s", name, r.InScope, r.OutOfScope, r.Hit1, r.Hit3, r.MRR10,
		r.SurePrecision, r.SureCoverage, r.OOSAnswered, r.AUROC, r.Sure, r.Torn, r.Unknown, r.LoadMS, r.QuestionsPerS)
}

// TestStarterQuestions asks the starter articles what people would ask them.
func TestStarterQuestions(t *testing.T) {
	b, questions := openStarter(t)
	r := b.Evaluate(questions)
	t.Log(tableRow("starter", r))
	require.GreaterOrEqual(t, r.Hit1, 0.72)
	require.GreaterOrEqual(t, r.Hit3, 0.86)
	require.GreaterOrEqual(t, r.SurePrecision, 0.94)
	require.LessOrEqual(t, r.OOSAnswered, 0.02)
}
