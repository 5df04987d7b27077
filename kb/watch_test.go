package kb

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestEditsAreAnsweredWithinTwoSeconds(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a.md", "first")
	synctest.Test(t, func(t *testing.T) {
		l := openDirs(t, dir)
		ctx, cancel := context.WithCancel(t.Context())
		stopped := make(chan struct{})
		go func() {
			defer close(stopped)
			l.Watch(ctx, 0)
		}()
		put(t, dir, "a.md", "second text")
		<-time.After(1900 * time.Millisecond)
		synctest.Wait()
		require.Equal(t, "second text", said(l, "a", ""))
		require.NoError(t, os.Remove(filepath.Join(dir, "a.md")))
		<-time.After(1900 * time.Millisecond)
		synctest.Wait()
		require.Nil(t, l.Article("a", ""))
		cancel()
		<-stopped
	})
}

func TestProblemsAreLoggedOnceAndWithoutText(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a.md", "---\nhidden: 5\n---\na secret text")
	var log bytes.Buffer
	l, err := Open(Options{Dirs: []string{dir}, Log: slog.New(slog.NewTextHandler(&log, nil))})
	require.NoError(t, err)
	l.Reload(t.Context())
	l.Reload(t.Context())
	require.Equal(t, 1, bytes.Count(log.Bytes(), []byte("knowledge base problem")))
	require.Contains(t, log.String(), "line=2")
	require.NotContains(t, log.String(), "secret")
}
