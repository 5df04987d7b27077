package kb

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// authors write articles of few words, so that words, stems and pairs come and go.
type authors struct{ *rand.Rand }

func (r authors) say(n int) string {
	all := strings.Fields("print printing printer certificate birth record register office clerk password login user tablet form " +
		"imprimer acte naissance bureau the of and how log in set up setup letter paper network internet")
	var w []string
	for range n {
		w = append(w, all[r.IntN(len(all))]+strings.Repeat("x", r.IntN(12)/11*r.IntN(3)))
	}
	return strings.Join(w, " ")
}

func (r authors) article(name string) *Article {
	a := &Article{Name: name, Lang: []string{"en", "en", "fr"}[r.IntN(3)], Title: r.say(r.IntN(4)), Hidden: r.IntN(9) == 0}
	for range r.IntN(4) {
		a.Questions = append(a.Questions, r.say(1+r.IntN(6)))
	}
	for i := range r.IntN(4) {
		a.Sections = append(a.Sections, Section{ID: fmt.Sprint(name, i), Heading: r.say(r.IntN(3)), Text: r.say(r.IntN(20))})
	}
	return a
}

// requireSame asks both bases the same and compares the answers.
func requireSame(t *testing.T, want, got *Base, questions []string) {
	t.Helper()
	for _, text := range questions {
		w, g := want.Search(Question{Text: text}), got.Search(Question{Text: text})
		require.Equal(t, w.Verdict, g.Verdict, text)
		require.Equal(t, w.Choices, g.Choices, text)
		require.Equal(t, w.Lang, g.Lang, text)
		require.Equal(t, len(w.Hits), len(g.Hits), text)
		for i := range w.Hits {
			require.Same(t, w.Hits[i].Article, g.Hits[i].Article, text)
			require.Equal(t, w.Hits[i].Section, g.Hits[i].Section, text)
			require.InDelta(t, w.Hits[i].Score, g.Hits[i].Score, 1e-5, text)
			require.InDelta(t, w.Hits[i].Confidence, g.Hits[i].Confidence, 1e-5, text)
		}
	}
}

// TestABaseAfterEditsIsThatOfTheFiles: whatever was there before leaves no trace.
func TestABaseAfterEditsIsThatOfTheFiles(t *testing.T) {
	r := authors{rand.New(rand.NewPCG(7, 8))}
	var x indexer
	var articles []*Article
	read := 0
	for step := range 120 {
		switch at := r.IntN(len(articles) + 1); {
		case len(articles) > 12 && r.IntN(3) == 0:
			articles = slices.Delete(articles, 0, r.IntN(len(articles)))
		case at < len(articles):
			articles = slices.Clone(articles)
			articles[at] = r.article(articles[at].Name)
		default:
			articles = append(articles, r.article(fmt.Sprint("a", step)))
		}
		known := x.lexicon
		got := x.build(articles, []string{"en", "fr"}, Balanced)
		if x.lexicon == known {
			read++
		}
		var questions []string
		for range 12 {
			questions = append(questions, r.say(1+r.IntN(7)))
		}
		requireSame(t, NewBase(articles, []string{"en", "fr"}, Balanced), got, append(questions, "prnit certifcate xyzzy", "officex"))
	}
	require.Greater(t, read, 60, "most bases were built on what was known")
	require.Less(t, read, 119, "and some afresh")
}

func TestOnlyChangedArticlesAreReadAgain(t *testing.T) {
	r := authors{rand.New(rand.NewPCG(3, 4))}
	var x indexer
	var articles []*Article
	for i := range 30 {
		a := r.article(fmt.Sprint(i))
		a.Hidden = false
		articles = append(articles, a)
	}
	x.build(articles, []string{"en", "fr"}, Balanced)
	before := x.texts
	articles[7] = r.article("7")
	articles[7].Hidden = false
	x.build(articles[1:], []string{"en", "fr"}, Balanced)
	require.Len(t, x.texts, 29)
	for _, a := range articles[1:] {
		if a != articles[7] {
			require.Same(t, before[a], x.texts[a])
		}
	}
	x.build(articles, []string{"en", "fr", "es"}, Balanced)
	require.NotSame(t, before[articles[8]], x.texts[articles[8]], "stop words belong to the languages")
}
