package desk

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

var roomOne = bot.Place{Channel: "room", Chat: "one"}

// owned is a desk with Carl's ticket #1 claimed in the first room.
func owned(t *testing.T) *post {
	p := newPost(t, FileLimits)
	p.says(p.caller, "person")
	p.says(roomOne, "claim 1")
	return p
}

func (p *post) letters() int {
	p.Helper()
	n, err := p.DeadLetters(p.Context())
	require.NoError(p, err)
	return n
}

// presses is a press of a button of the last message that has it.
func (p *post) presses(label string) {
	p.Helper()
	for i := len(p.rooms.sent) - 1; i >= 0; i-- {
		for _, b := range p.rooms.sent[i].Buttons {
			if b.Label == label {
				p.count++
				require.NoError(p, p.Deliver(p.Context(), bot.Message{
					Delivery: "press" + p.now.String() + label + string(rune(p.count)), Place: roomOne, Kind: bot.Pressed, Press: b.Data,
					From: bot.Person{ID: "room:bob", Name: "Bob"}, Direct: true,
				}))
				require.NoError(p, p.Drain(p.Context()))
				return
			}
		}
	}
	require.Fail(p, "no such button", label)
}

func TestAReplyThatNeverGoesDoesNotHoldTheOthers(t *testing.T) {
	p := owned(t)
	bad := true
	p.plain.fail = func(r bot.Reply) *adapters.Fault {
		if bad && strings.Contains(r.Text, "poison") {
			return &adapters.Fault{Kind: adapters.Broken}
		}
		return nil
	}
	p.says(roomOne, "reply 1 poison")
	p.says(roomOne, "reply 1 the next")
	other := bot.Place{Channel: "plain", Chat: "dora"}
	for range 9 {
		p.passes(time.Minute)
		p.says(other, "help") // others get through meanwhile
	}
	require.Contains(t, p.plain.said("carl"), "the next")
	require.NotContains(t, p.plain.said("carl"), "poison")
	require.Equal(t, 1, p.letters())
	told := "#1: this could not be sent to carl: the channel did not take it for a long time. They have not seen: one: poison"
	require.Equal(t, 1, strings.Count(p.rooms.said("one"), told), p.rooms.said("one"))

	bad = false
	p.presses("Send again")
	require.Contains(t, p.rooms.said("one"), "#1: trying again.")
	require.Equal(t, 1, strings.Count(p.plain.said("carl"), "one: poison"))
	require.Contains(t, p.rooms.said("one"), "Sent to carl (#1).")
	require.Zero(t, p.letters())
	p.presses("Send again")
	require.Contains(t, p.rooms.said("one"), "#1: there is nothing left to send again.")
	require.Equal(t, 1, strings.Count(p.plain.said("carl"), "one: poison"))
}

func TestALonelyReplyThatNeverGoesIsSetAsideWithinTwoHours(t *testing.T) {
	p := owned(t)
	p.plain.fail = func(r bot.Reply) *adapters.Fault {
		if strings.Contains(r.Text, "poison") {
			return &adapters.Fault{Kind: adapters.Broken}
		}
		return nil
	}
	p.says(roomOne, "reply 1 poison")
	p.says(roomOne, "reply 1 the next")
	p.passes(30 * time.Minute)
	require.NotContains(t, p.plain.said("carl"), "the next", "the channel may be down")
	require.Equal(t, 1, strings.Count(p.rooms.said("one"), "#1: what was said to carl is still waiting"), p.rooms.said("one"))
	p.passes(90 * time.Minute)
	require.Contains(t, p.plain.said("carl"), "the next")
	require.Equal(t, 1, p.letters())
}

func TestAnOutageLosesNothing(t *testing.T) {
	p := owned(t)
	down := true
	p.plain.fail = func(bot.Reply) *adapters.Fault {
		if down {
			return &adapters.Fault{Kind: adapters.Broken}
		}
		return nil
	}
	p.says(roomOne, "reply 1 first")
	p.says(roomOne, "reply 1 second")
	p.says(bot.Place{Channel: "plain", Chat: "dora"}, "help")
	p.passes(5 * time.Hour)
	require.Zero(t, p.letters(), "everybody's replies fail: it is the channel's trouble")
	down = false
	p.passes(10 * time.Minute)
	said := p.plain.said("carl")
	require.Greater(t, strings.Index(said, "second"), strings.Index(said, "first"))
	require.Contains(t, p.plain.said("dora"), "Ask your question")
	require.Zero(t, p.letters())
}

func TestReplyingLaterIsToldAndEnds(t *testing.T) {
	for kind, why := range map[adapters.FaultKind]string{
		adapters.Busy: "the channel says that it gets too much", adapters.Misconfigured: "the channel is not set up right and the operator must mend it",
	} {
		p := owned(t)
		p.plain.fail = func(bot.Reply) *adapters.Fault { return &adapters.Fault{Kind: kind, After: time.Hour} }
		p.says(roomOne, "reply 1 please wait")
		p.passes(5 * time.Minute)
		require.NotContains(t, p.rooms.said("one"), "still waiting")
		p.passes(2 * time.Hour)
		want := "#1: what was said to carl is still waiting: " + why + ". It goes out by itself as soon as it can: one: please wait"
		require.Equal(t, 1, strings.Count(p.rooms.said("one"), want), p.rooms.said("one"))
		require.Zero(t, p.letters())
		for range 8 * 24 {
			p.now = p.now.Add(time.Hour)
			require.NoError(t, p.Drain(t.Context()))
		}
		require.Positive(t, p.letters())
		require.Contains(t, p.rooms.said("one"), "#1: this could not be sent to carl: "+why)
		require.Equal(t, 1, strings.Count(p.rooms.said("one"), want))
	}
}
