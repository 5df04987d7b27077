package model_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
	"github.com/firstline-helpdesk/firstline/kb/starter"
)

// shelf is a cache in memory.
type shelf struct {
	mu      sync.Mutex
	records map[string][]byte
	full    error
}

func (s *shelf) Get(_ context.Context, key string) ([]byte, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	record, ok := s.records[key]
	return record, ok, nil
}

func (s *shelf) Put(_ context.Context, key string, record []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.full != nil {
		return s.full
	}
	s.records[key] = record
	return nil
}

func library(t testing.TB, files fs.FS) *kb.Library {
	t.Helper()
	lib, err := kb.Open(kb.Options{FS: []fs.FS{files}, Languages: []string{"en", "fr"}})
	require.NoError(t, err)
	return lib
}

func TestTheIndexFindsByMeaningAndGoesOnWhereItWas(t *testing.T) {
	c, fake, _ := open(t, nil)
	cache := &shelf{records: map[string][]byte{}}
	lib := library(t, starter.Articles())
	index := model.NewIndex(c, cache)
	_, _, err := index.Near(t.Context(), "anything", nil, false, model.Allowance{})
	require.Equal(t, model.Off, model.KindOf(err), "nothing is known yet, and nothing is sent")
	require.Zero(t, fake.Calls("embeddings"))

	var told []model.Progress
	fake.Fail("embeddings", modelfake.Failure{}, 2)
	fake.Fail("embeddings", modelfake.Failure{How: modelfake.Down}, 1)
	err = index.Build(t.Context(), lib.Articles(), func(p model.Progress) { told = append(told, p) })
	require.Equal(t, model.Down, model.KindOf(err))
	require.Len(t, cache.records, 64)
	require.Equal(t, 64, told[len(told)-1].Done)

	before := fake.Calls("embeddings")
	require.NoError(t, index.Build(t.Context(), lib.Articles(), func(p model.Progress) { told = append(told, p) }))
	last := told[len(told)-1]
	require.Equal(t, last.All, last.Done)
	require.LessOrEqual(t, fake.Calls("embeddings")-before, (last.All-64)/32+1, "what is kept is not asked for again")
	for _, record := range cache.records {
		require.Less(t, len(record), 64<<10)
	}

	again := model.NewIndex(c, cache)
	before = fake.Calls("embeddings")
	require.NoError(t, again.Build(t.Context(), lib.Articles(), nil))
	require.Equal(t, before, fake.Calls("embeddings"), "after a restart nothing is asked for")
	near, use, err := again.Near(t.Context(), "The sign-in code does not arrive", nil, false, model.Allowance{})
	require.NoError(t, err)
	require.Equal(t, "access/login-code", near[0].Article)
	require.Positive(t, use.Tokens())
	require.InDelta(t, 1, near[0].Standing, 0.05)
}

func TestAFullCacheIsToldAndLosesNothing(t *testing.T) {
	c, _, _ := open(t, nil)
	cache := &shelf{records: map[string][]byte{}, full: errors.New("no room")}
	index := model.NewIndex(c, cache)
	require.ErrorContains(t, index.Build(t.Context(), library(t, starter.Articles()).Articles(), nil), "no room")
}

func TestTheIndexSendsNoPersonalDataAndShowsStaffOnlyToStaff(t *testing.T) {
	c, fake, _ := open(t, nil)
	lib := library(t, fstest.MapFS{
		"a.md": {Data: []byte("---\ntitle: Paper\naudience: staff\n---\nCall Amina on +260 955 123 456 or a.banda@example.org about paper.\n")},
		"b.md": {Data: []byte("# Ink\nFill in ink.\n")},
	})
	index := model.NewIndex(c, &shelf{records: map[string][]byte{}})
	require.NoError(t, index.Build(t.Context(), lib.Articles(), nil))
	near, _, err := index.Near(t.Context(), "paper, call 0955123456, says Amina", []string{"Amina"}, false, model.Allowance{})
	require.NoError(t, err)
	for _, n := range near {
		require.NotEqual(t, "a", n.Article)
	}
	near, _, err = index.Near(t.Context(), "paper", nil, true, model.Allowance{})
	require.NoError(t, err)
	require.Equal(t, "a", near[0].Article)
	for _, p := range fake.Prompts() {
		require.NotContains(t, p.Body, "123456")
		require.NotContains(t, p.Body, "123 456")
		require.NotContains(t, p.Body, "a.banda")
	}
}

func TestRowsThatCannotBeTrustedAreNotTaken(t *testing.T) {
	for name, row := range map[string]func(i int) []float32{
		"zero":    func(int) []float32 { return make([]float32, 8) },
		"empty":   func(int) []float32 { return []float32{} },
		"lengths": func(i int) []float32 { return append([]float32{1}, make([]float32, i)...) },
		"huge":    func(int) []float32 { return []float32{3e38, 3e38} },
		"long":    func(int) []float32 { return append([]float32{1}, make([]float32, 70_000)...) },
	} {
		c, fake, _ := open(t, nil)
		n := 0
		fake.Mean(func(string) []float32 { n++; return row(n) })
		cache := &shelf{records: map[string][]byte{}}
		err := model.NewIndex(c, cache).Build(t.Context(), library(t, starter.Articles()).Articles(), nil)
		require.Equal(t, model.Broken, model.KindOf(err), name)
		require.Empty(t, cache.records)
	}
}

// TestJoiningNeverLosesWhatWordsAreSureOf asks all that the starter articles are asked,
// with embeddings that say anything but the truth.
func TestJoiningNeverLosesWhatWordsAreSureOf(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 9))
	lib := library(t, starter.Articles())
	base, articles := lib.Base(), lib.Articles()
	sure, torn, lifted := 0, 0, 0
	for _, a := range articles {
		for _, question := range append(a.Questions, a.Title, "my "+a.Title+" is strange", strings.ToUpper(a.Title[:len(a.Title)/2])) {
			words := base.Search(kb.Question{Text: question, Lang: a.Lang})
			for range 20 {
				var near []model.Near
				for range random.IntN(8) {
					other := articles[random.IntN(len(articles))]
					near = append(near, model.Near{Article: other.Name, Section: other.Sections[0].ID, Standing: random.Float64()})
				}
				joined := model.Join(words, near, base, a.Lang)
				require.NotEqual(t, joined.Verdict == kb.Sure, words.Verdict != kb.Sure, "meaning alone is never sure")
				if len(words.Hits) == 0 {
					continue
				}
				first := words.Hits[0]
				switch {
				case words.Verdict == kb.Sure:
					sure++
					require.Equal(t, words, joined, question)
				case words.Verdict == kb.Torn:
					torn++
					require.Equal(t, kb.Torn, joined.Verdict)
					offered := fmt.Sprint(names(joined.Hits[:joined.Choices]))
					require.Contains(t, offered, first.Article.Name, question)
					if first.Confidence >= 0.5 {
						require.Equal(t, first.Article.Name, joined.Hits[0].Article.Name)
					}
				case joined.Verdict == kb.Torn:
					lifted++
					require.NotEmpty(t, near)
				}
				require.LessOrEqual(t, joined.Choices, 3)
				require.LessOrEqual(t, joined.Choices, len(joined.Hits))
			}
		}
	}
	t.Logf("%d sure, %d torn and %d lifted joins", sure, torn, lifted)
	require.Greater(t, sure, 1000)
	require.Greater(t, torn, 100)
}

func names(hits []kb.Hit) []string {
	var out []string
	for _, h := range hits {
		out = append(out, h.Article.Name)
	}
	return out
}
