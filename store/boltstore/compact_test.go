package boltstore_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
)

// TestCompactLeavesErasedBytesBehind: what was deleted is still in the pages of the
// file, and not in a compact copy, which has all the rest and passes the check.
func TestCompactLeavesErasedBytesBehind(t *testing.T) {
	dir := t.TempDir()
	path, copied := filepath.Join(dir, "desk.db"), filepath.Join(dir, "copy.db")
	s, err := boltstore.Open(path, boltstore.Options{})
	require.NoError(t, err)
	now := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	commit := func(set store.ChangeSet) {
		set.Now = now
		_, err := s.Commit(t.Context(), set)
		require.NoError(t, err)
	}
	for i := range 200 {
		key := store.Key(fmt.Sprintf("chat/%03d", i))
		commit(store.ChangeSet{
			Put:        []store.Put{{Key: key, Value: []byte("secret-of-ann " + key)}, {Key: "stays/" + key, Value: []byte("stays")}},
			Deliveries: []store.Delivery{{Key: string(key)}},
			History:    []store.Entry{{Subject: "ticket", At: now, Value: []byte("opened")}},
			Timers:     []store.Timer{{ID: string(key), Due: now, Value: []byte("rings")}},
			Outbox:     []store.Push{{ID: string(key), Lane: "a", Value: []byte("waits")}},
		})
	}
	for i := range 200 {
		commit(store.ChangeSet{Put: []store.Put{{Key: store.Key(fmt.Sprintf("chat/%03d", i))}}})
	}
	require.ErrorIs(t, boltstore.Compact(path, copied), store.ErrLocked, "while it is open")
	require.NoError(t, s.Close())
	has := func(path string) bool {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		return bytes.Contains(data, []byte("secret-of-ann"))
	}
	require.True(t, has(path), "bbolt leaves it, or this test proves nothing")

	require.NoError(t, boltstore.Compact(path, copied))
	s, err = boltstore.Open(copied, boltstore.Options{})
	require.NoError(t, err)
	require.NoError(t, s.Check(t.Context()))
	records, err := s.List(t.Context(), "", "", 0)
	require.NoError(t, err)
	require.Len(t, records, 200)
	history, err := s.History(t.Context(), "ticket", 0, 1000)
	require.NoError(t, err)
	require.Len(t, history, 200)
	result, err := s.Commit(t.Context(), store.ChangeSet{Now: now, Deliveries: []store.Delivery{{Key: "chat/007"}}})
	require.NoError(t, err)
	require.Equal(t, store.Duplicate, result.Outcome)
	require.NoError(t, s.Close())
	require.False(t, has(copied))
	info, err := os.Stat(copied)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	require.NoError(t, os.WriteFile(path, []byte("this is no database"), 0o600))
	require.ErrorIs(t, boltstore.Compact(path, filepath.Join(dir, "other.db")), store.ErrDamaged)
	require.NoFileExists(t, filepath.Join(dir, "other.db"))
}
