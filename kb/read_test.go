package kb

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var updateRead = flag.Bool("update-read", false, "rewrite the golden files of testdata/read")

// goldenOptions is the desk the golden pages are read for.
var goldenOptions = ReadOptions{
	Dir:       "kb",
	Languages: []string{"en", "fr"},
	Vars:      map[string]string{"country": "Farajaland", "helpline": "1515", "portal": "crvs.example.org"},
}

func TestChatTextOfEveryConstruct(t *testing.T) {
	files, err := filepath.Glob("testdata/read/*.md")
	require.NoError(t, err)
	require.Greater(t, len(files), 8)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			a, problems := ReadArticle("guides/"+filepath.Base(file), data, goldenOptions)
			got := portray(a, problems)
			golden := strings.TrimSuffix(file, ".md") + ".golden"
			if *updateRead {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}

// portray writes an article out for a person to read through.
func portray(a *Article, problems []Problem) string {
	var b strings.Builder
	if a == nil {
		b.WriteString("no article\n")
	} else {
		fmt.Fprintf(&b, "%s [%s] %q\n", a.Name, a.Lang, a.Title)
		fmt.Fprintf(&b, "questions %q tags %q type %q audience %q owner %q url %q hidden %v\n", a.Questions, a.Tags, a.Type, a.Audience, a.Owner, a.URL, a.Hidden)
		for _, s := range a.Sections {
			fmt.Fprintf(&b, "\n=== line %d: %q under %q as %s\n%s\n", s.Line, s.Heading, s.Above, s.ID, s.Text)
			for _, i := range s.Images {
				fmt.Fprintf(&b, "[picture %q at %s]\n", i.Alt, i.Path)
			}
		}
	}
	for _, p := range problems {
		fmt.Fprintf(&b, "\n%s: %s\n", p.Severity, p)
	}
	return b.String()
}

func TestFaultsNameLineAndMend(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"list as title", "---\nlang: en\ntitle:\n  - a\n---\ntext", "kb/print.md:4: title is a list; write one line of text"},
		{"group as tags", "---\ntags: {a: b}\n---\ntext", `kb/print.md:2: tags has a group of keys in it; write each of them as one line that begins with "- "`},
		{"group in questions", "---\nquestions:\n  - ok\n  - how: so\n---\ntext", `kb/print.md:4: questions has a group of keys in it; write each of them as one line that begins with "- "`},
		{"audience", "---\naudience: stuff\n---\ntext", `kb/print.md:2: audience is "stuff"; write everyone or staff`},
		{"date", "---\n\nreview_by: soon\n---\ntext", `kb/print.md:3: review_by is "soon"; write the date as 2026-03-31`},
		{"impossible date", "---\nchecked: 2026-02-30\n---\ntext", `kb/print.md:2: checked is "2026-02-30"; write the date as 2026-03-31`},
		{"url", "---\nurl: /help\n---\ntext", `kb/print.md:2: url is "/help"; write a full address that begins with https://`},
		{"lang", "---\nlang: French\n---\ntext", `kb/print.md:2: lang is "French"; write a language code such as fr or pt-br`},
		{"hidden", "---\nhidden: perhaps\n---\ntext", `kb/print.md:2: hidden is "perhaps"; write true or false`},
		{"twice", "---\ntitle: a\ntitle: b\n---\ntext", "kb/print.md:3: title is written twice; keep one of them"},
		{"when", "---\ntitle: a\nwhen: country =\n---\ntext", "kb/print.md:3: when cannot be understood: a value is missing at the end; write a condition such as `country = Farajaland and not training`"},
		{"when is a list", "---\nwhen: [a]\n---\ntext", "kb/print.md:2: when is a list; write a condition such as `country = Farajaland`"},
		{"open", "---\ntitle: a\n\n# Text", "kb/print.md:1: the front matter is not closed; put a line with --- after its last key"},
		{"no keys", "---\n- a\n- b\n---\ntext", "kb/print.md:2: the front matter is a list; write `key: value` lines, or leave a blank line above the first ---"},
		{"alias", "---\ntitle: &t a\nquestions: [*t, *t]\n---\ntext", "kb/print.md:3: the front matter uses a YAML alias (*t); write the value out"},
		{"utf-16", "\xff\xfe#\x00 \x00a\x00", "kb/print.md:1: the file is saved as UTF-16; save it as UTF-8"},
		{"large", strings.Repeat("text ", 1<<18), "kb/print.md: the file is larger than 1 MiB; split it into several articles"},
		{"large front matter", "---\ntitle: " + strings.Repeat("a", 70<<10) + "\n---\ntext", "kb/print.md:1: the front matter is larger than 64 KiB; move text below the second ---"},
		{"deep quotes", "a\n\n" + strings.Repeat(">", 5000) + " b", "kb/print.md:3: lists or quotes are nested deeper than 24 levels; make the text flatter"},
		{"deep lists", strings.Repeat("- ", 5000) + "b", "kb/print.md:1: lists or quotes are nested deeper than 24 levels; make the text flatter"},
		{"stairs", staircase(300, "- a\n"), "kb/print.md:62: lists or quotes are nested deeper than 24 levels; make the text flatter"},
		{"brackets", "a\n\nb " + strings.Repeat("[x](", 3000), "kb/print.md:3: this paragraph has thousands of brackets, stars, underscores or backticks; divide it, or put ``` lines around it if it is code"},
		{"wide table", strings.Repeat("|a", 2000) + "\n" + strings.Repeat("|-", 2000) + "\n" + strings.Repeat("|\n", 200), "kb/print.md:50: the table has more than 100000 cells; divide the table"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, problems := ReadArticle("print.md", []byte(c.text), ReadOptions{Dir: "kb"})
			require.Nil(t, a)
			require.Len(t, problems, 1)
			require.Equal(t, Fault, problems[0].Severity)
			require.Equal(t, c.want, problems[0].String())
		})
	}
}

func TestBadYAMLIsAFaultWithItsLine(t *testing.T) {
	a, problems := ReadArticle("print.md", []byte("---\ntitle: a\ntags: [a, b\nlang: en\n---\ntext"), ReadOptions{Dir: "kb"})
	require.Nil(t, a)
	require.Len(t, problems, 1)
	require.Contains(t, problems[0].Message, "the front matter is not YAML: ")
	require.GreaterOrEqual(t, problems[0].Line, 3)
	require.LessOrEqual(t, problems[0].Line, 5)
	require.NotEmpty(t, problems[0].Mend)
}

func TestEveryFaultOfAFileIsTold(t *testing.T) {
	_, problems := ReadArticle("a.md", []byte("---\ntitle: [x]\nhidden: 3\naudience: all\n---\n"), ReadOptions{})
	require.Len(t, problems, 3)
}

func TestFrontMatterOfOtherToolsIsIgnored(t *testing.T) {
	a, problems := ReadArticle("a.md", []byte("---\ndescription: >-\n  Long\n  text\ncover: {x: [1, 2]}\n? [odd, key]\n: value\ntitle:\nowner: ~\n---\n\nText"), ReadOptions{})
	require.Empty(t, problems)
	require.Equal(t, "A", a.Title)
	require.Equal(t, "Text", a.Sections[0].Text)
	require.Equal(t, 12, a.Sections[0].Line)
}

func TestARuleAtTheTopIsNoFrontMatter(t *testing.T) {
	a, problems := ReadArticle("a.md", []byte("---\n\nJust text: with a colon.\n"), ReadOptions{})
	require.Empty(t, problems)
	require.Equal(t, "Just text: with a colon.", a.Sections[0].Text)
}

func TestWhatEditorsSaveIsCleaned(t *testing.T) {
	plain, _ := ReadArticle("a.md", []byte("---\ntitle: T\n---\n# T\n\nOne\ntwo\n"), ReadOptions{})
	for name, text := range map[string]string{
		"byte order mark": "\xef\xbb\xbf---\ntitle: T\n---\n# T\n\nOne\ntwo\n",
		"windows":         "---\r\ntitle: T\r\n---\r\n# T\r\n\r\nOne\r\ntwo\r\n",
		"old mac":         "---\rtitle: T\r---\r# T\r\rOne\rtwo\r",
		"NUL and escapes": "---\ntitle: T\n---\n# T\n\nO\x00ne\n\x1b\x07two\n",
		"trailing spaces": "---  \ntitle: T\n--- \n# T\n\nOne\ntwo\n",
	} {
		t.Run(name, func(t *testing.T) {
			a, problems := ReadArticle("a.md", []byte(text), ReadOptions{})
			require.Empty(t, problems)
			require.Equal(t, plain, a)
		})
	}
	a, problems := ReadArticle("a.md", []byte("# T\n\nfine\n\nbr\xffken \xc3"), ReadOptions{})
	require.Equal(t, "fine\n\nbr\uFFFDken \uFFFD", a.Sections[0].Text)
	require.Len(t, problems, 1)
	require.Equal(t, "a.md:5: some bytes are not UTF-8 text and are shown as \uFFFD; save the file as UTF-8", problems[0].String())
}

func TestLargeButHonestTextIsRead(t *testing.T) {
	for name, text := range map[string]string{
		"code":        "```json\n" + strings.Repeat("[[\"a_b\", `c`, {{x}}],\n", 5000) + "```\n",
		"HTML table":  "<table><tr><td>" + strings.Repeat("a_b_c [x] * ", 2000) + "</td></tr></table>",
		"link list":   strings.Repeat("* [a](b.md)\n", 3000),
		"long table":  "|a|b|\n|-|-|\n" + strings.Repeat("|x_y|[z](z.md)|\n", 3000),
		"paragraphs":  strings.Repeat("a *b* [c](d.md) `e`\n\n", 3000),
		"tilde fence": "~~~~\n```\n" + strings.Repeat("[", 5000) + "\n~~~\n~~~~\ntext",
	} {
		a, problems := ReadArticle("a.md", []byte(text), ReadOptions{})
		require.NotNil(t, a, "%s: %v", name, problems)
		require.NotEmpty(t, a.Sections, name)
	}
}
