package kb

import (
	"fmt"
	"strings"
)

// String is the explanation as text for a terminal, several lines long.
func (e Explanation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Question: %s\n", e.Question)
	if e.Lang != "" {
		sure := "perhaps"
		if e.LangSure {
			sure = "surely"
		}
		fmt.Fprintf(&b, "Language: %s %s\n", sure, e.Lang)
	}
	for _, w := range e.Words {
		fmt.Fprintf(&b, "  %-20s %s\n", w.Word, w.told())
	}
	fmt.Fprintf(&b, "Verdict: %s, confidence %.2f (sure needs %.2f)\n", e.Verdict, e.Confidence, e.Needed)
	for _, why := range e.Reasons {
		fmt.Fprintf(&b, "  - %s\n", why)
	}
	for i, h := range e.Hits {
		fmt.Fprintf(&b, "%d. %s (%s, %s), score %.2f, confidence %.2f\n", i+1, h.Title, h.Name, h.Lang, h.Score, h.Confidence)
		if h.Section != "" && h.Section != h.Name {
			fmt.Fprintf(&b, "   section: %s\n", h.Section)
		}
		if h.Nearest != "" {
			fmt.Fprintf(&b, "   most like: %s (%.0f of 100)\n", h.Nearest, 100*h.Likeness)
		}
		for _, m := range h.Matches {
			fmt.Fprintf(&b, "   %s: in %s\n", m.Word, strings.Join(m.Where, ", "))
		}
		if len(h.Missing) > 0 {
			fmt.Fprintf(&b, "   not found: %s\n", strings.Join(h.Missing, ", "))
		}
	}
	return b.String()
}

func (w ExplainedWord) told() string {
	switch {
	case w.Repaired != "":
		return fmt.Sprintf("taken for %q, counts %.1f", w.Repaired, w.Weight)
	case w.Unknown:
		return fmt.Sprintf("in no article, counts %.1f", w.Weight)
	case w.Stop:
		return fmt.Sprintf("a common word, counts %.1f", w.Weight)
	}
	return fmt.Sprintf("counts %.1f", w.Weight)
}

// inQuotes joins words for a sentence: “a”, “b” or “c”.
func inQuotes(words []string) string {
	var b strings.Builder
	for i, w := range words {
		switch {
		case i > 0 && i == len(words)-1:
			b.WriteString(" or ")
		case i > 0:
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "“%s”", w)
	}
	return b.String()
}
