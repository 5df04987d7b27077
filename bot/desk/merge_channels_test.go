package desk_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

// otherChat is a second service that people are on.
type otherChat struct{ *smallChat }

func (otherChat) Name() string { return "other" }

// TestOneAnswerReachesEveryChannel: tickets of one problem were merged, and whoever
// asked, on whichever service, gets the one answer there and nothing of the other.
func TestOneAnswerReachesEveryChannel(t *testing.T) {
	s := newSmallDesk(t)
	other := otherChat{&smallChat{}}
	require.NoError(t, s.Attach(other))
	s.says("ann", "ann", "person")
	s.says("ann", "ann", "ann cannot search")
	for i, text := range []string{"person", "zoe cannot search"} {
		require.NoError(t, s.Deliver(t.Context(), bot.Message{
			Delivery: "other:" + text, ID: string(rune('a' + i)), Place: bot.Place{Channel: "other", Chat: "zoe"},
			From: bot.Person{ID: "other:zoe", Name: "Zoe"}, Kind: bot.Said, Text: text, Direct: true, At: s.now,
		}))
		s.settle()
	}
	s.says("room", "bob", "claim 1")
	s.says("room", "bob", "merge 1 2")
	s.says("room", "bob", "reply 1 Search works again at noon.")
	s.says("room", "bob", "solve 1 It is done.")
	for _, heard := range []string{s.chat.heard("ann"), other.heard("zoe")} {
		require.Equal(t, 1, strings.Count(heard, "Bob: Search works again at noon."))
		require.Equal(t, 1, strings.Count(heard, "It is done."))
	}
	require.NotContains(t, s.chat.heard("ann"), "Zoe")
	require.NotContains(t, s.chat.heard("ann"), "zoe cannot")
	require.NotContains(t, other.heard("zoe"), "ann cannot")
}
