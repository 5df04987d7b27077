package model_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/kb/starter"
)

func TestForeseenQuestionsAreJoinedAsThoseThatAreAsked(t *testing.T) {
	c, fake, _ := open(t, nil)
	lib := library(t, starter.Articles())
	base, articles := lib.Base(), lib.Articles()
	index := func() *model.Index {
		x := model.NewIndex(c, &shelf{records: map[string][]byte{}})
		require.NoError(t, x.Build(t.Context(), articles, nil))
		return x
	}
	var questions []string
	for _, a := range articles {
		questions = append(questions, "my "+a.Title+" is strange", "call 0955123456 about "+a.Title)
	}
	asked, foreseeing := index(), index()
	calls := fake.Calls("embeddings")
	tokens, err := foreseeing.Foresee(t.Context(), append(questions, questions...), model.Allowance{}, nil)
	require.NoError(t, err)
	require.Positive(t, tokens)
	require.Equal(t, (len(questions)+31)/32, fake.Calls("embeddings")-calls, "many in one request, each once")
	calls = fake.Calls("embeddings")
	changed := 0
	for _, text := range questions {
		words := base.Search(kb.Question{Text: text})
		q := model.Question{Text: text, Lang: "en"}
		want, _, err := asked.Add(t.Context(), words, q, base)
		require.NoError(t, err)
		before := fake.Calls("embeddings")
		got, use, err := foreseeing.Add(t.Context(), words, q, base)
		require.NoError(t, err)
		require.Equal(t, want, got, text)
		require.Zero(t, use.Tokens())
		require.Equal(t, before, fake.Calls("embeddings"))
		if words.Verdict == kb.Sure {
			require.Equal(t, words, got)
		}
		if fmt.Sprint(names(words.Hits)) != fmt.Sprint(names(got.Hits)) {
			changed++
		}
	}
	require.Positive(t, changed, "meaning has brought something")
	require.Positive(t, fake.Calls("embeddings")-calls)
	for _, p := range fake.Prompts() {
		require.NotContains(t, p.Body, "0955123456")
	}
}

func TestForeseeingStopsWhereTheBudgetEndsAndKeepsWhatItGot(t *testing.T) {
	c, fake, _ := open(t, nil)
	cache := &shelf{records: map[string][]byte{}}
	index := model.NewIndex(c, cache)
	var questions []string
	for i := range 100 {
		questions = append(questions, fmt.Sprintf("what is number %d of them all", i))
	}
	limit := 700
	budget := model.Budget{Day: limit}
	var told model.Progress
	tokens, err := index.Foresee(t.Context(), questions, budget.Allows(time.Now(), model.Spending{}, model.Spending{}), func(p model.Progress) { told = p })
	require.Equal(t, model.Spent, model.KindOf(err))
	require.Positive(t, tokens)
	require.LessOrEqual(t, tokens, limit)
	require.Equal(t, told.Done, len(cache.records))
	require.NotZero(t, told.Done)
	require.Less(t, told.Done, 100)

	calls := fake.Calls("embeddings")
	_, err = index.Foresee(t.Context(), questions, model.Allowance{}, nil)
	require.NoError(t, err)
	require.Equal(t, (100-told.Done+31)/32, fake.Calls("embeddings")-calls, "what was paid for is not asked again")
}
