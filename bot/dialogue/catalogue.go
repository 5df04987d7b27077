package dialogue

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:embed catalogue/*.json
var files embed.FS

// Fallback is the language whose catalogue is always complete.
const Fallback = "en"

var catalogues = sync.OnceValues(loadCatalogues)

// Check reports a damaged catalogue. Callers run it once at start.
func Check() error {
	_, err := catalogues()
	return err
}

func loadCatalogues() (map[string]map[string]string, error) {
	entries, err := files.ReadDir("catalogue")
	if err != nil {
		return nil, fmt.Errorf("list catalogues: %w", err)
	}
	all := make(map[string]map[string]string, len(entries))
	for _, entry := range entries {
		data, err := files.ReadFile("catalogue/" + entry.Name())
		if err != nil {
			return nil, fmt.Errorf("read catalogue: %w", err)
		}
		texts := map[string]string{}
		if err := json.Unmarshal(data, &texts); err != nil {
			return nil, fmt.Errorf("read catalogue %s: %w", entry.Name(), err)
		}
		all[strings.TrimSuffix(entry.Name(), ".json")] = texts
	}
	return all, nil
}

// Languages are the languages the desk's own texts exist in, sorted.
func Languages() []string { return slices.Clone(sortedLanguages()) }

var sortedLanguages = sync.OnceValue(func() []string {
	all, _ := catalogues()
	return slices.Sorted(maps.Keys(all))
})

// spoken is the language whose catalogue speaks for lang: its own, that of the
// language without its region, or [Fallback].
func spoken(lang string) string {
	all, _ := catalogues()
	for _, lang := range []string{lang, base(lang)} {
		if _, ok := all[lang]; ok {
			return lang
		}
	}
	return Fallback
}

// Text gives the text of key in lang, with {name} replaced from pairs of name and
// value. What a language lacks comes in [Fallback]; an unknown key gives itself.
// Values that are written in the other direction are set apart, see [Isolate].
func Text(lang, key string, pairs ...string) string {
	all, _ := catalogues()
	lang = spoken(lang)
	text, ok := all[lang][key]
	if !ok {
		lang = Fallback
		if text, ok = all[lang][key]; !ok {
			return key
		}
	}
	if len(pairs) == 0 {
		return text
	}
	return fill(lang, text, pairs)
}

// fill puts the values of pairs in place of {name}. Where the text is written from
// right to left, a sign of a number goes with the value.
func fill(lang, text string, pairs []string) string {
	var out strings.Builder
	done := 0
	for i := 0; i < len(text); i++ {
		if text[i] != '{' {
			continue
		}
		end := strings.IndexByte(text[i:], '}')
		if end < 0 {
			break
		}
		value, known := valueOf(pairs, text[i+1:i+end])
		if !known {
			continue
		}
		from := i
		if fromRight(lang) && i > done && text[i-1] == '#' {
			from, value = i-1, "#"+value
		}
		out.WriteString(text[done:from])
		out.WriteString(Isolate(lang, value))
		i += end
		done = i + 1
	}
	if done == 0 {
		return text
	}
	out.WriteString(text[done:])
	return out.String()
}

func valueOf(pairs []string, name string) (string, bool) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == name {
			return pairs[i+1], true
		}
	}
	return "", false
}

// languageName is what a language calls itself; its code where no catalogue says.
func languageName(lang string) string {
	all, _ := catalogues()
	for _, code := range []string{lang, base(lang)} {
		if name := all[code]["language.name"]; name != "" {
			return name
		}
	}
	return lang
}

// Day writes a date the way the language does: "3 Mar 2026".
func Day(lang string, t time.Time) string {
	months := strings.Split(Text(lang, "date.months"), " ")
	if len(months) != 12 {
		return t.Format(time.DateOnly)
	}
	return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year())
}

// Span writes a length of time in words, in minutes (at least one), hours or days:
// "30 minutes".
func Span(lang string, d time.Duration) string {
	switch {
	case d < 90*time.Minute:
		return count(lang, "span.minute", max(1, int(d.Round(time.Minute)/time.Minute)))
	case d < 36*time.Hour:
		return count(lang, "span.hour", int(d.Round(time.Hour)/time.Hour))
	}
	return count(lang, "span.day", int(d.Round(24*time.Hour)/(24*time.Hour)))
}
