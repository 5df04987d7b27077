package desk

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

func TestWhatWaitsBehindAMessage(t *testing.T) {
	var b behind
	said := func(text string) bot.Message { return bot.Message{Kind: bot.Said, Text: text} }
	b.expect("ann", "1", said("one"))
	b.arrived("ann", "1")
	b.expect("ann", "2", said("two"))
	_, ok := b.next("ann", "1")
	require.False(t, ok, "it is not on disk yet, so it may never be handled")
	b.arrived("ann", "2")
	b.expect("bob", "3", said("three"))
	b.arrived("bob", "3")
	m, ok := b.next("ann", "1")
	require.True(t, ok)
	require.Equal(t, "two", m.Text)
	for _, last := range [][2]string{{"ann", "2"}, {"bob", "3"}, {"ann", "9"}, {"eve", "1"}} {
		_, ok := b.next(last[0], last[1])
		require.False(t, ok, last)
	}
	b.forget("ann", "2")
	_, ok = b.next("ann", "1")
	require.False(t, ok, "it is handled")
	for _, id := range []string{"1", "2", "1"} {
		b.forget("ann", id)
	}
	b.forget("bob", "3")
	require.Zero(t, b.count)
	require.Empty(t, b.lanes, "nothing is left behind")
}

func TestWhatWaitsIsBounded(t *testing.T) {
	var b behind
	for i := range 3 * maxBehind {
		b.expect("lane "+strconv.Itoa(i), "id", bot.Message{})
		require.LessOrEqual(t, len(b.lanes), maxBehind)
	}
}
