package kb

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDistance(t *testing.T) {
	var buf [3 * (longestRepair + 4)]uint8
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"print", "print", 0}, {"prnit", "print", 1}, {"prin", "print", 1}, {"prinnt", "print", 1}, {"prant", "print", 1},
		{"certifcat", "certificate", 2}, {"été", "ete", 2}, {"abcdef", "uvwxyz", 3},
	} {
		require.Equal(t, c.want, distance([]rune(c.a), []rune(c.b), 2, buf[:]), "%s %s", c.a, c.b)
	}
}

func TestRepair(t *testing.T) {
	b := NewBase([]*Article{
		{Name: "a", Lang: "en", Title: "Print a certificate", Questions: []string{"the master printer", "national nutritional information"}},
		{Name: "b", Lang: "en", Title: "Would you print", Questions: []string{"please print"}},
	}, []string{"en"}, Balanced)
	repaired := func(w string) string {
		id, ok := b.spelling.repair(b.vocabulary, w)
		if !ok {
			return ""
		}
		return b.words[id].key
	}
	require.Equal(t, "print", repaired("prnit"))
	require.Equal(t, "print", repaired("rpint"), "the first two letters are swapped")
	require.Equal(t, "certificate", repaired("certifcatte"))
	require.Equal(t, "nutritional", repaired("nutrional"), "the longer common beginning wins")
	require.Equal(t, "please", repaired("pleese"))
	require.Empty(t, repaired("faster"), "not master")
	require.Empty(t, repaired("world"), "not would: too short for a stop word")
	require.Empty(t, repaired("prn"), "too short")
	require.Empty(t, repaired("12345"))
	require.Empty(t, repaired("giraffe"))
}

func TestSplitAndJoin(t *testing.T) {
	b := NewBase([]*Article{
		{Name: "a", Lang: "en", Title: "You cannot log in"},
		{Name: "b", Lang: "en", Title: "Setup of the printer"},
		{Name: "c", Lang: "en", Title: "Work without internet"},
	}, []string{"en"}, Balanced)
	one, two, at := b.splitting("login")
	require.Equal(t, 3, at)
	require.Equal(t, "log", b.words[one].key)
	require.Equal(t, "in", b.words[two].key)
	_, _, at = b.splitting("printerlog")
	require.Zero(t, at, "both are known, but never stand together")
	features := func(text string) []uint32 {
		var q query
		q.read(b, text)
		var all []uint32
		for _, p := range q.features {
			all = append(all, p.feature)
		}
		return all
	}
	setup := b.stems[stem("setup", "en")]
	require.Contains(t, features("to set up"), setup)
	require.NotContains(t, features("to set it up"), setup)
}
