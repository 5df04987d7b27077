package storetest

import (
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
)

// Open opens the database that dir stands for, empty at first. It fails the test
// when it cannot. The suite closes what it opens.
type Open func(t *testing.T, dir string) store.Store

// Options fit the suite to a store.
type Options struct {
	// Skip names cases that the store does not pass yet, each with the reason,
	// which is logged. A name that is no case fails the run.
	Skip map[string]string
	// Restore makes a database for dir out of a backup and opens it. Without it
	// the case "backup" only checks that a backup is written.
	Restore func(t *testing.T, backup io.Reader, dir string) store.Store
}

// testCase is one promise.
type testCase struct {
	name string
	run  func(e *env)
}

// Run runs every case on a store of its own.
func Run(t *testing.T, open Open, opt Options) {
	t.Helper()
	known := map[string]bool{}
	for _, c := range cases() {
		require.False(t, known[c.name], "two cases are named %s", c.name)
		known[c.name] = true
	}
	for name := range opt.Skip {
		require.True(t, known[name], "Options.Skip names %q, which is no case", name)
	}
	for _, c := range cases() {
		t.Run(c.name, func(t *testing.T) {
			if why, skip := opt.Skip[c.name]; skip {
				t.Skipf("SKIPPED BY OPTION: %s", why)
			}
			e := &env{T: t, open: open, opt: opt, dir: t.TempDir(), now: start}
			e.s = open(t, e.dir)
			t.Cleanup(func() { _ = e.s.Close() })
			c.run(e)
		})
	}
}

func cases() []testCase {
	var all []testCase
	for _, some := range [][]testCase{
		recordCases, expectCases, deliveryCases, groupCases, laneCases, leaseCases, againCases, timerCases,
		leadCases, historyCases, reopenCases, limitCases, lifeCases, claimCases, backupCases, modelCases,
	} {
		all = append(all, some...)
	}
	return all
}

// start is when every case begins. Times in the suite are whole milliseconds,
// which every database can hold.
var start = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// env is what a case works with: a store, and a clock that only the case moves.
type env struct {
	*testing.T
	open Open
	opt  Options
	dir  string
	s    store.Store
	now  time.Time
}

const (
	owner = store.Owner("desk-1")
	other = store.Owner("desk-2")
	ttl   = time.Minute
)

// pass moves the clock.
func (e *env) pass(d time.Duration) { e.now = e.now.Add(d) }

// reopen closes the store and opens it again, later than every lease.
func (e *env) reopen() {
	e.Helper()
	require.NoError(e, e.s.Close())
	e.pass(time.Hour)
	e.s = e.open(e.T, e.dir)
}

// commit commits with the case's clock and wants no error.
func (e *env) commit(c store.ChangeSet) store.Result {
	e.Helper()
	c.Now = e.now
	r, err := e.s.Commit(e.Context(), c)
	require.NoError(e, err)
	return r
}

// apply commits and wants Applied.
func (e *env) apply(c store.ChangeSet) {
	e.Helper()
	require.Equal(e, store.Applied.String(), e.commit(c).Outcome.String())
}

// refuse commits and wants the error.
func (e *env) refuse(c store.ChangeSet, want error) {
	e.Helper()
	c.Now = e.now
	_, err := e.s.Commit(e.Context(), c)
	require.ErrorIs(e, err, want)
}

// record loads one record.
func (e *env) record(key store.Key) store.Record {
	e.Helper()
	got, err := e.s.Load(e.Context(), key)
	require.NoError(e, err)
	require.Len(e, got, 1)
	require.Equal(e, key, got[0].Key)
	return got[0]
}

// value loads one record that must exist, as text.
func (e *env) value(key store.Key) string {
	e.Helper()
	r := e.record(key)
	require.NotZero(e, r.Version, "no record under %q", key)
	return string(r.Value)
}

// absent wants no record under the keys.
func (e *env) absent(keys ...store.Key) {
	e.Helper()
	for _, key := range keys {
		r := e.record(key)
		require.Zero(e, r.Version, "there is a record under %q", key)
		require.Nil(e, r.Value)
	}
}

// lease leases from the inbox with the usual ttl.
func (e *env) lease(max int) []store.Item {
	e.Helper()
	items, err := e.s.LeaseInbox(e.Context(), owner, e.now, max, ttl)
	require.NoError(e, err)
	return items
}

// one leases exactly one item from the inbox.
func (e *env) one() store.Item {
	e.Helper()
	items := e.lease(10)
	require.Len(e, items, 1)
	return items[0]
}

// leaseOut leases from the outbox with the usual ttl.
func (e *env) leaseOut(max int) []store.Item {
	e.Helper()
	items, err := e.s.LeaseOutbox(e.Context(), owner, e.now, max, ttl)
	require.NoError(e, err)
	return items
}

// due leases timers with the usual ttl.
func (e *env) due(max int) []store.Timer {
	e.Helper()
	timers, err := e.s.DueTimers(e.Context(), owner, e.now, max, ttl)
	require.NoError(e, err)
	return timers
}

// depth counts both queues.
func (e *env) depth(inbox, outbox int) {
	e.Helper()
	in, out, err := e.s.Depth(e.Context())
	require.NoError(e, err)
	require.Equal(e, [2]int{inbox, outbox}, [2]int{in, out}, "items in inbox and outbox")
}

// put is a ChangeSet with one record.
func put(key store.Key, value string) store.ChangeSet {
	return store.ChangeSet{Put: []store.Put{{Key: key, Value: []byte(value)}}}
}

// inbox is a ChangeSet with items "id" in a lane, each with its id as value.
func inbox(lane string, ids ...string) store.ChangeSet {
	var c store.ChangeSet
	for _, id := range ids {
		c.Inbox = append(c.Inbox, store.Push{ID: id, Lane: lane, Value: []byte(id)})
	}
	return c
}

func done(items ...store.Item) store.ChangeSet {
	var c store.ChangeSet
	for _, it := range items {
		c.Done = append(c.Done, it.Token)
	}
	return c
}

func ids(items []store.Item) []string {
	var out []string
	for _, it := range items {
		out = append(out, it.ID)
	}
	return out
}
