package dialogue

import (
	"embed"
	"encoding/json"
	"fmt"
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
func Languages() []string {
	all, _ := catalogues()
	out := make([]string, 0, len(all))
	for lang := range all {
		out = append(out, lang)
	}
	slices.Sort(out)
	return out
}

// Text gives the text of key in lang, with {name} replaced from pairs of name and
// value. What a language lacks comes in [Fallback]; an unknown key gives itself.
func Text(lang, key string, pairs ...string) string {
	all, _ := catalogues()
	text, ok := all[lang][key]
	if !ok {
		if text, ok = all[Fallback][key]; !ok {
			return key
		}
	}
	if len(pairs) == 0 {
		return text
	}
	args := make([]string, len(pairs))
	for i, p := range pairs {
		if i%2 == 0 {
			p = "{" + p + "}"
		}
		args[i] = p
	}
	return strings.NewReplacer(args...).Replace(text)
}

// languageName is what a language calls itself; its code where no catalogue says.
func languageName(lang string) string {
	all, _ := catalogues()
	if name := all[lang]["language.name"]; name != "" {
		return name
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
		return count(lang, "minute", max(1, int(d.Round(time.Minute)/time.Minute)))
	case d < 36*time.Hour:
		return count(lang, "hour", int(d.Round(time.Hour)/time.Hour))
	}
	return count(lang, "day", int(d.Round(24*time.Hour)/(24*time.Hour)))
}

func count(lang, unit string, n int) string {
	key := "span." + unit + "s"
	if n == 1 {
		key = "span." + unit
	}
	return Text(lang, key, "n", fmt.Sprint(n))
}
