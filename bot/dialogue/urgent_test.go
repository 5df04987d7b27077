package dialogue

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUrgent(t *testing.T) {
	d := Dialogue{Languages: []string{"en", "fr"}}
	for text, want := range map[string]string{
		"It is URGENT, please help":                  "urgent",
		"nothing works since this morning":           "nothing works",
		"Hello. The whole office cannot work today.": "whole office",
		"rien ne marche ici":                         "rien ne marche",
		"this is not urgent":                         "",
		"pas urgent, quand vous avez le temps":       "",
		"how do I print":                             "",
		"insurgents":                                 "",
		"...":                                        "",
		strings.Repeat("a long story. ", 90) + "nobody can sign in": "nobody can",
		strings.Repeat("x", 2000) + " urgent":                       "urgent",
	} {
		because, found := d.Urgent(text, "en")
		require.Equal(t, want, because, text)
		require.Equal(t, want != "", found, text)
	}
	_, found := d.Urgent("ni ya haraka sana", "en")
	require.False(t, found, "a language that nobody speaks here")
	because, found := d.Urgent("ni ya haraka sana", "sw")
	require.True(t, found)
	require.Equal(t, "ya haraka", because)
}

// TestEveryLanguageKnowsUrgency: each of the words is found in a sentence of its
// language, and none of those that say there is no hurry counts.
func TestEveryLanguageKnowsUrgency(t *testing.T) {
	all, err := catalogues()
	require.NoError(t, err)
	for lang, texts := range all {
		d := Dialogue{Languages: []string{lang}}
		for _, word := range strings.Split(texts["words.urgent"], "|") {
			_, found := d.Urgent("x "+word+" y", lang)
			require.True(t, found, "%s: %s", lang, word)
		}
		for _, word := range strings.Split(texts["words.unhurried"], "|") {
			_, found := d.Urgent("x "+word+" y", lang)
			require.False(t, found, "%s: %s", lang, word)
		}
	}
}
