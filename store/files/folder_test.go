package files

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func open(t *testing.T, dir string, l Limits) *Folder {
	t.Helper()
	f, err := Open(dir, l)
	require.NoError(t, err)
	return f
}

func (f *Folder) read(t *testing.T, group, name string) string {
	t.Helper()
	body, err := f.Open(group, name)
	require.NoError(t, err)
	defer body.Close()
	data, err := io.ReadAll(body)
	require.NoError(t, err)
	return string(data)
}

func keep(t *testing.T, f *Folder, group, name, text string) {
	t.Helper()
	n, err := f.Keep(group, name, strings.NewReader(text))
	require.NoError(t, err)
	require.EqualValues(t, len(text), n)
}

func TestFilesLiveWithTheirGroup(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "files")
	f := open(t, dir, Limits{})
	keep(t, f, "12", "a", "one")
	keep(t, f, "12", "a", "longer")
	keep(t, f, "13", "b", "two")
	require.Equal(t, "longer", f.read(t, "12", "a"))
	require.EqualValues(t, 9, f.Used())
	require.EqualValues(t, 9, open(t, dir, Limits{}).Used(), "a new start measures what is there")
	info, err := os.Stat(dir)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o700), info.Mode().Perm())
	require.NoError(t, f.Delete("12"))
	require.NoError(t, f.Delete("12"))
	_, err = f.Open("12", "a")
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.Equal(t, "two", f.read(t, "13", "b"))
	require.EqualValues(t, 3, f.Used())
}

func TestNothingOutsideOfTheFolder(t *testing.T) {
	dir := t.TempDir()
	f := open(t, filepath.Join(dir, "files"), Limits{})
	require.NoError(t, os.WriteFile(filepath.Join(dir, "secret"), []byte("x"), 0o600))
	for _, name := range []string{"../secret", "..", ".", "", "a/b", `a\b`, ".part-1", strings.Repeat("a", 121), "a\x00"} {
		_, err := f.Keep("12", name, strings.NewReader("x"))
		require.ErrorIs(t, err, fs.ErrNotExist, name)
		_, err = f.Open(name, "a")
		require.ErrorIs(t, err, fs.ErrNotExist, name)
		_, err = f.Open("..", name)
		require.ErrorIs(t, err, fs.ErrNotExist, name)
		require.NoError(t, f.Delete(name))
	}
	require.FileExists(t, filepath.Join(dir, "secret"))
}

func TestBudgets(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir, Limits{File: 4, Group: 6, All: 9})
	refused := func(want error, group, name, text string) {
		t.Helper()
		_, err := f.Keep(group, name, strings.NewReader(text))
		require.ErrorIs(t, err, want)
	}
	refused(ErrTooLarge, "1", "a", "12345")
	require.NoDirExists(t, filepath.Join(dir, "1"))
	keep(t, f, "1", "a", "1234")
	refused(ErrGroupFull, "1", "b", "123")
	keep(t, f, "1", "b", "12")
	keep(t, f, "2", "a", "123")
	refused(ErrFull, "3", "a", "1")
	require.NoError(t, f.Delete("1"))
	keep(t, f, "3", "a", "1")

	_, err := f.Keep("3", "b", io.MultiReader(strings.NewReader("1"), broken{}))
	require.ErrorIs(t, err, errBroken)
	entries, err := os.ReadDir(filepath.Join(dir, "3"))
	require.NoError(t, err)
	require.Len(t, entries, 1, "a file that did not come whole leaves nothing")
}

var errBroken = errors.New("the line broke")

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errBroken }

func TestManyAtOnceStayWithinTheBudget(t *testing.T) {
	f := open(t, t.TempDir(), Limits{All: 50})
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() { _, _ = f.Keep("g", string(rune('a'+i)), strings.NewReader("12345")) })
	}
	wg.Wait()
	require.LessOrEqual(t, f.Used(), int64(50))
	require.Positive(t, f.Used())
}

func TestSweep(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir, Limits{})
	for _, name := range []string{"named", "orphan", "young"} {
		keep(t, f, "12", name, "x")
	}
	keep(t, f, "13", "orphan", "x")
	old := time.Now().Add(-25 * time.Hour)
	for _, path := range []string{"12/named", "12/orphan", "13/orphan"} {
		require.NoError(t, os.Chtimes(filepath.Join(dir, path), old, old))
	}
	before := time.Now().Add(-24 * time.Hour)
	n, err := f.Sweep(before, func(string, string) (bool, error) { return false, errBroken })
	require.ErrorIs(t, err, errBroken)
	require.Zero(t, n, "what cannot be asked about stays")
	n, err = f.Sweep(before, func(_, name string) (bool, error) { return name == "named", nil })
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.Equal(t, "x", f.read(t, "12", "named"))
	require.Equal(t, "x", f.read(t, "12", "young"))
	require.NoDirExists(t, filepath.Join(dir, "13"))
	require.EqualValues(t, 2, f.Used())
}

func TestWhatAKillLeftIsRemoved(t *testing.T) {
	dir := t.TempDir()
	keep(t, open(t, dir, Limits{}), "12", "a", "x")
	part := filepath.Join(dir, "12", partPrefix+"77")
	require.NoError(t, os.WriteFile(part, []byte("half"), 0o600))
	f := open(t, dir, Limits{})
	require.NoFileExists(t, part)
	require.Equal(t, "x", f.read(t, "12", "a"))
	require.EqualValues(t, 1, f.Used())
}
