package storetest

import (
	"bytes"
	"fmt"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
)

var recordCases = []testCase{
	{"records_versions", recordVersions},
	{"records_delete", recordDelete},
	{"records_empty_value", recordEmptyValue},
	{"records_load_several", recordLoadSeveral},
	{"records_put_twice_in_one_set", recordPutTwice},
	{"list_order_and_prefix", listOrder},
	{"list_after_and_limit", listPages},
	{"list_limit_zero_is_1000", listDefault},
	{"returned_values_are_the_callers", returnedValues},
}

func recordVersions(e *env) {
	e.absent("ticket/1")
	for v := 1; v <= 3; v++ {
		e.apply(put("ticket/1", fmt.Sprint("v", v)))
		r := e.record("ticket/1")
		require.Equal(e, store.Version(v), r.Version)
		require.Equal(e, fmt.Sprint("v", v), string(r.Value))
	}
	e.apply(put("ticket/2", "x"))
	require.Equal(e, store.Version(3), e.record("ticket/1").Version, "another record's change counts here")
}

func recordDelete(e *env) {
	e.apply(put("a", "1"))
	e.apply(store.ChangeSet{Put: []store.Put{{Key: "a"}, {Key: "never/was"}}})
	e.absent("a", "never/was")
	e.apply(put("a", "2"))
	require.Equal(e, "2", e.value("a"))
}

func recordEmptyValue(e *env) {
	e.apply(store.ChangeSet{Put: []store.Put{{Key: "empty", Value: []byte{}}}})
	r := e.record("empty")
	require.NotZero(e, r.Version, "an empty value is no deletion")
	require.Empty(e, r.Value)
}

func recordLoadSeveral(e *env) {
	e.apply(store.ChangeSet{Put: []store.Put{{Key: "a", Value: []byte("A")}, {Key: "b", Value: []byte("B")}}})
	got, err := e.s.Load(e.Context(), "b", "none", "a", "b")
	require.NoError(e, err)
	var seen []string
	for _, r := range got {
		seen = append(seen, fmt.Sprintf("%s=%s/%d", r.Key, r.Value, r.Version))
	}
	require.Equal(e, []string{"b=B/1", "none=/0", "a=A/1", "b=B/1"}, seen)
	got, err = e.s.Load(e.Context())
	require.NoError(e, err)
	require.Empty(e, got)
}

func recordPutTwice(e *env) {
	e.apply(store.ChangeSet{Put: []store.Put{{Key: "a", Value: []byte("first")}, {Key: "a", Value: []byte("last")}}})
	require.Equal(e, "last", e.value("a"))
	e.apply(store.ChangeSet{Put: []store.Put{{Key: "a", Value: []byte("x")}, {Key: "a"}}})
	e.absent("a")
}

// list gives the keys that List finds.
func (e *env) list(prefix, after store.Key, limit int) []string {
	e.Helper()
	got, err := e.s.List(e.Context(), prefix, after, limit)
	require.NoError(e, err)
	keys := []string{}
	for _, r := range got {
		require.NotZero(e, r.Version)
		require.Equal(e, "value of "+string(r.Key), string(r.Value))
		keys = append(keys, string(r.Key))
	}
	return keys
}

func (e *env) fill(keys ...store.Key) {
	e.Helper()
	var c store.ChangeSet
	for _, k := range keys {
		c.Put = append(c.Put, store.Put{Key: k, Value: []byte("value of " + k)})
	}
	e.apply(c)
}

func listOrder(e *env) {
	e.fill("t/2", "t/10", "t/\xff", "t/", "t", "u/1", "s/9", "t/Z", "t/a", "t/\x00", "t/é")
	want := []string{"t/", "t/\x00", "t/10", "t/2", "t/Z", "t/a", "t/é", "t/\xff"}
	require.Equal(e, want, e.list("t/", "", 0), "byte order, and the prefix only")
	require.Equal(e, append(append([]string{"s/9", "t"}, want...), "u/1"), e.list("", "", 0))
	require.Empty(e, e.list("x", "", 0))
	e.apply(store.ChangeSet{Put: []store.Put{{Key: "t/Z"}}})
	require.NotContains(e, e.list("t/", "", 0), "t/Z")
}

func listPages(e *env) {
	var keys []store.Key
	for i := range 25 {
		keys = append(keys, store.Key(fmt.Sprintf("k/%02d", i)))
	}
	e.fill(append(keys, "j/1", "l/1")...)
	var all []string
	after := store.Key("")
	for range 10 {
		page := e.list("k/", after, 7)
		all = append(all, page...)
		if len(page) < 7 {
			break
		}
		after = store.Key(page[len(page)-1])
	}
	require.Len(e, all, 25)
	require.IsIncreasing(e, all)
	require.Equal(e, []string{"k/05"}, e.list("k/", "k/04", 1), "what comes after, not the key itself")
	require.Equal(e, []string{"k/05"}, e.list("k/", "k/04zzz", 1), "after need not exist")
	require.Equal(e, []string{"k/00"}, e.list("k/", "a", 1), "after may lie before the prefix")
	require.Empty(e, e.list("k/", "l/0", 5), "after may lie behind the prefix")
}

func listDefault(e *env) {
	for from := 0; from < 1005; from += 201 {
		var keys []store.Key
		for i := range 201 {
			keys = append(keys, store.Key(fmt.Sprintf("n/%04d", from+i)))
		}
		e.fill(keys...)
	}
	require.Len(e, e.list("n/", "", 0), 1000)
	require.Len(e, e.list("n/", "", 1004), 1004)
}

// returnedValues spoils everything a store gave out and reads it again. The values
// are long, because stores treat short ones in other ways.
func returnedValues(e *env) {
	value := bytes.Repeat([]byte("value "), 1000)
	same := func(b []byte) {
		e.Helper()
		require.True(e, bytes.Equal(value, b), "the store's own copy was changed")
		for i := range b {
			b[i] = '#'
		}
	}
	own := bytes.Clone(value)
	e.apply(e.full("k", own))
	same(own) // what the caller handed over is the caller's again, too
	for range 2 {
		same(e.record("k").Value)
		listed, err := e.s.List(e.Context(), "", "", 0)
		require.NoError(e, err)
		same(listed[0].Value)
		same(e.one().Value)
		same(e.leaseOut(1)[0].Value)
		same(e.due(1)[0].Value)
		entries, err := e.s.History(e.Context(), "k", 0, 0)
		require.NoError(e, err)
		same(entries[0].Value)
		same(e.commit(store.ChangeSet{Deliveries: []store.Delivery{{Key: "k"}}}).Stored)
		e.pass(2 * ttl)
	}
}
