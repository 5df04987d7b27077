package desk

import (
	"cmp"
	"context"
	"sync"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
)

// askingAgain is how often typing is shown again while the model is asked: what it shows
// fades after some five seconds.
const askingAgain = 4 * time.Second

// putToModelShown asks the language model while staff see that it is asked.
func (d *Desk) putToModelShown(ctx context.Context, t *bot.Ticket, out outgoing) consulted {
	defer d.showAsking(ctx, t, out)()
	return d.putToModel(ctx, t, out)
}

// showAsking shows staff that the language model is being asked, which takes seconds. It
// is a courtesy: whether it was shown is of no consequence. The caller calls done.
func (d *Desk) showAsking(ctx context.Context, t *bot.Ticket, out outgoing) (done func()) {
	sign, again := d.askingSign(t, out)
	if sign == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	var showing sync.WaitGroup
	showing.Go(func() {
		defer d.survive("showing that the language model is asked", out.Trace, func() {})
		for {
			limited, stop := context.WithTimeout(ctx, typingTime)
			sign(limited)
			stop()
			if !again {
				return
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(askingAgain):
			}
		}
	})
	return func() { cancel(); showing.Wait() }
}

// askingSign is the lightest sign that the channel has: a passing note for who asked,
// typing in the room, or a mark on the message they asked with. Again tells that it
// fades. What the desk asks by itself only shows as typing, where the ticket is worked on.
func (d *Desk) askingSign(t *bot.Ticket, out outgoing) (sign func(context.Context), again bool) {
	c, at := out.Consult, out.Consult.At
	if at.Zero() {
		at = t.Room
	}
	a := d.adapters[at.Channel]
	if a == nil || d.isPaused(at.Channel) {
		return nil, false
	}
	if w, ok := a.(adapters.Whisperer); ok && w.Whispers(at) {
		if c.At.Zero() {
			return nil, false
		}
		text := dialogue.Text(d.staffLang(), "staff.model_asked", "number", number(t))
		return func(ctx context.Context) {
			_, _ = a.Send(ctx, bot.Reply{ID: out.Reply.ID + "-a", To: at, Text: text, For: c.For, Ticket: t.Number})
		}, false
	}
	if typer, ok := a.(adapters.Typer); ok {
		return func(ctx context.Context) { typer.Typing(ctx, at) }, true
	}
	if c.At.Zero() {
		return nil, false
	}
	if reader, ok := a.(adapters.Reader); ok {
		return func(ctx context.Context) { reader.Read(ctx, at, cmp.Or(c.Press, c.Quote)) }, false
	}
	if reactor, ok := a.(adapters.Reactor); ok && c.Quote != "" {
		return func(ctx context.Context) { _ = reactor.React(ctx, at, c.Quote, adapters.MarkSeen) }, false
	}
	return nil, false
}
