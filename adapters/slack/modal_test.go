package slack

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/slack/slackfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

var replyButton = bot.Button{Label: "Reply to this person at once", Data: "t:1:reply", Ask: "Your words to " + strings.Repeat("Ann ", 100)}

// TestModalOfACard: what is written in a box is the room's, under the card, and sent
// twice it is one message, unless the words changed.
func TestModalOfACard(t *testing.T) {
	d := running(t, "", nil)
	s, a := d.Server, d.adapter
	card := say(t, a, bot.Reply{ID: "1", To: place(room, ""), Text: "#1", Buttons: []bot.Button{replyButton}})
	s.Press(room, bob, card, replyButton.Label)
	require.True(t, s.Wait(func() bool { return s.Modal(bob) != nil }, limit))
	m := s.Modal(bob)
	require.Equal(t, "Reply to this person at…", m.Title)
	require.LessOrEqual(t, len(m.Label), askLimit+3)
	s.Submit(bob, "Take shelf 7")
	first := d.next(t)
	require.Equal(t, place(room, ""), first.Place)
	require.Equal(t, card, first.ReplyTo)
	require.Equal(t, "slack:"+bob, first.From.ID)
	require.Equal(t, "Take shelf 7", first.Text)
	s.Submit(bob, "Take shelf 7")
	require.Equal(t, first.Delivery, d.next(t).Delivery, "the answer to it got lost")
	s.Submit(bob, "Take shelf 8")
	require.NotEqual(t, first.Delivery, d.next(t).Delivery, "other words are not lost")
}

// TestModalThatComesTooLate counts as a press without words: the desk says how else
// it goes.
func TestModalThatComesTooLate(t *testing.T) {
	for _, spoil := range []func(s *slackfake.Server){
		func(s *slackfake.Server) { s.Late(4 * time.Second) },
		func(s *slackfake.Server) {
			s.Fail("views.open", slackfake.Failure{Status: 200, Code: "exchanged_trigger_id"}, 1)
		},
		func(s *slackfake.Server) {
			s.Fail("views.open", slackfake.Failure{Status: 500, HTML: "<h1>oops</h1>"}, 1)
		},
	} {
		d := running(t, appToken, nil)
		s, a := d.Server, d.adapter
		spoil(s)
		card := say(t, a, bot.Reply{ID: "1", To: place(room, ""), Text: "#1", Buttons: []bot.Button{replyButton}})
		s.Press(room, bob, card, replyButton.Label)
		m := d.next(t)
		require.Equal(t, bot.Pressed, m.Kind)
		require.Equal(t, "t:1:reply", m.Press)
		require.Empty(t, m.Text)
		require.Nil(t, s.Modal(bob))
	}
}

func TestOtherModalsAreNoneOfOurs(t *testing.T) {
	r := reader{self: self{Team: "T1", User: "U1"}, now: time.Now, known: func(string) bool { return true }, begun: func(bot.Place) string { return "" }}
	got, err := r.read(interactions, []byte(`{"type":"view_submission","user":{"id":"U2"},"view":{"id":"V1","callback_id":"theirs"}}`))
	require.NoError(t, err)
	require.Nil(t, got.message)
	for _, memo := range []string{`""`, `"{}"`, `"{\"data\":\"t:1:reply\"}"`, `"{\"data\":\"t:1:reply\",\"chat\":\"../x\",\"ts\":\"1.2\"}"`, `7`, `null`} {
		got, err := r.read(interactions, []byte(`{"type":"view_submission","user":{"id":"U2"},"view":{"id":"V1","callback_id":"ask","private_metadata":`+memo+`}}`))
		require.ErrorIs(t, err, errShape, memo)
		require.Nil(t, got.message)
	}
}

func TestButtonsThatAskAreLeftOutElsewhere(t *testing.T) {
	r := bot.Reply{Text: "#1", Buttons: []bot.Button{{Label: "Solve", Data: "t:1:solve"}, replyButton}}
	limits := adapters.Limits{Buttons: 3}
	require.Len(t, adapters.Fit(limits, r)[0].Buttons, 1)
	limits.Asks = true
	require.Len(t, adapters.Fit(limits, r)[0].Buttons, 2)
	require.Len(t, r.Buttons, 2, "the reply itself stays as it is")
}
