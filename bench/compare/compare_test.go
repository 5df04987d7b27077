// Package compare_test asks Firstline's search and bleve the same questions of the
// same articles. It is a module of its own, so that bleve is no dependency of
// the program:
//
//	make bench-compare
package compare_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/firstline-helpdesk/firstline/kb"
)

const (
	rounds = 5
	topHit = 10
)

// set is a folder of real articles and questions.
type set struct{ name, lang string }

var sets = []set{
	{"hint3v2-curekart", "en"}, {"hint3v2-sofmattress", "en"}, {"clinc150-10", "en"},
	{"banking77-10", "en"}, {"opencrvs", "en"}, {"faquad", "pt"},
}

// engine is one way to search.
type engine struct {
	name string
	load time.Duration
	// ask gives the names of the ten best articles, best first.
	ask func(question string) []string
	// perSecond are questions a second of processor time, one a round.
	perSecond []float64
	hit1      float64
}

// BenchmarkCompare measures, set by set and in turns in one run, the search of
// the program beside bleve: by default (one field of everything, its fastest)
// and with titles and headings boosted (better for long pages).
//
//	*-q/s    questions a second of processor time, median of five rounds
//	*-hit@1  share of the questions in scope whose right article comes first
//	*-load   milliseconds of processor time to index the articles that were read
//	ratio    q/s of the program ÷ q/s of bleve
func BenchmarkCompare(b *testing.B) {
	dir := benchDir(b)
	runtime.GOMAXPROCS(1)
	for _, set := range sets {
		b.Run(set.name, func(b *testing.B) {
			folder := filepath.Join(dir, set.name)
			if _, err := os.Stat(folder); err != nil {
				b.Skipf("the set is missing: %v", err)
			}
			articles, questions := read(b, folder, set.lang)
			for range b.N {
				compare(b, set, articles, questions)
			}
		})
	}
}

// benchDir is the folder of all sets; without it there is nothing to compare.
func benchDir(b *testing.B) string {
	b.Helper()
	for _, shared := range []string{os.Getenv("FIRSTLINE_SHARED"), filepath.Join("..", "..", "..", "shared")} {
		dir := filepath.Join(shared, "bench")
		if _, err := os.Stat(dir); shared != "" && err == nil {
			return dir
		}
	}
	fmt.Fprintln(os.Stderr, "SKIPPED: no questions to compare with; set FIRSTLINE_SHARED to the folder that holds bench")
	b.Skip("no questions to compare with")
	return ""
}

func read(b *testing.B, folder, lang string) ([]*kb.Article, []kb.EvalQuestion) {
	l, err := kb.Open(kb.Options{Dirs: []string{filepath.Join(folder, "kb")}, Languages: []string{lang}})
	if err != nil {
		b.Fatal(err)
	}
	f, err := os.Open(filepath.Join(folder, "questions.tsv"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	questions, err := kb.ReadQuestions(f)
	if err != nil {
		b.Fatal(err)
	}
	return l.Base().Articles(), slices.DeleteFunc(questions, func(q kb.EvalQuestion) bool { return q.Split != "dev" })
}

func compare(b *testing.B, set set, articles []*kb.Article, questions []kb.EvalQuestion) {
	engines := []*engine{newOurs(articles, set.lang), newBleve(b, articles, set.lang, false), newBleve(b, articles, set.lang, true)}
	for _, e := range engines {
		e.rate(questions)
	}
	for range rounds {
		for _, e := range engines {
			e.measure(questions)
		}
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%s: %d articles, %d questions\n", set.name, len(articles), len(questions))
	for _, e := range engines {
		slices.Sort(e.perSecond)
		speed := e.perSecond[len(e.perSecond)/2]
		fmt.Fprintf(&table, "%-13s %8.0f q/s  hit@1 %.3f  load %6.1f ms  ours is %.2f times as fast\n", e.name, speed, e.hit1,
			e.load.Seconds()*1000, engines[0].perSecond[len(e.perSecond)/2]/speed)
		b.ReportMetric(speed, e.name+"-q/s")
		b.ReportMetric(e.hit1, e.name+"-hit@1")
		b.ReportMetric(e.load.Seconds()*1000, e.name+"-load")
		if e != engines[0] {
			b.ReportMetric(engines[0].perSecond[len(e.perSecond)/2]/speed, "ratio-to-"+e.name)
		}
	}
	b.ReportMetric(0, "ns/op")
	b.Log(table.String())
}

// rate asks all questions in scope once and counts how often the right article
// comes first. It warms up the engine too.
func (e *engine) rate(questions []kb.EvalQuestion) {
	asked, right := 0, 0
	for _, q := range questions {
		names := e.ask(q.Text)
		if len(q.Articles) == 0 {
			continue
		}
		asked++
		if len(names) > 0 && slices.Contains(q.Articles, names[0]) {
			right++
		}
	}
	e.hit1 = float64(right) / float64(max(asked, 1))
}

// measure asks for at least a fifth of a second.
func (e *engine) measure(questions []kb.EvalQuestion) {
	runtime.GC()
	began, n := processorTime(), 0
	for n == 0 || processorTime()-began < 200*time.Millisecond {
		for _, q := range questions[:min(len(questions), 500)] {
			e.ask(q.Text)
			n++
		}
	}
	e.perSecond = append(e.perSecond, float64(n)/(processorTime()-began).Seconds())
}

func newOurs(articles []*kb.Article, lang string) *engine {
	began := processorTime()
	base := kb.NewBase(articles, []string{lang}, kb.Balanced)
	names := make([]string, 0, topHit)
	return &engine{name: "ours", load: processorTime() - began, ask: func(question string) []string {
		names = names[:0]
		for _, hit := range base.Search(kb.Question{Text: question}).Hits {
			names = append(names, hit.Article.Name)
		}
		return names
	}}
}

// processorTime is what this process has used.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
