package kb

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReadQuestions(t *testing.T) {
	questions, err := ReadQuestions(strings.NewReader("\ufeff# id\tquestion\tlang\tsplit\tarticles\r\n" +
		"a\thow do I print\ten\tdev\tprint, printing/paper\r\n\n" + "b\twho won\t\ttest\tOOS\n"))
	require.NoError(t, err)
	require.Equal(t, []EvalQuestion{
		{ID: "a", Text: "how do I print", Lang: "en", Split: "dev", Articles: []string{"print", "printing/paper"}},
		{ID: "b", Text: "who won", Split: "test"},
	}, questions)
}

func TestReadQuestionsNamesTheLine(t *testing.T) {
	good := "a\tq\ten\tdev\tx\n"
	for name, c := range map[string]struct{ text, want string }{
		"fields":       {good + "b\tq\ten\tdev\n", "line 2: has 4 fields"},
		"id":           {good + "\tq\ten\tdev\tx\n", "line 2: the first field is empty"},
		"question":     {good + "b\t \ten\tdev\tx\n", "line 2: the second field is empty"},
		"split":        {"b\tq\ten\ttrain\tx\n", `line 1: the fourth field is "train"; write dev or test`},
		"articles":     {"b\tq\ten\tdev\t\n", "line 1: the fifth field is empty"},
		"comma":        {"b\tq\ten\tdev\tx,,y\n", "remove the extra comma"},
		"twice":        {good + "\n" + good, `line 3: the id "a" is already used in line 1`},
		"late comment": {good + "# no\n", "line 2: has 1 fields"},
		"too long":     {good + strings.Repeat("x", longestLine+1), "line 2"},
		"both":         {"b\tq\ten\tdev\tx,OOS\n", "write either OOS or names"},
	} {
		_, err := ReadQuestions(strings.NewReader(c.text))
		require.ErrorContains(t, err, c.want, name)
	}
}

func TestEvaluate(t *testing.T) {
	b := desk()
	r := b.Evaluate([]EvalQuestion{
		{ID: "1", Text: "how to print a certificate", Articles: []string{"print/certificate"}},
		{ID: "2", Text: "forgot my password", Articles: []string{"outage"}}, // sure and wrong
		{ID: "3", Text: "server down", Articles: []string{"nowhere", "outage"}},
		{ID: "4", Text: "recipe for chapati"},
		{ID: "5", Text: "cannot log in"}, // out of scope, answered
		{ID: "6", Text: "🎉", Articles: []string{"outage"}},
	})
	require.Equal(t, 6, r.Questions)
	require.Equal(t, 4, r.Articles)
	require.Equal(t, 4, r.InScope)
	require.Equal(t, 2, r.OutOfScope)
	require.InDelta(t, 0.5, r.Hit1, 1e-9)
	require.Equal(t, 4, r.Sure)
	require.Equal(t, 2, r.Unknown)
	require.InDelta(t, 0.5, r.SurePrecision, 1e-9)
	require.InDelta(t, 0.5, r.SureCoverage, 1e-9)
	require.InDelta(t, 0.5, r.OOSAnswered, 1e-9)
	require.Positive(t, r.QuestionsPerS)
}

func TestReportFields(t *testing.T) {
	data, err := json.Marshal(NewBase(nil, nil, Balanced).Evaluate(nil))
	require.NoError(t, err)
	var fields map[string]any
	require.NoError(t, json.Unmarshal(data, &fields))
	for _, name := range strings.Fields("articles questions in_scope out_of_scope hit1 hit3 mrr10 sure torn unknown " +
		"sure_precision sure_coverage oos_answered auroc load_ms questions_per_s") {
		require.Contains(t, fields, name)
		delete(fields, name)
	}
	require.Empty(t, fields)
}

func TestAUROC(t *testing.T) {
	require.InDelta(t, 1, auroc([]float64{0.8, 0.9}, []float64{0.1, 0.2}), 1e-9)
	require.InDelta(t, 0.5, auroc([]float64{0.5}, []float64{0.5}), 1e-9)
	require.InDelta(t, 0.75, auroc([]float64{0.9, 0.3}, []float64{0.5, 0.1}), 1e-9)
	require.Zero(t, auroc(nil, []float64{1}))
}
