package desk

import (
	"context"
	"errors"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// failed does what the kind of a fault asks for.
func (d *Desk) failed(ctx context.Context, item store.Item, out outgoing, a adapters.Adapter, fault *adapters.Fault) {
	d.counts.fault(fault.Kind)
	log := d.log.With("message_id", out.Trace, "channel", out.Reply.To.Channel, "fault", string(fault.Kind), "attempt", item.Attempt)
	switch fault.Kind {
	case adapters.Gone, adapters.Refused:
		log.Warn("a reply cannot be sent", "err", fault.Err)
		d.giveUp(ctx, item, out, string(fault.Kind))
	case adapters.Moved:
		log.Info("a chat has moved")
		d.moveTo(ctx, item, out, fault.To)
	case adapters.Misconfigured:
		log.Error("a channel is not set up right and is paused; see firstline check --online", "err", fault.Err)
		d.pause(out.Reply.To.Channel)
		d.waits(ctx, item, out, fault.Kind, pauseTime)
	case adapters.Busy:
		d.waits(ctx, item, out, fault.Kind, max(fault.After, time.Second))
	case adapters.Closed:
		d.hold(ctx, item, out, a)
	default:
		log.Warn("a reply will be tried again", "err", fault.Err)
		d.waits(ctx, item, out, adapters.Broken, backOff(item.Attempt))
	}
}

// giveBack keeps a reply, and its lane behind it, back for a while. Fresh leaves
// the attempts uncounted, for waits that are nobody's failure.
func (d *Desk) giveBack(ctx context.Context, item store.Item, wait time.Duration, fresh bool, trace string) {
	again := store.Again{Token: item.Token, NotBefore: d.opt.Now().Add(wait), Fresh: fresh}
	d.record(ctx, store.ChangeSet{Again: []store.Again{again}}, trace)
}

// ticketAt finds the ticket that holds the conversation a reply was meant for.
// There is none for a room, nor when the ticket is gone.
func (f *draft) ticketAt(out outgoing) (t *bot.Ticket, err error) {
	defer func() {
		var none *bot.Refusal
		if errors.As(err, &none) {
			t, err = nil, nil
		}
	}()
	switch {
	case out.Track != "":
		return f.ticket(out.Reply.Ticket)
	case out.Receipt != nil:
		return f.ticket(out.Receipt.Ticket)
	case out.Lead:
		return f.ticket(out.Reply.Ticket)
	}
	if f.levelOf(out.Reply.To) > 0 {
		return nil, nil
	}
	c, err := f.conversation(out.Reply.To)
	if err != nil || c.Ticket == 0 {
		return nil, err
	}
	return f.ticket(c.Ticket)
}

// moveTo sends a reply to the chat's new place, and remembers the move.
func (d *Desk) moveTo(ctx context.Context, item store.Item, out outgoing, to bot.Place) {
	if to.Zero() || to.Lane() == out.Reply.To.Lane() {
		d.giveBack(ctx, item, backOff(item.Attempt), false, out.Trace)
		return
	}
	err := d.decide(ctx, out.Trace+"-m", func(f *draft) error {
		f.set.Done = []store.Token{item.Token}
		if err := f.moved(bot.Message{Place: out.Reply.To, MovedTo: to}); err != nil {
			return err
		}
		out.Reply.To = to
		f.set.Outbox = append(f.set.Outbox, store.Push{ID: out.Reply.ID, Lane: to.Lane(), Value: f.encode(out)})
		return nil
	})
	if err != nil && !errors.Is(err, store.ErrFenced) {
		d.log.Error("cannot move a reply", "message_id", out.Trace, "err", err)
	}
}

func (d *Desk) pause(channel string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.paused[channel] = d.opt.Now().Add(pauseTime)
}

func (d *Desk) isPaused(channel string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.opt.Now().Before(d.paused[channel])
}
