package boltstore

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"

	"github.com/firstline-helpdesk/firstline/store"
)

// openOnce is what the child "open" does.
func openOnce(path string) error {
	_, err := Open(path, Options{})
	return err
}

func TestSecondProcessIsToldWithinASecond(t *testing.T) {
	path := filepath.Join(t.TempDir(), "firstline.db")
	s := openTest(t, path)
	c := startChild(t, "open", path)
	require.True(t, c.out.Scan())
	said := c.out.Text()
	require.Error(t, c.Wait())
	require.Contains(t, said, store.ErrLocked.Error())
	require.Contains(t, said, path)
	require.Contains(t, said, "stop the other")

	begin := time.Now()
	_, err := Open(path, quiet())
	require.ErrorIs(t, err, store.ErrLocked)
	require.Less(t, time.Since(begin), time.Second)
	require.NoError(t, s.Check(t.Context()), "the first is unharmed")
}

// TestOpenedAtOnce has several make the same file: one gets it, none replaces it.
func TestOpenedAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "firstline.db")
	stores, errs := make([]*Store, 4), make([]error, 4)
	var wg sync.WaitGroup
	for i := range stores {
		wg.Go(func() { stores[i], errs[i] = Open(path, quiet()) })
	}
	wg.Wait()
	won := 0
	for i, s := range stores {
		if errs[i] != nil {
			require.ErrorIs(t, errs[i], store.ErrLocked)
			continue
		}
		won++
		_, err := s.Commit(t.Context(), store.ChangeSet{Put: []store.Put{{Key: "a", Value: []byte("1")}}})
		require.NoError(t, err)
		require.NoError(t, s.Close())
	}
	require.Equal(t, 1, won)
	s := openTest(t, path)
	got, err := s.Load(t.Context(), "a")
	require.NoError(t, err)
	require.Equal(t, "1", string(got[0].Value))
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, left, 1, "drafts are removed")
}

func TestModes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	path := filepath.Join(dir, "firstline.db")
	require.NoError(t, openTest(t, path).Close())
	mode := func(path string) fs.FileMode {
		info, err := os.Stat(path)
		require.NoError(t, err)
		return info.Mode().Perm()
	}
	require.Equal(t, fs.FileMode(0o600), mode(path))
	require.Equal(t, fs.FileMode(0o700), mode(dir))

	require.NoError(t, os.Chmod(path, 0o644))
	var log bytes.Buffer
	s, err := Open(path, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	require.NoError(t, err)
	require.NoError(t, s.Close())
	require.Equal(t, fs.FileMode(0o600), mode(path))
	require.Contains(t, log.String(), "level=WARN")
}

func TestNewerSchemaIsLeftUntouched(t *testing.T) {
	path := filepath.Join(t.TempDir(), "firstline.db")
	require.NoError(t, openTest(t, path).Close())
	db, err := bolt.Open(path, 0o600, nil)
	require.NoError(t, err)
	require.NoError(t, db.Update(func(tx *bolt.Tx) error { return writeMeta(tx, schemaKey, schema+1) }))
	require.NoError(t, db.Close())
	before, err := os.ReadFile(path)
	require.NoError(t, err)

	_, err = Open(path, quiet())
	require.ErrorIs(t, err, store.ErrNewer)
	require.ErrorContains(t, err, "install the newer program")
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	require.True(t, bytes.Equal(before, after))

	db, err = bolt.Open(path, 0o600, nil)
	require.NoError(t, err)
	require.NoError(t, db.Update(func(tx *bolt.Tx) error { return writeMeta(tx, schemaKey, schema) }))
	require.NoError(t, db.Close()) // for openTest's own check
}

func TestFilesThatAreNoDatabase(t *testing.T) {
	sound := filepath.Join(t.TempDir(), "firstline.db")
	s := openTest(t, sound)
	for i := range 50 {
		apply(t, s, set(fmt.Sprint("record/", i), strings.Repeat("value ", 500)))
	}
	require.NoError(t, s.Close())
	b, err := os.ReadFile(sound)
	require.NoError(t, err)
	foreign := filepath.Join(t.TempDir(), "foreign.db")
	db, err := bolt.Open(foreign, 0o600, nil)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	other, err := os.ReadFile(foreign)
	require.NoError(t, err)

	for name, content := range map[string][]byte{
		"text": []byte("these are not the bytes you are looking for"), "cut short": b[:20*4096], "cut in a page": b[:20*4096+100],
		"zeros": make([]byte, 1<<16), "another bbolt file": other,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "firstline.db")
			require.NoError(t, os.WriteFile(path, content, 0o600))
			_, err := Open(path, quiet())
			require.ErrorIs(t, err, store.ErrDamaged)
			require.ErrorContains(t, err, path)
			require.ErrorContains(t, err, "restore a backup")
			after, err := os.ReadFile(path)
			require.NoError(t, err)
			require.True(t, bytes.Equal(content, after), "the file was changed")
		})
	}
	t.Run("a directory", func(t *testing.T) {
		_, err := Open(t.TempDir(), quiet())
		require.ErrorContains(t, err, "no regular file")
	})
	t.Run("an empty file is as good as none", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "firstline.db")
		require.NoError(t, os.WriteFile(path, nil, 0o644))
		openTest(t, path)
	})
	t.Run("no directory can be made", func(t *testing.T) {
		_, err := Open(filepath.Join(sound, "below", "firstline.db"), quiet())
		require.Error(t, err)
		require.False(t, errors.Is(err, store.ErrDamaged))
	})
}

// TestSyncIsOn: a killed process shows nothing of a missing sync, a power cut does.
func TestSyncIsOn(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "firstline.db"))
	require.False(t, s.db.NoSync)
	require.False(t, s.db.NoGrowSync)
}
