package kb

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
)

func keysOf(text string) []string {
	var keys []string
	words(plain(nil, text), func(w []byte) { keys = append(keys, key(string(w))) })
	return keys
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"case, marks and numbers", "Form 10kg, v1.9 ÉTÉ!", []string{"form", "10", "kg", "v", "1", "9", "ete"}},
		{"French elision", "l'acte d’état qu'il aujourd'hui", []string{"acte", "etat", "il", "aujourdhui"}},
		{"English apostrophes", "I can't read the clerk's form, you've", []string{"i", "cant", "read", "the", "clerk", "form", "you"}},
		{"Swahili apostrophe", "ng'ombe", []string{"ngombe"}},
		{"quotation marks are no apostrophes", "'print' it'", []string{"print", "it"}},
		{"Arabic letters and points", "شَهادَة الأمـــي إلى", []string{"شهاده", "الامي", "الي"}},
		{"Arabic digits", "نموذج ١٢", []string{"نموذج", "12"}},
		{"Bengali vowel signs stay", "কোথায় জন্ম", []string{"কোথায়", "জন্ম"}},
		{"Chinese in pairs", "出生证明", []string{"出生", "生证", "证明"}},
		{"one Chinese character", "我", []string{"我"}},
		{"Japanese voiced signs stay", "がく", []string{"がく"}},
		{"Thai in pairs", "เกิด", []string{"เก", "กิ", "ิด"}},
		{"Russian short i stays, yo does not", "Новый ёлка", []string{"новый", "елка"}},
		{"full width", "ＰＩＮ", []string{"pin"}},
		{"ligatures and letters with no parts", "ﬁle Straße cœur", []string{"file", "strasse", "coeur"}},
		{"nothing", " \t🎉👍🏽…—", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := keysOf(c.text)
			for i := range c.want {
				c.want[i] = norm.NFC.String(c.want[i])
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestCut(t *testing.T) {
	require.Equal(t, "short", cut("short"))
	long := strings.Repeat("é", MaxQuestionRunes+10)
	require.Equal(t, MaxQuestionRunes, utf8.RuneCountInString(cut(long)))
	require.True(t, utf8.ValidString(cut(long)))
	exact := strings.Repeat("a", MaxQuestionRunes)
	require.Equal(t, exact, cut(exact))
}

func TestStopWordsAreKeys(t *testing.T) {
	set := stopSet([]string{"fr-cd", "en"})
	require.True(t, set["ou"], "où is looked up without its accent")
	require.True(t, set["the"])
	require.False(t, set["und"], "German is not a language of this base")
}
