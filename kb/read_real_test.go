package kb

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// realPages reads the documentation of a civil-registration system, 199 pages as
// their authors wrote them. It lies outside the repository; FIRSTLINE_SHARED
// names another place for it.
func realPages(t testing.TB) (dir string, files map[string][]byte) {
	t.Helper()
	shared := os.Getenv("FIRSTLINE_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "shared")
	}
	dir = filepath.Join(shared, "bench", "opencrvs", "kb")
	files = map[string][]byte{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".md" {
			return err
		}
		inside, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(inside)], err = os.ReadFile(name)
		return err
	})
	if err != nil {
		t.Skipf("the real pages are not on this machine: %v", err)
	}
	return dir, files
}

func TestRealPagesAllLoad(t *testing.T) {
	_, files := realPages(t)
	require.GreaterOrEqual(t, len(files), 199)
	for name, data := range files {
		a, problems := ReadArticle(name, data, ReadOptions{Languages: []string{"en"}})
		require.NotNil(t, a, name)
		require.Equal(t, strings.TrimSuffix(name, ".md"), a.Name)
		require.Equal(t, "en", a.Lang)
		require.NotEmpty(t, a.Title, name)
		for _, p := range problems {
			require.Equal(t, Warning, p.Severity, p.String())
		}
	}
}

// Code is shown as it was written, so it must be set aside before looking for
// markup that should be gone. These patterns find it in the source without the
// help of the parser under test.
var codeInSource = []*regexp.Regexp{
	regexp.MustCompile("(?ms)^[ \t]*```.*?^[ \t]*```"),
	regexp.MustCompile("(?s)<pre.*?</pre>"),
	regexp.MustCompile("(?s)<code>.*?</code>"),
	regexp.MustCompile("``.+?``"),
	regexp.MustCompile("`[^`\n]+`"),
}

// markup is what must not be left in a chat message.
var markup = regexp.MustCompile(`\{%|%\}|</|<(table|td|tr|p|div|img|figure|br|a|strong|ul|li|details|summary|mark)\b|&(nbsp|amp|lt|gt|quot|#x?[0-9A-Fa-f]+);|\*\*|!\[|\]\(|^#{1,6} |^\|`)

func TestRealPagesReadWellInChat(t *testing.T) {
	_, files := realPages(t)
	sections := 0
	for name, data := range files {
		a, _ := ReadArticle(name, data, ReadOptions{})
		code := codeOf(string(data))
		for _, s := range a.Sections {
			sections++
			for line := range strings.SplitSeq(s.Text, "\n") {
				if !strings.ContainsAny(line, "{}<&*!]#|") {
					continue
				}
				if found := markup.FindString(line); found != "" && !strings.Contains(code, found) {
					t.Errorf("%s:%d: %q is left in %q", name, s.Line, found, line)
				}
			}
			require.False(t, strings.Contains(s.Text, "\n\n\n") && !strings.Contains(code, "\n\n\n"), "%s:%d", name, s.Line)
			require.Equal(t, strings.TrimSpace(s.Text), strings.Trim(s.Text, "\n "), "%s:%d", name, s.Line)
			require.False(t, strings.ContainsFunc(s.Text, isSentinel))
			require.False(t, s.Text == "" && len(s.Images) == 0)
			require.Positive(t, s.Line)
		}
	}
	require.Greater(t, sections, 1200)
}

func codeOf(source string) string {
	var b strings.Builder
	for _, pattern := range codeInSource {
		for _, found := range pattern.FindAllString(source, -1) {
			b.WriteString(found + "\n")
		}
	}
	return b.String()
}

// A page that explains markup in code, such as a certificate template, may show
// it; on all others the check above must have been able to fail.
func TestRealPagesWithoutCodeAreChecked(t *testing.T) {
	_, files := realPages(t)
	checked := 0
	for _, data := range files {
		if !markup.MatchString(codeOf(string(data))) && markup.MatchString(string(data)) {
			checked++
		}
	}
	require.Greater(t, checked, 80)
}

func TestRealPagesHaveNoFaults(t *testing.T) {
	dir, _ := realPages(t)
	l, err := Open(Options{Dirs: []string{dir}, Languages: []string{"en"}})
	require.NoError(t, err)
	require.Len(t, l.Articles(), 199)
	warnings := 0
	for _, p := range Lint(l) {
		require.Equal(t, Warning, p.Severity, p.String())
		require.NotEmpty(t, p.Mend, p.String())
		warnings++
	}
	require.Positive(t, warnings, "the real pages have pictures that are not there")
	require.True(t, l.Article("SUMMARY", "en").Hidden)
	require.Equal(t, "Interoperability", l.Article("functional/markdown/interoperability/README", "").Title)
}

func BenchmarkReadRealPages(b *testing.B) {
	_, files := realPages(b)
	for b.Loop() {
		start := time.Now()
		for name, data := range files {
			ReadArticle(name, data, ReadOptions{})
		}
		b.ReportMetric(float64(time.Since(start).Milliseconds()), "ms/199pages")
	}
}
