package storetest

import (
	"fmt"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
)

var laneCases = []testCase{
	{"lane_order", laneOrder},
	{"lane_does_not_block_others", laneBlocksNobody},
	{"lane_order_over_many_sets", laneOrderManySets},
	{"lease_respects_max", leaseMax},
	{"lease_is_fair", leaseFair},
	{"inbox_and_outbox_are_apart", queuesApart},
	{"depth", depthCounts},
}

// laneOrder goes past ten, where "10" would sort before "9".
func laneOrder(e *env) {
	var want []string
	for i := range 25 {
		want = append(want, fmt.Sprint(i))
	}
	e.apply(inbox("lane", want...))
	var got []string
	for range want {
		it := e.one()
		require.Equal(e, "lane", it.Lane)
		require.Equal(e, it.ID, string(it.Value))
		require.Zero(e, it.Attempt)
		got = append(got, it.ID)
		e.apply(done(it))
	}
	require.Equal(e, want, got)
	require.Empty(e, e.lease(10))
}

func laneOrderManySets(e *env) {
	for i := range 12 {
		c := inbox("a", fmt.Sprint("a", i))
		c.Inbox = append(c.Inbox, inbox("b", fmt.Sprint("b", i)).Inbox...)
		e.apply(c)
	}
	for i := range 12 {
		items := e.lease(10)
		require.ElementsMatch(e, []string{fmt.Sprint("a", i), fmt.Sprint("b", i)}, ids(items))
		c := done(items...) // what is added in the same set goes to the end
		c.Inbox = inbox("a", fmt.Sprint("a", 12+i)).Inbox
		e.apply(c)
	}
	for i := range 12 {
		it := e.one()
		require.Equal(e, fmt.Sprint("a", 12+i), it.ID)
		e.apply(done(it))
	}
	e.depth(0, 0)
}

func laneBlocksNobody(e *env) {
	e.apply(inbox("a", "a1", "a2"))
	a1 := e.one()
	e.apply(inbox("b", "b1"))
	b1 := e.one()
	require.Equal(e, "b1", b1.ID)
	require.Empty(e, e.lease(10), "a2 waits for a1")
	e.apply(done(b1))
	require.Empty(e, e.lease(10))
	e.apply(done(a1))
	require.Equal(e, "a2", e.one().ID)
}

func leaseMax(e *env) {
	for i := range 9 {
		e.apply(inbox(fmt.Sprint("lane", i), fmt.Sprint(i)))
	}
	require.Empty(e, e.lease(0))
	require.Len(e, e.lease(4), 4)
	require.Len(e, e.lease(4), 4)
	require.Len(e, e.lease(4), 1)
	require.Empty(e, e.lease(4))
}

// leaseFair has lanes that never run empty; no lane may wait for ever.
func leaseFair(e *env) {
	const lanes, rounds = 6, 60
	for i := range lanes {
		var all []string
		for n := range rounds {
			all = append(all, fmt.Sprintf("%d/%d", i, n))
		}
		e.apply(inbox(fmt.Sprint("lane", i), all...))
	}
	served := map[string]int{}
	for range rounds {
		items := e.lease(2)
		require.Len(e, items, 2)
		for _, it := range items {
			served[it.Lane]++
		}
		e.apply(done(items...))
	}
	require.Len(e, served, lanes)
	for lane, n := range served {
		require.GreaterOrEqual(e, n, rounds*2/lanes/2, "%s got less than half of its share", lane)
	}
}

func queuesApart(e *env) {
	c := inbox("lane", "in")
	c.Outbox = []store.Push{{ID: "out", Lane: "lane", Value: []byte("out")}}
	e.apply(c)
	in, out := e.one(), e.leaseOut(10)
	require.Equal(e, "in", in.ID)
	require.Equal(e, []string{"out"}, ids(out))
	swapped := out[0].Token
	swapped.Queue = in.Token.Queue
	if swapped != in.Token { // numbers and fences of the queues may or may not be alike
		e.refuse(store.ChangeSet{Done: []store.Token{swapped}}, store.ErrFenced)
	}
	e.refuse(store.ChangeSet{Done: []store.Token{{Queue: "nosuch", Seq: in.Token.Seq, Fence: in.Token.Fence}}}, store.ErrFenced)
	e.refuse(store.ChangeSet{Done: []store.Token{{}}}, store.ErrFenced)
	e.apply(done(in))
	e.depth(0, 1)
	e.apply(done(out...))
	e.depth(0, 0)
}

func depthCounts(e *env) {
	e.depth(0, 0)
	c := inbox("a", "1", "2", "3")
	c.Outbox = []store.Push{{Lane: "x", NotBefore: e.now.Add(ttl)}, {Lane: "y"}}
	e.apply(c)
	e.depth(3, 2)
	it := e.one()
	e.depth(3, 2) // leased ones count
	e.apply(store.ChangeSet{Again: []store.Again{{Token: it.Token}}})
	e.depth(3, 2)
	e.apply(done(e.one()))
	e.depth(2, 2)
}
