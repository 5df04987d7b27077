package storetest

import (
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
)

var reopenCases = []testCase{
	{"reopen_records_and_deliveries", reopenRecords},
	{"reopen_old_deliveries", reopenDeliveries},
	{"reopen_queues", reopenQueues},
	{"reopen_fences_old_tokens", reopenFences},
	{"reopen_timers", reopenTimers},
	{"reopen_history", reopenHistory},
}

func reopenRecords(e *env) {
	e.apply(put("a", "1"))
	e.apply(delivered(put("a", "2"), "answer", "d"))
	e.apply(put("gone", "x"))
	e.apply(store.ChangeSet{Put: []store.Put{{Key: "gone"}}})
	e.reopen()
	require.Equal(e, "2", e.value("a"))
	require.Equal(e, store.Version(2), e.record("a").Version)
	e.absent("gone")
	e.duplicate(delivered(put("a", "3"), "", "d"), "answer")
	e.apply(expecting(put("a", "3"), "a", 2))
}

// reopenDeliveries: what is known and what is forgotten is the same after opening.
// Each opening is an hour later.
func reopenDeliveries(e *env) {
	old := delivered(put("a", "1"), "old", "d1")
	e.apply(old)
	e.pass(210 * time.Minute)
	young := delivered(put("a", "2"), "young", "d2")
	e.apply(young)
	e.reopen()
	e.pass(store.KeepDeliveries - 2*time.Hour)
	e.duplicate(young, "young")
	e.apply(old)
	e.reopen()
	e.duplicate(old, "old")
	e.duplicate(young, "young")
	e.pass(time.Hour)
	e.reopen()
	e.apply(young)
	e.duplicate(old, "old")
	require.Equal(e, store.Version(4), e.record("a").Version)
}

func reopenQueues(e *env) {
	for i := range 12 {
		c := inbox("a", fmt.Sprint("a", i))
		c.Outbox = []store.Push{{ID: fmt.Sprint("o", i), Lane: "o", Value: []byte("v")}}
		e.apply(c)
	}
	e.apply(store.ChangeSet{Inbox: []store.Push{{ID: "later", Lane: "b", NotBefore: e.now.Add(2 * time.Hour)}}})
	e.apply(done(e.one()))
	it := e.one()
	e.apply(store.ChangeSet{Again: []store.Again{{Token: it.Token, Value: []byte("half")}}})
	e.apply(inbox("c", "back"))
	for _, it := range e.lease(10) {
		a := store.Again{Token: it.Token, Fresh: true}
		if it.ID == "back" {
			a.NotBefore = e.now.Add(2 * time.Hour)
		}
		e.apply(store.ChangeSet{Again: []store.Again{a}})
	}
	e.reopen()
	e.depth(13, 12)
	it = e.one() // "later" and "back" are still kept back
	require.Equal(e, "a1", it.ID)
	require.Equal(e, "half", string(it.Value))
	require.Equal(e, 1, it.Attempt)
	e.apply(done(it))
	e.apply(inbox("a", "a12"))
	for i := 2; i <= 12; i++ {
		it := e.one()
		require.Equal(e, fmt.Sprint("a", i), it.ID)
		e.apply(done(it))
	}
	for i := range 12 {
		out := e.leaseOut(10)
		require.Equal(e, []string{fmt.Sprint("o", i)}, ids(out))
		e.apply(done(out...))
	}
	e.pass(time.Hour)
	require.ElementsMatch(e, []string{"later", "back"}, ids(e.lease(10)))
}

func reopenFences(e *env) {
	e.apply(inbox("lane", "item"))
	old := e.one()
	e.reopen()
	taken := e.one()
	require.Equal(e, "item", taken.ID)
	require.Greater(e, taken.Token.Fence, old.Token.Fence)
	e.refuse(done(old), store.ErrFenced)
	e.depth(1, 0)
	e.apply(done(taken))
	e.reopen()
	e.depth(0, 0)
	e.apply(inbox("lane", "new"))
	fresh := e.one()
	e.refuse(done(taken), store.ErrFenced) // also when numbers begin anew
	e.apply(done(fresh))
}

func reopenTimers(e *env) {
	e.apply(timers(e.timer("b", 2*time.Second, "B"), e.timer("a", time.Second, "A"), e.timer("gone", 0, ""), e.timer("far", 9*time.Hour, "F")))
	e.apply(store.ChangeSet{Cancel: []string{"gone"}})
	e.pass(time.Second)
	require.Len(e, e.due(10), 1)
	e.reopen()
	due := e.due(10)
	require.Equal(e, []string{"a", "b"}, timerIDs(due))
	require.Equal(e, "A", string(due[0].Value))
	require.True(e, due[0].Due.Equal(start.Add(time.Second)))
}

func reopenHistory(e *env) {
	e.apply(store.ChangeSet{History: []store.Entry{entry("s", "a", e.now), entry("s", "b", e.now)}})
	e.reopen()
	e.apply(store.ChangeSet{History: []store.Entry{entry("s", "c", e.now)}})
	require.Equal(e, []string{"1=a", "2=b", "3=c"}, e.history("s", 0, 0))
}
