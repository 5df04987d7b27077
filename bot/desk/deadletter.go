package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// Replies and messages that were given up are kept as dead letters, under the ticket
// they belong to ("dead/<ticket>/<id>"; 0 for none). Staff are told in the ticket's
// thread and can have them sent again; /readyz and /metrics count them.

// doAgain is the order, and the button, that has dead letters sent again.
const doAgain = "again"

// deadMax is how many dead letters of a ticket are sent again at once.
const deadMax = 100

// dead is a reply or a message that was given up.
type dead struct {
	Why string    `json:"why"`
	At  time.Time `json:"at,omitzero"`
	// Out is the reply, as it was in the outbox, Said the message.
	Out  *outgoing    `json:"out,omitempty"`
	Said *bot.Message `json:"said,omitempty"`
}

// giveUp ends a reply that will not go out: it becomes a dead letter, and where it
// belongs to a ticket its staff are told what the person has not seen.
func (d *Desk) giveUp(ctx context.Context, item store.Item, out outgoing, why string) {
	d.counts.dead.Add(1)
	told := d.heard(out, heardFailed)
	err := d.decide(ctx, out.Trace+"-x", func(f *draft) error {
		f.set.Done = []store.Token{item.Token}
		f.set.Put = append(f.set.Put, told...)
		t, err := f.ticketAt(out)
		if err != nil {
			return err
		}
		letter := dead{Why: why, At: f.now, Out: &out}
		letter.Out.Failed, letter.Out.Told = time.Time{}, false
		number := out.Reply.Ticket
		if t != nil {
			number = t.Number
		}
		f.put(deadKey(number, out.Reply.ID), letter)
		if t == nil || d.levelOf(out.Reply.To) > 0 {
			return nil
		}
		return f.tellDead(t, out, why)
	})
	if err != nil && !errors.Is(err, store.ErrFenced) {
		d.log.Error("cannot give a reply up", "message_id", out.Trace, "err", err)
	}
}

// tellDead tells staff what a person has not seen, and lets them try again.
func (f *draft) tellDead(t *bot.Ticket, out outgoing, why string) error {
	if out.Lead {
		f.leadUntold(t, why)
		return nil
	}
	key := "staff.failed"
	if out.Track != "" {
		key = "staff.tracker_failed"
	}
	if out.Track == trackFile {
		if err := f.proposalGone(t); err != nil {
			return err
		}
	}
	text := f.staffText(key, "number", number(t), "person", t.Person.Called(),
		"reason", f.staffText("reason."+why), "text", f.brief(strings.TrimSpace(out.Reply.Title+" "+out.Reply.Text)))
	f.event(t, "unsent", t.Person, why)
	rooms := f.level(t.Level).Rooms
	if !t.Room.Zero() {
		rooms = []bot.Place{t.Room}
	}
	for _, room := range rooms {
		f.inRoom(t, room, text, f.ticketButton(t, doAgain))
	}
	return nil
}

// sendAgain is the order again: the dead letters of a ticket go into the outbox once
// more, oldest first.
func (f *draft) sendAgain(m bot.Message, n int) error {
	t, err := f.ticket(n)
	if err != nil {
		return err
	}
	records, err := f.opt.Store.List(f.ctx, deadPrefix(n), "", deadMax)
	if err != nil {
		return fmt.Errorf("list dead letters: %w", err)
	}
	var letters []dead
	for _, r := range records {
		letter, err := store.Decode[dead](r.Value)
		if err != nil {
			return fmt.Errorf("read a dead letter: %w", err)
		}
		if letter.Out == nil {
			continue
		}
		// Whoever else presses at the same moment relied on the same record.
		f.set.Expect = append(f.set.Expect, store.Expect{Key: r.Key, Version: r.Version})
		f.drop(r.Key)
		letters = append(letters, letter)
	}
	if len(letters) == 0 {
		f.answerStaff(m, f.staffText("staff.again_none", "number", number(t)))
		return nil
	}
	slices.SortStableFunc(letters, func(a, b dead) int { return a.At.Compare(b.At) })
	if letters, err = f.withoutFiled(m, t, letters); err != nil || len(letters) == 0 {
		return err
	}
	for _, letter := range letters {
		f.requeue(*letter.Out)
	}
	f.event(t, "again", m.From, "")
	f.answerStaff(m, f.staffText("staff.again", "number", number(t)))
	return nil
}

// withoutFiled leaves out issues that would be second ones of the ticket: of those that
// were given up only the newest goes on its way, and none where another one is on its
// way or there.
func (f *draft) withoutFiled(m bot.Message, t *bot.Ticket, letters []dead) ([]dead, error) {
	files := func(d dead) bool { return d.Out.Track == trackFile }
	newest := -1
	for i, letter := range letters {
		if files(letter) {
			newest = i
		}
	}
	if newest < 0 {
		return letters, nil
	}
	p, _, err := f.proposal(t)
	if err != nil {
		return nil, err
	}
	keep := letters[newest]
	if p.Sent || t.State == bot.Upstream || !t.Running() {
		newest = -1
		f.onItsWay(m, t)
	} else {
		f.put(proposalKey(t.Number), proposal{Title: keep.Out.Reply.Title, Text: keep.Out.Reply.Text, Sent: true})
	}
	letters = slices.DeleteFunc(letters, files)
	if newest >= 0 {
		letters = append(letters, keep)
	}
	return letters, nil
}

// requeue puts a reply into the outbox as it was, to where its chat is now.
func (f *draft) requeue(out outgoing) {
	out.Reply.To = f.whereNow(out.Reply.To)
	out.Queued = f.now
	f.set.Outbox = append(f.set.Outbox, store.Push{ID: f.itemID(), Lane: out.Reply.To.Lane(), Value: f.encode(out)})
}

// DeadLetters counts the replies and messages that were given up and wait for
// somebody to look at them.
func (d *Desk) DeadLetters(ctx context.Context) (int, error) {
	n, after := 0, store.Key("")
	for {
		records, err := d.opt.Store.List(ctx, "dead/", after, 0)
		if err != nil {
			return n, fmt.Errorf("count dead letters: %w", err)
		}
		if len(records) == 0 {
			return n, nil
		}
		n += len(records)
		after = records[len(records)-1].Key
	}
}
