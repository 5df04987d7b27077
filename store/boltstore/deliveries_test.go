package boltstore

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"

	"github.com/firstline-helpdesk/firstline/store"
)

func delivery(now time.Time, keys ...string) store.ChangeSet {
	c := store.ChangeSet{Now: now}
	for _, k := range keys {
		c.Deliveries = append(c.Deliveries, store.Delivery{Key: k, Sum: 7})
		c.Result = append(c.Result, k...)
	}
	return c
}

// deliveriesIn counts the log and what memory knows of it.
func deliveriesIn(t *testing.T, s *Store) (log, known int) {
	require.NoError(t, s.db.View(func(tx *bolt.Tx) error {
		log = tx.Bucket(answeredBucket).Stats().KeyN
		return nil
	}))
	known = len(s.answered.at)
	for _, twins := range s.answered.twins {
		known += len(twins)
	}
	return log, known
}

func requireDeliveries(t *testing.T, s *Store, want int) {
	t.Helper()
	log, known := deliveriesIn(t, s)
	require.Equal(t, [2]int{want, want}, [2]int{log, known}, "in the file, in memory")
}

// hashAll gives every key one of n hashes.
func hashAll(s *Store, n byte) {
	s.answered.hash = func(key []byte) uint64 { return uint64(key[len(key)-1] % n) }
}

func requireDuplicate(t *testing.T, s *Store, c store.ChangeSet, stored string) {
	t.Helper()
	r, err := s.Commit(t.Context(), c)
	require.NoError(t, err)
	require.Equal(t, store.Duplicate, r.Outcome)
	require.Equal(t, stored, string(r.Stored))
	require.False(t, r.Differs)
}

// TestOldDeliveriesLeave counts what is on disk and in memory.
func TestOldDeliveriesLeave(t *testing.T) {
	s := openHere(t)
	now := start
	for i := range 300 {
		apply(t, s, delivery(now, fmt.Sprint(i)))
		now = now.Add(time.Second)
	}
	requireDeliveries(t, s, 300)
	now = start.Add(store.KeepDeliveries + 100*time.Second)
	// 0 to 99 are too old. 0 is answered anew; one commit drops a bounded number.
	apply(t, s, delivery(now, "0"))
	requireDeliveries(t, s, 301-forgetAtLeast-1)
	apply(t, s, store.ChangeSet{Now: now})
	requireDeliveries(t, s, 201)
	requireDuplicate(t, s, delivery(now, "0"), "0")
	requireDuplicate(t, s, delivery(now, "100"), "100")
	now = now.Add(store.KeepDeliveries + time.Second)
	for range 10 {
		apply(t, s, store.ChangeSet{Now: now})
	}
	requireDeliveries(t, s, 0)
	apply(t, s, delivery(now, "100"))
}

// TestDeliveriesWithOneHash: a hash only says where to look.
func TestDeliveriesWithOneHash(t *testing.T) {
	for _, n := range []byte{1, 3} {
		s := openHere(t)
		hashAll(s, n)
		apply(t, s, delivery(start, "a", "b"))
		apply(t, s, delivery(start, "c"))
		apply(t, s, delivery(start.Add(time.Hour), "d"))
		requireDeliveries(t, s, 4)
		requireDuplicate(t, s, delivery(start, "c"), "c")
		requireDuplicate(t, s, delivery(start, "d"), "d")
		requireDuplicate(t, s, delivery(start, "b", "e"), "ab")
		now := start.Add(store.KeepDeliveries + time.Minute)
		apply(t, s, delivery(now, "a", "f")) // what is a's twin by hash and time leaves
		requireDeliveries(t, s, 3)
		requireDuplicate(t, s, delivery(now, "a"), "af")
		requireDuplicate(t, s, delivery(now, "d"), "d")
		apply(t, s, delivery(now, "b"))
		apply(t, s, store.ChangeSet{Now: now.Add(store.KeepDeliveries + time.Hour)})
		requireDeliveries(t, s, 0)
	}
}

// TestNewestAnswerCounts: the log holds a key twice until the old entry is dropped,
// and without a clock nothing is too old.
func TestNewestAnswerCounts(t *testing.T) {
	s := openHere(t)
	for i := range 2 * forgetAtLeast {
		apply(t, s, delivery(start, fmt.Sprint(i)))
	}
	apply(t, s, delivery(start.Add(time.Second), "a"))
	now := start.Add(store.KeepDeliveries + time.Minute)
	apply(t, s, delivery(now, "a", "a", "b"))
	requireDeliveries(t, s, forgetAtLeast+1+2-3)
	requireDuplicate(t, s, delivery(time.Time{}, "a"), "aab")
	apply(t, s, delivery(time.Time{}, "clockless"))
	requireDuplicate(t, s, delivery(time.Time{}, "clockless"), "clockless")
	apply(t, s, delivery(now, "clockless"))
	requireDuplicate(t, s, delivery(now, "a"), "aab")
	requireDeliveries(t, s, 3)
}

// TestDeliveriesOfAFailedGroup: what is not on disk is not remembered, and what
// the group was about to forget is.
func TestDeliveriesOfAFailedGroup(t *testing.T) {
	s := openHere(t)
	hashAll(s, 2)
	apply(t, s, delivery(start, "old"))
	now := start.Add(store.KeepDeliveries + time.Hour)
	s.end = func(tx *bolt.Tx) error { return errors.Join(errors.New("the disk is full"), tx.Rollback()) }
	_, err := s.Commit(t.Context(), delivery(now, "new"))
	require.ErrorContains(t, err, "the disk is full")
	requireDeliveries(t, s, 1)
	s.end = (*bolt.Tx).Commit
	requireDuplicate(t, s, delivery(start, "old"), "old")
	apply(t, s, delivery(now, "new"))
	requireDeliveries(t, s, 1)
	requireDuplicate(t, s, delivery(now, "new"), "new")
}

// TestDeliveriesAfterOpening also measures what they take: doc of answered.
func TestDeliveriesAfterOpening(t *testing.T) {
	const many = 20_000
	s := openHere(t)
	for i := 0; i < many; i += 500 {
		keys := make([]string, 500)
		for k := range keys {
			keys[k] = fmt.Sprintf("whatsapp:wamid.HBgMMjYwOTU1MDAwMDAwFQIAEhgUM0EyQjYzQ:%d", i+k)
		}
		c := delivery(start.Add(time.Duration(i)*time.Second), keys...)
		c.Result = []byte("r")
		apply(t, s, c)
	}
	require.NoError(t, s.Close())
	memory := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, began := memory(), time.Now()
	again, err := Open(s.path, quiet())
	require.NoError(t, err)
	took := time.Since(began)
	taken := memory() - before
	t.Logf("%d bytes of memory for each delivery, opened in %v", taken/many, took)
	require.Less(t, taken, uint64(many*48))
	requireDeliveries(t, again, many)
	requireDuplicate(t, again, delivery(start, "whatsapp:wamid.HBgMMjYwOTU1MDAwMDAwFQIAEhgUM0EyQjYzQ:19999"), "r")
	require.NoError(t, again.Close())
}

// TestUpgrade opens a file of schema 1, made by the program of that time: 200
// deliveries an hour apart, of which the first seven are forgotten, one without a
// clock, and a few of everything else.
func TestUpgrade(t *testing.T) {
	path := schema1(t)
	s, err := Open(path, checking())
	require.NoError(t, err)
	requireDeliveries(t, s, 194)
	require.NoError(t, s.Check(t.Context()))
	now := start.Add(199 * time.Hour)
	requireDuplicate(t, s, store.ChangeSet{Now: now, Deliveries: []store.Delivery{{Key: "web:7", Sum: 8}}}, "answer 7")
	requireDuplicate(t, s, store.ChangeSet{Deliveries: []store.Delivery{{Key: "clockless", Sum: 7}}}, "timeless")
	apply(t, s, store.ChangeSet{Now: now, Deliveries: []store.Delivery{{Key: "web:6"}}})
	requireDeliveries(t, s, 194) // with web:6, without clockless
	in, out, err := s.Depth(t.Context())
	require.NoError(t, err)
	require.Equal(t, [2]int{4, 4}, [2]int{in, out})
	require.NoError(t, s.Close())
	again, err := Open(path, checking())
	require.NoError(t, err)
	defer func() { require.NoError(t, again.Close()) }()
	requireDeliveries(t, again, 194)
}

// TestUpgradeKeepsDamage: a value that was damaged before is not made good, and
// one that was lost is still missed.
func TestUpgradeKeepsDamage(t *testing.T) {
	for name, harm := range map[string]func(b *bolt.Bucket) error{
		"flipped": func(b *bolt.Bucket) error {
			frame := bytes.Clone(b.Get([]byte("web:9")))
			frame[len(frame)-1] ^= 1
			return b.Put([]byte("web:9"), frame)
		},
		"short": func(b *bolt.Bucket) error { return b.Put([]byte("web:9"), []byte{1}) },
		"lost":  func(b *bolt.Bucket) error { return b.Delete([]byte("web:9")) },
	} {
		path := schema1(t)
		db, err := bolt.Open(path, fileMode, nil)
		require.NoError(t, err)
		require.NoError(t, db.Update(func(tx *bolt.Tx) error { return harm(tx.Bucket(oldDeliveries)) }))
		require.NoError(t, db.Close())
		_, err = Open(path, checking())
		require.ErrorIs(t, err, store.ErrDamaged, name)
		s, err := Open(path, quiet())
		require.NoError(t, err)
		require.ErrorIs(t, s.Check(t.Context()), store.ErrDamaged, name)
		requireDuplicate(t, s, store.ChangeSet{Now: start, Deliveries: []store.Delivery{{Key: "web:8"}}}, "answer 8")
		require.NoError(t, s.Close())
	}
}

// schema1 gives the path of a copy of the old file.
func schema1(t *testing.T) string {
	f, err := os.Open(filepath.Join("testdata", "schema1.db.gz"))
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	b, err := io.ReadAll(z)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "firstline.db")
	require.NoError(t, os.WriteFile(path, b, fileMode))
	return path
}
