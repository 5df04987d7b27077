package kb

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzSearch asks a small base, in two languages, whatever a stranger sends.
func FuzzSearch(f *testing.F) {
	for _, q := range []string{
		"", "how do I print", "imprimer un acte", "prnit certifcate", "l'acte d'", "''''", "n't", "\xff\xfe", "🎉", "出生证明", "เกิด",
		"شهادة الميلاد", "ng'ombe", "1234567890", "a\u0300\u0301", "\u200b\u00ad", "ﷺ", "İ ı ſ", strings.Repeat("ab ", 300),
	} {
		f.Add(q, "en", false)
	}
	b := twoLanguages()
	f.Fuzz(func(t *testing.T, text, lang string, staff bool) {
		q := Question{Text: text, Lang: lang, Staff: staff}
		a := b.Search(q)
		if len(a.Hits) > maxHits || a.Choices > len(a.Hits) || a.Choices > maxChoices {
			t.Fatalf("%d hits, %d choices", len(a.Hits), a.Choices)
		}
		if (a.Verdict == Torn) != (a.Choices > 0) || a.Verdict != Unknown && len(a.Hits) == 0 {
			t.Fatalf("%v with %d choices of %d", a.Verdict, a.Choices, len(a.Hits))
		}
		last := math.Inf(1)
		for _, h := range a.Hits {
			if h.Article == nil || h.Score > last || !(h.Confidence >= 0 && h.Confidence <= 1) {
				t.Fatalf("bad hit %+v after score %v", h, last)
			}
			last = h.Score
		}
		if again := b.Search(q); again.Verdict != a.Verdict || len(again.Hits) != len(a.Hits) {
			t.Fatal("the second answer differs")
		}
		if e := b.Explain(q); e.Verdict != a.Verdict.String() {
			t.Fatalf("explained %s, answered %s", e.Verdict, a.Verdict)
		}
	})
}

// FuzzWords cleans text; the cost must stay bounded and the result be UTF-8.
func FuzzWords(f *testing.F) {
	f.Add("l'acte d’état")
	f.Add("\xf0\x9f")
	f.Fuzz(func(t *testing.T, text string) {
		clean := plain(nil, cut(text))
		words(clean, func(w []byte) {
			if len(w) == 0 {
				t.Fatal("an empty word")
			}
			if k := key(string(w)); utf8.ValidString(text) && !utf8.ValidString(k) {
				t.Fatalf("%q is not UTF-8", k)
			}
		})
	})
}
