package storetest

import (
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
)

var againCases = []testCase{
	{"again_goes_to_the_head", againHead},
	{"again_counts_attempts", againAttempts},
	{"again_not_before", againNotBefore},
	{"again_replaces_the_value", againValue},
	{"again_beside_done_and_push", againBeside},
}

func again(t store.Token) store.ChangeSet {
	return store.ChangeSet{Again: []store.Again{{Token: t}}}
}

func againHead(e *env) {
	e.apply(inbox("lane", "1", "2"))
	first := e.one()
	e.apply(again(first.Token))
	second := e.one()
	require.Equal(e, "1", second.ID)
	require.Equal(e, "1", string(second.Value))
	require.NotEqual(e, first.Token.Fence, second.Token.Fence)
	e.refuse(done(first), store.ErrFenced)
	e.apply(done(second))
	require.Equal(e, "2", e.one().ID)
}

func againAttempts(e *env) {
	e.apply(inbox("lane", "1", "2"))
	for want := range 3 {
		it := e.one()
		require.Equal(e, want, it.Attempt)
		e.apply(again(it.Token))
	}
	it := e.one()
	e.apply(store.ChangeSet{Again: []store.Again{{Token: it.Token, Fresh: true}}})
	it = e.one()
	require.Equal(e, 3, it.Attempt, "progress is no failure")
	e.apply(done(it))
	require.Zero(e, e.one().Attempt, "the next item starts at 0")
}

func againNotBefore(e *env) {
	e.apply(inbox("lane", "1", "2"))
	e.apply(inbox("other", "x"))
	items := e.lease(10)
	require.Len(e, items, 2)
	for _, it := range items {
		c := done(it)
		if it.ID == "1" {
			c = store.ChangeSet{Again: []store.Again{{Token: it.Token, NotBefore: e.now.Add(time.Minute)}}}
		}
		e.apply(c)
	}
	require.Empty(e, e.lease(10), "the lane is kept back")
	e.pass(time.Minute - time.Millisecond)
	require.Empty(e, e.lease(10))
	e.pass(time.Millisecond)
	it := e.one()
	require.Equal(e, "1", it.ID)
	require.Equal(e, 1, it.Attempt)
	e.apply(again(it.Token))
	require.Equal(e, "1", e.one().ID, "an Again without NotBefore is not kept back")
}

func againValue(e *env) {
	e.apply(inbox("lane", "1"))
	for _, v := range [][]byte{[]byte("half way"), []byte("a much longer value than the one before"), {}} {
		it := e.one()
		e.apply(store.ChangeSet{Again: []store.Again{{Token: it.Token, Value: v}}})
		it = e.one()
		require.Equal(e, string(v), string(it.Value))
		require.Equal(e, "1", it.ID)
		e.apply(again(it.Token))
		it = e.one()
		require.Equal(e, string(v), string(it.Value), "nil keeps it")
		e.apply(again(it.Token))
	}
}

func againBeside(e *env) {
	e.apply(inbox("a", "a1"))
	e.apply(inbox("b", "b1"))
	items := e.lease(10)
	require.Len(e, items, 2)
	if items[0].ID != "a1" {
		items[0], items[1] = items[1], items[0]
	}
	c := inbox("a", "a2")
	c.Inbox = append(c.Inbox, inbox("b", "b2").Inbox...)
	c.Done = []store.Token{items[0].Token}
	c.Again = []store.Again{{Token: items[1].Token}}
	e.apply(c)
	e.depth(3, 0)
	require.ElementsMatch(e, []string{"a2", "b1"}, ids(e.lease(10)))
}
