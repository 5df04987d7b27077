package storetest

import (
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
)

var leadCases = []testCase{
	{"lead_one_at_a_time", leadOne},
	{"lead_names_are_apart", leadNames},
	{"lead_at_once", leadAtOnce},
}

func (e *env) lead(name string, who store.Owner) (uint64, error) {
	return e.s.Lead(e.Context(), name, who, e.now, ttl)
}

func leadOne(e *env) {
	first, err := e.lead("poller", owner)
	require.NoError(e, err)
	_, err = e.lead("poller", other)
	require.ErrorIs(e, err, store.ErrNotLeader)
	e.pass(ttl - time.Millisecond)
	renewed, err := e.lead("poller", owner)
	require.NoError(e, err)
	require.Equal(e, first, renewed, "the same leader keeps its fence")
	e.pass(ttl - time.Millisecond)
	_, err = e.lead("poller", other)
	require.ErrorIs(e, err, store.ErrNotLeader, "renewing prolongs")
	e.pass(time.Millisecond)
	second, err := e.lead("poller", other)
	require.NoError(e, err)
	require.Greater(e, second, first)
	_, err = e.lead("poller", owner)
	require.ErrorIs(e, err, store.ErrNotLeader)
	e.reopen()
	third, err := e.lead("poller", owner)
	require.NoError(e, err)
	require.Greater(e, third, second, "fences grow over restarts")
}

func leadNames(e *env) {
	_, err := e.lead("telegram", owner)
	require.NoError(e, err)
	_, err = e.lead("reports", other)
	require.NoError(e, err)
	_, err = e.lead("telegram", other)
	require.ErrorIs(e, err, store.ErrNotLeader)
}

func leadAtOnce(e *env) {
	for round := range 10 {
		won := make([]bool, 8)
		e.atOnce(len(won), func(i int) error {
			_, err := e.s.Lead(e.Context(), fmt.Sprint("round", round), store.Owner(fmt.Sprint("desk-", i)), e.now, ttl)
			won[i] = err == nil
			return nil
		})
		leaders := 0
		for _, w := range won {
			if w {
				leaders++
			}
		}
		require.Equal(e, 1, leaders)
	}
}
