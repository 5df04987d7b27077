package desk

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFinderFindsWhatIsThere compares the index with going through everything, while
// words come in any order and tickets are taken out.
func TestFinderFindsWhatIsThere(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	d := &finder{filled: true}
	have := map[int]map[string]bool{}
	word := func() string { return fmt.Sprintf("w%d", r.IntN(60)) }
	for round := range 4000 {
		n := 1 + r.IntN(300)
		switch {
		case round%50 == 49 && have[n] != nil:
			var words []string
			for w := range have[n] {
				words = append(words, w)
			}
			d.remove(n, words)
			delete(have, n)
		default:
			words := []string{word(), word(), word()}
			d.add(n, uint64(round), words)
			if have[n] == nil {
				have[n] = map[string]bool{}
			}
			for _, w := range words {
				have[n][w] = true
			}
		}
		if round%100 != 0 {
			continue
		}
		query := []string{word(), word()[:2]}
		var want []int
		for n, words := range have {
			fits := func(q string) bool {
				for w := range words {
					if strings.HasPrefix(w, q) {
						return true
					}
				}
				return false
			}
			if fits(query[0]) && fits(query[1]) {
				want = append(want, n)
			}
		}
		slices.Sort(want)
		slices.Reverse(want)
		got, all := d.search(query, 10)
		require.Equal(t, len(want), all, "round %d: %v", round, query)
		require.Equal(t, want[:min(10, len(want))], slices.Concat([]int{}, got), "the newest first")
	}
	require.True(t, d.knows(300, 1) || len(have[300]) == 0)
	require.False(t, d.knows(9999, 0))
}

func TestWordsOf(t *testing.T) {
	require.Equal(t, []string{"the", "cafe", "n0", "7", "মুদ্রণ", "مرحبا"}, wordsOf("The CAFÉ, a n0 7! মুদ্রণ مَرحبا "+strings.Repeat("x", 60)))
	require.Empty(t, wordsOf(" a . !"))
}
