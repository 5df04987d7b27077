package storetest

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
)

var limitCases = []testCase{
	{"limits_largest_values", largestValues},
	{"limits_too_large", tooLarge},
	{"limits_items", tooManyItems},
	{"text_of_every_kind", textOfEveryKind},
}

// full is a set that puts value everywhere under key.
func (e *env) full(key string, value []byte) store.ChangeSet {
	return store.ChangeSet{
		Deliveries: []store.Delivery{{Key: key, Sum: 1}}, Result: value,
		Put:     []store.Put{{Key: store.Key(key), Value: value}},
		Inbox:   []store.Push{{ID: key, Lane: key, Value: value}},
		Outbox:  []store.Push{{ID: key, Lane: key, Value: value}},
		Timers:  []store.Timer{{ID: key, Due: e.now, Value: value}},
		History: []store.Entry{{Subject: key, At: e.now, Value: value}},
	}
}

// holds wants everything that full(key, value) put in, in a store without more.
func (e *env) holds(key string, value []byte) {
	e.Helper()
	same := func(what string, got []byte) {
		e.Helper()
		require.True(e, bytes.Equal(value, got), "%s: %d bytes came back for %d", what, len(got), len(value))
	}
	r := e.record(store.Key(key))
	require.NotZero(e, r.Version)
	same("record", r.Value)
	listed, err := e.s.List(e.Context(), store.Key(key), "", 0)
	require.NoError(e, err)
	require.Len(e, listed, 1)
	require.Equal(e, store.Key(key), listed[0].Key)
	same("listed record", listed[0].Value)
	again := e.commit(store.ChangeSet{Deliveries: []store.Delivery{{Key: key, Sum: 1}}})
	require.Equal(e, store.Duplicate, again.Outcome)
	same("result", again.Stored)
	for what, items := range map[string][]store.Item{"inbox": e.lease(10), "outbox": e.leaseOut(10)} {
		require.Len(e, items, 1)
		require.Equal(e, [2]string{key, key}, [2]string{items[0].ID, items[0].Lane})
		same(what, items[0].Value)
		e.apply(done(items...))
	}
	due := e.due(10)
	require.Equal(e, []string{key}, timerIDs(due))
	same("timer", due[0].Value)
	e.apply(store.ChangeSet{Cancel: []string{key}})
	entries, err := e.s.History(e.Context(), key, 0, 0)
	require.NoError(e, err)
	require.Len(e, entries, 1)
	same("entry", entries[0].Value)
}

func largestValues(e *env) {
	value := bytes.Repeat([]byte("0123456789abcdef"), store.MaxValue/16)
	key := strings.Repeat("k", store.MaxKey)
	e.apply(e.full(key, value))
	e.reopen()
	e.holds(key, value)
}

func tooLarge(e *env) {
	key, value := "k", []byte("v")
	big, long := make([]byte, store.MaxValue+1), strings.Repeat("k", store.MaxKey+1)
	it := e.keep()
	for name, spoil := range map[string]func(c *store.ChangeSet){
		"result":       func(c *store.ChangeSet) { c.Result = big },
		"delivery key": func(c *store.ChangeSet) { c.Deliveries[0].Key = long },
		"record":       func(c *store.ChangeSet) { c.Put[0].Value = big },
		"record key":   func(c *store.ChangeSet) { c.Put[0].Key = store.Key(long) },
		"inbox":        func(c *store.ChangeSet) { c.Inbox[0].Value = big },
		"inbox lane":   func(c *store.ChangeSet) { c.Inbox[0].Lane = long },
		"inbox id":     func(c *store.ChangeSet) { c.Inbox[0].ID = long },
		"outbox":       func(c *store.ChangeSet) { c.Outbox[0].Value = big },
		"outbox lane":  func(c *store.ChangeSet) { c.Outbox[0].Lane = long },
		"again":        func(c *store.ChangeSet) { c.Again = []store.Again{{Token: it.Token, Value: big}} },
		"timer":        func(c *store.ChangeSet) { c.Timers[0].Value = big },
		"timer id":     func(c *store.ChangeSet) { c.Timers[0].ID = long },
		"history":      func(c *store.ChangeSet) { c.History[0].Value = big },
		"subject":      func(c *store.ChangeSet) { c.History[0].Subject = long },
		"redact":       func(c *store.ChangeSet) { c.Redact = []store.Entry{{Subject: "s", Seq: 1, Value: big}} },
	} {
		c := e.full(key, value)
		spoil(&c)
		c.Now = e.now
		_, err := e.s.Commit(e.Context(), c)
		require.ErrorIs(e, err, store.ErrTooLarge, name)
	}
	e.absent("k")
	e.depth(1, 0)
	e.nothingFrom("x")
	e.apply(done(it))
}

func tooManyItems(e *env) {
	var c store.ChangeSet
	for i := range store.MaxItems {
		c.Put = append(c.Put, store.Put{Key: store.Key(fmt.Sprintf("k/%03d", i)), Value: []byte("v")})
	}
	more := c
	more.Inbox = []store.Push{{ID: "one more"}}
	e.refuse(more, store.ErrTooLarge)
	e.absent("k/000")
	e.depth(0, 0)
	e.apply(c)
	got, err := e.s.List(e.Context(), "k/", "", store.MaxItems+1)
	require.NoError(e, err)
	require.Len(e, got, store.MaxItems)
}

func textOfEveryKind(e *env) {
	for _, text := range []string{
		"a\x00b", "\x00", "emoji 🧑‍🏫👍🏽", `quo'te" \ % _ ; -- $1 {}`, "مرحبا بالعالم", "\u202eright to left\u202c",
		"invalid \xff\xfe\xc3\x28 bytes", "\xed\xa0\x80", "new\r\nline\ttab", " spaces ", "NULL", "é / e\u0301", "a//b/", "\xff\xff\xff",
	} {
		e.apply(e.full(text, []byte(text)))
		e.holds(text, []byte(text))
		e.apply(store.ChangeSet{Put: []store.Put{{Key: store.Key(text)}}})
	}
}
