package desk

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// The channels' ways to show that the model is asked.
type (
	reader    struct{ *mail }
	reactor   struct{ *mail }
	whisperer struct{ typist }
)

func (c reader) Read(_ context.Context, at bot.Place, id string) {
	c.sent = append(c.sent, bot.Reply{To: at, Text: "read " + id})
}

func (c reactor) React(_ context.Context, at bot.Place, id string, mark adapters.Mark) error {
	c.sent = append(c.sent, bot.Reply{To: at, Text: string(mark) + " " + id})
	return &adapters.Fault{Kind: adapters.Refused}
}

func (c whisperer) Whispers(bot.Place) bool { return true }

// asker is a desk with one channel, and a question of Bob's to the model.
func asker(a adapters.Adapter) (*Desk, outgoing) {
	d := &Desk{
		log: slog.New(slog.DiscardHandler), adapters: map[string]adapters.Adapter{a.Name(): a}, paused: map[string]time.Time{},
		opt: Options{Languages: []string{"en"}, Now: time.Now},
	}
	at := bot.Place{Channel: a.Name(), Chat: "room"}
	return d, outgoing{Consult: &consultation{At: at, For: a.Name() + ":bob", Quote: "12"}, Reply: bot.Reply{ID: "7"}}
}

func TestStaffSeeThatTheModelIsAsked(t *testing.T) {
	box := &mail{name: "box"}
	ticket := &bot.Ticket{Number: 3, Room: bot.Place{Channel: "box", Chat: "room"}}
	typed := make(chan bot.Place, 8)
	for name, c := range map[string]struct {
		channel adapters.Adapter
		press   string
		want    string
	}{
		"read":              {reader{box}, "", "read 12"},
		"the press is read": {reader{box}, "13", "read 13"},
		"marked":            {reactor{box}, "13", "seen 12"},
		"told":              {whisperer{typist{box, typed}}, "", "#3: I am asking the language model. It takes a moment."},
		"nothing":           {box, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			box.sent = nil
			d, out := asker(c.channel)
			out.Consult.Press = c.press
			d.showAsking(t.Context(), ticket, out)()
			require.Equal(t, c.want, box.said("room"))

			out.Consult.At = bot.Place{}
			d.showAsking(t.Context(), ticket, out)()
			require.Equal(t, c.want, box.said("room"), "nobody asked, so nobody is told")

			out.Consult.At = ticket.Room
			d.paused["box"] = time.Now().Add(time.Hour)
			d.showAsking(t.Context(), ticket, out)()
			require.Equal(t, c.want, box.said("room"), "a channel that is paused is left alone")
		})
	}
	require.Empty(t, typed)
}

func TestTypingIsShownAsLongAsTheModelIsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := typist{&mail{name: "box"}, make(chan bot.Place, 8)}
		d, out := asker(c)
		ticket := &bot.Ticket{Number: 3, Room: bot.Place{Channel: "box", Chat: "other"}}
		done := d.showAsking(t.Context(), ticket, out)
		<-time.After(2*askingAgain + time.Second)
		done()
		require.Len(t, c.typed, 3)
		require.Equal(t, out.Consult.At, <-c.typed)
		<-time.After(time.Minute)
		require.Len(t, c.typed, 2, "and no longer")

		out.Consult.At = bot.Place{}
		d.showAsking(t.Context(), ticket, out)()
		require.Len(t, c.typed, 3, "what the desk asks by itself shows where the ticket is worked on")
	})
}
