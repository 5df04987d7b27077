package kb

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
)

// lint gives what the linter says about some files.
func lint(t *testing.T, opt Options, files map[string]string) []string {
	t.Helper()
	folder := fstest.MapFS{}
	for name, text := range files {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	opt.FS = []fs.FS{folder}
	l, err := Open(opt)
	require.NoError(t, err)
	var lines []string
	for _, p := range Lint(l) {
		lines = append(lines, p.Severity.String()+" "+p.String())
	}
	return lines
}

func TestLintIsSilentAboutGoodArticles(t *testing.T) {
	require.Empty(t, lint(t, Options{Languages: []string{"en"}}, map[string]string{
		"README.md":      "# Start\n\n[print](a/print.md#1-trays--more) [a](a/) [b](a) [top](#part) [web](https://x.example.org/no) ![p](img/p%20q.png)\n\n## Part\n\ntext",
		"a/print.md":     "---\nreview_by: 2099-01-01\n---\n# Print\n\n[back](../README.md) [root](/a/print.md) [no ending](print)\n\n## 1. Trays & more\n\ntext",
		"a/README.md":    "# Folder\n\n[c](../docs/plan.docx) <a id=\"mark\"></a> [m](#mark) [old](print.md#id-1.-Trays-%26-more)\n\n### 1. Trays\n\nx [t](#1-trays)",
		"img/p q.png":    "x",
		"docs/plan.docx": "x",
	}))
}

func TestLintFindsDeadLinks(t *testing.T) {
	require.Equal(t, []string{
		"warning a/one.md:3: link two.md leads nowhere; there is a two.md at b/two.md",
		"warning a/one.md:4: link gone.md leads nowhere; correct the path or take the link out",
		"warning a/one.md:5: link ../b/two.md#nope names a heading that b/two.md does not have; use the heading as it is written now",
		"warning a/one.md:6: link #nowhere names a heading that this page does not have; use the heading as it is written now",
		"warning a/one.md:7: link ../../etc/passwd leads out of the folder; link to an article here or to a web address",
		"warning a/one.md:8: picture img/x.png is missing; add a/img/x.png or take the picture out",
		"warning a/one.md:10: link plan.docx leads nowhere; correct the path or take the link out",
	}, lint(t, Options{}, map[string]string{
		"a/one.md": "# One\n\n[x](two.md)\n[y](gone.md)\n[z](../b/two.md#nope)\n[here](#nowhere)\n[out](../../etc/passwd)\n![x](img/x.png)\n\n{% file src=\"plan.docx\" %}\n",
		"b/two.md": "# Two\n\ntext\n\n## Part\n\ntext",
	}))
}

func TestLintFindsWhatGoesStaleOrClashes(t *testing.T) {
	now := time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)
	require.Equal(t, []string{
		`warning b.md:4: the question "HOW do I print" is also answered by a.md; keep it in the article that answers it best`,
		`warning b.md:6: the title "print!" is also that of a.md; give each a title that tells them apart`,
		"warning c.md:2: the text should have been reviewed by 31 Mar 2026; check it, then move review_by and set checked to today",
		`warning c.md:6: section "Long" has 4097 characters, more than the 4096 WhatsApp sends at once; divide it with headings`,
		"warning e.md:1: the article has no text; write some, or set hidden: true until there is any",
		"fault v.md:1: variable {{helpline}} has no value; add helpline under kb.vars, or put backticks around it if it is meant literally",
		"fault w.md:2: when cannot be understood: a value is missing at the end; write a condition such as `country = Farajaland and not training`",
	}, lint(t, Options{Now: func() time.Time { return now }}, map[string]string{
		"a.md":    "---\ntitle: Print\nquestions:\n  - How do I print?\n---\ntext",
		"a.fr.md": "---\ntitle: Print\nquestions: [how do I print]\n---\nautre langue",
		"b.md":    "---\nquestions:\n  - else\n  - HOW do I print\n---\n# print!\n\ntext",
		"c.md":    "---\nreview_by: 2026-03-31\n---\n# C\n\n## Long\n\n" + strings.Repeat("é", 4097) + "\n\n## Fits\n\n" + strings.Repeat("é", 4096),
		"d.md":    "---\nreview_by: 2026-04-01\n---\nfresh",
		"e.md":    "# Nothing yet\n",
		"h.md":    "---\nhidden: true\ntitle: Print\n---\n",
		"v.md":    "Call {{helpline}}.",
		"w.md":    "---\nwhen: country =\n---\ntext",
	}))
}

func TestLintSumsMissingTranslationsUp(t *testing.T) {
	require.Equal(t, []string{
		"warning a.fr.md:1: 3 articles, this one first, have no sw translation; add a file that ends in .sw.md beside each",
		"warning a.fr.md:1: the article has no en translation; add a file that ends in .en.md beside each",
		"warning b.md:1: the article has no sw translation; write b.sw.md",
		"warning c.md:1: 2 articles, this one first, have no fr translation; add a file that ends in .fr.md beside each",
	}, lint(t, Options{Languages: []string{"en", "fr", "sw"}}, map[string]string{
		"a.fr.md": "a", "b.md": "b", "b.fr.md": "b fr", "c.md": "c", "d.md": "d",
	}))
}
