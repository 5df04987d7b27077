package model_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/kb/model"
)

// FuzzGrounded lets anything pass for a model. What is taken holds no digit, no sign
// of a link and no letter of a script that is not in the sections.
func FuzzGrounded(f *testing.F) {
	for _, said := range []string{
		"Never give a code to another person. [1]", "1. Wait [1]", "a [1][2] b [1,2].", "[1", "- x\n\n[2]", "“ [1]", "١. x [1]",
		"See the handbook (https://docs.example.org/help). [2]", "\xff [1]", "1) 2) [1]", "The office is open until ١٧:٠٠ on Fridays. [2]",
	} {
		f.Add(said, "en")
	}
	given := signIn[0].Title + signIn[0].Text + signIn[1].Title + signIn[1].Text
	f.Fuzz(func(t *testing.T, said, lang string) {
		answer, cited, doubt := model.Grounded(said, signIn, model.Bounds{Lang: lang, Most: 600})
		if doubt != "" {
			require.Empty(t, answer)
			require.Empty(t, cited)
			return
		}
		require.NotEmpty(t, cited)
		require.True(t, utf8.ValidString(answer))
		require.LessOrEqual(t, utf8.RuneCountInString(answer), 600)
		for _, r := range answer {
			if strings.ContainsRune("/@\\<>`=&_~#", r) || unicode.IsNumber(r) && r < utf8.RuneSelf {
				require.Contains(t, given, string(r))
			}
			if unicode.IsLetter(r) {
				require.True(t, unicode.In(r, unicode.Latin), "%q", r)
			}
		}
	})
}
