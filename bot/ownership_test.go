package bot

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTakeOver(t *testing.T) {
	now := nine.Add(time.Minute)
	ticket := ticketIn(Claimed)
	had, err := ticket.TakeOver(eve, nine, desk, now, lease)
	require.NoError(t, err)
	require.Equal(t, bob, had)
	want := ticketIn(Open)
	want.State, want.Owner, want.OwnerSince, want.Room, want.LeaseUntil = Claimed, eve, now, desk, now.Add(lease)
	require.Equal(t, want, ticket)

	_, err = ticket.TakeOver(dan, nine, room, now, lease)
	require.Equal(t, &Refusal{Reason: Owned, Ticket: 7, Owner: eve, Since: now}, err, "dan was shown bob, and eve has it now")
	require.Equal(t, want, ticket)
	had, err = ticket.TakeOver(dan, time.Time{}, room, now, lease)
	require.NoError(t, err, "whoever has it")
	require.Equal(t, eve, had)
	had, err = ticket.TakeOver(dan, nine, room, now, lease)
	require.NoError(t, err)
	require.True(t, had.Nobody(), "nobody takes over from themselves")
	require.NoError(t, ticket.Release(dan))
	had, err = ticket.TakeOver(bob, nine, room, now, lease)
	require.NoError(t, err, "what was released meanwhile is claimed")
	require.True(t, had.Nobody())
	require.Equal(t, bob, ticket.Owner)
}

func TestAssign(t *testing.T) {
	now := nine.Add(time.Minute)
	ticket := ticketIn(Open)
	had, err := ticket.Assign(bob, eve, desk, now, lease)
	require.NoError(t, err)
	require.True(t, had.Nobody())
	want := ticketIn(Open)
	want.State, want.Owner, want.OwnerSince, want.Room, want.LeaseUntil = Claimed, eve, now, desk, now.Add(lease)
	require.Equal(t, want, ticket)
	had, err = ticket.Assign(eve, eve, desk, now.Add(time.Hour), lease)
	require.NoError(t, err)
	require.Equal(t, eve, had)
	require.Equal(t, now, ticket.OwnerSince, "to oneself renews the lease and nothing else")
}

func TestWaitAndHeard(t *testing.T) {
	ticket, now := ticketIn(Claimed), nine.Add(time.Minute)
	require.False(t, ticket.Heard(now, lease))
	require.Equal(t, ticketIn(Claimed), ticket, "a word that nobody waits for changes nothing")
	require.NoError(t, ticket.Wait(bob, now, lease))
	require.Equal(t, Waiting, ticket.State)
	require.NoError(t, ticket.Answer(bob, now, lease))
	require.Equal(t, Waiting, ticket.State, "one more question is still a question")
	require.True(t, ticket.Heard(now.Add(time.Hour), lease))
	require.Equal(t, Claimed, ticket.State)
	require.Equal(t, now.Add(time.Hour+lease), ticket.LeaseUntil)
}

func TestTheQueueIsSorted(t *testing.T) {
	at := func(number int, state State, p Priority, opened time.Time) *Ticket {
		return &Ticket{Number: number, State: state, Priority: p, Opened: opened}
	}
	due := map[int]time.Time{10: nine.Add(-time.Hour), 11: nine.Add(time.Minute), 12: nine.Add(time.Minute)}
	sorted := []*Ticket{
		at(10, Claimed, Low, nine), at(11, Open, High, nine), at(12, Claimed, High, nine),
		at(5, Open, Urgent, nine), at(4, Open, High, nine), at(1, Open, Normal, nine), at(2, Open, Normal, nine), at(3, Open, Normal, nine.Add(time.Hour)),
		at(6, Claimed, High, nine), at(7, Claimed, Low, nine), at(8, Waiting, Urgent, nine), at(9, Solved, Urgent, nine), at(13, Closed, Urgent, nine),
	}
	for i, a := range sorted {
		for j, b := range sorted {
			switch c := a.Compare(b, due[a.Number], due[b.Number]); {
			case i < j:
				require.Negative(t, c, "%d %d", i, j)
			case i > j:
				require.Positive(t, c, "%d %d", i, j)
			default:
				require.Zero(t, c)
			}
		}
	}
}

func TestTags(t *testing.T) {
	ticket := ticketIn(Open)
	changed, err := ticket.Tag([]string{"+Printer", "#counter", "printer", "two words", "++", ""}, nil)
	require.NoError(t, err)
	require.True(t, changed)
	require.Equal(t, []string{"printer", "counter", "two-words"}, ticket.Tags)
	changed, err = ticket.Tag([]string{"printer"}, []string{"unknown"})
	require.NoError(t, err)
	require.False(t, changed)
	changed, err = ticket.Tag(nil, []string{"Counter", "two-words"})
	require.NoError(t, err)
	require.True(t, changed)
	require.Equal(t, []string{"printer"}, ticket.Tags)
	many := []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"}
	_, err = ticket.Tag(many, nil)
	require.Equal(t, &Refusal{Reason: TooManyTags, Ticket: 7}, err)
	require.Equal(t, []string{"printer"}, ticket.Tags, "a refusal changes nothing")
	_, err = ticket.Tag(many, []string{"printer"})
	require.NoError(t, err)
}
