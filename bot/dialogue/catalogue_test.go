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
)

// maxLabel is the longest label of a button on WhatsApp, in runes.
// https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-reply-buttons-messages
const maxLabel = 20

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

func TestEveryLanguageIsComplete(t *testing.T) {
	require.NoError(t, Check())
	all, err := catalogues()
	require.NoError(t, err)
	require.Contains(t, Languages(), Fallback)
	for lang, texts := range all {
		require.ElementsMatch(t, slices.Collect(maps.Keys(all[Fallback])), slices.Collect(maps.Keys(texts)), lang)
		for key, text := range texts {
			require.NotEmpty(t, strings.TrimSpace(text), "%s %s", lang, key)
			require.Equal(t, strings.TrimSpace(text), text, "%s %s", lang, key)
			want := placeholder.FindAllString(all[Fallback][key], -1)
			got := placeholder.FindAllString(text, -1)
			slices.Sort(want)
			slices.Sort(got)
			require.Equal(t, slices.Compact(want), slices.Compact(got), "%s %s", lang, key)
		}
	}
}

func TestLabelsFitEveryChannel(t *testing.T) {
	all, err := catalogues()
	require.NoError(t, err)
	for lang, texts := range all {
		for key, text := range texts {
			card := slices.Contains([]string{"card.claim", "card.more", "card.release", "card.solve", "card.keep"}, key)
			if strings.HasPrefix(key, "button.") || card || key == "language.name" {
				require.LessOrEqual(t, utf8.RuneCountInString(text), maxLabel, "%s %s", lang, key)
			}
		}
		for _, together := range [][]string{
			{"button.yes", "button.no", "button.person"}, {"button.more", "button.person"}, {"button.solved", "button.unsolved"},
			{"card.claim", "card.more", "card.release", "card.solve"},
		} {
			labels := map[string]bool{}
			for _, key := range together {
				labels[strings.ToLower(texts[key])] = true
			}
			require.Len(t, labels, len(together), "%s: labels that stand together differ", lang)
		}
	}
}

// TestWordsMeanOneThing: a word that two actions claim would be the first one's,
// and the second would never be understood.
func TestWordsMeanOneThing(t *testing.T) {
	meaning := map[string]action{}
	for _, do := range append(slices.Clone(typed), filler, angry) {
		require.NotEmpty(t, wordsFor(do), do)
		for text := range wordsFor(do) {
			require.Empty(t, meaning[text], "%q is %s and %s", text, meaning[text], do)
			meaning[text] = do
			require.LessOrEqual(t, strings.Count(text, " "), maxSmallTalk-1, text)
		}
	}
	all, err := catalogues()
	require.NoError(t, err)
	for lang, texts := range all {
		for _, do := range append(slices.Clone(typed), angry) {
			require.NotEmpty(t, texts["words."+string(do)], "%s has no words for %s", lang, do)
		}
	}
}

// TestLabelsTypedAreUnderstood: the help text and the buttons name words that can
// be typed at any time.
func TestLabelsTypedAreUnderstood(t *testing.T) {
	for _, lang := range Languages() {
		for key, do := range map[string]action{"button.yes": yes, "button.no": no, "button.person": person} {
			in, ok := smallTalk(simplify(Text(lang, key)))
			require.True(t, ok, "%s %s", lang, key)
			require.Equal(t, do, in.do, "%s %s", lang, key)
		}
		var told []action
		for line := range strings.Lines(Text(lang, "help")) {
			if word, _, ok := strings.Cut(strings.TrimPrefix(line, "• "), " - "); ok {
				in, known := smallTalk(simplify(word))
				require.True(t, known, "%s: %s", lang, word)
				told = append(told, in.do)
			}
		}
		require.Equal(t, []action{person, status, language, stop}, told, lang)
	}
}

func TestTextsAreFilled(t *testing.T) {
	require.Equal(t, "#7: with Bob. why?", Text("en", "status.line", "number", "7", "state", "with Bob", "question", "why?"))
	require.Equal(t, "Bob {number}: {name}", Text("en", "ticket.reply", "name", "Bob {number}", "text", "{name}"), "what people write is not filled again")
	require.Equal(t, Text("en", "ok"), Text("sw", "ok"), "a language nobody has written falls back")
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
