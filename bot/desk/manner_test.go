package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

func TestALanguageGoesWithThePerson(t *testing.T) {
	var said []string
	channel := &troubled{name: "test", send: func(r bot.Reply) (adapters.Sent, error) {
		said = append(said, r.Text)
		return adapters.Sent{ID: "1"}, nil
	}}
	d, _ := troubleDesk(t, newHandClock().Now, channel)
	count := 0
	say := func(who, thread, text string) string {
		count++
		require.NoError(t, d.Deliver(t.Context(), bot.Message{
			Delivery: "test:" + string(rune('a'+count)), Place: bot.Place{Channel: "test", Chat: "shop", Thread: thread},
			From: bot.Person{ID: "test:" + who, Name: who}, Kind: bot.Said, Text: text, Direct: true,
		}))
		require.NoError(t, d.Drain(t.Context()))
		return said[len(said)-1]
	}
	require.Equal(t, "You are welcome.", say("ann", "1", "thanks"))
	require.Contains(t, say("ann", "1", "language"), "Which language")
	require.Equal(t, "J'\u00e9cris en fran\u00e7ais \u00e0 partir de maintenant.", say("ann", "1", "fr"))
	require.Contains(t, say("ann", "2", "help"), "Posez votre question", "a new thread knows her")
	require.Contains(t, say("bob", "3", "help"), "Ask your question", "and nobody else")
	require.Contains(t, say("bob", "3", "short"), "short message")
	require.Contains(t, say("bob", "4", "long"), "whole answers")
	require.Contains(t, say("ann", "2", "language english"), "English")
	require.Contains(t, say("ann", "5", "help"), "Ask your question")
}
