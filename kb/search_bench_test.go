package kb

import (
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// BenchmarkSearch asks the dev questions of a set one after the other.
//
//	cpu-q/s  questions a second of processor time, which other work on the
//	         machine disturbs less than the clock's
//	p99-µs   time by the clock within which 99 of 100 questions were answered
func BenchmarkSearch(b *testing.B) {
	dir := benchDir(b)
	for _, set := range benchSets {
		b.Run(set.name, func(b *testing.B) {
			base, questions := openBench(b, dir, set)
			benchSearch(b, base, questions)
		})
	}
}

func benchSearch(b *testing.B, base *Base, questions []EvalQuestion) {
	b.ReportAllocs()
	took := make([]time.Duration, 0, 1<<20)
	for i := range 100 {
		base.Search(Question{Text: questions[i%len(questions)].Text})
	}
	b.ResetTimer()
	used, n := processorTime(b), 0
	for b.Loop() {
		began := time.Now()
		base.Search(Question{Text: questions[n%len(questions)].Text})
		if len(took) < cap(took) {
			took = append(took, time.Since(began))
		}
		n++
	}
	used = processorTime(b) - used
	slices.Sort(took)
	b.ReportMetric(float64(n)/used.Seconds(), "cpu-q/s")
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1000, "p99-µs")
}

// processorTime is what this process has used of all processors.
func processorTime(t testing.TB) time.Duration {
	var u syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkLoad makes the articles of a set searchable.
func BenchmarkLoad(b *testing.B) {
	dir := benchDir(b)
	for _, set := range benchSets {
		b.Run(set.name, func(b *testing.B) {
			base, _ := openBench(b, dir, set)
			used, n := processorTime(b), 0
			for b.Loop() {
				NewBase(base.Articles(), base.Languages(), Balanced)
				n++
			}
			b.ReportMetric((processorTime(b)-used).Seconds()*1000/float64(n), "cpu-ms/op")
		})
	}
}
