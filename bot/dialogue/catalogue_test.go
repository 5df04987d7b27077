package dialogue

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

// maxLabel is the longest label of a button on WhatsApp, in runes.
// https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-reply-buttons-messages
const maxLabel = 20

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

func TestEveryLanguageIsComplete(t *testing.T) {
	require.NoError(t, Check())
	all, err := catalogues()
	require.NoError(t, err)
	require.Equal(t, []string{"ar", "bn", "en", "es", "fr", "pt", "sw"}, Languages())
	for lang, texts := range all {
		require.ElementsMatch(t, wantedKeys(lang, all[Fallback]), slices.Collect(maps.Keys(texts)), lang)
		for key, text := range texts {
			require.NotEmpty(t, strings.TrimSpace(text), "%s %s", lang, key)
			require.Equal(t, strings.TrimSpace(text), text, "%s %s", lang, key)
			require.Equal(t, bot.CleanText(text), text, "%s %s: the marks of direction are set by the program", lang, key)
			require.NotContains(t, text, "  ", "%s %s", lang, key)
			counting, form, isCounted := counted(key)
			if isCounted && (form == one || form == two) {
				continue // "one hour" may say its number in words
			}
			original := all[Fallback][key]
			if isCounted {
				original = all[Fallback][counting+"."+other]
			}
			require.Equal(t, placeholders(original), placeholders(text), "%s %s", lang, key)
			require.Equal(t, strings.Count(original, "\n"), strings.Count(text, "\n"), "%s %s: as many lines", lang, key)
		}
	}
}

// wantedKeys are the keys of the language of reference, with the plural forms of
// another.
func wantedKeys(lang string, reference map[string]string) []string {
	var keys []string
	for key := range reference {
		counting, form, isCounted := counted(key)
		switch {
		case !isCounted:
			keys = append(keys, key)
		case form == other:
			for _, form := range pluralForms(lang) {
				keys = append(keys, counting+"."+form)
			}
		}
	}
	return keys
}

// counted splits the key of a counting text into the text and its form.
func counted(key string) (text, form string, ok bool) {
	at := strings.LastIndexByte(key, '.')
	if at < 0 || !slices.Contains([]string{one, two, few, many, other}, key[at+1:]) {
		return key, "", false
	}
	return key[:at], key[at+1:], true
}

func placeholders(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// TestPluralFormsAreAllUsed: a form that no number takes would never be read.
func TestPluralFormsAreAllUsed(t *testing.T) {
	for _, lang := range append(Languages(), "pt-BR", "de") {
		used := map[string]bool{}
		for n := range 250 {
			form := pluralForm(lang, n)
			require.Contains(t, pluralForms(lang), form, "%s %d", lang, n)
			used[form] = true
		}
		require.Len(t, used, len(pluralForms(lang)), lang)
	}
	for n, want := range map[int]string{
		1: "دقيقة واحدة", 2: "دقيقتين", 3: "3 دقائق", 10: "10 دقائق", 11: "11 دقيقة", 89: "89 دقيقة",
	} {
		require.Equal(t, want, Span("ar", time.Duration(n)*time.Minute))
	}
	require.Equal(t, "100 يوم", Span("ar", 100*24*time.Hour))
	require.Equal(t, "103 أيام", Span("ar", 103*24*time.Hour))
}

func TestLabelsFitEveryChannel(t *testing.T) {
	all, err := catalogues()
	require.NoError(t, err)
	for lang, texts := range all {
		for key, text := range texts {
			card := slices.Contains([]string{"card.claim", "card.more", "card.release", "card.solve", "card.keep", "card.take", "card.seize"}, key)
			if strings.HasPrefix(key, "button.") || card || key == "language.name" {
				require.LessOrEqual(t, utf8.RuneCountInString(text), maxLabel, "%s %s", lang, key)
			}
		}
		for _, together := range []string{"button.", "card."} {
			labels := map[string]string{}
			for key, text := range texts {
				if !strings.HasPrefix(key, together) || utf8.RuneCountInString(text) > maxLabel || strings.Contains(text, "{") || strings.HasSuffix(text, ".") {
					continue
				}
				require.Empty(t, labels[simplify(text)], "%s: %s and %s are typed the same", lang, key, labels[simplify(text)])
				labels[simplify(text)] = key
			}
		}
	}
}

// TestWordsMeanOneThing: in one language, a word that two actions claim would be
// the first one's, and the second would never be understood.
func TestWordsMeanOneThing(t *testing.T) {
	all, err := catalogues()
	require.NoError(t, err)
	typed := slices.DeleteFunc(slices.Clone(typed), func(do action) bool { return do == setLang })
	for lang, texts := range all {
		meaning := map[string]action{}
		for _, do := range append(slices.Clone(typed), filler, angry) {
			said := strings.Split(texts["words."+string(do)], "|")
			require.GreaterOrEqual(t, len(said), 2, "%s %s", lang, do)
			for _, text := range said {
				plain := simplify(text)
				require.NotEmpty(t, plain, "%s %s %q", lang, do, text)
				if before, taken := meaning[plain]; taken {
					require.Equal(t, do, before, "%s: %q", lang, text)
				}
				meaning[plain] = do
				require.LessOrEqual(t, len(strings.Fields(plain)), maxSmallTalk, text)
			}
		}
		for _, text := range strings.Split(texts["language.also"], "|") {
			require.Empty(t, meaning[simplify(text)], "%s: %q is a language and something else", lang, text)
		}
	}
}

// TestLabelsTypedAreUnderstood: the help text and the buttons name words that can
// be typed at any time.
func TestLabelsTypedAreUnderstood(t *testing.T) {
	for _, lang := range Languages() {
		for key, do := range map[string]action{"button.yes": yes, "button.no": no, "button.person": person, "button.more": more, "button.none": none, "button.reopen": reopen} {
			in, ok := (Dialogue{Languages: Languages()}).smallTalk(simplify(Text(lang, key)), []string{lang})
			require.True(t, ok, "%s %s", lang, key)
			require.Equal(t, do, in.do, "%s %s", lang, key)
		}
		var told []action
		for line := range strings.Lines(Text(lang, "help")) {
			if word, _, ok := strings.Cut(strings.TrimPrefix(line, "• "), " - "); ok {
				in, known := (Dialogue{Languages: Languages()}).smallTalk(simplify(word), []string{lang})
				require.True(t, known, "%s: %s", lang, word)
				told = append(told, in.do)
			}
		}
		require.Equal(t, []action{person, status, language, stop, data, forget}, told, lang)
	}
}

func TestTextsAreFilled(t *testing.T) {
	require.Equal(t, "#7: with Bob. why?", Text("en", "status.line", "number", "7", "state", "with Bob", "question", "why?"))
	require.Equal(t, "Bob {number}: {name}", Text("en", "ticket.reply", "name", "Bob {number}", "text", "{name}"), "what people write is not filled again")
	require.Equal(t, Text("en", "ok"), Text("xx", "ok"), "a language nobody has written falls back")
	require.Equal(t, Text("pt", "ok"), Text("pt-BR", "ok"), "a region speaks its language")
	require.Equal(t, "no.such.key", Text("fr", "no.such.key"))
}

func TestDays(t *testing.T) {
	require.Equal(t, "3 Mar 2026", Day("en", march))
	require.Equal(t, "3 mars 2026", Day("fr", march))
	for _, lang := range Languages() {
		require.Len(t, strings.Fields(Text(lang, "date.months")), 12, lang)
		require.Contains(t, Day(lang, march.AddDate(0, 9, 28)), "31 ")
	}
}

func TestSpans(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "1 minute", 20 * time.Second: "1 minute", 100 * time.Second: "2 minutes", 30 * time.Minute: "30 minutes", 89 * time.Minute: "89 minutes",
		90 * time.Minute: "2 hours", 61 * time.Minute: "61 minutes", 35 * time.Hour: "35 hours", 36 * time.Hour: "2 days",
		24 * 7 * time.Hour: "7 days",
	} {
		require.Equal(t, want, Span("en", d), d)
	}
	require.Equal(t, "1 minute", Span("fr", time.Minute))
	require.Equal(t, "2 jours", Span("fr", 48*time.Hour))
}
