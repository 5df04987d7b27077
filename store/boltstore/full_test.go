package boltstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
)

// fillUp commits until the disk has no room, sees that everything else goes on,
// makes room, and sees that commits go on too, without opening the file anew.
func fillUp(path string, makeRoom func() error) error {
	s, err := Open(path, Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	applied, refused := commitBlocks(s, 0, 4000)
	if refused < 8 {
		return fmt.Errorf("the disk was never full: %d applied, %d refused", len(applied), refused)
	}
	_, more := commitBlocks(s, 10_000, 40)
	if more == 0 {
		return errors.New("a full disk took everything")
	}
	if err := compareBlocks(s, applied); err != nil {
		return fmt.Errorf("while full: %w", err)
	}
	if err := makeRoom(); err != nil {
		return err
	}
	later, refused := commitBlocks(s, 20_000, 40)
	if refused > 0 {
		return fmt.Errorf("%d commits were refused after there was room again", refused)
	}
	applied = append(applied, later...)
	if err := compareBlocks(s, applied); err != nil {
		return fmt.Errorf("with room again: %w", err)
	}
	depth, _, _ := s.Depth(context.Background())
	if err := s.Close(); err != nil {
		return err
	}
	if s, err = Open(path, Options{}); err != nil {
		return err
	}
	if again, _, _ := s.Depth(context.Background()); again != depth {
		return fmt.Errorf("%d items in the inbox, %d after opening again", depth, again)
	}
	return errors.Join(compareBlocks(s, applied), s.Check(context.Background()), s.Close())
}

// commitBlocks commits n sets of 32 KB from 8 sides; each side stops when it was
// refused a few times.
func commitBlocks(s *Store, from, n int) (applied []store.Key, refused int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for side := range 8 {
		wg.Go(func() {
			for i, no := from+side, 0; i < from+n && no < 3; i += 8 {
				key := store.Key(fmt.Sprintf("block/%06d", i))
				_, err := s.Commit(context.Background(), store.ChangeSet{
					Now: start, Put: []store.Put{{Key: key, Value: make([]byte, 32<<10)}}, Inbox: []store.Push{{Lane: string(key)}},
				})
				mu.Lock()
				if err == nil {
					applied = append(applied, key)
				} else {
					refused++
					no++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return applied, refused
}

func compareBlocks(s *Store, applied []store.Key) error {
	got, err := s.Load(context.Background(), applied...)
	if err != nil {
		return err
	}
	for _, r := range got {
		if r.Version == 0 || len(r.Value) != 32<<10 {
			return fmt.Errorf("%s was acknowledged and is gone", r.Key)
		}
	}
	return nil
}

// fillUpChild limits the size of files in this process; only the soft limit, so
// that it can be lifted again.
func fillUpChild(path string) error {
	signal.Ignore(syscall.SIGXFSZ)
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		return err
	}
	limit := old
	limit.Cur = 24 << 20
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	return fillUp(path, func() error { return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old) })
}

// TestFileLimit has the file grow into a limit on its size.
func TestFileLimit(t *testing.T) {
	c := startChild(t, "full", filepath.Join(t.TempDir(), "firstline.db"))
	for c.out.Scan() {
		t.Log(c.out.Text())
	}
	require.NoError(t, c.Wait(), c.errs.String())
}

// TestDiskFull fills a small file system of its own, which needs root.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=24m"); err != nil {
		t.Skipf("SKIPPED: mounting a tmpfs needs root: %v", err)
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(dir, 0)) })
	ballast := filepath.Join(dir, "ballast")
	require.NoError(t, os.WriteFile(ballast, make([]byte, 10<<20), 0o600))
	require.NoError(t, fillUp(filepath.Join(dir, "firstline.db"), func() error { return os.Remove(ballast) }))
}
