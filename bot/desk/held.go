package desk

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// knockAgain is how long after a knock the next one may follow.
const knockAgain = 24 * time.Hour

// Replies that a shut window keeps from a place are taken out of the outbox and
// kept as records ("held/<place>/<number>"), in order. The next thing that is said
// there brings them back, in front of any answer to it.

// hold keeps a reply until its place speaks again, and tells staff when it is
// theirs. Where the channel allows, the person is asked to write, once a day.
func (d *Desk) hold(ctx context.Context, item store.Item, out outgoing, a adapters.Adapter) {
	knocked := d.knock(ctx, out, a)
	err := d.decide(ctx, out.Trace+"-h", func(f *draft) error {
		f.set.Done = []store.Token{item.Token}
		return f.keepHeld(out, knocked)
	})
	if err != nil && !errors.Is(err, store.ErrFenced) {
		d.log.Error("cannot hold a reply", "message_id", out.Trace, "err", err)
	}
}

// keepHeld writes a held reply down and tells the staff whose words it carries.
func (f *draft) keepHeld(out outgoing, knocked bool) error {
	c, err := f.conversation(out.Reply.To)
	if err != nil {
		return err
	}
	c.Held++
	f.put(heldKey(c.Place, c.Held), out)
	if knocked {
		c.Knocked = f.now
	}
	if out.Receipt == nil {
		return nil
	}
	t, err := f.ticket(out.Receipt.Ticket)
	if err != nil {
		return err
	}
	key := "staff.held"
	if knocked {
		key = "staff.held_knocked"
	}
	text := f.staffText(key, "number", strconv.Itoa(t.Number), "person", t.Person.Called())
	f.send(outgoing{Reply: bot.Reply{To: out.Receipt.Room, Text: text, Quote: out.Receipt.Quote, Ticket: t.Number}})
	f.event(t, "held", t.Person, "")
	return nil
}

// holdLate holds a reply that the platform took and then did not deliver because
// its window was shut. The person is asked to write by way of the outbox, once a day.
func (f *draft) holdLate(about sent, p bot.Place) error {
	c, err := f.conversation(p)
	if err != nil {
		return err
	}
	ask := f.now.Sub(c.Knocked) >= knockAgain
	out := outgoing{Reply: *about.Reply, Receipt: about.Carried, Queued: f.now, Trace: f.trace}
	if err := f.keepHeld(out, ask); err != nil {
		return err
	}
	if ask {
		f.send(outgoing{Knock: true, Reply: bot.Reply{To: p}})
	}
	return nil
}

// knock asks a person to write, unless that was done within a day.
func (d *Desk) knock(ctx context.Context, out outgoing, a adapters.Adapter) bool {
	knocker, ok := a.(adapters.Knocker)
	if !ok {
		return false
	}
	c, _, err := store.Get[bot.Conversation](ctx, d.opt.Store, conversationKey(out.Reply.To))
	if err != nil || d.opt.Now().Sub(c.Knocked) < knockAgain {
		return false
	}
	if err := knocker.Knock(ctx, out.Reply.To); err != nil {
		if fault := adapters.AsFault(err); fault.Kind != adapters.Refused {
			d.log.Warn("cannot ask a person to write", "message_id", out.Trace, "fault", string(fault.Kind), "err", fault.Err)
		}
		return false
	}
	return true
}

// unhold brings back what was held for a place, now that it has spoken, and tells
// how much.
func (f *draft) unhold(p bot.Place) (int, error) {
	if _, closes := f.adapters[p.Channel].(adapters.Knocker); !closes {
		return 0, nil
	}
	c, err := f.conversation(p)
	if err != nil || c.Held == 0 {
		return 0, err
	}
	records, err := f.opt.Store.List(f.ctx, heldPrefix(c.Place), "", heldMax)
	if err != nil {
		return 0, fmt.Errorf("list held replies: %w", err)
	}
	for _, r := range records {
		out, err := store.Decode[outgoing](r.Value)
		if err != nil {
			return 0, fmt.Errorf("read a held reply: %w", err)
		}
		f.drop(r.Key)
		f.set.Outbox = append(f.set.Outbox, store.Push{ID: out.Reply.ID, Lane: out.Reply.To.Lane(), Value: f.encode(out)})
	}
	if len(records) < heldMax {
		c.Held = 0
	}
	return len(records), nil
}
