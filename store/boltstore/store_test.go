package boltstore

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
	"github.com/firstline-helpdesk/firstline/store/storetest"
)

var start = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func quiet() Options { return Options{Log: slog.New(slog.DiscardHandler)} }

// checking are the options of a program that starts: values are read too.
func checking() Options { return Options{Log: slog.New(slog.DiscardHandler), Check: true} }

// openTest opens a store that is checked and closed after the test.
func openTest(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(path, quiet())
	require.NoError(t, err)
	t.Cleanup(func() {
		// The test may have closed it; what it left on disk is checked all the same.
		require.NoError(t, s.Close())
		again, err := Open(path, quiet())
		require.NoError(t, err)
		require.NoError(t, again.Check(context.Background()))
		require.NoError(t, again.Close())
	})
	return s
}

func TestContract(t *testing.T) {
	open := func(t *testing.T, dir string) store.Store { return openTest(t, filepath.Join(dir, "firstline.db")) }
	storetest.Run(t, open, storetest.Options{
		Restore: func(t *testing.T, backup io.Reader, dir string) store.Store {
			path := filepath.Join(dir, "firstline.db")
			b, err := io.ReadAll(backup)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(path, b, 0o600))
			return openTest(t, path)
		},
	})
}
