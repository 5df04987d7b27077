package bot

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSorting(t *testing.T) {
	ticket := &Ticket{Type: "how-to"}
	ticket.GuessType("data", []string{"duplicate"})
	require.Equal(t, &Ticket{Type: "data", TypeBy: ByWords, Because: []string{"duplicate"}}, ticket)
	ticket.Retype("training")
	ticket.GuessType("data", []string{"duplicate"})
	require.Equal(t, &Ticket{Type: "training", TypeBy: ByHand}, ticket)
	ticket.TypeBy = ByArticle
	ticket.GuessType("data", nil)
	require.Equal(t, "training", ticket.Type)

	require.False(t, ticket.Ask(""))
	require.True(t, ticket.Ask("why?"))
	require.False(t, ticket.Ask("how?"), "once")
	require.Equal(t, "why?", ticket.Question)
}

func TestWaitingRaisesThePriority(t *testing.T) {
	ticket := &Ticket{State: Open, Priority: Low}
	for _, want := range []Priority{Normal, High, High} {
		ticket.WaitedTooLong()
		require.Equal(t, want, ticket.Priority)
	}
	ticket = &Ticket{State: Claimed, Priority: Normal}
	require.False(t, ticket.WaitedTooLong())
}

func TestProfilesGrow(t *testing.T) {
	p := Profile{Office: "Ndola office"}.Merge(Profile{Role: "clerk"})
	require.Equal(t, Profile{"Ndola office", "clerk"}, p)
	require.Equal(t, Profile{"Kitwe office", "clerk"}, p.Merge(Profile{Office: "Kitwe office"}))
}

func TestSeveralTicketsOfOnePerson(t *testing.T) {
	c := Conversation{Ticket: 1}
	c.Park()
	c.Ticket = 2
	require.Equal(t, []int{1}, c.Also)
	c.Hold(1)
	require.Equal(t, 1, c.Ticket)
	require.Equal(t, []int{2}, c.Also)
	c.Hold(1)
	require.Equal(t, []int{2}, c.Also, "held already")
	c.Finish(2)
	require.Empty(t, c.Also)
	require.Equal(t, []int{2}, c.Past)
	c.Finish(1)
	require.Zero(t, c.Ticket)
	c.Finish(9)
	require.Equal(t, []int{2, 1}, c.Past)
	c.Hold(2)
	require.Equal(t, []int{1}, c.Past, "opened again")
}
