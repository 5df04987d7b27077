package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestKnownIssue(t *testing.T) {
	now := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	bob := Person{ID: "test:bob", Name: "Bob"}
	refused := func(err error, reason Reason) {
		t.Helper()
		var no *Refusal
		require.ErrorAs(t, err, &no)
		require.Equal(t, reason, no.Reason)
	}

	_, err := Declare(" \n", bob, now)
	refused(err, KnownEmpty)
	_, err = Declare(strings.Repeat("x", MaxKnownText+1), bob, now)
	refused(err, KnownTooLong)

	k, err := Declare("Search is slow", bob, now, KnownWay{Text: "cannot\nsearch ", Ticket: 3}, KnownWay{Text: " "})
	require.NoError(t, err)
	k.Number = 2
	require.Equal(t, "K2", k.Name())
	require.True(t, k.Running())
	require.Equal(t, []KnownWay{{Text: "cannot search", Ticket: 3}}, k.Ways)
	require.Equal(t, 1, k.Edition())

	before := k
	require.NoError(t, k.Update("Search is down", bob, now.Add(time.Hour)))
	require.Equal(t, "Search is slow", before.Text(), "a copy is not changed")
	require.Equal(t, "Search is down", k.Text())
	refused(k.Update("", bob, now), KnownEmpty)

	require.NoError(t, k.Fix("", bob, now.Add(2*time.Hour)))
	require.Equal(t, "Search is down", k.Text(), "what it is called afterwards")
	require.Equal(t, 3, k.Edition())
	refused(k.Update("again", bob, now), KnownOver)
	refused(k.Fix("again", bob, now), KnownOver)
	refused(k.TakeBack(bob, now), KnownOver)
	k.ForgetTicket(3)
	require.Empty(t, k.Ways)

	k, err = Declare("Search is slow", bob, now)
	require.NoError(t, err)
	for k.Edition() < MaxKnownNews-1 {
		require.NoError(t, k.Update("more", bob, now))
	}
	refused(k.Update("more", bob, now), KnownTooMany)
	refused(k.Fix(strings.Repeat("x", MaxKnownText+1), bob, now), KnownTooLong)
	require.NoError(t, k.Fix("There is always room for the end.", bob, now))
}

func TestNamesOfKnownIssues(t *testing.T) {
	for s, want := range map[string]int{"K1": 1, "k12": 12, "#K3:": 3, "K": 0, "K0": 0, "12": 0, "K-1": 0, "K+1": 0, "kk": 0, "": 0, "K1234567890": 0, "K1x": 0} {
		n, ok := ParseKnown(s)
		require.Equal(t, want, max(n, 0)*map[bool]int{true: 1}[ok], "%q", s)
	}
}
