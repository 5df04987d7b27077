package dialogue

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzSimplify holds that the short way for plain letters and the way for all
// others agree.
func FuzzSimplify(f *testing.F) {
	for _, s := range []string{
		"", " ", "A", "Yes, please!", "noooo", "  aa  aaa aaaa-bbb `tis it''s 111 {x}", "a\tb\nc\x00d", "aab aaab", "ok ", "été",
		strings.Repeat("a ", 200), strings.Repeat("a", 401),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		plain := simplify(s)
		if len(s) > maxSimplified {
			require.Empty(t, plain)
			return
		}
		require.Equal(t, simplifyAny(s), plain)
		require.Equal(t, plain, strings.Join(strings.Fields(plain), " "))
	})
}

func TestFill(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"en", "no names", "no names"},
		{"en", "{n}", "12"},
		{"en", "#{n} for {name}, {n}.", "#12 for Ann {n}, 12."},
		{"en", "{other} {n {n} {", "{other} {n 12 {"},
		{"ar", "رقم #{n}", "رقم \u2068#12\u2069"},
		{"ar", "{n}{n}#{n}", "1212\u2068#12\u2069"},
	} {
		require.Equal(t, c.want, fill(c.lang, c.text, []string{"n", "12", "name", "Ann {n}"}), c.text)
	}
}
