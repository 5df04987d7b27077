package storetest

import (
	"errors"
	"fmt"
	"sync"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
)

var groupCases = []testCase{
	{"neighbours_unharmed", neighboursUnharmed},
	{"token_used_at_once", tokenUsedAtOnce},
	{"counter_at_once", counterAtOnce},
	{"history_at_once", historyAtOnce},
}

// atOnce runs n calls of do side by side and wants no error.
func (e *env) atOnce(n int, do func(i int) error) {
	e.Helper()
	errs := make([]error, n)
	gate := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-gate
			errs[i] = do(i)
		})
	}
	close(gate)
	wg.Wait()
	require.NoError(e, errors.Join(errs...))
}

// neighboursUnharmed commits good sets beside sets that fail in every way.
func neighboursUnharmed(e *env) {
	e.apply(delivered(put("seen", "1"), "", "seen"))
	big := make([]byte, store.MaxValue+1)
	bad := []struct {
		c    store.ChangeSet
		want error
	}{
		{expecting(put("bad", "x"), "seen", 9), nil},
		{delivered(put("bad", "x"), "", "seen"), nil},
		{store.ChangeSet{Put: []store.Put{{Key: "bad", Value: big}}}, store.ErrTooLarge},
		{store.ChangeSet{Put: []store.Put{{Key: "bad", Value: []byte("x")}}, Done: []store.Token{{Queue: "inbox", Seq: 77, Fence: 1}}}, store.ErrFenced},
	}
	for round := range 10 {
		e.atOnce(24, func(i int) error {
			if i%2 == 0 {
				c := delivered(put(store.Key(fmt.Sprintf("good/%d/%d", round, i)), "x"), "", fmt.Sprint("good/", round, "/", i))
				c.Now = e.now
				c.Outbox = []store.Push{{ID: "o", Lane: fmt.Sprint(i), Value: []byte("o")}}
				r, err := e.s.Commit(e.Context(), c)
				if err == nil && r.Outcome != store.Applied {
					return fmt.Errorf("a good set: %s", r.Outcome)
				}
				return err
			}
			b := bad[i/2%len(bad)]
			b.c.Now = e.now
			r, err := e.s.Commit(e.Context(), b.c)
			if r.Outcome == store.Applied || !errors.Is(err, b.want) {
				return fmt.Errorf("a bad set: %s, %w", r.Outcome, err)
			}
			return nil
		})
	}
	e.absent("bad")
	good, err := e.s.List(e.Context(), "good/", "", 0)
	require.NoError(e, err)
	require.Len(e, good, 120)
	e.depth(0, 120)
}

// tokenUsedAtOnce finishes one item eight times at once: one wins.
func tokenUsedAtOnce(e *env) {
	for round := range 20 {
		e.apply(inbox("lane", "item"))
		it := e.one()
		won := make([]bool, 8)
		e.atOnce(len(won), func(i int) error {
			c := store.ChangeSet{Now: e.now, Done: []store.Token{it.Token}}
			c.Outbox = []store.Push{{ID: "reply", Lane: "lane", Value: []byte("r")}}
			r, err := e.s.Commit(e.Context(), c)
			won[i] = err == nil && r.Outcome == store.Applied
			if errors.Is(err, store.ErrFenced) {
				return nil
			}
			return err
		})
		winners := 0
		for _, w := range won {
			if w {
				winners++
			}
		}
		require.Equal(e, 1, winners)
		e.depth(0, round+1)
	}
}

// counterAtOnce adds up with compare and set; no addition may get lost.
func counterAtOnce(e *env) {
	const people, each = 4, 10
	e.atOnce(people, func(int) error {
		for range each {
			if err := e.addOne("counter"); err != nil {
				return err
			}
		}
		return nil
	})
	require.Len(e, e.value("counter"), people*each)
	require.Equal(e, store.Version(people*each), e.record("counter").Version)
}

func (e *env) addOne(key store.Key) error {
	for range 1000 {
		got, err := e.s.Load(e.Context(), key)
		if err != nil {
			return err
		}
		c := expecting(put(key, string(got[0].Value)+"x"), key, got[0].Version)
		c.Now = e.now
		r, err := e.s.Commit(e.Context(), c)
		if err != nil || r.Outcome == store.Applied {
			return err
		}
	}
	return errors.New("a thousand conflicts in a row")
}

// historyAtOnce appends to one subject from all sides; numbers have no gap.
func historyAtOnce(e *env) {
	e.atOnce(8, func(i int) error {
		for n := range 10 {
			c := store.ChangeSet{Now: e.now, History: []store.Entry{{Subject: "s", At: e.now, Value: fmt.Appendf(nil, "%d/%d", i, n)}}}
			if _, err := e.s.Commit(e.Context(), c); err != nil {
				return err
			}
		}
		return nil
	})
	entries, err := e.s.History(e.Context(), "s", 0, 0)
	require.NoError(e, err)
	require.Len(e, entries, 80)
	seen := map[string]bool{}
	for i, entry := range entries {
		require.Equal(e, uint64(i+1), entry.Seq)
		seen[string(entry.Value)] = true
	}
	require.Len(e, seen, 80)
}
