package kb

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// hostile makes texts that nobody types and somebody will send.
type hostile struct {
	*rand.Rand
	// words are some that the base knows.
	words []string
}

func newHostile(b *Base) hostile {
	h := hostile{Rand: rand.New(rand.NewPCG(11, 12))}
	for _, w := range b.words {
		h.words = append(h.words, w.key)
	}
	return h
}

// word is one that the base knows.
func (h hostile) word() string { return h.words[h.IntN(len(h.words))] }

// strange is a word that no base knows.
func (h hostile) strange() string {
	var w strings.Builder
	for range 4 + h.IntN(12) {
		w.WriteByte(byte('a' + h.IntN(26)))
	}
	return w.String()
}

// misspelled is a known word with a letter or two changed.
func (h hostile) misspelled() string {
	w := []rune(h.word())
	for range 1 + h.IntN(2) {
		w[h.IntN(len(w))] = rune('a' + h.IntN(26))
	}
	return string(w)
}

// anyRune is of any script, drawn from where the oddities are.
func (h hostile) anyRune() rune {
	from := []rune{0, 0x20, 0x61, 0x300, 0x400, 0x5D0, 0x610, 0x904, 0x985, 0xE01, 0x1100, 0x200B, 0x202A, 0x2060, 0x3041, 0x4E00, 0xAC00, 0xD800, 0xFB00, 0xFDFA, 0xFE00, 0xFEFF, 0xFFFD, 0x1D400, 0x1F1E6, 0x1F468, 0xE0020, 0x10FFFF}
	return from[h.IntN(len(from))] + rune(h.IntN(40))
}

// text is a question of one of many kinds, up to 100 kB long.
func (h hostile) text() string {
	n := 1 << h.IntN(13)
	repeat := func(s string) string { return strings.Repeat(s, n) }
	many := func(word func() string, between string) string {
		var b strings.Builder
		for range n {
			b.WriteString(word() + between)
		}
		return b.String()
	}
	short := func() string { return strings.Repeat(h.word(), 1+h.IntN(3)) }
	kinds := []func() string{
		func() string { return repeat(h.word() + " ") },
		func() string { return repeat(h.word()) },
		func() string { return many(h.word, " ") },
		func() string { return many(h.word, "") },
		func() string { return many(h.strange, " ") },
		func() string { return many(h.strange, "") },
		func() string { return many(h.misspelled, " ") },
		func() string { return many(short, " ") },
		func() string { return many(h.misspelled, "'") },
		func() string { return h.word() + repeat("\u0301") },
		func() string { return repeat("e\u0301\u0323\u0301") },
		func() string { return many(h.word, "\u200b\u200d\u2060") },
		func() string { return many(func() string { return string(h.anyRune()) }, "") },
		func() string { return many(func() string { return string(h.anyRune()) }, " ") },
		func() string { return repeat("\x00") + h.word() + repeat("\xff\xfe\xc0") },
		func() string { return repeat("👩‍👩‍👧‍👦🏳️‍🌈") },
		func() string { return repeat("l'") + h.word() },
		func() string { return repeat("ﷺ㍿ǆ") },
		func() string { return repeat("한국어出生証明เกิด") },
		func() string { return repeat("- > * [") + h.word() },
		func() string { return "---\n" + repeat("a: &a [*a]\n") + "---\n" },
	}
	text := kinds[h.IntN(len(kinds))]()
	if h.IntN(4) == 0 {
		text = h.word() + " " + text + " " + h.strange()
	}
	return text[:min(len(text), 100_000)]
}

// TestHostileQuestions asks thousands of such texts; [BenchmarkHostile] asks ten
// thousand. The work that grows with a question is counted, because a clock would
// blame other programs.
func TestHostileQuestions(t *testing.T) {
	b, _ := openStarter(t)
	h, s := newHostile(b), newScratch(b)
	n := 2500
	if testing.Short() {
		n = 500
	}
	for range n {
		text := h.text()
		answer := b.Search(Question{Text: text, Lang: "sw"})
		require.LessOrEqual(t, len(answer.Hits), maxHits)
		require.NotEmpty(t, answer.Lang)
		if h.IntN(10) > 0 {
			continue
		}
		b.score(s, Question{Text: text})
		require.LessOrEqual(t, len(s.query.words), maxWords+1, "%.80q", text)
		require.LessOrEqual(t, len(s.query.text), utf8.UTFMax*MaxQuestionRunes, "%.80q", text)
		require.LessOrEqual(t, len(s.query.grams), maxWords*2*longestCompound, "%.80q", text)
		repaired := 0
		for _, w := range s.query.words {
			if w.repaired {
				repaired++
			}
		}
		require.LessOrEqual(t, repaired, maxRepairs)
	}
}

// BenchmarkHostile asks such texts of the starter articles and of ten thousand
// made up ones, and tells how long they took by the clock.
func BenchmarkHostile(b *testing.B) {
	starter, _ := openStarter(b)
	b.Run("starter", func(b *testing.B) { benchHostile(b, starter) })
	b.Run("large", func(b *testing.B) { benchHostile(b, largeBase(b)) })
}

func benchHostile(b *testing.B, base *Base) {
	h := newHostile(base)
	texts := make([]string, 10_000)
	for i := range texts {
		texts[i] = h.text()
	}
	var took []time.Duration
	worst, longest := "", time.Duration(0)
	for b.Loop() {
		for _, text := range texts {
			began := time.Now()
			base.Search(Question{Text: text})
			d := time.Since(began)
			if took = append(took, d); d > longest {
				worst, longest = text, d
			}
		}
	}
	slices.Sort(took)
	for _, share := range []int{50, 99, 100} {
		b.ReportMetric(took[(len(took)-1)*share/100].Seconds()*1000, fmt.Sprintf("p%d-ms", share))
	}
	b.ReportMetric(0, "ns/op")
	b.Logf("the slowest: %.60q", worst)
}
