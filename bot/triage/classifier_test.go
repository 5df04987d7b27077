package triage

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// text makes words whose stems are their first five letters.
func text(s string) []Word {
	var words []Word
	for _, w := range strings.Fields(s) {
		words = append(words, Word{Written: w, Stem: w[:min(5, len(w))]})
	}
	return words
}

func trained(more ...Example) *Classifier {
	for range 8 {
		more = append(more,
			Example{"how-to", text("print certificate")}, Example{"how-to", text("register birth declaration")},
			Example{"how-to", text("change password")}, Example{"how-to", text("search record")}, Example{"how-to", text("correct record name")},
			Example{"data", text("duplicate record found")}, Example{"data", text("record duplicates wrong date")}, Example{"data", text("missing record")},
			Example{"operations", text("server down")}, Example{"operations", text("screen slow since update")},
			Example{"", text("nothing")}, Example{"training", nil},
		)
	}
	return Train(more)
}

func TestGuessSaysWhy(t *testing.T) {
	g, ok := trained().Guess(text("two duplicated records of one child"))
	require.True(t, ok)
	require.Equal(t, "data", g.Type)
	require.Equal(t, []string{"duplicated", "records"}, g.Because, "the strongest first")
	require.Greater(t, g.Confidence, 0.6)

	g, ok = trained().Guess(text("the server is slow and down"))
	require.True(t, ok)
	require.Equal(t, "operations", g.Type)
	require.Equal(t, []string{"down", "server", "slow"}, g.Because)
}

func TestNoGuessWithoutAReason(t *testing.T) {
	for _, words := range []string{"", "hello there", "two"} {
		_, ok := trained().Guess(text(words))
		require.False(t, ok, words)
	}
	_, ok := Train(nil).Guess(text("server"))
	require.False(t, ok)
	_, ok = Train([]Example{{"data", text("record")}}).Guess(text("record"))
	require.False(t, ok, "one type alone tells nothing apart")
}

// TestCorrectionsAreLearned: what staff say of a few tickets outweighs the articles.
func TestCorrectionsAreLearned(t *testing.T) {
	before, _ := trained().Guess(text("change password"))
	require.Equal(t, "how-to", before.Type)
	var corrected []Example
	for range 12 {
		corrected = append(corrected, Example{"operations", text("change password locked")})
	}
	after, ok := trained(corrected...).Guess(text("password locked"))
	require.True(t, ok)
	require.Equal(t, "operations", after.Type)
}
