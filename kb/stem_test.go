package kb

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStem(t *testing.T) {
	for _, c := range []struct{ lang, a, b string }{
		{"en", "certificates", "certificate"},
		{"en", "printing", "printed"},
		{"fr", "déclarations", "déclaration"},
		{"es", "registros", "registro"},
		{"pt", "declarações", "declaração"},
		{"pt-br", "impressoras", "impressora"},
		{"de", "Drucker", "Druckern"},
		{"ru", "документы", "документов"},
		{"ar", "المكتب", "مكتب"},
		{"sw", "nimesahau", "kusahau"},
		{"sw", "umesahau", "ulisahau"},
		{"bn", "ফর্মটি", "ফর্ম"},
		{"ln", "kosala", "nasala"},
	} {
		one, two := string(plain(nil, c.a)), string(plain(nil, c.b))
		require.Equal(t, stem(one, c.lang), stem(two, c.lang), "%s: %s and %s", c.lang, c.a, c.b)
	}
}

func TestStemLeavesOthersAlone(t *testing.T) {
	require.Equal(t, "umeme", stem("umeme", "sw"), "a short noun is not taken for a verb")
	require.Equal(t, "printing", stem("printing", "xx"), "a language without rules")
	require.Equal(t, "ete", stem("été", "xx"), "accents go in every language")
	long := strings.Repeat("a", 500)
	require.Equal(t, long, stem(long, "en"))
	for lang := range snowball {
		for _, w := range []string{"", "a", "é", "ß", "ы", "\xff", "ة"} {
			require.NotPanics(t, func() { stem(w, lang) }, "%s %q", lang, w)
		}
	}
}
