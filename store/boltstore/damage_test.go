package boltstore

import (
	"encoding/binary"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"

	"github.com/firstline-helpdesk/firstline/store"
)

// flip changes the last byte of a value in the file.
func flip(t *testing.T, s *Store, bucket, key []byte) {
	t.Helper()
	require.NoError(t, s.db.Update(func(tx *bolt.Tx) error {
		b := append([]byte(nil), tx.Bucket(bucket).Get(key)...)
		require.NotEmpty(t, b)
		b[len(b)-1] ^= 4
		return tx.Bucket(bucket).Put(key, b)
	}))
}

func seqKey(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// damage is a value to harm and a way to read it.
type damage struct {
	bucket, key []byte
	// kind is what the error of read names, inCheck what Check names.
	kind, inCheck string
	read          func(s *Store) error
}

func damages(t *testing.T) map[string]damage {
	return map[string]damage{
		"record": {recordsBucket, []byte("ticket/+4477009"), "ticket", "ticket", func(s *Store) error {
			_, err := s.Load(t.Context(), "ticket/+4477009")
			return err
		}},
		"list": {recordsBucket, []byte("ticket/+4477009"), "ticket", "ticket", func(s *Store) error {
			_, err := s.List(t.Context(), "", "", 0)
			return err
		}},
		"expect": {recordsBucket, []byte("ticket/+4477009"), "ticket", "ticket", func(s *Store) error {
			_, err := s.Commit(t.Context(), store.ChangeSet{Expect: []store.Expect{{Key: "ticket/+4477009", Version: 1}}})
			return err
		}},
		"delivery": {answeredBucket, logKey(nil, start.UnixNano(), "+4477009"), "delivery", "delivery", func(s *Store) error {
			_, err := s.Commit(t.Context(), store.ChangeSet{Deliveries: []store.Delivery{{Key: "+4477009"}}})
			return err
		}},
		"inbox": {inboxBucket, seqKey(1), "inbox item", "inbox item", func(s *Store) error {
			_, err := s.LeaseInbox(t.Context(), "desk", start, 1, time.Minute)
			return err
		}},
		"outbox": {outboxBucket, seqKey(1), "outbox item", "outbox item", func(s *Store) error {
			_, err := s.LeaseOutbox(t.Context(), "desk", start, 1, time.Minute)
			return err
		}},
		"timer": {timersBucket, []byte("+4477009"), "timer", "timer", func(s *Store) error {
			_, err := s.DueTimers(t.Context(), "desk", start, 1, time.Minute)
			return err
		}},
		"history": {historyBucket, subjectKey(nil, "ticket/+4477009", 1), "ticket", "history", func(s *Store) error {
			_, err := s.History(t.Context(), "ticket/+4477009", 0, 0)
			return err
		}},
	}
}

// TestDamageIsTold damages one value of each kind. What names the value names
// its kind, never its key.
func TestDamageIsTold(t *testing.T) {
	for name, c := range damages(t) {
		t.Run(name, func(t *testing.T) {
			s, err := Open(filepath.Join(t.TempDir(), "firstline.db"), quiet())
			require.NoError(t, err)
			apply(t, s, store.ChangeSet{
				Now: start, Deliveries: []store.Delivery{{Key: "+4477009"}}, Result: []byte("value"),
				Put:     []store.Put{{Key: "ticket/+4477009", Value: []byte("value")}},
				Inbox:   []store.Push{{Lane: "+4477009", Value: []byte("value")}},
				Outbox:  []store.Push{{Lane: "+4477009", Value: []byte("value")}},
				Timers:  []store.Timer{{ID: "+4477009", Due: start, Value: []byte("value")}},
				History: []store.Entry{{Subject: "ticket/+4477009", Value: []byte("value")}},
			})
			require.NoError(t, c.read(s))
			require.NoError(t, s.Close())
			s, err = Open(s.path, quiet())
			require.NoError(t, err)
			require.NoError(t, s.Check(t.Context()))
			flip(t, s, c.bucket, c.key)
			read, checked := c.read(s), s.Check(t.Context())
			require.ErrorContains(t, read, c.kind)
			require.ErrorContains(t, checked, c.inCheck)
			for _, err := range []error{read, checked} {
				require.ErrorIs(t, err, store.ErrDamaged)
				require.NotContains(t, err.Error(), "4477009")
			}
			require.NoError(t, s.Close())
			_, err = Open(s.path, checking())
			require.ErrorIs(t, err, store.ErrDamaged)
			require.ErrorContains(t, err, c.inCheck)
			require.NotContains(t, err.Error(), "4477009")
		})
	}
}

// TestDamagedItemsAreSetAside: the rest of the queue, and of the lane, goes on.
func TestDamagedItemsAreSetAside(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "firstline.db"), quiet())
	require.NoError(t, err)
	var c store.ChangeSet
	for i := range 6 {
		c.Inbox = append(c.Inbox, store.Push{ID: fmt.Sprint(i), Lane: fmt.Sprint("lane", i%3)})
		c.Timers = append(c.Timers, store.Timer{ID: fmt.Sprint(i), Due: start})
	}
	apply(t, s, c)
	flip(t, s, inboxBucket, seqKey(1))
	flip(t, s, timersBucket, []byte("0"))
	now := start
	for range 2 { // met while running, then met at opening
		items, err := s.LeaseInbox(t.Context(), "desk", now, 10, time.Minute)
		require.NoError(t, err)
		got := map[string]bool{}
		for _, it := range items {
			got[it.ID] = true
		}
		more, err := s.LeaseInbox(t.Context(), "desk", now, 10, time.Minute)
		require.NoError(t, err)
		for _, it := range more { // set aside while leasing, the lane goes on at the next call
			got[it.ID] = true
		}
		require.Equal(t, map[string]bool{"1": true, "2": true, "3": true}, got)
		due, err := s.DueTimers(t.Context(), "desk", now, 10, time.Minute)
		require.NoError(t, err)
		require.Len(t, due, 5)
		inbox, _, err := s.Depth(t.Context())
		require.NoError(t, err)
		require.Equal(t, 5, inbox)
		require.ErrorIs(t, s.Check(t.Context()), store.ErrDamaged)
		require.NoError(t, s.Close())
		s, err = Open(s.path, quiet())
		require.NoError(t, err)
		now = now.Add(time.Hour)
	}
	apply(t, s, store.ChangeSet{Now: now, Cancel: []string{"0"}, Inbox: []store.Push{{Lane: "x"}}})
	require.NoError(t, s.Close())
}

// TestLostValuesShow takes a value out behind the store's back, as a broken page
// can, and puts an old one back, as a write that never happened would.
func TestLostValuesShow(t *testing.T) {
	for name, harm := range map[string]func(b *bolt.Bucket, old []byte) error{
		"lost": func(b *bolt.Bucket, old []byte) error { return b.Delete([]byte("a")) },
		"old":  func(b *bolt.Bucket, old []byte) error { return b.Put([]byte("a"), old) },
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Open(filepath.Join(t.TempDir(), "firstline.db"), quiet())
			require.NoError(t, err)
			apply(t, s, set("a", "1"))
			var old []byte
			require.NoError(t, s.db.View(func(tx *bolt.Tx) error {
				old = append(old, tx.Bucket(recordsBucket).Get([]byte("a"))...)
				return nil
			}))
			apply(t, s, set("a", "2"))
			require.NoError(t, s.Check(t.Context()))
			require.NoError(t, s.db.Update(func(tx *bolt.Tx) error { return harm(tx.Bucket(recordsBucket), old) }))
			require.ErrorIs(t, s.Check(t.Context()), store.ErrDamaged)
			require.NoError(t, s.Close())
			_, err = Open(s.path, checking())
			require.ErrorIs(t, err, store.ErrDamaged)
		})
	}
}
