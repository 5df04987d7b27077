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
