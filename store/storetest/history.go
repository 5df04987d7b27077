package storetest

import (
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
)

var historyCases = []testCase{
	{"history_seq_and_order", historyOrder},
	{"history_subjects_are_apart", historySubjects},
	{"history_redacted_in_place", historyRedacted},
}

// history gives "seq=value" of the entries.
func (e *env) history(subject string, after uint64, limit int) []string {
	e.Helper()
	entries, err := e.s.History(e.Context(), subject, after, limit)
	require.NoError(e, err)
	out := []string{}
	for _, h := range entries {
		require.Equal(e, subject, h.Subject)
		out = append(out, fmt.Sprintf("%d=%s", h.Seq, h.Value))
	}
	return out
}

func entry(subject, value string, at time.Time) store.Entry {
	return store.Entry{Subject: subject, Seq: 99, At: at, Value: []byte(value)}
}

func historyOrder(e *env) {
	require.Empty(e, e.history("t/1", 0, 0))
	e.apply(store.ChangeSet{History: []store.Entry{entry("t/1", "a", e.now), entry("t/1", "b", e.now.Add(-time.Hour))}})
	var want = []string{"1=a", "2=b"}
	for i := 3; i <= 12; i++ {
		e.apply(store.ChangeSet{History: []store.Entry{entry("t/1", fmt.Sprint("n", i), e.now)}})
		want = append(want, fmt.Sprintf("%d=n%d", i, i))
	}
	require.Equal(e, want, e.history("t/1", 0, 0))
	require.Equal(e, want[:3], e.history("t/1", 0, 3))
	require.Equal(e, want[9:], e.history("t/1", 9, 100))
	require.Equal(e, want[4:6], e.history("t/1", 4, 2))
	require.Empty(e, e.history("t/1", 12, 0))
	require.Empty(e, e.history("t/1", ^uint64(0)>>1, 0))
	entries, err := e.s.History(e.Context(), "t/1", 1, 1)
	require.NoError(e, err)
	require.True(e, entries[0].At.Equal(e.now.Add(-time.Hour)), "at %s", entries[0].At)
}

// historyRedacted: another value, the same place and time; nothing is added, and a
// change that is not applied redacts nothing.
func historyRedacted(e *env) {
	for _, v := range []string{"a", "b", "c"} {
		e.apply(store.ChangeSet{History: []store.Entry{entry("t/1", v, e.now), entry("t/2", v, e.now)}})
		e.pass(time.Minute)
	}
	before, err := e.s.History(e.Context(), "t/1", 0, 0)
	require.NoError(e, err)
	redact := func(subject string, seq uint64, value string) store.Entry {
		return store.Entry{Subject: subject, Seq: seq, At: e.now.Add(time.Hour), Value: []byte(value)}
	}
	e.apply(store.ChangeSet{
		History: []store.Entry{entry("t/1", "d", e.now)},
		Redact:  []store.Entry{redact("t/1", 2, "-"), redact("t/1", 4, "x"), redact("t/1", 9, "nothing"), redact("t/3", 1, "nothing")},
	})
	require.Equal(e, []string{"1=a", "2=-", "3=c", "4=x"}, e.history("t/1", 0, 0), "also an entry of the same change")
	require.Equal(e, []string{"1=a", "2=b", "3=c"}, e.history("t/2", 0, 0), "a subject of its own")
	require.Empty(e, e.history("t/3", 0, 0), "nothing is there to redact")
	after, err := e.s.History(e.Context(), "t/1", 0, 0)
	require.NoError(e, err)
	for i := range before {
		require.True(e, before[i].At.Equal(after[i].At), "entry %d keeps its time", i+1)
	}
	r := e.commit(store.ChangeSet{
		Expect: []store.Expect{{Key: "k", Version: 7}}, Redact: []store.Entry{redact("t/1", 1, "never")},
	})
	require.Equal(e, store.Conflict, r.Outcome)
	e.reopen()
	require.Equal(e, []string{"1=a", "2=-", "3=c", "4=x"}, e.history("t/1", 0, 0))
	require.NoError(e, e.s.Check(e.Context()))
	e.apply(store.ChangeSet{History: []store.Entry{entry("t/1", "e", e.now)}})
	require.Equal(e, []string{"5=e"}, e.history("t/1", 4, 0), "counting goes on")
}

func historySubjects(e *env) {
	for _, s := range []string{"t/1", "t/10", "t/", "t", "t/1\x00", "t/1\x00\x00\x00\x00\x00\x00\x00\x01", "\xff"} {
		for i := range 3 {
			e.apply(store.ChangeSet{History: []store.Entry{entry(s, fmt.Sprint(s, i), e.now), entry("common", s, e.now)}})
		}
	}
	for _, s := range []string{"t/1", "t/10", "t/", "t", "t/1\x00", "t/1\x00\x00\x00\x00\x00\x00\x00\x01", "\xff"} {
		require.Equal(e, []string{"1=" + s + "0", "2=" + s + "1", "3=" + s + "2"}, e.history(s, 0, 0))
	}
	require.Len(e, e.history("common", 0, 0), 21)
}
