package storetest

import (
	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
)

var expectCases = []testCase{
	{"expect_version", expectVersion},
	{"expect_must_not_exist", expectNone},
	{"expect_without_put", expectWithoutPut},
	{"conflict_applies_nothing", conflictAppliesNothing},
	{"fenced_applies_nothing", fencedAppliesNothing},
}

func (e *env) conflict(c store.ChangeSet) {
	e.Helper()
	r := e.commit(c)
	require.Equal(e, store.Conflict.String(), r.Outcome.String())
	require.Empty(e, r.Stored)
}

func expecting(c store.ChangeSet, key store.Key, v store.Version) store.ChangeSet {
	c.Expect = append(c.Expect, store.Expect{Key: key, Version: v})
	return c
}

func expectVersion(e *env) {
	e.apply(put("a", "1"))
	v := e.record("a").Version
	e.apply(expecting(put("a", "2"), "a", v))
	e.conflict(expecting(put("a", "3"), "a", v))
	e.conflict(expecting(put("a", "3"), "a", v+2))
	require.Equal(e, "2", e.value("a"))
	both := expecting(expecting(put("a", "3"), "a", v+1), "b", 1)
	e.conflict(both)
	require.Equal(e, "2", e.value("a"), "all must hold")
}

func expectNone(e *env) {
	e.apply(expecting(put("new", "1"), "new", 0))
	e.conflict(expecting(put("new", "2"), "new", 0))
	require.Equal(e, "1", e.value("new"))
	e.conflict(expecting(put("other", "2"), "other", 1))
	e.absent("other")
	e.apply(store.ChangeSet{Put: []store.Put{{Key: "new"}}})
	e.apply(expecting(put("new", "3"), "new", 0))
}

func expectWithoutPut(e *env) {
	e.apply(put("guard", "1"))
	e.apply(expecting(put("a", "1"), "guard", 1))
	e.apply(put("guard", "2"))
	e.conflict(expecting(put("a", "2"), "guard", 1))
	require.Equal(e, "1", e.value("a"))
}

// everything is a set that touches all there is, under names that end in mark.
func (e *env) everything(mark string) store.ChangeSet {
	return store.ChangeSet{
		Deliveries: []store.Delivery{{Key: "delivery/" + mark, Sum: 7}},
		Result:     []byte("result/" + mark),
		Put:        []store.Put{{Key: store.Key("put/" + mark), Value: []byte(mark)}, {Key: "kept"}},
		Inbox:      []store.Push{{ID: mark, Lane: "in/" + mark, Value: []byte(mark)}},
		Outbox:     []store.Push{{ID: mark, Lane: "out/" + mark, Value: []byte(mark)}},
		Timers:     []store.Timer{{ID: "timer/" + mark, Due: e.now, Value: []byte(mark)}},
		Cancel:     []string{"timer/kept"},
		History:    []store.Entry{{Subject: "history", At: e.now, Value: []byte(mark)}},
	}
}

// nothingFrom wants that everything(mark) left no trace, and then that it can
// still be applied.
func (e *env) nothingFrom(mark string) {
	e.Helper()
	e.absent(store.Key("put/" + mark))
	require.Equal(e, "kept", e.value("kept"))
	e.depth(1, 0)
	entries, err := e.s.History(e.Context(), "history", 0, 0)
	require.NoError(e, err)
	require.Empty(e, entries)
	due := e.due(10)
	require.Len(e, due, 1)
	require.Equal(e, "timer/kept", due[0].ID)
	e.apply(e.everything(mark)) // the delivery was not remembered either
	require.Equal(e, mark, e.value(store.Key("put/"+mark)))
	e.absent("kept")
	e.depth(2, 1)
}

func (e *env) keep() store.Item {
	e.Helper()
	c := inbox("lane", "item")
	c.Put = []store.Put{{Key: "kept", Value: []byte("kept")}}
	c.Timers = []store.Timer{{ID: "timer/kept", Due: e.now}}
	e.apply(c)
	return e.one()
}

func conflictAppliesNothing(e *env) {
	it := e.keep()
	c := expecting(e.everything("x"), "kept", 99)
	c.Done = []store.Token{it.Token}
	e.conflict(c)
	e.depth(1, 0)
	e.nothingFrom("x")
	e.apply(done(it)) // the lease goes on after a conflict
}

func fencedAppliesNothing(e *env) {
	it := e.keep()
	stale := it.Token
	stale.Fence++
	c := e.everything("x")
	c.Done = []store.Token{it.Token, stale}
	e.refuse(c, store.ErrFenced)
	c.Done, c.Again = []store.Token{it.Token}, []store.Again{{Token: stale}}
	e.refuse(c, store.ErrFenced)
	c.Again = []store.Again{{Token: it.Token}}
	e.refuse(c, store.ErrFenced) // finished and given back at once
	e.nothingFrom("x")
	e.apply(done(it))
}
