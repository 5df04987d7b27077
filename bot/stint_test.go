package bot

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestEscalate(t *testing.T) {
	bob, carol := Person{ID: "t:bob"}, Person{ID: "t:carol"}
	room, other := Place{Channel: "t", Chat: "one"}, Place{Channel: "t", Chat: "two"}
	terms := Terms{FirstResponse: Targets{Normal: time.Hour}, Resolve: Targets{Normal: 4 * time.Hour}}
	ticket := &Ticket{Number: 7, Level: 1, State: Open, Priority: Normal, Opened: nine}
	at := func(minutes int) time.Time { return nine.Add(time.Duration(minutes) * time.Minute) }
	refuses := func(err error, reason Reason) {
		t.Helper()
		var no *Refusal
		require.ErrorAs(t, err, &no)
		require.Equal(t, reason, no.Reason)
	}

	require.NoError(t, ticket.Claim(bob, room, at(10), time.Hour))
	ticket.Answered(at(15))
	refuses(ticket.Escalate(carol, "why", 2, at(20), terms), NotOwner)
	refuses(ticket.Return(bob, "advice", at(20), time.Hour, terms), NoLower)
	require.NoError(t, ticket.Wait(bob, at(20), time.Hour))
	ticket.Wind(at(20), terms)
	require.NoError(t, ticket.Escalate(bob, "too hard", 2, at(50), terms))
	require.Equal(t, Open, ticket.State)
	require.Equal(t, Level(2), ticket.Level)
	require.Equal(t, []Stint{{Level: 1, Owner: bob, Room: room, Since: nine, Until: at(50), Worked: 20 * time.Minute}}, ticket.Stints,
		"the half hour in which the person was waited for is no work")
	require.Equal(t, at(15), ticket.FirstResponse, "the person was answered once")
	pending := ticket.Pending(terms)
	require.Len(t, pending, 2)
	require.Equal(t, at(50+60), pending[0].Due, "level 2 has clocks of its own")

	require.NoError(t, ticket.Claim(carol, other, at(60), time.Hour))
	refuses(ticket.Escalate(carol, "why", 2, at(61), terms), NoHigher)
	ticket.Answered(at(62))
	require.Equal(t, at(62), ticket.Response)
	require.NoError(t, ticket.Return(carol, "restart it", at(70), time.Hour, terms))
	require.Equal(t, []any{Claimed, Level(1), bob, room, "restart it"}, []any{ticket.State, ticket.Level, ticket.Owner, ticket.Room, ticket.Advice})
	require.Equal(t, []Level{1, 2}, ticket.Levels())

	for i := range 3 * maxStints {
		require.NoError(t, ticket.Escalate(bob, "again", 2, at(80+i), terms))
		require.NoError(t, ticket.Claim(carol, other, at(80+i), time.Hour))
		require.NoError(t, ticket.Return(carol, "no", at(80+i), time.Hour, terms))
	}
	require.Len(t, ticket.Stints, maxStints, "playing ping-pong does not fill the record")
}

func TestNeeds(t *testing.T) {
	ticket := &Ticket{Profile: Profile{Office: "Mongu"}}
	needs := []string{"Office", "since when", "version"}
	require.Equal(t, []string{"since when", "version"}, ticket.Missing(needs))
	require.True(t, ticket.Learn(needs, "it broke; Since When:  on\tMonday ; colour: red"))
	require.False(t, ticket.Learn(needs, "since when: on Monday"), "known already")
	require.False(t, ticket.Learn(needs, "version:"))
	require.Equal(t, map[string]string{"since when": "on Monday"}, ticket.Facts)
	require.Equal(t, []string{"version"}, ticket.Missing(needs))
}
