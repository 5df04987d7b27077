package kb

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestExplain(t *testing.T) {
	b := desk()
	e := b.Explain(Question{Text: "Print the certifcate zebra"})
	require.Equal(t, b.Search(Question{Text: "Print the certifcate zebra"}).Verdict.String(), e.Verdict)
	require.Len(t, e.Words, 4)
	require.Equal(t, "certificate", e.Words[2].Repaired)
	require.True(t, e.Words[1].Stop)
	require.True(t, e.Words[3].Unknown)
	require.Equal(t, "print/certificate", e.Hits[0].Name)
	require.Contains(t, e.Hits[0].Nearest, "certificate")
	require.Equal(t, []string{"zebra"}, e.Hits[0].Missing)
	require.Contains(t, e.Hits[0].Matches, Match{Word: "print", Where: []string{"title", "questions", "text"}})
	text := e.String()
	require.Contains(t, text, `taken for "certificate"`)
	require.Contains(t, text, "print: in title, questions, text")
	data, err := json.Marshal(e)
	require.NoError(t, err)
	require.Contains(t, string(data), `"verdict"`)
}

func TestExplainSaysWhyNotSure(t *testing.T) {
	b := desk()
	require.Empty(t, b.Explain(Question{Text: "how to print a certificate"}).Reasons)
	require.Equal(t, []string{"No word of the question is in the knowledge base."}, b.Explain(Question{Text: "🎉"}).Reasons)
	require.Contains(t, b.Explain(Question{Text: "chapati with rice"}).String(), "No article uses “chapati” or “rice”.")
	require.NotEmpty(t, b.Explain(Question{Text: "how"}).Reasons)
}
