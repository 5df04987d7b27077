package boltstore

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"

	"github.com/firstline-helpdesk/firstline/store"
)

func openHere(t *testing.T) *Store { return openTest(t, filepath.Join(t.TempDir(), "firstline.db")) }

func set(key, value string) store.ChangeSet {
	return store.ChangeSet{Now: start, Put: []store.Put{{Key: store.Key(key), Value: []byte(value)}}}
}

func apply(t *testing.T, s *Store, c store.ChangeSet) {
	t.Helper()
	r, err := s.Commit(t.Context(), c)
	require.NoError(t, err)
	require.Equal(t, store.Applied, r.Outcome)
}

func load(t *testing.T, s *Store, key store.Key) string {
	t.Helper()
	got, err := s.Load(t.Context(), key)
	require.NoError(t, err)
	return string(got[0].Value)
}

// block keeps the committer waiting at the start of a group until release.
func block(t *testing.T, s *Store) (release func()) {
	t.Helper()
	tx, err := s.db.Begin(true)
	require.NoError(t, err)
	r := &request{ready: make(chan struct{}, 1), c: set("first", "1")}
	s.line <- r
	for r.state.Load() != taken {
		runtime.Gosched()
	}
	return func() {
		require.NoError(t, tx.Rollback())
		<-r.ready
	}
}

// write puts bytes into the file behind the store's back.
func write(t *testing.T, s *Store, bucket, key, value []byte) {
	t.Helper()
	require.NoError(t, s.db.Update(func(tx *bolt.Tx) error { return tx.Bucket(bucket).Put(key, value) }))
}

// TestSetAtFaultLeavesItsGroup has one set of a group meet a damaged record while
// it is written: it alone fails.
func TestSetAtFaultLeavesItsGroup(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "firstline.db"), quiet())
	require.NoError(t, err)
	apply(t, s, store.ChangeSet{Now: start, Inbox: []store.Push{{ID: "held", Lane: "held"}}, Timers: []store.Timer{{ID: "timer", Due: start}}})
	held, err := s.LeaseInbox(t.Context(), "desk", start, 1, time.Minute)
	require.NoError(t, err)
	write(t, s, recordsBucket, []byte("bad"), []byte("rubbish"))
	release := block(t, s)
	const sets = 30
	errs := make([]error, sets)
	var wg sync.WaitGroup
	for i := range sets {
		c := store.ChangeSet{Now: start, Inbox: []store.Push{{ID: fmt.Sprint(i), Lane: fmt.Sprint(i)}}}
		if i == 7 { // everything that must be taken back
			c.Done, c.Cancel, c.Timers = []store.Token{held[0].Token}, []string{"timer"}, []store.Timer{{ID: "new", Due: start}}
		}
		if i == 7 || i == 21 {
			c.Put = []store.Put{{Key: "bad", Value: []byte("x")}}
		}
		wg.Go(func() { _, errs[i] = s.Commit(t.Context(), c) })
	}
	for len(s.line) < sets {
		runtime.Gosched()
	}
	release()
	wg.Wait()
	for i, err := range errs {
		if i == 7 || i == 21 {
			require.ErrorIs(t, err, store.ErrDamaged)
			continue
		}
		require.NoError(t, err)
	}
	inbox, _, err := s.Depth(t.Context())
	require.NoError(t, err)
	require.Equal(t, sets-2+1, inbox)
	items, err := s.LeaseInbox(t.Context(), "desk", start, 100, time.Minute)
	require.NoError(t, err)
	require.Len(t, items, sets-2)
	due, err := s.DueTimers(t.Context(), "desk", start, 10, time.Minute)
	require.NoError(t, err)
	require.Len(t, due, 1)
	require.Equal(t, "timer", due[0].ID)
	apply(t, s, store.ChangeSet{Now: start, Done: []store.Token{held[0].Token}})
	require.ErrorIs(t, s.Check(t.Context()), store.ErrDamaged)
	require.NoError(t, s.Close())
}

var errDisk = errors.New("no space left")

// TestFailedTransaction makes the transaction fail: every set of the group gets
// the error, nothing is applied, and the store goes on when it works again.
func TestFailedTransaction(t *testing.T) {
	s := openHere(t)
	apply(t, s, store.ChangeSet{Now: start, Inbox: []store.Push{{ID: "held", Lane: "held"}}, Timers: []store.Timer{{ID: "timer", Due: start}}})
	held, err := s.LeaseInbox(t.Context(), "desk", start, 1, time.Minute)
	require.NoError(t, err)
	release := block(t, s)
	s.end = func(tx *bolt.Tx) error { return errors.Join(errDisk, tx.Rollback()) }
	c := set("a", "1")
	c.Deliveries, c.Result = []store.Delivery{{Key: "d"}}, []byte("r")
	c.Done, c.Cancel = []store.Token{held[0].Token}, []string{"timer"}
	c.Inbox = []store.Push{{ID: "new", Lane: "new"}}
	var errs [2]error
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { _, errs[i] = s.Commit(t.Context(), c) })
	}
	for len(s.line) < len(errs) {
		runtime.Gosched()
	}
	release()
	wg.Wait()
	for _, err := range errs {
		require.ErrorIs(t, err, errDisk)
	}
	require.Empty(t, load(t, s, "a"))
	inbox, _, err := s.Depth(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, inbox)
	due, err := s.DueTimers(t.Context(), "desk", start, 10, time.Minute)
	require.NoError(t, err)
	require.Len(t, due, 1)

	release = block(t, s)
	s.end = (*bolt.Tx).Commit
	release()
	apply(t, s, c) // the lease still holds, the delivery is not known
	require.Equal(t, "1", load(t, s, "a"))
}

// TestVisibleButUnsynced makes the last sync fail after the page was written: the
// caller is told of an error, the effect is there, and a repetition is answered
// only after another sync.
func TestVisibleButUnsynced(t *testing.T) {
	s := openHere(t)
	release := block(t, s)
	commits := 0
	s.end = func(tx *bolt.Tx) error {
		commits++
		err := tx.Commit()
		if commits == 2 {
			return errors.Join(errDisk, err)
		}
		return err
	}
	release()
	c := store.ChangeSet{Now: start, Deliveries: []store.Delivery{{Key: "d"}}, Inbox: []store.Push{{ID: "new", Lane: "new"}}}
	_, err := s.Commit(t.Context(), c)
	require.ErrorIs(t, err, errDisk)
	items, err := s.LeaseInbox(t.Context(), "desk", start, 10, time.Minute)
	require.NoError(t, err)
	require.Len(t, items, 1)
	r, err := s.Commit(t.Context(), c)
	require.NoError(t, err)
	require.Equal(t, store.Duplicate, r.Outcome)
	require.Equal(t, 3, commits, "the duplicate was answered without a sync")
	r, err = s.Commit(t.Context(), c)
	require.NoError(t, err)
	require.Equal(t, store.Duplicate, r.Outcome)
	require.Equal(t, 3, commits, "a duplicate alone needs no sync")
}

func TestBusy(t *testing.T) {
	s := openHere(t)
	release := block(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error)
	go func() {
		_, err := s.Commit(ctx, set("gave up", "1"))
		failed <- err
	}()
	for len(s.line) == 0 {
		runtime.Gosched()
	}
	cancel()
	err := <-failed
	require.ErrorIs(t, err, store.ErrBusy)
	require.ErrorIs(t, err, context.Canceled)

	full := &request{ready: make(chan struct{}, 1)}
	full.state.Store(withdrawn)
	for len(s.line) < cap(s.line) {
		s.line <- full
	}
	ctx, cancel = context.WithCancel(t.Context())
	go func() {
		_, err := s.Commit(ctx, set("no room", "1"))
		failed <- err
	}()
	cancel()
	require.ErrorIs(t, <-failed, store.ErrBusy)

	s.callers.Add(maxWaiting)
	_, err = s.Commit(t.Context(), set("too many", "1"))
	require.ErrorIs(t, err, store.ErrBusy)
	s.callers.Add(-maxWaiting)

	release()
	apply(t, s, set("later", "1"))
	for _, key := range []store.Key{"gave up", "no room", "too many"} {
		require.Empty(t, load(t, s, key), "ErrBusy says that nothing was applied")
	}
	require.Equal(t, "1", load(t, s, "first"))
}

// TestContextEndsWhileWriting: the caller is let go at once, with an error that
// leaves the outcome open.
func TestContextEndsWhileWriting(t *testing.T) {
	s := openHere(t)
	release := block(t, s)
	entered, leave := make(chan struct{}), make(chan struct{})
	s.end = func(tx *bolt.Tx) error {
		entered <- struct{}{}
		<-leave
		return tx.Commit()
	}
	go func() { leave <- struct{}{} }()
	go release()
	<-entered
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error)
	go func() {
		_, err := s.Commit(ctx, set("a", "1"))
		failed <- err
	}()
	<-entered
	cancel()
	err := <-failed
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, store.ErrBusy)
	leave <- struct{}{}
	go func() { <-entered; leave <- struct{}{} }()
	apply(t, s, set("b", "1"))
	require.Equal(t, "1", load(t, s, "a"))
}

func TestEmptyKeysAreRefused(t *testing.T) {
	s := openHere(t)
	for name, c := range map[string]store.ChangeSet{
		"delivery": {Deliveries: []store.Delivery{{}}}, "record": {Put: []store.Put{{Value: []byte("v")}}},
		"timer": {Timers: []store.Timer{{}}}, "history": {History: []store.Entry{{}}},
	} {
		_, err := s.Commit(t.Context(), c)
		require.ErrorIs(t, err, errEmptyKey, name)
	}
}

// TestChangingTimerIsNotLeased: between writing and following in memory, the file
// has the new timer and memory the old one; leased then, it would be given twice.
func TestChangingTimerIsNotLeased(t *testing.T) {
	s := openHere(t)
	apply(t, s, store.ChangeSet{Now: start, Timers: []store.Timer{{ID: "t", Due: start}}})
	release := block(t, s)
	commits, written, leave := 0, make(chan struct{}), make(chan struct{})
	s.end = func(tx *bolt.Tx) error {
		err := tx.Commit()
		if commits++; commits == 2 {
			written <- struct{}{}
			<-leave
		}
		return err
	}
	release()
	failed := make(chan error)
	go func() {
		_, err := s.Commit(t.Context(), store.ChangeSet{Now: start, Timers: []store.Timer{{ID: "t", Due: start.Add(-time.Second)}}})
		failed <- err
	}()
	<-written
	early, err := s.DueTimers(t.Context(), "desk", start, 10, time.Minute)
	require.NoError(t, err)
	leave <- struct{}{}
	require.NoError(t, <-failed)
	late, err := s.DueTimers(t.Context(), "desk", start, 10, time.Minute)
	require.NoError(t, err)
	require.Len(t, append(early, late...), 1)
}
