package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
)

const (
	benchConns    = 64
	benchChats    = 2000
	benchArticles = 500
	benchSlices   = 8 // of the desk; one more of the raw database
	benchSlice    = 1200 * time.Millisecond
)

// BenchmarkDurable measures the whole way of a message, from a signed webhook over
// the database and the search to the recorded reply, against what the disk allows:
// slices of the desk between slices of bbolt that only commits groups of records
// of 1 KB. Load and chat service are a process of their own.
//
//	R           messages a second ÷ raw records a second, median of the slices
//	cpu-µs/msg  processor time of the desk's process for one message, its webhook
//	            server and its calls to the service included, median; least is of the
//	            slice that others on the machine disturbed least, for neighbours on
//	            a core make the same work take longer
//	load-µs/msg processor time of that other process for one message, median; it is
//	            no part of cpu-µs/msg, and the sum is what one process for both would show
//	http-µs/msg what of cpu-µs/msg is the webhook and the call to the service alone:
//	            slices in which the channel answers itself and nothing is kept, median
//	cpu÷http    cpu-µs/msg by http-µs/msg, which no machine's speed changes
//	ack-ms      time from the webhook's request to its 200
//
// A slice ends when the last accepted message is answered and recorded. A lost
// message or a reply sent twice fails the benchmark.
func BenchmarkDurable(b *testing.B) {
	tuneMemory(os.LookupEnv)
	for range b.N {
		d := startBench(b)
		d.slice(b, benchSlice/4) // warms up connections and the file
		raw := []float64{rawSlice(b)}
		var all, bare []benchResult
		for range benchSlices {
			all = append(all, d.slice(b, benchSlice))
			bare = append(bare, d.bareSlice(b, benchSlice/2))
			raw = append(raw, rawSlice(b))
		}
		d.verify(b)
		reportBench(b, all, bare, raw)
	}
}

type benchResult struct{ rate, cpu, load, p50, p99 float64 }

func reportBench(b *testing.B, all, bare []benchResult, raw []float64) {
	pick := func(get func(i int) float64) (float64, []float64) {
		var values []float64
		for i := range all {
			values = append(values, get(i))
		}
		slices.Sort(values)
		return values[len(values)/2], values
	}
	ratio, ratios := pick(func(i int) float64 { return all[i].rate / ((raw[i] + raw[i+1]) / 2) })
	rate, rates := pick(func(i int) float64 { return all[i].rate })
	cpu, cpus := pick(func(i int) float64 { return all[i].cpu })
	load, _ := pick(func(i int) float64 { return all[i].load })
	http, https := pick(func(i int) float64 { return bare[i].cpu })
	times, _ := pick(func(i int) float64 { return all[i].cpu / bare[i].cpu })
	p50, _ := pick(func(i int) float64 { return all[i].p50 })
	p99, _ := pick(func(i int) float64 { return all[i].p99 })
	slices.Sort(raw)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ratio, "R")
	b.ReportMetric(rate, "msg/s")
	b.ReportMetric(raw[len(raw)/2], "raw-rec/s")
	b.ReportMetric(cpu, "cpu-µs/msg")
	b.ReportMetric(cpus[0], "cpu-µs/msg-least")
	b.ReportMetric(load, "load-µs/msg")
	b.ReportMetric(http, "http-µs/msg")
	b.ReportMetric(times, "cpu÷http")
	b.ReportMetric(p50, "ack-ms-p50")
	b.ReportMetric(p99, "ack-ms-p99")
	b.Logf("R %.3f\nmsg/s %.0f\ncpu %.0f\nhttp %.0f\nraw %.0f", ratios, rates, cpus, https, raw)
}

// bench is a desk at work and the process that loads it.
type bench struct {
	desk    *desk.Desk
	channel *benchChannel
	load    *json.Encoder
	said    *bufio.Scanner
	order   loadOrder
}

func startBench(b *testing.B) *bench {
	base, questions := benchBase(b)
	db, err := boltstore.Open(filepath.Join(b.TempDir(), "bench.db"), boltstore.Options{})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, db.Close()) })
	d, err := desk.New(desk.Options{Store: db, KB: func() *kb.Base { return base }, Languages: []string{"en"}})
	require.NoError(b, err)

	cmd := exec.CommandContext(b.Context(), os.Args[0])
	cmd.Env, cmd.Stderr = append(os.Environ(), playVar+"=load"), os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(b, err)
	out, err := cmd.StdoutPipe()
	require.NoError(b, err)
	require.NoError(b, cmd.Start())
	b.Cleanup(func() { _ = in.Close(); _ = cmd.Wait() })
	l := &bench{desk: d, load: json.NewEncoder(in), said: bufio.NewScanner(out)}
	l.said.Buffer(nil, 1<<20)
	hello := l.hear(b)

	channel := newBenchChannel(hello.API)
	require.NoError(b, d.Attach(channel))
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	b.Cleanup(func() { stop(); require.NoError(b, <-ended) })
	l.channel = channel
	l.order = loadOrder{Hook: channel.listen(b, d), Questions: questions}
	return l
}

func (l *bench) hear(b *testing.B) loadReport {
	require.True(b, l.said.Scan(), "the load process has ended: %v", l.said.Err())
	var r loadReport
	require.NoError(b, json.Unmarshal(l.said.Bytes(), &r))
	return r
}

// slice loads the desk for a while and waits until everything is done.
func (l *bench) slice(b *testing.B, d time.Duration) benchResult {
	began, cpu := time.Now(), processorTime()
	l.order.Millis = d.Milliseconds()
	require.NoError(b, l.load.Encode(l.order))
	r := l.hear(b)
	require.Zero(b, r.Refused, "every message is acknowledged")
	l.channel.calls.Wait()
	require.NoError(b, l.desk.Settle(b.Context()))
	took, used := time.Since(began), processorTime()-cpu
	return benchResult{
		rate: float64(r.Accepted) / took.Seconds(), cpu: float64(used.Microseconds()) / float64(r.Accepted),
		load: float64(r.Used.Microseconds()) / float64(r.Accepted),
		p50:  r.P50, p99: r.P99,
	}
}

// bareSlice is a slice without the desk: the channel answers every message itself.
func (l *bench) bareSlice(b *testing.B, d time.Duration) benchResult {
	l.channel.bare.Store(true)
	defer l.channel.bare.Store(false)
	return l.slice(b, d)
}

func (l *bench) verify(b *testing.B) {
	require.NoError(b, l.load.Encode(loadOrder{}))
	r := l.hear(b)
	require.Zero(b, r.Missing, "messages that were acknowledged and never answered, of %d", r.Accepted)
	require.Zero(b, r.Doubled, "replies that were sent twice")
	require.Equal(b, r.Accepted, r.Replies, "one reply each")
}

// processorTime is what this process has used so far.
func processorTime() time.Duration {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// benchBase makes a knowledge base and questions that it surely answers.
func benchBase(b *testing.B) (*kb.Base, []string) {
	r := rand.New(rand.NewPCG(5, 7))
	vocabulary := make([]string, 3000)
	for i := range vocabulary {
		vocabulary[i] = benchWord(r)
	}
	words := func(n int) string {
		var out []string
		for range n {
			// Common words are common, as in every language.
			f := r.Float64()
			out = append(out, vocabulary[int(f*f*f*float64(len(vocabulary)))])
		}
		return strings.Join(out, " ")
	}
	articles := make([]*kb.Article, benchArticles)
	for i := range articles {
		name := fmt.Sprintf("article-%d", i)
		title := "How to " + benchWord(r) + " the " + benchWord(r) + " of a " + benchWord(r)
		a := &kb.Article{Name: name, Lang: "en", Title: title, Audience: kb.Everyone, Questions: []string{"How can I " + strings.TrimPrefix(title, "How to ") + "?"}}
		for s := range 3 {
			heading := words(3)
			a.Sections = append(a.Sections, kb.Section{ID: fmt.Sprintf("%s#s%d", name, s), Heading: heading, Text: words(45)})
		}
		articles[i] = a
	}
	base := kb.NewBase(articles, []string{"en"}, kb.Balanced)
	var questions []string
	for _, a := range articles {
		q := a.Questions[0]
		if base.Search(kb.Question{Text: q, Lang: "en"}).Verdict == kb.Sure {
			questions = append(questions, q)
		}
	}
	require.Greater(b, len(questions), benchArticles/2, "most questions are answered surely")
	return base, questions
}

// benchWord makes a word that people could say.
func benchWord(r *rand.Rand) string {
	word := ""
	for range 2 + r.IntN(3) {
		word += string("bdfgklmnprstvz"[r.IntN(14)]) + string("aeiou"[r.IntN(5)])
	}
	return word
}
