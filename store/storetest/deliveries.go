package storetest

import (
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
)

var deliveryCases = []testCase{
	{"delivery_takes_effect_once", deliveryOnce},
	{"delivery_wins_over_expect", deliveryWinsOverExpect},
	{"delivery_wins_over_stale_token", deliveryWinsOverToken},
	{"delivery_with_another_body", deliveryDiffers},
	{"delivery_one_of_several", deliveryOneOfSeveral},
	{"delivery_kept_eight_days", deliveryKept},
	{"delivery_at_once", deliveryAtOnce},
}

func delivered(c store.ChangeSet, result string, keys ...string) store.ChangeSet {
	for _, k := range keys {
		c.Deliveries = append(c.Deliveries, store.Delivery{Key: k})
	}
	c.Result = []byte(result)
	return c
}

func (e *env) duplicate(c store.ChangeSet, stored string) store.Result {
	e.Helper()
	r := e.commit(c)
	require.Equal(e, store.Duplicate.String(), r.Outcome.String())
	require.Equal(e, stored, string(r.Stored))
	return r
}

func deliveryOnce(e *env) {
	c := delivered(put("a", "1"), "answer", "telegram:update:1")
	e.apply(c)
	for range 3 {
		require.False(e, e.duplicate(c, "answer").Differs)
	}
	require.Equal(e, store.Version(1), e.record("a").Version)
	e.apply(delivered(put("a", "2"), "", "telegram:update:2"))
	e.duplicate(delivered(put("a", "3"), "other", "telegram:update:2"), "")
	require.Equal(e, "2", e.value("a"))
}

func deliveryWinsOverExpect(e *env) {
	c := expecting(delivered(put("a", "1"), "answer", "d"), "a", 0)
	e.apply(c)
	e.duplicate(c, "answer") // its Expect no longer holds
}

func deliveryWinsOverToken(e *env) {
	e.apply(inbox("lane", "item"))
	c := delivered(done(e.one()), "answer", "d")
	e.apply(c)
	e.duplicate(c, "answer") // its token is gone
}

func deliveryDiffers(e *env) {
	with := func(sum uint32) store.ChangeSet {
		return store.ChangeSet{Deliveries: []store.Delivery{{Key: "d", Sum: sum}}, Result: []byte("r")}
	}
	e.apply(with(11))
	require.False(e, e.duplicate(with(11), "r").Differs)
	require.True(e, e.duplicate(with(12), "r").Differs)
	require.False(e, e.duplicate(with(0), "r").Differs, "0 is not compared")
	e.apply(store.ChangeSet{Deliveries: []store.Delivery{{Key: "without"}}})
	r := e.commit(store.ChangeSet{Deliveries: []store.Delivery{{Key: "without", Sum: 5}}})
	require.Equal(e, store.Duplicate, r.Outcome)
	require.False(e, r.Differs, "a stored 0 is not compared")
}

func deliveryOneOfSeveral(e *env) {
	e.apply(delivered(put("a", "1"), "one", "d1"))
	e.duplicate(delivered(put("a", "2"), "two", "d2", "d1"), "one")
	require.Equal(e, "1", e.value("a"))
	e.apply(delivered(put("a", "3"), "three", "d2", "d3")) // d2 was not remembered
	e.duplicate(delivered(put("a", "4"), "", "d3"), "three")
}

func deliveryKept(e *env) {
	c := delivered(put("a", "1"), "answer", "d")
	e.apply(c)
	e.pass(store.KeepDeliveries - time.Millisecond)
	for i := range 3 {
		e.apply(put("b", fmt.Sprint(i)))
	}
	e.duplicate(c, "answer")
	e.pass(time.Hour)
	for i := range 3 { // a store may drop old ones a few commits later
		e.apply(put("b", fmt.Sprint(i)))
	}
	e.apply(c)
	e.duplicate(c, "answer")
}

// deliveryAtOnce races eight commits of one delivery, twenty times.
func deliveryAtOnce(e *env) {
	for round := range 20 {
		key := fmt.Sprint("round/", round)
		outcomes := make([]store.Outcome, 8)
		e.atOnce(len(outcomes), func(i int) error {
			c := delivered(inbox(key, "item"), "answer", key)
			c.Now = e.now
			r, err := e.s.Commit(e.Context(), c)
			outcomes[i] = r.Outcome
			if err == nil && r.Outcome == store.Duplicate && string(r.Stored) != "answer" {
				return fmt.Errorf("duplicate with the result %q", r.Stored)
			}
			return err
		})
		count := map[store.Outcome]int{}
		for _, o := range outcomes {
			count[o]++
		}
		require.Equal(e, map[store.Outcome]int{store.Applied: 1, store.Duplicate: 7}, count)
		e.depth(round+1, 0)
	}
}
