package desktest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// channelName is the channel of all talks.
const channelName = "test"

// message is something that stands in a chat.
type message struct {
	id      string
	place   bot.Place
	text    string
	buttons []bot.Button
	// gone are buttons that an edit took away; a slow phone still shows them.
	gone   []bot.Button
	ticket int
	ref    string
}

// channel is the service people chat on in a talk: it keeps what was sent, can
// edit unless told otherwise, and fails on demand.
type channel struct {
	limits   adapters.Limits
	messages []*message
	fresh    []*message
	faults   []*adapters.Fault
}

func (c *channel) Name() string                              { return channelName }
func (c *channel) Limits() adapters.Limits                   { return c.limits }
func (c *channel) Run(context.Context, adapters.Inbox) error { return nil }
func (c *channel) fail(f *adapters.Fault)                    { c.faults = append(c.faults, f) }
func (c *channel) place(chat string) bot.Place               { return bot.Place{Channel: channelName, Chat: chat} }

func (c *channel) Send(_ context.Context, r bot.Reply) (adapters.Sent, error) {
	if len(c.faults) > 0 {
		f := c.faults[0]
		c.faults = c.faults[1:]
		return adapters.Sent{}, f
	}
	m := &message{
		id: strconv.Itoa(len(c.messages) + 1), place: r.To, text: r.Text,
		buttons: r.Buttons, ticket: r.Ticket, ref: r.Ref,
	}
	c.messages = append(c.messages, m)
	c.fresh = append(c.fresh, m)
	return adapters.Sent{ID: m.id}, nil
}

// Upload shows a file by its name and size.
func (c *channel) Upload(ctx context.Context, r bot.Reply, f bot.File, body io.Reader) (adapters.Sent, error) {
	data, err := io.ReadAll(body)
	if err != nil {
		return adapters.Sent{}, err
	}
	r.Text = fmt.Sprintf("(%s, %s, %d bytes)", f.Name, f.Type, len(data))
	return c.Send(ctx, r)
}

// editingChannel is a channel that can edit.
type editingChannel struct{ *channel }

func (c editingChannel) Edit(_ context.Context, id string, r bot.Reply) error {
	for _, m := range c.messages {
		if m.id == id && m.place.Lane() == r.To.Lane() {
			m.gone = append(m.gone, m.buttons...)
			m.text, m.buttons = r.Text, r.Buttons
			return nil
		}
	}
	return &adapters.Fault{Kind: adapters.Uneditable, Err: fmt.Errorf("no message %s", id)}
}

// typingChannel is a channel that shows typing. Only that in rooms is heard: that to people
// depends on how fast the machine is.
type typingChannel struct{ editingChannel }

func (c typingChannel) Typing(_ context.Context, to bot.Place) {
	if strings.HasPrefix(to.Chat, "L") {
		c.fresh = append(c.fresh, &message{place: to, text: "(is typing)"})
	}
}

// button finds the newest message at a place with a button of this label, else
// the newest that once had it.
func (c *channel) button(p bot.Place, ticket int, label string) (*message, bot.Button, error) {
	for _, of := range []func(*message) []bot.Button{
		func(m *message) []bot.Button { return m.buttons },
		func(m *message) []bot.Button { return m.gone },
	} {
		if m, b, ok := c.find(p, ticket, label, of); ok {
			return m, b, nil
		}
	}
	return nil, bot.Button{}, fmt.Errorf("nobody can see a button [%s] in %s", label, p.Chat)
}

func (c *channel) find(p bot.Place, ticket int, label string, of func(*message) []bot.Button) (*message, bot.Button, bool) {
	for i := len(c.messages) - 1; i >= 0; i-- {
		m := c.messages[i]
		if m.place.Lane() != p.Lane() || (ticket != 0 && m.ticket != ticket) {
			continue
		}
		for _, b := range of(m) {
			if strings.EqualFold(b.Label, label) {
				return m, b, true
			}
		}
	}
	return nil, bot.Button{}, false
}

// about finds the newest message in a room about a ticket, or about anything with 0.
func (c *channel) about(p bot.Place, ticket int) (*message, error) {
	for i := len(c.messages) - 1; i >= 0; i-- {
		if m := c.messages[i]; m.place.Lane() == p.Lane() && (ticket == 0 || m.ticket == ticket) {
			return m, nil
		}
	}
	return nil, fmt.Errorf("there is no message about #%d in %s", ticket, p.Chat)
}

// card finds what stands as a ticket's card.
func (c *channel) card(ticket int) (*message, error) { return c.shown("card/" + strconv.Itoa(ticket)) }

// shown finds what stands under a ref.
func (c *channel) shown(ref string) (*message, error) {
	for i := len(c.messages) - 1; i >= 0; i-- {
		if m := c.messages[i]; m.ref == ref {
			return m, nil
		}
	}
	return nil, fmt.Errorf("nothing is shown as %s", ref)
}

// lastTo is what the newest message in a chat says now.
func (c *channel) lastTo(p bot.Place) string {
	for i := len(c.messages) - 1; i >= 0; i-- {
		if m := c.messages[i]; m.place.Lane() == p.Lane() {
			return strings.Join(render(m), " | ")
		}
	}
	return ""
}

// parseFault reads "test busy 30s".
func parseFault(text string) (*adapters.Fault, error) {
	words := strings.Fields(text)
	if len(words) < 2 || words[0] != channelName {
		return nil, fmt.Errorf("! %s: write for example: ! %s busy 30s", text, channelName)
	}
	f := &adapters.Fault{Kind: adapters.FaultKind(words[1]), Err: errors.New("made by the talk")}
	if len(words) > 2 {
		after, err := time.ParseDuration(words[2])
		if err != nil {
			return nil, fmt.Errorf("! %s: %w", text, err)
		}
		f.After = after
	}
	return f, nil
}
