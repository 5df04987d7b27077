package kb

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func TestPictures(t *testing.T) {
	base, over := t.TempDir(), t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(base, "img"), 0o755))
	for path, body := range map[string]string{"img/a.png": "below", "img/b.png": "only here"} {
		require.NoError(t, os.WriteFile(filepath.Join(base, path), []byte(body), 0o644))
	}
	require.NoError(t, os.MkdirAll(filepath.Join(over, "img"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(over, "img/a.png"), []byte("above"), 0o644))
	secret := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(secret, []byte("secret"), 0o644))
	require.NoError(t, os.Symlink(secret, filepath.Join(base, "img/out.png")))
	l, err := Open(Options{Dirs: []string{base, over}})
	require.NoError(t, err)
	for path, want := range map[string]string{"img/a.png": "above", "img/b.png": "only here"} {
		file, err := l.Picture(path)
		require.NoError(t, err, path)
		body, err := io.ReadAll(file)
		require.NoError(t, err)
		require.NoError(t, file.Close())
		require.Equal(t, want, string(body))
	}
	for _, path := range []string{"", "img", "img/none.png", "../" + filepath.Base(secret), secret, "img/out.png", "/img/a.png"} {
		_, err := l.Picture(path)
		require.ErrorIs(t, err, ErrNoPicture, path)
	}
	built, err := Open(Options{FS: []fs.FS{fstest.MapFS{"a.png": {Data: []byte("built in")}}}})
	require.NoError(t, err)
	file, err := built.Picture("a.png")
	require.NoError(t, err)
	require.NoError(t, file.Close())
}
