package bot

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatAGapNeeds(t *testing.T) {
	for _, c := range []struct {
		group GapGroup
		need  Need
		of    string
	}{
		{GapGroup{}, NeedArticle, ""},
		{GapGroup{Nearest: "print", Confidence: 0.2}, NeedArticle, ""},
		{GapGroup{Nearest: "print", Confidence: 0.3}, NeedWords, "print"},
		{GapGroup{Nearest: "print", Confidence: 0.9, Sure: true}, NeedNothing, "print"},
		{GapGroup{Nearest: "print", Sure: true, NotHelped: map[string]int{"scan": 2, "copy": 2, "fax": 1}}, NeedBetter, "copy"},
	} {
		need, of := c.group.Need()
		require.Equal(t, c.need, need)
		require.Equal(t, c.of, of)
	}
}
