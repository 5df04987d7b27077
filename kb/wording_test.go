package kb

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWordingsThatAskAlike(t *testing.T) {
	for _, c := range []struct {
		lang, a, b string
		alike      bool
	}{
		{"en", "How do I print a certificate?", "how do i print certificates", true},
		{"en", "printing certificates", "print a certificate please", true},
		{"en", "How do I print a certificate?", "How do I reset a password?", false},
		{"fr", "Comment imprimer un certificat ?", "imprimer des certificats", true},
		{"fr", "Comment imprimer un certificat ?", "comment changer de bureau", false},
		{"sw", "nitachapishaje cheti", "jinsi ya kuchapisha cheti", false},
		{"en", "what is it", "what is it", true},
		{"en", "", "", false},
		{"ar", "كيف أطبع الشهادة", "كيف اطبع الشهاده", true},
	} {
		require.Equal(t, c.alike, ReadWording(c.a, c.lang).Alike(ReadWording(c.b, c.lang)), "%s: %q and %q", c.lang, c.a, c.b)
	}
	require.Equal(t, ReadWording("Print: it!", "en").Bare(), ReadWording("print it", "en").Bare())
}

func TestWordingsAreGrouped(t *testing.T) {
	questions := []string{
		"the scanner shows a red light", "how do I change a surname", "red light on the scanner",
		"scanner light is red since monday", "change the surname of a child", "where is the office in the north",
	}
	var wordings []Wording
	for _, q := range questions {
		wordings = append(wordings, ReadWording(q, "en"))
	}
	require.Equal(t, [][]int{{0, 2, 3}, {1, 4}, {5}}, GroupWordings(wordings))
	require.Empty(t, GroupWordings(nil))
}
