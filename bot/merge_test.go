package bot

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestMerge(t *testing.T) {
	leader, other := ticketIn(Claimed), ticketIn(Open)
	other.Number = 9
	require.NoError(t, leader.Merge(eve, other))
	require.Equal(t, []int{9}, leader.Followers)
	require.Equal(t, 7, other.Follows)
	require.Equal(t, bob, other.Owner, "it goes where the other one is")

	third := ticketIn(Open)
	third.Number = 11
	for _, no := range []struct{ into, t *Ticket }{{leader, leader}, {other, third}, {third, leader}, {leader, ticketIn(Solved)}, {ticketIn(Closed), third}} {
		require.Equal(t, &Refusal{Reason: NotMergeable, Ticket: no.t.Number, Other: no.into.Number}, no.into.Merge(bob, no.t))
	}
	taken := ticketIn(Claimed)
	taken.Number = 12
	require.Equal(t, &Refusal{Reason: NotOwner, Ticket: 12, Owner: bob, Since: nine}, third.Merge(eve, taken), "nobody gives away what is another's")
	require.NoError(t, third.Merge(bob, taken))
	require.Equal(t, Open, taken.State)

	leader.FirstResponse = nine
	require.NoError(t, leader.Release(bob))
	other.GoAlong(leader)
	require.Equal(t, Open, other.State)
	require.Equal(t, nine, other.FirstResponse, "its person has heard too")
	leader.Part(other)
	require.Empty(t, leader.Followers)
	require.NoError(t, leader.Claim(eve, room, nine, lease))
	other.GoAlong(leader)
	require.Equal(t, Open, other.State, "parted is parted")
}

func TestFollowersEndWithTheirLeader(t *testing.T) {
	leader, other := ticketIn(Claimed), ticketIn(Open)
	other.Number = 9
	require.NoError(t, leader.Merge(bob, other))
	require.NoError(t, leader.Solve(bob, nine))
	other.GoAlong(leader)
	require.Equal(t, Claimed, other.State, "each person says for themselves whether it is solved")
	require.NoError(t, leader.Confirm(nine.Add(time.Minute)))
	other.CloseWith(leader)
	require.Equal(t, Closed, other.State)
	require.Equal(t, bob, other.SolvedBy)
	require.Equal(t, leader.ClosedAt, other.ClosedAt)
	require.True(t, other.Owner.Nobody())
}

func TestMergeHasALimit(t *testing.T) {
	leader := ticketIn(Open)
	for n := range MaxFollowers {
		other := ticketIn(Open)
		other.Number = 100 + n
		require.NoError(t, leader.Merge(bob, other))
	}
	other := ticketIn(Open)
	other.Number = 99
	require.Error(t, leader.Merge(bob, other))
}
