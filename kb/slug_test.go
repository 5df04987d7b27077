package kb

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSlugsAreThoseOfGitHub(t *testing.T) {
	for heading, want := range map[string]string{
		"Print a form":         "print-a-form",
		"1. Vital Events":      "1-vital-events",
		"Step 1 — Preparation": "step-1--preparation",
		"snake_case & more!":   "snake_case--more",
		"Été à Réunion":        "été-à-réunion",
		"中文 标题":                "中文-标题",
		"হিন্দি":               "হিন্দি",
		"✅":                    "section",
		"?!":                   "section",
	} {
		require.Equal(t, want, slugs{}.next(heading))
	}
	s := slugs{}
	var got []string
	for _, h := range []string{"A", "a", "a-1", "A", "a"} {
		got = append(got, s.next(h))
	}
	require.Equal(t, []string{"a", "a-1", "a-1-1", "a-2", "a-3"}, got)
}

func TestFillLeavesNothingUglyBehind(t *testing.T) {
	vars := map[string]string{"a": "X", "empty": "", "k_1.b": "Y"}
	for text, want := range map[string]string{
		"{{a}} and {{ a }}":       "X and X",
		"{{k_1.b}}":               "Y",
		"Call {{no}} now":         "Call now",
		"Call {{no}}.":            "Call.",
		"Call {{no}}":             "Call",
		"{{no}} call":             "call",
		"({{no}})":                "()",
		"one {{empty}} two":       "one two",
		"line {{no}}\nnext":       "line\nnext",
		"{{{a}}} {{#a}} {{$a}}":   "{{{a}}} {{#a}} {{$a}}",
		"{{}} {{ }} {{a b}} {{a}": "{{}} {{ }} {{a b}} {{a}",
	} {
		var missing []string
		require.Equal(t, want, fill(text, vars, func(name string) { missing = append(missing, name) }), text)
		for _, name := range missing {
			require.Equal(t, "no", name)
		}
	}
}
