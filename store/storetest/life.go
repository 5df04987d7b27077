package storetest

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
)

var lifeCases = []testCase{
	{"context_cancelled", contextCancelled},
	{"context_cancelled_while_committing", contextCancelledMidway},
	{"closed_store", closedStore},
	{"close_waits_for_commits", closeWaits},
	{"check_of_a_sound_store", checkSound},
}

// calls runs every method of the store once and gives its error.
func (e *env) calls(ctx context.Context) map[string]error {
	_, load := e.s.Load(ctx, "a")
	_, list := e.s.List(ctx, "", "", 0)
	c := put("late", "x")
	c.Now = e.now
	_, commit := e.s.Commit(ctx, c)
	_, in := e.s.LeaseInbox(ctx, owner, e.now, 1, ttl)
	_, out := e.s.LeaseOutbox(ctx, owner, e.now, 1, ttl)
	_, due := e.s.DueTimers(ctx, owner, e.now, 1, ttl)
	_, lead := e.s.Lead(ctx, "name", owner, e.now, ttl)
	_, history := e.s.History(ctx, "s", 0, 0)
	_, _, depth := e.s.Depth(ctx)
	return map[string]error{
		"Load": load, "List": list, "Commit": commit, "LeaseInbox": in, "LeaseOutbox": out, "DueTimers": due,
		"Lead": lead, "History": history, "Depth": depth, "Backup": e.s.Backup(ctx, io.Discard), "Check": e.s.Check(ctx),
	}
}

func contextCancelled(e *env) {
	e.apply(inbox("lane", "item"))
	ctx, cancel := context.WithCancel(e.Context())
	cancel()
	for name, err := range e.calls(ctx) {
		require.ErrorIs(e, err, context.Canceled, name)
	}
	require.Equal(e, "item", e.one().ID, "nothing was leased in vain")
	_, err := e.lead("name", other)
	require.NoError(e, err)
}

// contextCancelledMidway gives up on commits at some moment and commits again:
// whatever happened the first time, the effect is there once.
func contextCancelledMidway(e *env) {
	e.atOnce(8, func(i int) error {
		for n := range 10 {
			id := fmt.Sprintf("%d/%d", i, n)
			c := delivered(inbox(id, "item"), "answer", id)
			c.Now = e.now
			ctx, cancel := context.WithCancel(e.Context())
			finished := make(chan error, 1)
			go func() {
				_, err := e.s.Commit(ctx, c)
				finished <- err
			}()
			cancel()
			if err := <-finished; err != nil && !errors.Is(err, context.Canceled) {
				return err
			}
			r, err := e.s.Commit(e.Context(), c)
			if err != nil {
				return err
			}
			if r.Outcome == store.Duplicate && string(r.Stored) != "answer" {
				return fmt.Errorf("stored result %q", r.Stored)
			}
		}
		return nil
	})
	e.depth(80, 0)
}

func closedStore(e *env) {
	e.apply(put("a", "1"))
	require.NoError(e, e.s.Close())
	for name, err := range e.calls(e.Context()) {
		require.ErrorIs(e, err, store.ErrClosed, name)
	}
	require.NoError(e, e.s.Close(), "closing twice does no harm")
	e.s = e.open(e.T, e.dir)
	e.absent("late")
	require.Equal(e, "1", e.value("a"))
}

// closeWaits closes while commits run: each is applied or told that it is not.
func closeWaits(e *env) {
	applied := make([]int, 8)
	e.atOnce(len(applied)+1, func(i int) error {
		if i == len(applied) {
			return e.s.Close()
		}
		for n := range 50 {
			c := put(store.Key(fmt.Sprintf("%d/%02d", i, n)), "x")
			c.Now = e.now
			_, err := e.s.Commit(e.Context(), c)
			if errors.Is(err, store.ErrClosed) {
				return nil
			}
			if err != nil {
				return err
			}
			applied[i]++
		}
		return nil
	})
	e.s = e.open(e.T, e.dir)
	for i, want := range applied {
		got, err := e.s.List(e.Context(), store.Key(fmt.Sprint(i, "/")), "", 0)
		require.NoError(e, err)
		require.Len(e, got, want)
	}
}

func checkSound(e *env) {
	require.NoError(e, e.s.Check(e.Context()))
	e.apply(e.full("k", []byte("v")))
	e.apply(put("b", "x"))
	e.apply(store.ChangeSet{Put: []store.Put{{Key: "b"}}})
	require.NoError(e, e.s.Check(e.Context()))
	e.pass(2 * store.KeepDeliveries)
	e.apply(put("c", "x"))
	require.NoError(e, e.s.Check(e.Context()))
}
