package kb

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// largeArticles is how many articles the largest library has.
const largeArticles = maxArticles

// writer makes articles of words that are as unevenly common as those of people.
type writer struct {
	vocabulary []string
	next       *rand.Zipf
}

func newWriter() *writer {
	r := rand.New(rand.NewPCG(1, 2))
	w := &writer{vocabulary: make([]string, 20_000), next: rand.NewZipf(r, 1.1, 6, 19_999)}
	for i := range w.vocabulary {
		var b strings.Builder
		for range 2 + r.IntN(3) {
			b.WriteByte("bcdfghklmnprstvz"[r.IntN(16)])
			b.WriteByte("aeiou"[r.IntN(5)])
		}
		w.vocabulary[i] = b.String()
	}
	return w
}

func (w *writer) say(n int) string {
	said := make([]string, n)
	for i := range said {
		said[i] = w.vocabulary[w.next.Uint64()]
	}
	return strings.Join(said, " ")
}

// file is an article of about 300 words: a title, four questions, three sections.
func (w *writer) file() string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %s\nquestions:\n", w.say(5))
	for range 4 {
		fmt.Fprintf(&b, "  - %s\n", w.say(8))
	}
	b.WriteString("---\n\n")
	for range 3 {
		fmt.Fprintf(&b, "## %s\n\n%s.\n\n", w.say(4), w.say(80))
	}
	return b.String()
}

// largeDir writes the largest library to a folder.
func largeDir(b *testing.B) (dir string, w *writer) {
	dir, w = b.TempDir(), newWriter()
	for i := range largeArticles {
		put(b, dir, largeName(i), w.file())
	}
	return dir, w
}

func largeName(i int) string { return fmt.Sprintf("d%02d/a%05d.md", i%50, i) }

// largeBase is the same without a folder.
func largeBase(b *testing.B) *Base {
	w := newWriter()
	var articles []*Article
	for i := range largeArticles {
		a, problems := ReadArticle(largeName(i), []byte(w.file()), ReadOptions{})
		require.Empty(b, problems)
		articles = append(articles, a)
	}
	return NewBase(articles, []string{"en"}, Balanced)
}

// BenchmarkLarge measures a library of ten thousand articles, 19 MB of markdown,
// by the clock and, as cpu-ms/op, in processor time: opening it, a look at a
// folder where nothing changed, and an edit of one article until it is live. The
// heap is what stays in use.
func BenchmarkLarge(b *testing.B) {
	dir, w := largeDir(b)
	var l *Library
	measure := func(name string, do func(b *testing.B)) {
		b.Run(name, func(b *testing.B) {
			used, n := processorTime(b), 0
			for b.Loop() {
				do(b)
				n++
			}
			b.ReportMetric((processorTime(b)-used).Seconds()*1000/float64(n), "cpu-ms/op")
		})
	}
	before := heapMB()
	measure("open", func(b *testing.B) {
		var err error
		// An hour on, no stamp is too fresh to be trusted.
		l, err = Open(Options{Dirs: []string{dir}, Languages: []string{"en"}, Now: func() time.Time { return time.Now().Add(time.Hour) }})
		require.NoError(b, err)
	})
	heap := heapMB() - before
	measure("look", func(b *testing.B) { require.False(b, l.Reload(b.Context())) })
	edits := 0
	measure("edit", func(b *testing.B) {
		edits++
		put(b, dir, largeName(7), w.file()+fmt.Sprintf("\nlatest%d\n", edits))
		require.True(b, l.Reload(b.Context()))
		require.NotEmpty(b, l.Base().Search(Question{Text: fmt.Sprintf("latest%d", edits)}).Hits)
	})
	b.Run("search", func(b *testing.B) {
		var questions []EvalQuestion
		for range 2000 {
			questions = append(questions, EvalQuestion{Text: w.say(8)})
		}
		benchSearch(b, l.Base(), questions)
		b.ReportMetric(heap, "heap-MB")
	})
}

func heapMB() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}

// BenchmarkPages opens long pages from disk: all of a real documentation.
func BenchmarkPages(b *testing.B) {
	dir := filepath.Join(benchDir(b), "opencrvs", "kb")
	used, n := processorTime(b), 0
	for b.Loop() {
		l, err := Open(Options{Dirs: []string{dir}, Languages: []string{"en"}})
		require.NoError(b, err)
		require.Greater(b, len(l.Articles()), 150)
		n++
	}
	b.ReportMetric((processorTime(b)-used).Seconds()*1000/float64(n), "cpu-ms/op")
}
