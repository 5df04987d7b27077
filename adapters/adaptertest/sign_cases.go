package adaptertest

import (
	"errors"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// marks: a person's message bears one sign of ours at a time, each mark has its own,
// and a message nobody knows gives a fault.
func marks(e *env) {
	reactor, can := e.Adapter.(adapters.Reactor)
	e.need(can && e.Marks != nil, "marks on messages")
	e.Say("look at this")
	m := e.nextSaid("look at this")
	require.NotEmpty(e, m.ID, "a message that can be marked needs an id")
	require.Empty(e, e.Marks(m.ID))
	seen := map[string]bool{}
	for _, mark := range []adapters.Mark{adapters.MarkSent, adapters.MarkSeen, adapters.MarkFailed} {
		for range 2 {
			require.NoError(e, reactor.React(e.context(), e.Place, m.ID, mark), "the same mark again is no error")
		}
		require.Len(e, e.Marks(m.ID), 1, "a new mark takes the place of the earlier one")
		seen[e.Marks(m.ID)[0]] = true
	}
	require.Len(e, seen, 3, "each mark has a sign of its own")
	err := reactor.React(e.context(), e.Place, "987654321", adapters.MarkSent)
	var fault *adapters.Fault
	require.True(e, errors.As(err, &fault), "the error of React is always a *Fault: %v", err)
	e.hides("an error of React", err.Error())
}

// leavesAndEdits: new wordings of what was said come with the id of what they
// change, each as a delivery of its own, and so does the end of it all.
func leavesAndEdits(e *env) {
	e.need(e.Edited != nil || e.Left != nil, "edits or people who leave")
	keys := map[string]bool{}
	if e.Edited != nil {
		id := e.Say("my certficate")
		said := e.nextSaid("my certficate")
		keys[said.Delivery] = true
		for _, text := range []string{"my certificate", "my birth certificate"} {
			e.Edited(id, text)
			m := e.next()
			require.Equal(e, bot.Edited, m.Kind)
			require.Equal(e, text, m.Text)
			require.Equal(e, said.ID, m.ReplyTo, "an edit names what it changes")
			require.Equal(e, e.Place, m.Place)
			require.Equal(e, e.Person.ID, m.From.ID)
			require.False(e, keys[m.Delivery], "every edit is a delivery of its own")
			keys[m.Delivery] = true
		}
	}
	if e.Left != nil {
		e.Left()
		m := e.next()
		require.Equal(e, bot.Left, m.Kind)
		require.Equal(e, e.Place, m.Place)
		require.Equal(e, e.Person.ID, m.From.ID)
		require.NotEmpty(e, m.Delivery)
		require.False(e, keys[m.Delivery])
	}
	e.nothingElse()
}
