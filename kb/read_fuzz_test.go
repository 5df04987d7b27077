package kb

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func FuzzReadArticle(f *testing.F) {
	files, err := filepath.Glob("testdata/read/*.md")
	require.NoError(f, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(filepath.Base(file), data)
	}
	f.Add("a.fr.md", []byte(bomb))
	f.Add("../x.md", []byte("---\nwhen: not (a in [b, c] or d)\n---\n{% step %}\n# x\n{% endstep %}"))
	f.Add("", []byte("<table><tr><td><table><td><pre><li><ul><figure><figcaption>x"))
	f.Fuzz(func(t *testing.T, file string, data []byte) {
		opt := ReadOptions{Dir: "kb", Vars: map[string]string{"country": "Farajaland"}}
		a, problems := ReadArticle(file, data, opt)
		for _, p := range problems {
			require.NotContains(t, p.Message, "cannot be parsed", "a parser crashed")
			require.NotEmpty(t, p.Mend)
			require.GreaterOrEqual(t, p.Line, 0)
		}
		if a == nil {
			return
		}
		require.NotEmpty(t, a.Lang)
		seen := map[string]bool{}
		for _, s := range a.Sections {
			require.True(t, utf8.ValidString(s.Text))
			require.False(t, strings.ContainsFunc(s.Text+s.Heading+s.ID, isSentinel))
			require.NotContains(t, s.Text, "\x00")
			require.NotContains(t, s.Heading, "\n")
			require.False(t, seen[s.ID], "two sections are %q", s.ID)
			seen[s.ID] = true
			for _, i := range s.Images {
				require.NotEmpty(t, i.Path)
				require.False(t, strings.HasPrefix(i.Path, "../") || strings.HasPrefix(i.Path, "/"), i.Path)
			}
		}
		again, _ := ReadArticle(file, data, opt)
		require.Equal(t, a, again)
	})
}

// hostileBytes is enough for a step that takes quadratic time to be felt, and
// little enough for the race detector.
const hostileBytes = 128 << 10

// many repeats a piece up to that size.
func many(piece string) string { return strings.Repeat(piece, hostileBytes/len(piece)) }

func TestHostileTextIsReadInReasonableTime(t *testing.T) {
	for name, text := range map[string]string{
		"quotes":           many(">"),
		"quoted lines":     many("> > > > > > > > > > > > x\n"),
		"bullets":          many("- "),
		"brackets":         many("["),
		"closed brackets":  many("[a]("),
		"pictures":         many("![a"),
		"stars":            many("*a "),
		"strong stars":     many("a**b"),
		"nested strong":    strings.Repeat("*a **a ", hostileBytes/14) + strings.Repeat("b** b*", hostileBytes/14),
		"underscores":      many("_a _"),
		"backticks":        many("`a``"),
		"rising backticks": rising("`", 500),
		"tildes":           many("~~a "),
		"tags":             many("<a "),
		"open comments":    many("a <!-- "),
		"declarations":     many("a <!A "),
		"instructions":     many("a <? "),
		"anchors":          many("<a href=\"x\">"),
		"tables in tables": many("<table><tr><td>"),
		"lists in HTML":    many("<ul><li>x"),
		"quoted attribute": many("<a b=\""),
		"gitbook":          many("{% hint %}"),
		"gitbook lines":    many("{% step %}\n"),
		"open gitbook":     many("{% "),
		"variables":        many("{{a}} "),
		"open variables":   many("{{a"),
		"entities":         many("&#x41;"),
		"ampersands":       many("&a"),
		"backslashes":      many("\\"),
		"references":       many("[a]: b\n") + "[a]",
		"table rows":       "|a|b|\n|-|-|\n" + many("|a\n"),
		"wide table":       strings.Repeat("|a", 2000) + "\n" + strings.Repeat("|-", 2000) + "\n" + strings.Repeat("|\n", 20000),
		"wide HTML table":  "<table>" + strings.Repeat("<tr></tr>", 20000) + "<tr>" + strings.Repeat("<td>x", 20000),
		"headings":         many("# a\n"),
		"deep list":        staircase(350, "- a\n"),
		"deep numbers":     staircase(350, "1. a\n"),
		"lines":            many("a\n"),
		"setext":           many("a\n=\n"),
		"deep YAML":        "---\na: " + strings.Repeat("[", 60000) + "\n---\nx",
		"nested YAML":      "---\n" + staircase(240, "a:\n") + "---\nx",
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, problems := ReadArticle("a.md", []byte(text[:min(len(text), maxArticleBytes)]), ReadOptions{})
			took := time.Since(start)
			for _, p := range problems[:min(len(problems), 5)] {
				require.NotContains(t, p.Message, "cannot be parsed")
			}
			require.Less(t, took, 10*time.Second)
		})
	}
}

// rising gives runs of a mark that get longer, each of which could open a span.
func rising(mark string, runs int) string {
	var b strings.Builder
	for i := range runs {
		b.WriteString(strings.Repeat(mark, i+1) + " ")
	}
	return b.String()
}

// staircase nests by indentation, which no marker on one line gives away.
func staircase(steps int, line string) string {
	var b strings.Builder
	for i := range steps {
		b.WriteString(strings.Repeat("  ", i) + line)
	}
	return b.String()
}

// TestHostileArticles reads texts put together at random from what parsers
// stumble over. A parser that crashes is caught and told of; none may.
func TestHostileArticles(t *testing.T) {
	pieces := []string{
		"---\n", "title: x\n", "questions: [a, *b]\n", "a: &a [*a]\n", "a: &b {b: *b}\n", "? - ? -\n", "!!binary |\n", "\t", "\x00", "\xff", "\u202e", "\u200d",
		"# ", "## a\n", "- ", "1. ", "> ", "    ", "\n\n", "\n", "```", "~~~\n", "`", "**", "_", "~~", "[", "](", "![", ")", "<table>", "<td>", "</table>", "<!--", "<li>",
		"{% hint %}", "{% endhint %}", "{% tabs %}", "{{", "}}", "|", "|-|\n", ":-:", "&#0;", "&lt;", "\\", "text ", "👩‍👩‍👧", "e\u0301", "ﷺ", strings.Repeat("> ", 30), strings.Repeat("[", 50),
	}
	r := rand.New(rand.NewPCG(5, 6))
	n := 3000
	if testing.Short() {
		n = 300
	}
	for range n {
		var b strings.Builder
		if r.IntN(2) == 0 {
			b.WriteString("---\n")
		}
		for range r.IntN(200) {
			b.WriteString(strings.Repeat(pieces[r.IntN(len(pieces))], 1+r.IntN(3)*r.IntN(3)))
		}
		a, problems := ReadArticle("a.md", []byte(b.String()), ReadOptions{})
		for _, p := range problems {
			require.NotContains(t, p.Message, "cannot be parsed", "%q", b.String())
		}
		require.True(t, a != nil || len(problems) > 0, "%q is refused without a word", b.String())
	}
}
