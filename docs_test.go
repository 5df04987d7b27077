package main_test

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// documents are the pages people read in the repository.
func documents(t *testing.T) []string {
	t.Helper()
	pages, err := filepath.Glob("docs/*.md")
	require.NoError(t, err)
	for _, page := range []string{"README.md", "CHANGELOG.md", "SECURITY.md"} {
		if _, err := os.Stat(page); !errors.Is(err, fs.ErrNotExist) {
			pages = append(pages, page)
		}
	}
	require.NotEmpty(t, pages)
	return pages
}

func TestLinksAndPathsInTheDocsLead(t *testing.T) {
	for _, page := range documents(t) {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		complain(t, deadEnds(page, string(text)))
	}
}

var (
	fence    = regexp.MustCompile("(?ms)^[ \t]*```.*?^[ \t]*```[ \t]*$")
	codeSpan = regexp.MustCompile("`([^`\n]+)`")
	link     = regexp.MustCompile(`!?\[[^\]\n]*\]\(\s*<?([^)\s>]+)>?[^)\n]*\)`)
	// ourPath is a code span that names something in this repository.
	ourPath = regexp.MustCompile(`^(?:\.ci|adapters|bot|config|deploy|docs|kb|store|testdata)/[\w./-]*$`)
)

// examplePaths stand in the docs for folders that a reader has, not this repository.
var examplePaths = []string{"kb/base", "kb/farajaland"}

// deadEnds names the links and paths of a page that lead nowhere.
func deadEnds(page, text string) []string {
	var wrong []string
	// Newlines stay, so that lines are counted right.
	blank := func(s string) string { return strings.Repeat("\n", strings.Count(s, "\n")) }
	text = fence.ReplaceAllStringFunc(text, blank)
	for i, line := range strings.Split(text, "\n") {
		for _, span := range codeSpan.FindAllStringSubmatch(line, -1) {
			if path := span[1]; ourPath.MatchString(path) && !slices.Contains(examplePaths, strings.TrimSuffix(path, "/")) && !exists(path) {
				wrong = append(wrong, fmt.Sprintf("%s:%d: there is no %s", page, i+1, path))
			}
		}
		for _, target := range link.FindAllStringSubmatch(codeSpan.ReplaceAllString(line, ""), -1) {
			if why := deadLink(page, text, target[1]); why != "" {
				wrong = append(wrong, fmt.Sprintf("%s:%d: the link to %s leads nowhere: %s", page, i+1, target[1], why))
			}
		}
	}
	return wrong
}

// deadLink says why a link cannot be followed; "" is fine. Other sites are not asked.
func deadLink(page, text, target string) string {
	u, err := url.Parse(target)
	if err != nil {
		return err.Error()
	}
	if u.Scheme != "" || u.Host != "" {
		return ""
	}
	if u.Path != "" {
		page = filepath.Join(filepath.Dir(page), filepath.FromSlash(u.Path))
		if !exists(page) {
			return "there is no " + page
		}
		other, err := os.ReadFile(page)
		if u.Fragment == "" || filepath.Ext(page) != ".md" || err != nil {
			return ""
		}
		text = string(other)
	}
	if !slices.Contains(anchors(text), u.Fragment) {
		return "no heading of " + page + " is called so"
	}
	return ""
}

var heading = regexp.MustCompile(`(?m)^#{1,6}[ \t]+(.+?)[ \t#]*$`)

// anchors gives the fragments of a page's headings, the way code hosts make them.
func anchors(text string) []string {
	var all []string
	for _, h := range heading.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		all = append(all, strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_':
				return unicode.ToLower(r)
			}
			return -1
		}, h[1]))
	}
	return all
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// command is "firstline word" in code, where it stands at the start of a command.
var command = regexp.MustCompile("(?m)(?:^|[`|;&] *|\\$ )(?:\\./)?(?:dist/)?firstline ([a-z][a-z-]*)")

func TestCommandsInTheReadmeExist(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("there is no README.md yet")
	}
	require.NoError(t, err)
	help, err := exec.CommandContext(t.Context(), "go", "run", ".", "help").CombinedOutput()
	require.NoError(t, err, "firstline help says: %s", help)
	for _, word := range commands(string(text)) {
		require.Regexp(t, `(?m)^\s*(firstline )?`+word+`\b`, string(help), "README.md names firstline %s, which firstline help does not", word)
	}
}

// commands gives the subcommands that the code of a page runs.
func commands(text string) []string {
	var words []string
	for _, code := range slices.Concat(fence.FindAllString(text, -1), codeSpan.FindAllString(fence.ReplaceAllString(text, ""), -1)) {
		for _, found := range command.FindAllStringSubmatch(code, -1) {
			words = append(words, found[1])
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// TestTheDocRulesBite shows the rules a page that breaks them.
func TestTheDocRulesBite(t *testing.T) {
	for text, want := range map[string]string{
		"[a](nowhere.md)":                     "page.md:1: the link to nowhere.md leads nowhere: there is no nowhere.md",
		"x\n\n`bot/nowhere.go`":               "page.md:3: there is no bot/nowhere.go",
		"```\n[a](nowhere.md)\n```\n`kb/x`":   "page.md:4: there is no kb/x",
		"[a](#gone)\n# Here":                  "no heading of page.md is called so",
		"[a](go.mod/x \"title\")":             "there is no go.mod/x",
		"[a](#its-here-v2)\n## It's here: v2": "",
		"[a](https://example.org/x) `kb/base` [b](go.mod) `bot/` `[c](gone.md)`": "",
	} {
		wrong := strings.Join(deadEnds("page.md", text), "\n")
		if want == "" {
			require.Empty(t, wrong, text)
		} else {
			require.Contains(t, wrong, want, text)
		}
	}
	require.Equal(t, []string{"chat", "kb", "serve"}, commands("Run `firstline serve`, or\n\n```sh\n$ firstline kb lint\necho hi | ./firstline chat\n```\nThe firstline desk\n"))
}
