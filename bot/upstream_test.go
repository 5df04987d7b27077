package bot

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestUpstream(t *testing.T) {
	bob, carol := Person{ID: "t:bob"}, Person{ID: "t:carol"}
	room := Place{Channel: "t", Chat: "two"}
	issue := Place{Channel: "github", Chat: "makers/product#8"}
	terms := Terms{Resolve: Targets{Normal: time.Hour}}
	at := func(minutes int) time.Time { return nine.Add(time.Duration(minutes) * time.Minute) }
	refuses := func(err error, reason Reason) {
		t.Helper()
		var no *Refusal
		require.ErrorAs(t, err, &no)
		require.Equal(t, reason, no.Reason)
	}
	handed := func() *Ticket {
		ticket := &Ticket{Number: 7, Level: 1, State: Open, Priority: Normal, Opened: nine}
		require.NoError(t, ticket.Escalate(bob, "hard", 2, at(5), terms))
		require.NoError(t, ticket.Claim(carol, room, at(10), time.Hour))
		refuses(ticket.Hand(bob, issue, 3, at(20), terms), NotOwner)
		refuses(ticket.Recall(at(20), time.Hour, terms), NotUpstream)
		refuses(ticket.Deployed(at(20), terms), NotUpstream)
		require.NoError(t, ticket.Hand(carol, issue, 3, at(20), terms))
		return ticket
	}

	ticket := handed()
	require.Equal(t, []any{Upstream, Level(3), carol, room, issue, true}, []any{ticket.State, ticket.Level, ticket.Keeper, ticket.Room, ticket.Issue, ticket.Owner.Nobody()})
	require.True(t, ticket.Running())
	require.Empty(t, ticket.Pending(terms), "the makers keep no targets of ours")
	refuses(ticket.Claim(bob, room, at(21), time.Hour), WithMakers)
	refuses(ticket.Release(carol), WithMakers)
	require.NoError(t, ticket.Answer(bob, at(22), time.Hour), "the level may tell the person how it stands")
	other := Place{Channel: "github", Chat: "makers/product#9"}
	require.NoError(t, ticket.Hand(bob, other, 3, at(23), terms))
	require.Equal(t, []any{other, carol, Level(3)}, []any{ticket.Issue, ticket.Keeper, ticket.Level}, "another issue, the same keeper")

	ticket.Fixed("", at(30))
	ticket.Fixed("v1.9.2", at(40))
	require.Equal(t, []any{at(30), "v1.9.2"}, []any{ticket.FixedAt, ticket.FixedIn})
	ticket.Unfixed()
	require.True(t, ticket.FixedAt.IsZero())
	require.NoError(t, ticket.Deployed(at(100), terms))
	require.Equal(t, []any{Solved, Level(2), carol, room}, []any{ticket.State, ticket.Level, ticket.SolvedBy, ticket.Room})
	require.Equal(t, 80*time.Minute, ticket.Stints[len(ticket.Stints)-1].Worked, "how long the makers had it")
	require.NoError(t, ticket.Reopen(at(110), time.Hour))
	require.Equal(t, []any{Claimed, carol, High}, []any{ticket.State, ticket.Owner, ticket.Priority})

	ticket = handed()
	require.NoError(t, ticket.Recall(at(50), time.Hour, terms))
	require.Equal(t, []any{Claimed, Level(2), carol, room, Place{}}, []any{ticket.State, ticket.Level, ticket.Owner, ticket.Room, ticket.Issue})

	ticket = handed()
	require.NoError(t, ticket.Solve(bob, at(50)))
	require.Equal(t, []any{Solved, Level(2), bob}, []any{ticket.State, ticket.Level, ticket.SolvedBy})

	// Nobody had it.
	ticket = &Ticket{Number: 7, Level: 2, State: Open, Priority: Normal, Opened: nine}
	require.NoError(t, ticket.Hand(bob, issue, 3, at(20), terms))
	require.NoError(t, ticket.Deployed(at(30), terms))
	require.NoError(t, ticket.Reopen(at(40), time.Hour))
	require.Equal(t, []any{Open, true, true}, []any{ticket.State, ticket.Owner.Nobody(), ticket.LeaseUntil.IsZero()})
}
