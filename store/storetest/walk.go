package storetest

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
)

var modelCases = []testCase{
	{"model_seed_1", func(e *env) { walk(e, 1) }},
	{"model_seed_2", func(e *env) { walk(e, 2) }},
	{"model_seed_3", func(e *env) { walk(e, 3) }},
	{"model_seed_4", func(e *env) { walk(e, 4) }},
	{"model_seed_5", func(e *env) { walk(e, 5) }},
	{"model_seed_6", func(e *env) { walk(e, 6) }},
}

// walker does the same random things to a store and to the model.
type walker struct {
	*env
	*rand.Rand
	m *model
	// tokens were leased once; many are stale.
	tokens []store.Token
	n      int
}

const walkSteps = 200

func walk(e *env, seed uint64) {
	w := &walker{env: e, Rand: rand.New(rand.NewPCG(seed, 7)), m: newModel()}
	for w.n = range walkSteps {
		switch k := w.IntN(20); {
		case k < 9:
			w.commitSome()
		case k < 14:
			w.leaseSome(w.IntN(2) == 0)
		case k < 16:
			w.dueSome()
		case k < 18:
			w.pass(time.Duration(w.IntN(40)) * time.Second)
		case k == 18 && w.IntN(4) == 0:
			w.reopen()
		default:
			w.compare()
		}
	}
	w.compare()
	w.reopen()
	w.compare()
	require.NoError(e, e.s.Check(e.Context()))
}

// some gives up to n things.
func some[T any](w *walker, n int, one func() T) []T {
	var out []T
	for range w.IntN(n + 1) {
		out = append(out, one())
	}
	return out
}

func (w *walker) key() store.Key   { return store.Key(fmt.Sprint("k/", w.IntN(6))) }
func (w *walker) text() []byte     { return []byte(strings.Repeat(fmt.Sprint(w.n, "."), w.IntN(40))) }
func (w *walker) later() time.Time { return w.now.Add(time.Duration(w.IntN(60)-20) * time.Second) }

func (w *walker) token() store.Token {
	if len(w.tokens) == 0 {
		return store.Token{Queue: "inbox", Seq: 1, Fence: 1}
	}
	return w.tokens[max(0, len(w.tokens)-1-w.IntN(6))]
}

func (w *walker) push() store.Push {
	p := store.Push{ID: fmt.Sprint("i", w.n), Lane: fmt.Sprint("lane", w.IntN(4)), Value: w.text()}
	if w.IntN(4) == 0 {
		p.NotBefore = w.later()
	}
	return p
}

// changeSet makes a set that is right more often than not.
func (w *walker) changeSet() store.ChangeSet {
	c := store.ChangeSet{Now: w.now, Result: w.text(), Inbox: some(w, 2, w.push), Outbox: some(w, 2, w.push)}
	c.Put = some(w, 3, func() store.Put {
		if w.IntN(4) == 0 {
			return store.Put{Key: w.key()}
		}
		return store.Put{Key: w.key(), Value: w.text()}
	})
	c.Expect = some(w, 1, func() store.Expect {
		k := w.key()
		return store.Expect{Key: k, Version: w.m.records[k].Version + store.Version(w.IntN(6)/5)}
	})
	if w.IntN(2) == 0 {
		c.Deliveries = []store.Delivery{{Key: fmt.Sprint("d", w.IntN(40)), Sum: uint32(w.IntN(3))}}
	}
	if w.IntN(2) == 0 {
		c.Done = some(w, 1, w.token)
		c.Again = some(w, 1, func() store.Again {
			a := store.Again{Token: w.token(), Fresh: w.IntN(2) == 0}
			if w.IntN(2) == 0 {
				a.NotBefore, a.Value = w.later(), w.text()
			}
			return a
		})
	}
	c.Timers = some(w, 2, func() store.Timer {
		return store.Timer{ID: fmt.Sprint("t", w.IntN(8)), Due: w.later(), Value: w.text()}
	})
	c.Cancel = some(w, 1, func() string { return fmt.Sprint("t", w.IntN(8)) })
	c.History = some(w, 2, func() store.Entry {
		return store.Entry{Subject: fmt.Sprint("s", w.IntN(3)), At: w.now, Value: w.text()}
	})
	c.Redact = some(w, 1, func() store.Entry {
		return store.Entry{Subject: fmt.Sprint("s", w.IntN(4)), Seq: uint64(w.IntN(40)), At: w.now, Value: w.text()}
	})
	return c
}

func (w *walker) commitSome() {
	c := w.changeSet()
	allowed, want := w.m.commit(c)
	got, err := w.s.Commit(w.Context(), c)
	if errors.Is(err, store.ErrFenced) {
		got.Outcome, err = fenced, nil
	}
	require.NoError(w, err, "operation %d", w.n)
	require.Contains(w, allowed, got.Outcome, "operation %d", w.n)
	require.Equal(w, string(want.Stored), string(got.Stored), "operation %d", w.n)
	require.Equal(w, want.Differs, got.Differs, "operation %d", w.n)
}

func (w *walker) leaseSome(in bool) {
	queue, lease := "outbox", w.s.LeaseOutbox
	if in {
		queue, lease = "inbox", w.s.LeaseInbox
	}
	free, limit := w.m.free(queue, w.now), w.IntN(6)
	got, err := lease(w.Context(), owner, w.now, limit, 30*time.Second)
	require.NoError(w, err)
	require.Len(w, got, min(limit, len(free)), "operation %d", w.n)
	for _, it := range got {
		want := free[it.Lane]
		require.NotNil(w, want, "operation %d: lane %s is not free or was given twice", w.n, it.Lane)
		delete(free, it.Lane)
		require.Equal(w, []any{want.id, want.value, want.attempt}, []any{it.ID, string(it.Value), it.Attempt}, "operation %d", w.n)
		want.leased, want.token, want.until = true, it.Token, w.now.Add(30*time.Second)
		w.tokens = append(w.tokens, it.Token)
	}
}

func (w *walker) dueSome() {
	want, limit := w.m.due(w.now), w.IntN(5)
	got, err := w.s.DueTimers(w.Context(), owner, w.now, limit, 30*time.Second)
	require.NoError(w, err)
	require.Len(w, got, min(limit, len(want)), "operation %d", w.n)
	for i, t := range got {
		require.Contains(w, want, t.ID, "operation %d", w.n)
		known := w.m.timers[t.ID]
		require.True(w, t.Due.Equal(w.m.timers[want[i]].due), "operation %d: not the earliest first", w.n)
		require.True(w, t.Due.Equal(known.due))
		require.Equal(w, known.value, string(t.Value))
		require.False(w, known.until.After(w.now), "operation %d: timer %s was given twice", w.n, t.ID)
		known.until = w.now.Add(30 * time.Second)
	}
}

// compare reads everything.
func (w *walker) compare() {
	w.depth(len(w.m.queues["inbox"]), len(w.m.queues["outbox"]))
	listed, err := w.s.List(w.Context(), "k/", "", 0)
	require.NoError(w, err)
	require.Len(w, listed, len(w.m.records), "operation %d", w.n)
	require.True(w, slices.IsSortedFunc(listed, func(a, b store.Record) int { return cmp.Compare(a.Key, b.Key) }))
	for _, r := range listed {
		want := w.m.records[r.Key]
		require.Equal(w, want.Version, r.Version, "operation %d: %s", w.n, r.Key)
		require.Equal(w, string(want.Value), string(r.Value), "operation %d: %s", w.n, r.Key)
	}
	for subject, want := range w.m.history {
		var lines []string
		for _, h := range want {
			lines = append(lines, fmt.Sprintf("%d=%s", h.Seq, h.Value))
		}
		require.Equal(w, lines, w.history(subject, 0, 0), "operation %d", w.n)
	}
}
