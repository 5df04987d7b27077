package kb

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLimitsOfSettings(t *testing.T) {
	require.Greater(t, Careful.limits().sure, Balanced.limits().sure)
	require.Greater(t, Balanced.limits().sure, Generous.limits().sure)
	require.Equal(t, Balanced.limits(), Confidence("").limits())
	for _, c := range []Confidence{Careful, Balanced, Generous} {
		require.Greater(t, c.limits().sure, c.limits().torn)
	}
}

func TestVerdict(t *testing.T) {
	b := &Base{confidence: Balanced}
	understood := &query{mass: 10, unknown: 1, content: 3, grasped: 2}
	hits := func(confidences ...float64) []Hit {
		var all []Hit
		for _, c := range confidences {
			all = append(all, Hit{Confidence: c})
		}
		return all
	}
	for _, c := range []struct {
		name    string
		q       *query
		hits    []Hit
		verdict Verdict
		choices int
	}{
		{"sure", understood, hits(0.95, 0.01), Sure, 0},
		{"half of it unknown", &query{mass: 10, unknown: 6, content: 3, grasped: 1}, hits(0.95, 0.01), Torn, 2},
		{"torn between three", understood, hits(0.4, 0.3, 0.2, 0.1), Torn, 3},
		{"a third that is hardly likely", understood, hits(0.7, 0.1, 0.01), Torn, 2},
		{"one title is no choice", understood, hits(0.5), Unknown, 0},
		{"only stop words known", &query{mass: 10, unknown: 1, content: 2}, hits(0.95), Unknown, 0},
		{"only stop words asked", &query{mass: 10}, hits(0.95), Sure, 0},
		{"unknown", understood, hits(0.1, 0.09), Unknown, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			verdict, choices := b.verdict(c.q, 0.1, c.hits)
			require.Equal(t, c.verdict, verdict)
			require.Equal(t, c.choices, choices)
		})
	}
}

func TestVerdictOfAnUnknownWordThatIsAlikeInLetters(t *testing.T) {
	b := &Base{confidence: Balanced}
	verdict, _ := b.verdict(&query{mass: 10, unknown: 1, content: 1}, 0.9, []Hit{{Confidence: 0.5}, {Confidence: 0.1}})
	require.Equal(t, Torn, verdict)
}

func TestShareOfOdds(t *testing.T) {
	require.InDelta(t, 1, shareOfOdds([]candidate{{score: 3}}), 1e-9)
	require.InDelta(t, 0.5, shareOfOdds([]candidate{{score: 3}, {score: 3}}), 1e-9)
	require.Greater(t, shareOfOdds([]candidate{{score: 9}, {score: 1}}), 0.999)
}
