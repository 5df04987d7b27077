package dialogue

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// shown writes the marks of direction as signs that can be seen.
var shown = strings.NewReplacer(leftToRight, "<", firstStrong, "<", popIsolate, ">")

func TestNumbersAndNamesKeepTheirOrderInArabic(t *testing.T) {
	for want, got := range map[string]string{
		"أضفت هذا إلى <#12>. سيرد عليك فريق الدعم هنا.":           Text("ar", "ticket.added", "number", "12"),
		"يتابع <Bob> هذا الأمر.":                                  Text("ar", "ticket.claimed", "name", "Bob"),
		"يتابع أمينة هذا الأمر.":                                  Text("ar", "ticket.claimed", "name", "أمينة"),
		"<أمينة> is looking into it.":                             Text("en", "ticket.claimed", "name", "أمينة"),
		"Bob is looking into it.":                                 Text("en", "ticket.claimed", "name", "Bob"),
		"I added this to #12. Our support team will answer here.": Text("en", "ticket.added", "number", "12"),
		"one\nأمينة":                                              Isolate("en", "one\nأمينة"),
		"7":                                                       Isolate("ar", "7"),
		"<10:30>":                                                 Isolate("ar", "10:30"),
		"":                                                        Isolate("ar", ""),
	} {
		require.Equal(t, want, shown.Replace(got))
	}
}

func TestAddressesAndTelephonesKeepTheirOrderInArabic(t *testing.T) {
	for text, want := range map[string]string{
		"اتصل على +260 955 000 000 الآن":          "اتصل على <+260 955 000 000> الآن",
		"افتح https://help.example.org/a/ ثم سجل": "افتح <https://help.example.org/a/ > ثم سجل",
		"(افتح https://help.example.org/a).":      "(افتح <https://help.example.org/a >).",
		"https://help.example.org/a":              "https://help.example.org/a",
		"التذكرة #12":                             "التذكرة <#12>",
		"اختر 12 من القائمة":                      "اختر 12 من القائمة",
		"1. افتح السجل\n2. اطبع":                  "1. افتح السجل\n2. اطبع",
		"يوم 2026-03-03 الساعة 10:30":             "يوم <2026-03-03> الساعة <10:30>",
		"قال \u2068Bob #12\u2069 كذا 5/6":         "قال <Bob #12> كذا <5/6>",
		"Call +260 955 000 000":                   "Call +260 955 000 000",
	} {
		require.Equal(t, want, shown.Replace(LeftToRight("ar", text)), text)
		require.Equal(t, text, LeftToRight("en", text))
		require.Equal(t, shown.Replace(LeftToRight("ar", text)), shown.Replace(LeftToRight("ar", LeftToRight("ar", text))), "once is enough")
	}
}
