package kb

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
)

// put writes a file of a test folder, with the folders above it.
func put(t testing.TB, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
}

func openDirs(t testing.TB, dirs ...string) *Library {
	t.Helper()
	l, err := Open(Options{Dirs: dirs, Languages: []string{"en", "fr", "pt-br"}})
	require.NoError(t, err)
	return l
}

// said gives the text of an article, or "" when there is none.
func said(l *Library, name, lang string) string {
	a := l.Article(name, lang)
	if a == nil || len(a.Sections) == 0 {
		return ""
	}
	return a.Sections[0].Text
}

// told gives the problems as authors see them, without the folder's own path.
func told(dir string, problems []Problem) []string {
	var lines []string
	for _, p := range problems {
		lines = append(lines, strings.ReplaceAll(p.String(), cmp.Or(filepath.ToSlash(dir), "\x00"), "kb"))
	}
	return lines
}

func TestLaterFoldersReplaceArticles(t *testing.T) {
	base, country := t.TempDir(), t.TempDir()
	put(t, base, "print.md", "base print")
	put(t, base, "print.fr.md", "base imprimer")
	put(t, base, "a/pin.md", "base pin")
	put(t, country, "print.md", "country print")
	put(t, country, "a/pin.md", "---\nwhen: nothing\n---\ncountry pin")
	l := openDirs(t, base, country)
	require.Equal(t, "country print", said(l, "print", "en"))
	require.Equal(t, "base imprimer", said(l, "print", "fr"))
	require.Equal(t, "base pin", said(l, "a/pin", "en"), "an article that is not for this desk replaces nothing")
	require.Empty(t, l.Problems())
	require.NoError(t, os.Remove(filepath.Join(country, "print.md")))
	require.True(t, l.Reload(t.Context()))
	require.Equal(t, "base print", said(l, "print", "en"))
}

func TestTwoFilesForOneArticleAreReported(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "print.fr.md", "un")
	put(t, dir, "print.md", "---\nlang: fr\n---\ndeux")
	l := openDirs(t, dir)
	require.Equal(t, "un", said(l, "print", "fr"))
	require.Equal(t, []string{"kb/print.md:2: this is the article print in fr, and so is kb/print.fr.md; rename one of the files or change its language"}, told(dir, l.Problems()))
}

func TestArticleFallsBackToARelatedLanguage(t *testing.T) {
	l, err := Open(Options{Languages: []string{"en"}, FS: []fs.FS{fstest.MapFS{
		"a.md":       {Data: []byte("en")},
		"a.pt-br.md": {Data: []byte("pt-br")},
		"a.fr.md":    {Data: []byte("fr")},
		"b.sw.md":    {Data: []byte("---\nhidden: true\n---\nsw")},
	}}})
	require.NoError(t, err)
	for lang, want := range map[string]string{"en": "en", "FR": "fr", "fr-ca": "fr", "pt": "pt-br", "pt-br": "pt-br", "bn": "en", "": "en"} {
		require.Equal(t, want, said(l, "a", lang), lang)
	}
	require.Equal(t, "sw", said(l, "b", "en"), "any language is better than none, and hidden articles have a name")
	require.Nil(t, l.Article("c", "en"))
	require.Equal(t, "a.fr.md", l.Article("a", "fr").File)
}

func TestOpenSaysWhichFolderIsMissing(t *testing.T) {
	_, err := Open(Options{Dirs: []string{t.TempDir(), "no/such/folder"}})
	require.ErrorContains(t, err, "opening the knowledge base folder no/such/folder: ")
	require.ErrorContains(t, err, "create it or mend kb.dirs")
	_, err = Open(Options{})
	require.ErrorContains(t, err, "no folder is given")
}

func TestOnlyTheAuthorsFilesAreRead(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	put(t, outside, "secret.md", "secret")
	put(t, dir, "ok.md", "ok")
	for _, name := range []string{".git/a.md", ".hidden.md", "node_modules/x/readme.md", "notes.txt", "b.markdown"} {
		put(t, dir, name, "no")
	}
	require.NoError(t, os.Mkdir(filepath.Join(dir, "folder.md"), 0o755))
	put(t, dir, "folder.md/inside.md", "inside")
	require.NoError(t, os.Symlink(filepath.Join(outside, "secret.md"), filepath.Join(dir, "out.md")))
	require.NoError(t, os.Symlink("ok.md", filepath.Join(dir, "in.md")))
	require.NoError(t, os.Symlink(".", filepath.Join(dir, "ring.md")))
	require.NoError(t, os.Symlink(outside, filepath.Join(dir, "away")))
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "pipe.md"), 0o644))
	l := openDirs(t, dir)
	var names []string
	for _, a := range l.Articles() {
		names = append(names, a.Name)
	}
	require.Equal(t, []string{"folder.md/inside", "in", "ok"}, names)
	require.Equal(t, []string{
		"kb/out.md: this is no article: it is a link that leads nowhere or out of the folder; put the markdown file itself here",
		"kb/pipe.md: this is no article: it is not a regular file; put the markdown file itself here",
	}, told(dir, l.Problems()))
}

func TestABrokenEditKeepsTheLastGoodVersion(t *testing.T) {
	for name, edit := range map[string]struct{ text, problem string }{
		"front matter": {"---\ntitle: [a]\n---\nnew", "kb/print.md:2: title is a list; the last good version keeps answering; write one line of text"},
		"half written": {"---\ntitle: Pri", "kb/print.md:1: the front matter is not closed; the last good version keeps answering; put a line with --- after its last key"},
		"emptied":      {"", "kb/print.md: the text is gone; the last good version keeps answering; write it again, or delete the file"},
		"only a title": {"# Print\n", "kb/print.md: the text is gone; the last good version keeps answering; write it again, or delete the file"},
		"too large":    {strings.Repeat("x", 2<<20), "kb/print.md: the file is larger than 1 MiB; the last good version keeps answering; split it into several articles"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, dir, "print.md", "good")
			l := openDirs(t, dir)
			before := l.Base()
			put(t, dir, "print.md", edit.text)
			require.False(t, l.Reload(t.Context()))
			require.Same(t, before, l.Base())
			require.Equal(t, "good", said(l, "print", ""))
			require.Equal(t, []string{edit.problem}, told(dir, l.Problems()))
			put(t, dir, "print.md", "mended")
			require.True(t, l.Reload(t.Context()))
			require.Equal(t, "mended", said(l, "print", ""))
			require.Empty(t, l.Problems())
		})
	}
}

func TestOnlyChangesAreReadAgain(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a.md", "a")
	put(t, dir, "b.md", "b")
	l := openDirs(t, dir)
	a, base := l.Article("a", ""), l.Base()
	require.False(t, l.Reload(t.Context()))
	require.Same(t, base, l.Base())
	before, err := os.Stat(filepath.Join(dir, "b.md"))
	require.NoError(t, err)
	put(t, dir, "b.md", "B")
	require.NoError(t, os.Chtimes(filepath.Join(dir, "b.md"), before.ModTime(), before.ModTime()))
	require.True(t, l.Reload(t.Context()), "an edit of the same length in the same moment is seen")
	require.NotSame(t, base, l.Base())
	require.Same(t, a, l.Article("a", ""))
	require.Equal(t, "B", said(l, "b", ""))
	old := time.Now().Add(-time.Hour)
	require.NoError(t, os.Chtimes(filepath.Join(dir, "a.md"), old, old))
	require.False(t, l.Reload(t.Context()), "a file that was only touched is no change")
}

func TestAFolderThatGoesAwayKeepsAnswering(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "kb")
	put(t, dir, "a.md", "a")
	put(t, dir, "sub/b.md", "b")
	l := openDirs(t, dir)
	require.NoError(t, os.Rename(dir, dir+".away"))
	require.False(t, l.Reload(t.Context()))
	require.Equal(t, "a", said(l, "a", ""))
	require.Len(t, l.Problems(), 1)
	require.Contains(t, l.Problems()[0].Message, "its articles keep answering")
	require.NoError(t, os.Mkdir(dir, 0o755))
	require.False(t, l.Reload(t.Context()), "an empty mount point is not a deletion")
	require.Equal(t, "b", said(l, "sub/b", ""))
	require.Len(t, l.Problems(), 1)
	require.NoError(t, os.Remove(dir))
	require.NoError(t, os.Rename(dir+".away", dir))
	require.NoError(t, os.Remove(filepath.Join(dir, "a.md")))
	require.True(t, l.Reload(t.Context()))
	require.Nil(t, l.Article("a", ""))
	require.Empty(t, l.Problems())
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "sub")))
	require.True(t, l.Reload(t.Context()))
	require.Empty(t, l.Articles(), "the last article of the same folder can be deleted")
}

// growing is a file system in which one file gets longer while it is read, and
// one folder may not be looked into.
type growing struct {
	fstest.MapFS
	name, locked string
}

type growingFile struct {
	fs.File
	looks int64
}

func (g growing) Open(name string) (fs.File, error) {
	if name == g.locked {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	f, err := g.MapFS.Open(name)
	if err == nil && name == g.name {
		return &growingFile{File: f}, nil
	}
	return f, err
}

func (g growing) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == g.locked {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return g.MapFS.ReadDir(name)
}

func (f *growingFile) Stat() (fs.FileInfo, error) {
	info, err := f.File.Stat()
	f.looks++
	return longer{info, f.looks}, err
}

type longer struct {
	fs.FileInfo
	by int64
}

func (l longer) Size() int64 { return l.FileInfo.Size() + l.by }

func TestAFileThatIsBeingWrittenWaits(t *testing.T) {
	files := fstest.MapFS{"a.md": {Data: []byte("first")}, "b.md": {Data: []byte("b")}}
	disk := &growing{MapFS: files}
	l, err := Open(Options{FS: []fs.FS{disk}})
	require.NoError(t, err)
	files["a.md"] = &fstest.MapFile{Data: []byte("second, half")}
	disk.name = "a.md"
	require.False(t, l.Reload(t.Context()))
	require.Equal(t, "first", said(l, "a", ""))
	require.Empty(t, l.Problems())
	disk.name = ""
	require.True(t, l.Reload(t.Context()))
	require.Equal(t, "second, half", said(l, "a", ""))
}

func TestALockedFolderKeepsItsArticles(t *testing.T) {
	disk := &growing{MapFS: fstest.MapFS{"a.md": {Data: []byte("a")}, "sub/x/b.md": {Data: []byte("b")}}}
	l, err := Open(Options{FS: []fs.FS{disk}})
	require.NoError(t, err)
	disk.locked = "sub/x"
	require.False(t, l.Reload(t.Context()))
	require.Equal(t, "b", said(l, "sub/x/b", ""))
	require.Equal(t, []string{"sub/x: this cannot be read: permission denied; mend its permissions"}, told("", l.Problems()))
	disk.locked = "sub/x/b.md"
	disk.MapFS["sub/x/b.md"] = &fstest.MapFile{Data: []byte("new b")}
	require.False(t, l.Reload(t.Context()))
	require.Equal(t, "b", said(l, "sub/x/b", ""))
	require.Equal(t, []string{"sub/x/b.md: the file cannot be read: permission denied; the last good version keeps answering; mend its permissions"}, told("", l.Problems()))
	disk.locked = ""
	require.True(t, l.Reload(t.Context()))
	require.Equal(t, "new b", said(l, "sub/x/b", ""))
	require.Empty(t, l.Problems())
}

func TestOnlyArticlesWithTextAreSearched(t *testing.T) {
	l, err := Open(Options{FS: []fs.FS{fstest.MapFS{
		"a.md": {Data: []byte("a")}, "empty.md": {Data: []byte("# Empty")}, "hidden.md": {Data: []byte("---\nhidden: true\n---\nx")},
	}}})
	require.NoError(t, err)
	var names []string
	for _, a := range l.Base().articles {
		names = append(names, a.Name)
	}
	require.Equal(t, []string{"a", "hidden"}, names, "a base itself leaves hidden articles out of a search")
	require.Equal(t, "Empty", l.Article("empty", "").Title)
}

func TestTooManyArticlesAreCutOff(t *testing.T) {
	files := fstest.MapFS{}
	for i := range maxArticles + 5 {
		files[fmt.Sprintf("a%05d.md", i)] = &fstest.MapFile{Data: []byte("---\nhidden: true\n---\nx")}
	}
	l, err := Open(Options{FS: []fs.FS{files}})
	require.NoError(t, err)
	require.Len(t, l.Articles(), maxArticles)
	require.Len(t, l.Problems(), 1)
	require.Contains(t, l.Problems()[0].Message, "more than 10000 articles; those after a09999.md are left out")
}

func TestAnEndedContextChangesNothing(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a.md", "a")
	l := openDirs(t, dir)
	put(t, dir, "a.md", "new text")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.False(t, l.Reload(ctx))
	require.Equal(t, "a", said(l, "a", ""))
	require.True(t, l.Reload(t.Context()))
	require.Equal(t, "new text", said(l, "a", ""))
}
