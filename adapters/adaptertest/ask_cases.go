package adaptertest

import (
	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

// asksForWords: a button that asks for words opens a box, and what is written comes
// back with the press, as it was written and under the message of the button.
func asksForWords(e *env) {
	e.need(e.Adapter.Limits().Asks && e.Write != nil, "boxes for words")
	ask := bot.Button{Label: "Reply", Data: "t:7:reply", Ask: "Your words to <Ann> & all"}
	sent := e.send(e.reply("#7", bot.Button{Label: "Solve", Data: "t:7:solve"}, ask))
	require.Equal(e, []string{"Solve", "Reply"}, e.last().Buttons)
	const words = "Turn it off,\nthen *on* <again> & wait."
	e.Write(sent.ID, "Reply", words)
	m := e.next()
	require.Equal(e, bot.Pressed, m.Kind)
	require.Equal(e, ask.Data, m.Press)
	require.Equal(e, words, m.Text)
	require.Equal(e, sent.ID, m.ReplyTo)
	require.Equal(e, e.Place, m.Place)
	require.Equal(e, e.Person.ID, m.From.ID)
	require.True(e, m.Direct)
	first := m.Delivery
	e.Write(sent.ID, "Reply", words)
	require.NotEqual(e, first, e.next().Delivery, "two boxes are two deliveries")
	e.Press(sent.ID, "Solve")
	require.Equal(e, "t:7:solve", e.next().Press, "other buttons are pressed as ever")
}
