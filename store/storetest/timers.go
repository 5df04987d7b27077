package storetest

import (
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
)

var timerCases = []testCase{
	{"timers_due_in_order", timersDueInOrder},
	{"timers_replace", timersReplace},
	{"timers_cancel", timersCancel},
	{"timers_cancel_comes_first", timersCancelFirst},
	{"timers_lease", timersLease},
	{"timers_lease_ends_with_a_set", timersSetEndsLease},
	{"timers_at_once", timersAtOnce},
}

func (e *env) timer(id string, in time.Duration, value string) store.Timer {
	return store.Timer{ID: id, Due: e.now.Add(in), Value: []byte(value)}
}

func timers(all ...store.Timer) store.ChangeSet { return store.ChangeSet{Timers: all} }

func timerIDs(all []store.Timer) []string {
	var out []string
	for _, t := range all {
		out = append(out, t.ID)
	}
	return out
}

func timersDueInOrder(e *env) {
	e.apply(timers(e.timer("c", 3*time.Second, "C"), e.timer("a", time.Second, "A"), e.timer("later", time.Hour, ""),
		e.timer("b", 2*time.Second, "B"), e.timer("past", -time.Hour, "P")))
	want := e.now.Add(-time.Hour)
	past := e.due(10)
	require.Len(e, past, 1)
	require.True(e, past[0].Due.Equal(want), "due %s", past[0].Due)
	require.Equal(e, "P", string(past[0].Value))
	e.pass(time.Second - time.Millisecond)
	require.Empty(e, e.due(10))
	e.pass(time.Millisecond)
	require.Equal(e, []string{"a"}, timerIDs(e.due(10)))
	e.pass(5 * time.Second)
	require.Empty(e, e.due(0))
	require.Equal(e, []string{"b"}, timerIDs(e.due(1)))
	require.Equal(e, []string{"c"}, timerIDs(e.due(10)))
	e.pass(time.Hour)
	require.Equal(e, []string{"past", "a", "b", "c", "later"}, timerIDs(e.due(10)), "they stay until cancelled, earliest first")
}

func timersReplace(e *env) {
	e.apply(timers(e.timer("t", time.Second, "old")))
	e.apply(timers(e.timer("t", time.Minute, "new")))
	e.pass(time.Second)
	require.Empty(e, e.due(10))
	e.pass(time.Minute)
	due := e.due(10)
	require.Len(e, due, 1)
	require.Equal(e, "new", string(due[0].Value))
	e.apply(timers(e.timer("u", time.Hour, "late")))
	e.apply(timers(e.timer("u", 0, "now")))
	require.Equal(e, []string{"u"}, timerIDs(e.due(10)))
}

func timersCancel(e *env) {
	e.apply(timers(e.timer("a", 0, ""), e.timer("b", 0, "")))
	e.apply(store.ChangeSet{Cancel: []string{"a", "never set"}})
	require.Equal(e, []string{"b"}, timerIDs(e.due(10)))
	e.apply(store.ChangeSet{Cancel: []string{"b"}}) // also while it is leased
	e.pass(time.Hour)
	require.Empty(e, e.due(10))
}

func timersCancelFirst(e *env) {
	e.apply(timers(e.timer("t", 0, "old")))
	e.apply(store.ChangeSet{Timers: []store.Timer{e.timer("t", time.Minute, "new")}, Cancel: []string{"t"}})
	require.Empty(e, e.due(10))
	e.pass(time.Minute)
	due := e.due(10)
	require.Len(e, due, 1)
	require.Equal(e, "new", string(due[0].Value))
	e.apply(timers(e.timer("x", 0, "one"), e.timer("x", 0, "two")))
	due = e.due(10)
	require.Len(e, due, 1)
	require.Equal(e, "two", string(due[0].Value), "the last of one set stays")
}

func timersLease(e *env) {
	e.apply(timers(e.timer("t", 0, "")))
	require.Len(e, e.due(10), 1)
	e.pass(ttl - time.Millisecond)
	again, err := e.s.DueTimers(e.Context(), other, e.now, 10, ttl)
	require.NoError(e, err)
	require.Empty(e, again)
	e.pass(time.Millisecond)
	again, err = e.s.DueTimers(e.Context(), other, e.now, 10, ttl)
	require.NoError(e, err)
	require.Equal(e, []string{"t"}, timerIDs(again))
}

func timersSetEndsLease(e *env) {
	e.apply(timers(e.timer("t", 0, "one")))
	require.Len(e, e.due(10), 1)
	e.apply(timers(e.timer("t", time.Second, "two")))
	require.Empty(e, e.due(10))
	e.pass(time.Second)
	due := e.due(10)
	require.Len(e, due, 1, "the new timer is not leased")
	require.Equal(e, "two", string(due[0].Value))
}

// timersAtOnce has owners lease while others set, move and cancel.
func timersAtOnce(e *env) {
	got := make([][]string, 4)
	e.atOnce(8, func(i int) error {
		for n := range 20 {
			if i < len(got) {
				due, err := e.s.DueTimers(e.Context(), store.Owner(fmt.Sprint(i)), e.now, 3, ttl)
				if err != nil {
					return err
				}
				got[i] = append(got[i], timerIDs(due)...)
				continue
			}
			id := fmt.Sprintf("%d/%d", i, n)
			for _, c := range []store.ChangeSet{timers(e.timer(id, time.Hour, "")), timers(e.timer(id, 0, ""), e.timer(id+"x", time.Hour, "")), {Cancel: []string{id + "x"}}} {
				c.Now = e.now
				if _, err := e.s.Commit(e.Context(), c); err != nil {
					return err
				}
			}
		}
		return nil
	})
	seen := map[string]int{}
	for _, some := range append(got, timerIDs(e.due(1000))) {
		for _, id := range some {
			seen[id]++
		}
	}
	require.Len(e, seen, 80)
	for id, n := range seen {
		require.Equal(e, 1, n, "timer %s was leased to several", id)
	}
}
