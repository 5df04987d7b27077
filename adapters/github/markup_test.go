package github

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/github/githubfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

// Addresses are links only where they may be, and then only those of the web.
func TestLinksOnlyWhenTold(t *testing.T) {
	const text = "see https://help.example.org/a_b?c=1&d=2, (http://x.org/y) www.evil.example mailto:a@b.cc ftp://f.example ann@example.org https://x.org/é"
	out, err := body(text, "r1", false)
	require.NoError(t, err)
	require.Empty(t, githubfake.Render(out).Links)
	out, err = body(text, "r1", true)
	require.NoError(t, err)
	require.Equal(t, []string{"https://help.example.org/a_b?c=1&d=2,", "http://x.org/y)"}, githubfake.Render(out).Links)
	require.Equal(t, text, githubfake.Render(out).Text)
}

// Only the longest texts go into a block of code.
func TestLongTextIsPutIntoABlock(t *testing.T) {
	for _, text := range []string{strings.Repeat("*", 40_000), strings.Repeat("`", 40_000), "```\n~~~~\n" + strings.Repeat("<", 60_000)} {
		out, err := body(text, "r1", false)
		require.NoError(t, err)
		require.LessOrEqual(t, utf8.RuneCountInString(out), maxBody)
		require.Equal(t, text, githubfake.Render(out).Text)
	}
	_, err := body(strings.Repeat("`~", 33_000), "r1", false)
	require.Error(t, err)
}

// Titles keep their letters, on one line.
func TestTitles(t *testing.T) {
	require.Equal(t, "Printing fails for @ann in #12", strings.ReplaceAll(title(" Printing\nfails  for @ann in #12\x00"), unseen, ""))
	require.NotContains(t, title("@ann #12 GH-4"), "@ann")
	require.NotContains(t, title("@ann #12 GH-4"), "#12")
	long := title(strings.Repeat("é", 300))
	require.Equal(t, maxTitle, utf8.RuneCountInString(long))
	require.True(t, strings.HasSuffix(long, "…"))
	require.Empty(t, title(" \n\x00"))
}

func TestMarkersTellNothing(t *testing.T) {
	require.NotEqual(t, marker("whatsapp:260971234567"), marker("whatsapp:260971234568"))
	require.NotContains(t, marker("whatsapp:260971234567"), "260971234567")
	require.True(t, markerForm.MatchString("x\n\n"+marker("y")+"\n"))
	require.False(t, markerForm.MatchString(marker("y")+" and more"))
	require.Equal(t, "kept <!-- too -->\nx", withoutComments("<!-- one\ntwo -->\nkept <!-- too -->\n<!-- three -->x"))
}

// Whatever is written is read as it is, and does nothing.
func FuzzBody(f *testing.F) {
	f.Add("ask @torvalds about #12\n- [x] done", true)
	f.Add("    code\n\tmore `x`", false)
	f.Fuzz(func(t *testing.T, text string, linked bool) {
		out, err := body(text, "r1", linked)
		if err != nil {
			return
		}
		r := githubfake.Render(out)
		require.Empty(t, r.Pings, "%q", out)
		require.Empty(t, r.Refers, "%q", out)
		require.Empty(t, r.Markup, "%q", out)
		require.Equal(t, plain(bot.CleanText(text)), plain(r.Text), "%q", out)
	})
}

// plain leaves out white space, and what has no width.
func plain(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, unseen, "")), "")
}
