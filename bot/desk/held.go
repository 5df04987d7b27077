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
	knocked, told := d.knock(ctx, out, a), d.heard(out, heardHeld)
	err := d.decide(ctx, out.Trace+"-h", func(f *draft) error {
		f.set.Done = []store.Token{item.Token}
		f.set.Put = append(f.set.Put, told...)
		c, err := f.keepHeld(out)
		if err != nil {
			return err
		}
		key := "staff.held"
		if knocked {
			key, c.Knocked = "staff.held_knocked", f.now
		}
		return f.tellHeld(out.Receipt, key)
	})
	if err != nil && !errors.Is(err, store.ErrFenced) {
		d.log.Error("cannot hold a reply", "message_id", out.Trace, "err", err)
	}
}

// keepHeld writes a held reply down.
func (f *draft) keepHeld(out outgoing) (*bot.Conversation, error) {
	c, err := f.conversation(out.Reply.To)
	if err != nil {
		return nil, err
	}
	c.Held++
	f.put(heldKey(c.Place, c.Held), out)
	if out.Receipt == nil {
		return c, nil
	}
	t, err := f.ticket(out.Receipt.Ticket)
	if err != nil {
		return nil, err
	}
	f.event(t, "held", t.Person, "")
	return c, nil
}

// tellHeld tells the staff whose words a held reply carries.
func (f *draft) tellHeld(r *receipt, key string) error {
	if r == nil {
		return nil
	}
	text, err := f.heldText(r, key)
	f.send(outgoing{Reply: bot.Reply{To: r.Room, Text: text, Quote: r.Quote, Ticket: r.Ticket}})
	return err
}

func (f *draft) heldText(r *receipt, key string) (string, error) {
	t, err := f.ticket(r.Ticket)
	if err != nil {
		return "", err
	}
	return f.staffText(key, "number", strconv.Itoa(t.Number), "person", t.Person.Called()), nil
}

// holdLate holds a reply that the platform took and then did not deliver because
// its window was shut. The person is asked to write by way of the outbox, once a
// day; staff are told once it is known whether they could be asked.
func (f *draft) holdLate(about sent, p bot.Place) error {
	c, err := f.keepHeld(outgoing{Reply: *about.Reply, Receipt: about.Carried, Queued: f.now, Trace: f.trace})
	if err != nil {
		return err
	}
	f.markFailed(about.Carried)
	if f.now.Sub(c.Knocked) < knockAgain {
		return f.tellHeld(about.Carried, "staff.held")
	}
	c.Knocked = f.now
	told := *about.Carried
	if told.Text, err = f.heldText(about.Carried, "staff.held_knocked"); err != nil {
		return err
	}
	otherwise, err := f.heldText(about.Carried, "staff.held")
	f.send(outgoing{Knock: true, Reply: bot.Reply{To: p, Text: otherwise}, Receipt: &told})
	return err
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
	if f.levelOf(p) > 0 {
		// A room has a conversation only while something is held for it. Asked first
		// whether something is being sent there: it may be about to be held.
		flying := f.isFlying(p)
		have, err := load[bot.Conversation](f, conversationKey(p))
		switch {
		case err != nil:
			return 0, err
		case have.version == 0 && flying && f.early:
			return 0, errNotYet
		case have.version == 0:
			return 0, nil
		}
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
		if out.Receipt != nil {
			// What became of the first try says nothing about this one.
			f.drop(out.Receipt.fate())
		}
		f.set.Outbox = append(f.set.Outbox, store.Push{ID: out.Reply.ID, Lane: out.Reply.To.Lane(), Value: f.encode(out)})
	}
	if len(records) < heldMax {
		c.Held = 0
	}
	return len(records), nil
}
