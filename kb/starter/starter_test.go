package starter

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// page is one starter file, cut into what the tests look at.
type page struct {
	File      string   `yaml:"-"`
	Body      string   `yaml:"-"`
	Title     string   `yaml:"title"`
	Questions []string `yaml:"questions"`
	Tags      []string `yaml:"tags"`
	Type      string   `yaml:"type"`
	Lang      string   `yaml:"lang"`
	Audience  string   `yaml:"audience"`
	Checked   string   `yaml:"checked"`
}

// pages reads every embedded file; a file that cannot be read as an article
// stops the test with its name.
func pages(t *testing.T) []page {
	t.Helper()
	var all []page
	err := fs.WalkDir(Articles(), ".", func(file string, entry fs.DirEntry, err error) error {
		require.NoError(t, err, file)
		if entry.IsDir() {
			return nil
		}
		require.Equal(t, ".md", path.Ext(file), "only markdown belongs here: %s", file)
		raw, err := fs.ReadFile(Articles(), file)
		require.NoError(t, err, file)
		head, opened := strings.CutPrefix(string(raw), "---\n")
		require.True(t, opened, "%s must begin with front matter", file)
		head, body, closed := strings.Cut(head, "\n---\n")
		require.True(t, closed, "%s: the front matter must end", file)
		p := page{File: file, Body: body}
		require.NoError(t, yaml.Load([]byte(head), &p, yaml.WithKnownFields()), file)
		if p.Lang == "" {
			p.Lang = "en"
		}
		all = append(all, p)
		return nil
	})
	require.NoError(t, err)
	return all
}

func TestEnoughArticlesInBothLanguages(t *testing.T) {
	count := map[string]int{}
	for _, p := range pages(t) {
		count[p.Lang]++
	}
	require.GreaterOrEqual(t, count["en"], 28)
	require.GreaterOrEqual(t, count["fr"], 8)
	require.Len(t, count, 2, "a third language needs its own tests")
}

func TestEveryFrenchArticleHasAnEnglishOriginal(t *testing.T) {
	for _, p := range pages(t) {
		stem, french := strings.CutSuffix(p.File, ".fr.md")
		require.Equal(t, french, p.Lang == "fr", "%s: file name and lang disagree", p.File)
		if french {
			_, err := fs.Stat(Articles(), stem+".md")
			require.NoError(t, err, "%s translates an article that does not exist", p.File)
		}
	}
}

func TestFrontMatterIsComplete(t *testing.T) {
	supportTypes := []string{"how-to", "operations", "developer", "integration", "data", "training"}
	for _, p := range pages(t) {
		require.NotEmpty(t, p.Title, p.File)
		require.GreaterOrEqual(t, len(p.Questions), 4, p.File)
		require.NotEmpty(t, p.Tags, p.File)
		require.Contains(t, supportTypes, p.Type, p.File)
		require.Contains(t, []string{"", "staff"}, p.Audience, p.File)
		_, err := time.Parse(time.DateOnly, p.Checked)
		require.NoError(t, err, "%s: checked must be a day", p.File)
	}
}

func TestNoVariablesAreNeeded(t *testing.T) {
	for _, p := range pages(t) {
		text := p.Title + strings.Join(p.Questions, " ") + strings.Join(p.Tags, " ") + p.Body
		require.NotContains(t, text, "{{", p.File)
	}
}

func TestBodiesFitAPhone(t *testing.T) {
	word := regexp.MustCompile(`[\p{L}\p{N}][\p{L}\p{N}'’.-]*`)
	for _, p := range pages(t) {
		words := len(word.FindAllString(p.Body, -1))
		require.GreaterOrEqual(t, words, 60, p.File)
		require.LessOrEqual(t, words, 220, p.File)
		require.NotRegexp(t, `(?m)^# `, p.Body, "%s: the title is in the front matter", p.File)
	}
}

func TestNoTwoArticlesShareATitle(t *testing.T) {
	seen := map[string]string{}
	for _, p := range pages(t) {
		key := p.Lang + " " + plain(p.Title)
		require.Empty(t, seen[key], "%s has the same title", p.File)
		seen[key] = p.File
	}
}

func TestNoQuestionIsAskedTwice(t *testing.T) {
	seen := map[string]string{}
	for _, p := range pages(t) {
		for _, q := range append([]string{p.Title}, p.Questions...) {
			require.NotEmpty(t, plain(q), p.File)
			key := p.Lang + " " + plain(q)
			require.Empty(t, seen[key], "%s asks %q again", p.File, q)
			seen[key] = p.File
		}
	}
}

func TestEveryFolderIsEmbedded(t *testing.T) {
	onDisk, err := fs.Glob(os.DirFS("."), "*/*.md")
	require.NoError(t, err)
	var embedded []string
	for _, p := range pages(t) {
		embedded = append(embedded, p.File)
	}
	require.ElementsMatch(t, onDisk, embedded)
}

// plain makes texts comparable: lower case, letters and digits only.
func plain(text string) string {
	keep := regexp.MustCompile(`[^\p{L}\p{N}]+`)
	return strings.TrimSpace(keep.ReplaceAllString(strings.ToLower(text), " "))
}
