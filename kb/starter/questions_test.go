package starter

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The file of trial questions measures how well the starter articles are found.
// It is worth something only while it asks in other words than the articles do.
func TestTrialQuestionsMeasureTheStarterArticles(t *testing.T) {
	raw, err := os.ReadFile("../../testdata/starter-questions.tsv")
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n")
	require.True(t, strings.HasPrefix(lines[0], "#"), "the first line says what the columns are")

	written, names := map[string]string{}, map[string]bool{}
	for _, p := range pages(t) {
		for _, q := range append([]string{p.Title}, p.Questions...) {
			written[p.Lang+" "+plain(q)] = p.File
		}
		name := strings.TrimSuffix(strings.TrimSuffix(p.File, ".md"), ".fr")
		names[p.Lang+" "+name] = true
	}

	count, outside, ids := map[string]int{}, 0, map[string]bool{}
	for _, line := range lines[1:] {
		fields := strings.Split(line, "\t")
		require.Len(t, fields, 5, line)
		id, question, lang, split, articles := fields[0], fields[1], fields[2], fields[3], fields[4]
		require.False(t, ids[id], "%s is used twice", id)
		ids[id] = true
		require.Equal(t, "dev", split, id)
		require.Empty(t, written[lang+" "+plain(question)], "%s repeats the words of an article", id)
		written[lang+" "+plain(question)] = id
		count[lang]++
		if articles == "OOS" {
			outside++
			continue
		}
		for name := range strings.SplitSeq(articles, ",") {
			require.True(t, names[lang+" "+name], "%s: there is no %s article %s", id, lang, name)
		}
	}
	require.GreaterOrEqual(t, count["en"], 80)
	require.GreaterOrEqual(t, count["fr"], 25)
	require.GreaterOrEqual(t, outside, 20)
}
