package bot

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// office works from eight to five on weekdays; nine is a Monday.
var office = Terms{
	Hours: NewCalendar(time.UTC, []Window{
		{time.Monday, 480, 1020}, {time.Tuesday, 480, 1020}, {time.Wednesday, 480, 1020}, {time.Thursday, 480, 1020}, {time.Friday, 480, 1020},
	}),
	FirstResponse: Targets{Normal: time.Hour, High: 20 * time.Minute},
	Resolve:       Targets{Normal: 8 * time.Hour, High: 2 * time.Hour},
	NudgeAfter:    24 * time.Hour, CloseAfter: 72 * time.Hour,
}

func hour(day, hour, minute int) time.Time {
	return time.Date(2026, 3, day, hour, minute, 0, 0, time.UTC)
}

func TestTargetsOfEveryPriority(t *testing.T) {
	for p, want := range map[Priority]time.Duration{Low: 1, Normal: 1, High: 2, Urgent: 2, "odd": 1} {
		require.Equal(t, want, Targets{Normal: 1, High: 2}.For(p), p)
	}
	require.Equal(t, time.Duration(4), Targets{Low: 3, Urgent: 4}.For(Urgent))
	require.Zero(t, Targets{Low: 3, Urgent: 4}.For(High))
	require.Zero(t, Targets(nil).For(Urgent))
	require.Equal(t, High, Normal.Raised())
	require.Equal(t, Urgent, Urgent.Raised())
}

// rung plays the clocks from one moment to another and gives what is said, as the
// desk does it: it looks when an alarm rings and at no other time.
func rung(ticket *Ticket, until time.Time) []Reminder {
	var said []Reminder
	for !ticket.Alarm.IsZero() && !ticket.Alarm.After(until) {
		now := ticket.Alarm
		said = append(said, ticket.Remind(now, office)...)
		if !ticket.Nudge(now, office) {
			ticket.GiveUp(now, office)
		}
		ticket.Wind(now, office)
	}
	return said
}

func TestRemindersInBusinessHours(t *testing.T) {
	ticket := &Ticket{Number: 7, State: Open, Priority: Normal, Opened: hour(2, 16, 30)}
	ticket.Wind(ticket.Opened, office)
	due, solved := hour(3, 8, 30), hour(3, 15, 30)
	require.Equal(t, []Reminder{{FirstResponse, Near, due}, {Resolve, Near, solved}}, ticket.Pending(office))
	require.Equal(t, hour(3, 8, 15), ticket.Alarm, "three quarters of an hour: half an hour on Monday, the rest on Tuesday")
	require.Equal(t, []Reminder{{FirstResponse, Near, due}}, rung(ticket, hour(3, 8, 20)))
	require.Equal(t, []Reminder{{FirstResponse, Over, due}, {FirstResponse, Late, due}}, rung(ticket, hour(3, 9, 0)))
	require.Empty(t, rung(ticket, hour(3, 13, 29)))
	require.Equal(t, []Reminder{{Resolve, Near, solved}, {Resolve, Over, solved}, {Resolve, Late, solved}}, rung(ticket, hour(20, 9, 0)))
	require.True(t, ticket.Alarm.IsZero(), "everything was said once")
}

func TestAClaimEndsTheWayToAFirstResponse(t *testing.T) {
	ticket := ticketIn(Claimed)
	ticket.Wind(nine, office)
	pending := ticket.Pending(office)
	require.Len(t, pending, 1)
	require.Equal(t, Resolve, pending[0].Goal)
	require.NoError(t, ticket.Release(bob))
	ticket.Wind(nine, office)
	require.Equal(t, FirstResponse, ticket.Pending(office)[0].Goal)
	require.Equal(t, nine, ticket.Pending(office)[0].Due, "it goes on from where it was")
}

func TestTheClockStandsWhileThePersonIsWaitedFor(t *testing.T) {
	ticket := ticketIn(Claimed) // opened at eight
	ticket.Wind(nine, office)
	require.NoError(t, ticket.Wait(bob, hour(2, 10, 0), lease))
	ticket.Wind(hour(2, 10, 0), office)
	require.Empty(t, ticket.Pending(office))
	require.Equal(t, hour(3, 10, 0), ticket.Alarm, "the nudge")
	require.True(t, ticket.Heard(hour(3, 9, 0), lease))
	require.False(t, ticket.Heard(hour(3, 9, 0), lease))
	ticket.Wind(hour(3, 9, 0), office)
	require.Equal(t, 2*time.Hour, ticket.Clock.Used)
	require.Equal(t, hour(3, 15, 0), ticket.Pending(office)[0].Due, "six of eight hours are left")
}

func TestSilenceIsNudgedOnceAndThenCloses(t *testing.T) {
	for _, state := range []State{Waiting, Solved} {
		ticket := ticketIn(state)
		ticket.Wind(nine, office)
		require.Equal(t, hour(3, 9, 0), ticket.Alarm)
		require.False(t, ticket.Nudge(hour(3, 8, 59), office))
		require.True(t, ticket.Nudge(hour(3, 9, 0), office))
		require.False(t, ticket.Nudge(hour(3, 9, 0), office), "once")
		ticket.Wind(hour(3, 9, 0), office)
		require.Equal(t, hour(6, 9, 0), ticket.Alarm)
		_, closed := ticket.GiveUp(hour(6, 8, 59), office)
		require.False(t, closed)
		since, closed := ticket.GiveUp(hour(6, 9, 0), office)
		require.True(t, closed)
		require.Equal(t, nine, since)
		require.NoError(t, ticket.Reopen(hour(7, 9, 0), lease))
		require.Equal(t, bob, ticket.Owner)
		require.Equal(t, room, ticket.Room)
	}
}

func TestNothingRingsWhenTheDeskIsClosed(t *testing.T) {
	ticket := ticketIn(Solved)
	ticket.SolvedAt = hour(6, 16, 0) // a Friday
	ticket.Wind(ticket.SolvedAt, office)
	require.Equal(t, hour(9, 8, 0), ticket.Alarm, "not on a Saturday")
	ticket = &Ticket{State: Open, Priority: Normal, Opened: hour(2, 16, 0)}
	ticket.Wind(ticket.Opened, office)
	night := hour(2, 23, 0) // the desk was down when the reminder was due
	require.True(t, ticket.Quiet(night, office))
	ticket.Wind(night, office)
	require.Equal(t, hour(3, 8, 0), ticket.Alarm)
	require.Equal(t, []Reminder{{FirstResponse, Over, hour(2, 17, 0)}}, ticket.Remind(hour(3, 8, 0), office), "near is not said when it is over")
}

// TestAClockThatJumps: a day forward says what is due then, back and again
// says nothing twice.
func TestAClockThatJumps(t *testing.T) {
	ticket := &Ticket{State: Open, Priority: High, Opened: hour(2, 9, 0)}
	ticket.Wind(ticket.Opened, office)
	require.Len(t, ticket.Remind(hour(3, 9, 0), office), 2)
	require.Empty(t, ticket.Remind(hour(2, 9, 30), office))
	require.Empty(t, ticket.Remind(hour(3, 9, 30), office))
	ticket.State = Waiting
	ticket.Wind(hour(1, 9, 0), office)
	require.Zero(t, ticket.Clock.Used, "no time runs backwards")
}
