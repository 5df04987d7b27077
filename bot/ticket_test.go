package bot

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const lease = 2 * time.Hour

var (
	nine = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	ann  = Person{ID: "web:ann", Name: "Ann"}
	bob  = Person{ID: "telegram:bob", Name: "Bob"}
	eve  = Person{ID: "telegram:eve", Name: "Eve"}
	dan  = Person{ID: "telegram:dan", Name: "Dan"}
	room = Place{Channel: "telegram", Chat: "-1"}
	desk = Place{Channel: "web", Chat: "desk"}
)

// ticketIn gives ticket 7 in a state. Bob claimed it at nine, with an hour left on
// his lease, waits for Ann since nine, or solved it at nine; a closed one was closed at nine.
func ticketIn(state State) *Ticket {
	t := &Ticket{Number: 7, Level: 1, State: state, Priority: Normal, Person: ann, Opened: nine.Add(-time.Hour)}
	switch state {
	case Claimed:
		t.Owner, t.OwnerSince, t.LeaseUntil, t.Room, t.Asked = bob, nine, nine.Add(time.Hour), room, true
	case Waiting:
		t.Owner, t.OwnerSince, t.LeaseUntil, t.Room, t.WaitingSince = bob, nine, nine.Add(time.Hour), room, nine
	case Solved:
		t.SolvedBy, t.SolvedAt, t.Room, t.FirstResponse = bob, nine, room, nine
	case Closed:
		t.SolvedBy, t.SolvedAt, t.ClosedAt, t.Room, t.FirstResponse = bob, nine, nine, room, nine
	}
	return t
}

var states = []State{Open, Claimed, Waiting, Solved, Closed}

// TestEveryRuleInEveryState is the whole table: what each rule answers in each
// state to the owner and to somebody else. "" is allowed.
func TestEveryRuleInEveryState(t *testing.T) {
	now := nine.Add(30 * time.Minute)
	for _, rule := range []struct {
		name string
		do   func(t *Ticket, who Person) error
		// owner and other hold a reason for each of states.
		owner, other [5]Reason
	}{
		{
			"claim", func(t *Ticket, who Person) error { return t.Claim(who, desk, now, lease) },
			[5]Reason{"", "", "", Finished, Finished}, [5]Reason{"", Owned, Owned, Finished, Finished},
		},
		{
			"renew", func(t *Ticket, who Person) error { return t.Renew(who, now, lease) },
			[5]Reason{Unowned, "", "", Finished, Finished}, [5]Reason{Unowned, NotOwner, NotOwner, Finished, Finished},
		},
		{
			"release", func(t *Ticket, who Person) error { return t.Release(who) },
			[5]Reason{Unowned, "", "", Finished, Finished}, [5]Reason{Unowned, NotOwner, NotOwner, Finished, Finished},
		},
		{
			"answer", func(t *Ticket, who Person) error { return t.Answer(who, now, lease) },
			[5]Reason{Unowned, "", "", Finished, Finished}, [5]Reason{Unowned, NotOwner, NotOwner, Finished, Finished},
		},
		{
			"solve", func(t *Ticket, who Person) error { return t.Solve(who, now) },
			[5]Reason{Unowned, "", "", Finished, Finished}, [5]Reason{Unowned, NotOwner, NotOwner, Finished, Finished},
		},
		{
			"wait", func(t *Ticket, who Person) error { return t.Wait(who, now, lease) },
			[5]Reason{Unowned, "", "", Finished, Finished}, [5]Reason{Unowned, NotOwner, NotOwner, Finished, Finished},
		},
		{
			"assign", func(t *Ticket, who Person) error { _, err := t.Assign(who, dan, desk, now, lease); return err },
			[5]Reason{"", "", "", Finished, Finished}, [5]Reason{"", NotOwner, NotOwner, Finished, Finished},
		},
		{
			"take over", func(t *Ticket, who Person) error { _, err := t.TakeOver(who, nine, desk, now, lease); return err },
			[5]Reason{"", "", "", Finished, Finished}, [5]Reason{"", "", "", Finished, Finished},
		},
		{
			"confirm", func(t *Ticket, _ Person) error { return t.Confirm(now) },
			[5]Reason{NotSolved, NotSolved, NotSolved, "", Finished}, [5]Reason{NotSolved, NotSolved, NotSolved, "", Finished},
		},
		{
			"rate", func(t *Ticket, _ Person) error { return t.Rate(4) },
			[5]Reason{NotSolved, NotSolved, NotSolved, "", ""}, [5]Reason{NotSolved, NotSolved, NotSolved, "", ""},
		},
		{
			"reopen", func(t *Ticket, _ Person) error { return t.Reopen(now, lease) },
			[5]Reason{NotSolved, NotSolved, NotSolved, "", ""}, [5]Reason{NotSolved, NotSolved, NotSolved, "", ""},
		},
	} {
		for i, state := range states {
			for who, want := range map[Person]Reason{bob: rule.owner[i], eve: rule.other[i]} {
				ticket := ticketIn(state)
				err := rule.do(ticket, who)
				name := rule.name + " of " + string(state) + " by " + who.Name
				if want == "" {
					require.NoError(t, err, name)
					continue
				}
				before := ticketIn(state)
				require.Equal(t, &Refusal{Reason: want, Ticket: 7, Owner: before.Owner, Since: before.OwnerSince}, err, name)
				require.Equal(t, before, ticket, "%s: a refusal changes nothing", name)
			}
		}
	}
}

func TestNobodyOwnsNothing(t *testing.T) {
	ticket := ticketIn(Claimed)
	ticket.Owner = Person{}
	require.Error(t, ticket.Answer(Person{}, nine, lease), "two people without identity are not one")
}

func TestRunning(t *testing.T) {
	for i, want := range []bool{true, true, true, false, false} {
		require.Equal(t, want, ticketIn(states[i]).Running(), states[i])
	}
}

func TestClaim(t *testing.T) {
	ticket := ticketIn(Open)
	require.NoError(t, ticket.Claim(bob, room, nine, lease))
	want := ticketIn(Open)
	want.State, want.Owner, want.OwnerSince, want.Room, want.LeaseUntil = Claimed, bob, nine, room, nine.Add(lease)
	require.Equal(t, want, ticket)

	later := nine.Add(time.Hour)
	require.NoError(t, ticket.Claim(bob, desk, later, lease))
	want.Room, want.LeaseUntil = desk, later.Add(lease)
	require.Equal(t, want, ticket, "once more moves the thread and renews; bob has it since nine all the same")
}

func TestRenewAnswersStillOnIt(t *testing.T) {
	ticket := ticketIn(Claimed)
	require.NoError(t, ticket.Renew(bob, nine.Add(time.Minute), lease))
	want := ticketIn(Claimed)
	want.LeaseUntil, want.Asked = nine.Add(time.Minute+lease), false
	require.Equal(t, want, ticket)
	require.True(t, ticket.FirstResponse.IsZero(), "the person has heard nothing yet")
}

func TestRelease(t *testing.T) {
	ticket := ticketIn(Claimed)
	require.NoError(t, ticket.Release(bob))
	require.Equal(t, ticketIn(Open), ticket, "as if nobody had ever claimed it")
	require.NoError(t, ticket.Claim(eve, room, nine, lease))
}

func TestExpire(t *testing.T) {
	end := nine.Add(time.Hour)
	for _, c := range []struct {
		state State
		now   time.Time
		want  bool
	}{
		{Open, end.Add(time.Hour), false},
		{Claimed, end.Add(-time.Nanosecond), false},
		{Claimed, end, true},
		{Claimed, end.Add(time.Hour), true},
		{Waiting, end.Add(time.Hour), false},
		{Solved, end.Add(time.Hour), false},
		{Closed, end.Add(time.Hour), false},
	} {
		ticket := ticketIn(c.state)
		had, released := ticket.Expire(c.now)
		require.Equal(t, c.want, released, "%s at %s", c.state, c.now)
		if c.want {
			require.Equal(t, bob, had)
			require.Equal(t, ticketIn(Open), ticket)
		} else {
			require.True(t, had.Nobody())
			require.Equal(t, ticketIn(c.state), ticket)
		}
	}
}

func TestAnswer(t *testing.T) {
	ticket, first, second := ticketIn(Claimed), nine.Add(time.Minute), nine.Add(time.Hour)
	require.NoError(t, ticket.Answer(bob, first, lease))
	require.NoError(t, ticket.Answer(bob, second, lease))
	require.True(t, ticket.FirstResponse.IsZero(), "what is written may still be taken back")
	ticket.Answered(first)
	ticket.Answered(second)
	require.Equal(t, first, ticket.FirstResponse, "only the first answer is the first response")
	require.Equal(t, second.Add(lease), ticket.LeaseUntil)
	require.False(t, ticket.Asked, "who answers is still on it")
}

func TestSolve(t *testing.T) {
	ticket, now := ticketIn(Claimed), nine.Add(time.Minute)
	require.NoError(t, ticket.Solve(bob, now))
	want := ticketIn(Open)
	want.State, want.SolvedBy, want.SolvedAt, want.FirstResponse, want.Room = Solved, bob, now, now, room
	require.Equal(t, want, ticket, "solving is a response; the thread stays where it is")

	ticket = ticketIn(Claimed)
	ticket.FirstResponse = nine
	require.NoError(t, ticket.Solve(bob, now))
	require.Equal(t, nine, ticket.FirstResponse)
}

func TestConfirmAndRate(t *testing.T) {
	ticket, now := ticketIn(Solved), nine.Add(time.Minute)
	require.NoError(t, ticket.Confirm(now))
	require.Equal(t, Closed, ticket.State)
	require.Equal(t, now, ticket.ClosedAt)
	for stars, want := range map[int]int{-3: 1, 0: 1, 1: 1, 3: 3, 5: 5, 99: 5} {
		require.NoError(t, ticket.Rate(stars))
		require.Equal(t, want, ticket.Rating)
	}
}

func TestReopen(t *testing.T) {
	for _, state := range []State{Solved, Closed} {
		ticket, now := ticketIn(state), nine.Add(ReopenFor)
		require.NoError(t, ticket.Reopen(now, lease), "until the last moment")
		want := ticketIn(Open)
		want.State, want.Owner, want.OwnerSince, want.LeaseUntil, want.Room = Claimed, bob, now, now.Add(lease), room
		want.SolvedBy, want.FirstResponse, want.Priority, want.Reopened = bob, nine, High, 1
		want.Clock.Since = now
		require.Equal(t, want, ticket, "bob gets it back, ahead of the queue")

		require.NoError(t, ticket.Solve(bob, now))
		require.NoError(t, ticket.Reopen(now, lease))
		require.Equal(t, 2, ticket.Reopened)
		require.Equal(t, High, ticket.Priority, "raised once")
	}
	ticket := ticketIn(Closed)
	err := ticket.Reopen(nine.Add(ReopenFor+1), lease)
	require.Equal(t, &Refusal{Reason: TooLate, Ticket: 7}, err)
	require.Equal(t, ticketIn(Closed), ticket)
	require.NoError(t, ticketIn(Solved).Reopen(nine.Add(10*ReopenFor), lease), "what nobody closed is never too late")
}

func TestRefusalsSayWhoAndWhat(t *testing.T) {
	for reason, want := range map[Reason]string{
		Owned:        "#7 is with Bob since 09:00",
		NotOwner:     "#7 is with Bob since 09:00",
		Unowned:      "#7 is not claimed yet",
		Finished:     "#7 is already finished",
		NotSolved:    "#7 is not solved yet",
		TooLate:      "#7 was closed too long ago",
		TooManyTags:  "#7 would have too many tags",
		Follows:      "#7 follows #3",
		NotMergeable: "#7 cannot be merged into #3",
		NoSuchTicket: "there is no #7",
	} {
		require.EqualError(t, &Refusal{Reason: reason, Ticket: 7, Owner: bob, Since: nine, Other: 3}, want)
	}
}
