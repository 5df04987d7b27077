package storetest

import (
	"fmt"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
)

var leaseCases = []testCase{
	{"lease_is_exclusive", leaseExclusive},
	{"lease_expires", leaseExpires},
	{"lease_expired_but_not_taken", leaseExpiredUntaken},
	{"lease_token_used_twice", leaseTokenTwice},
	{"lease_not_before", leaseNotBefore},
	{"lease_at_once", leaseAtOnce},
	{"lease_with_an_earlier_clock", leaseEarlierClock},
}

func leaseExclusive(e *env) {
	e.apply(inbox("lane", "item"))
	e.one()
	for _, who := range []store.Owner{owner, other} {
		items, err := e.s.LeaseInbox(e.Context(), who, e.now.Add(ttl-time.Millisecond), 10, ttl)
		require.NoError(e, err)
		require.Empty(e, items)
	}
}

func leaseExpires(e *env) {
	e.apply(inbox("lane", "item", "next"))
	old := e.one()
	e.pass(ttl)
	items, err := e.s.LeaseInbox(e.Context(), other, e.now, 10, ttl)
	require.NoError(e, err)
	require.Len(e, items, 1)
	taken := items[0]
	require.Equal(e, "item", taken.ID)
	require.Zero(e, taken.Attempt, "a lease that ran out is no attempt")
	require.Greater(e, taken.Token.Fence, old.Token.Fence)
	e.refuse(done(old), store.ErrFenced)
	e.refuse(store.ChangeSet{Again: []store.Again{{Token: old.Token}}}, store.ErrFenced)
	e.depth(2, 0)
	e.apply(done(taken))
	e.refuse(done(old), store.ErrFenced)
	e.depth(1, 0)
}

// leaseExpiredUntaken: the lease has ended although nobody took the item over.
func leaseExpiredUntaken(e *env) {
	e.apply(inbox("lane", "item"))
	it := e.one()
	e.pass(ttl - time.Millisecond)
	e.apply(store.ChangeSet{Again: []store.Again{{Token: it.Token, Fresh: true}}}) // good to the end
	it = e.one()
	e.pass(ttl)
	e.refuse(done(it), store.ErrFenced)
	e.apply(done(e.one()))
}

func leaseTokenTwice(e *env) {
	e.apply(inbox("lane", "1", "2"))
	it := e.one()
	e.apply(done(it))
	e.refuse(done(it), store.ErrFenced)
	e.depth(1, 0)
	two := e.one()
	e.refuse(done(two, two), store.ErrFenced)
	e.apply(store.ChangeSet{Again: []store.Again{{Token: two.Token}}})
	e.refuse(done(two), store.ErrFenced)
	e.depth(1, 0)
}

func leaseNotBefore(e *env) {
	e.apply(store.ChangeSet{Inbox: []store.Push{
		{ID: "a1", Lane: "a", NotBefore: e.now.Add(time.Second)}, {ID: "a2", Lane: "a"},
		{ID: "b1", Lane: "b"}, {ID: "b2", Lane: "b", NotBefore: e.now.Add(time.Hour)}, {ID: "b3", Lane: "b"},
	}})
	b1 := e.one() // a2 stays behind a1
	require.Equal(e, "b1", b1.ID)
	e.apply(done(b1))
	require.Empty(e, e.lease(10))
	e.pass(time.Second - time.Millisecond)
	require.Empty(e, e.lease(10))
	e.pass(time.Millisecond)
	a1 := e.one()
	require.Equal(e, "a1", a1.ID)
	e.apply(done(a1))
	a2 := e.one()
	require.Equal(e, "a2", a2.ID)
	e.apply(done(a2))
	require.Empty(e, e.lease(10))
	e.pass(time.Hour)
	b2 := e.one()
	require.Equal(e, "b2", b2.ID)
	e.apply(done(b2))
	require.Equal(e, "b3", e.one().ID)
}

// leaseAtOnce has four owners empty a queue; nobody gets what another holds, and
// each lane keeps its order.
func leaseAtOnce(e *env) {
	const lanes, each = 8, 10
	for i := range lanes {
		var all []string
		for n := range each {
			all = append(all, fmt.Sprintf("%d/%02d", i, n))
		}
		e.apply(inbox(fmt.Sprint(i), all...))
	}
	var mu sync.Mutex
	seen := map[string][]string{}
	e.atOnce(4, func(i int) error {
		for range 1000 {
			items, err := e.s.LeaseInbox(e.Context(), store.Owner(fmt.Sprint("desk-", i)), e.now, 3, ttl)
			if err != nil {
				return err
			}
			mu.Lock()
			for _, it := range items {
				seen[it.Lane] = append(seen[it.Lane], it.ID)
			}
			mu.Unlock()
			if len(items) > 0 {
				c := done(items...)
				c.Now = e.now
				if _, err := e.s.Commit(e.Context(), c); err != nil {
					return err
				}
				continue
			}
			if in, _, err := e.s.Depth(e.Context()); err != nil || in == 0 {
				return err
			}
		}
		return nil // the others hold what is left
	})
	for items := e.lease(lanes); len(items) > 0; items = e.lease(lanes) {
		for _, it := range items {
			seen[it.Lane] = append(seen[it.Lane], it.ID)
		}
		e.apply(done(items...))
	}
	require.Len(e, seen, lanes)
	for lane, got := range seen {
		require.Len(e, got, each, "lane %s", lane)
		require.IsIncreasing(e, got)
	}
	e.depth(0, 0)
}

// leaseEarlierClock: owners' clocks differ; a lease holds for a slower clock too.
func leaseEarlierClock(e *env) {
	c := inbox("a", "a")
	c.Inbox = append(c.Inbox, store.Push{ID: "b", Lane: "b", NotBefore: e.now.Add(time.Minute)})
	e.apply(c)
	ahead, err := e.s.LeaseInbox(e.Context(), other, e.now.Add(2*time.Minute), 1, ttl)
	require.NoError(e, err)
	require.Len(e, ahead, 1)
	want := []string{"a"}
	if ahead[0].ID == "a" {
		want = nil // b is kept back by this clock
	}
	require.Equal(e, want, ids(e.lease(10)))
}
