package desk

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// What an owner writes to the person waits a few seconds in the outbox, so that
// they can still change it or take it back. The item there only says that words
// wait; the words are in a record ("hold/<lane>/<message id>"), which an edit
// changes and a deletion stops. When the time is over one commit turns the item
// into an ordinary reply and writes the person's transcript: whoever comes first,
// the edit or the end of the hold, the other one knows. A crash in between loses
// and doubles nothing, since item and record are on disk from the start.

// holding is what waits.
type holding struct {
	Ticket int `json:"ticket"`
	// By is who wrote it: the owner then. It goes out though they are not any more.
	By bot.Person `json:"by"`
	// Words are theirs as they stand now; Order tells that they came with an order
	// ("reply 12 ..."), so that an edited message is read in the same way.
	Words string     `json:"words"`
	Order bool       `json:"order,omitempty"`
	Files []bot.File `json:"files,omitempty"`
	At    time.Time  `json:"at"`
	// Line is the line of the ticket's thread, Left how many items of the outbox
	// have not come to their turn.
	Line int `json:"line"`
	Left int `json:"left"`
	// Stopped: it was taken back. Going: a part of it is out already.
	Stopped bool `json:"stopped,omitempty"`
	Going   bool `json:"going,omitempty"`
}

// went is what is remembered of held words that went out.
type went struct {
	Ticket int       `json:"ticket"`
	At     time.Time `json:"at"`
	// To are the tickets whose persons got them.
	To []int `json:"to"`
	// Ref names the message at the person's place, where it is one that can be edited.
	Ref string `json:"ref,omitempty"`
}

// holdID names a message of a room; some channels give theirs no id.
func holdID(m bot.Message) string {
	if m.Kind == bot.Pressed {
		return m.Trace() // its id is that of the card
	}
	return cmp.Or(m.ID, m.Trace())
}

// relay puts words of the owner on their way to people: at once, or after the hold.
func (f *draft) relay(t *bot.Ticket, m bot.Message, words string, to []listener) {
	hold, files := f.level(t.Level).Hold, inTicket(t.Number, m.Files)
	line := bot.Line{By: bot.ByStaff, Who: f.who, Text: filled(words, f.who, t), Files: files}
	f.threadHeld(t, line)
	rec := holding{
		Ticket: t.Number, By: f.who, Words: words, Order: strings.TrimSpace(m.Text) != words,
		Files: files, At: f.now, Line: t.Lines, Left: len(to),
	}
	key := holdKey(m.Place, holdID(m))
	for i, l := range to {
		out := outgoing{Reply: bot.Reply{To: l.talk.Place, Files: files, Ticket: l.ticket.Number}}
		if i == 0 {
			out.Receipt = f.receiptOf(m, t, words)
		}
		if hold <= 0 {
			f.hear(l, f.who, words, &out)
			f.send(out)
			continue
		}
		out.Hold, out.Ready = string(key), f.now.Add(hold)
		f.send(out)
	}
	if hold > 0 {
		f.put(key, rec)
		return
	}
	f.index(t.Number, line.Text)
	t.Answered(f.now)
	f.event(t, "answered", f.who, "")
}

// hear writes words of staff into a person's transcript, and the reply that brings
// them there.
func (f *draft) hear(l listener, who bot.Person, words string, out *outgoing) {
	f.passPending(l.talk, l.ticket)
	l.talk.Hold(l.ticket.Number)
	l.talk.Seen = f.now
	out.Reply.Text = f.relayText(l, who, words)
	out.Line = f.talk(l.talk, bot.Line{By: bot.ByStaff, Who: who, Text: out.Reply.Text, Files: out.Reply.Files})
}

func (f *draft) relayText(l listener, who bot.Person, words string) string {
	return strings.TrimSpace(f.saidBy(l.talk, l.ticket, who.Called(), filled(words, who, l.ticket)))
}

// letGo ends the hold of an item: it becomes an ordinary reply, or nothing where
// the words were taken back. It reports whether the item was one that is held.
func (d *Desk) letGo(ctx context.Context, item store.Item, out outgoing) bool {
	if out.Hold == "" {
		return false
	}
	defer d.survive("letting held words go", out.Trace, func() {})
	err := d.decide(ctx, out.Trace+"-g", func(f *draft) error {
		key := store.Key(out.Hold)
		rec, err := load[holding](f, key)
		if err != nil {
			return err
		}
		theirs, err := f.ticket(out.Reply.Ticket)
		if err != nil {
			return err
		}
		if rec.version == 0 || rec.value.Stopped || !theirs.Erased.IsZero() {
			f.set.Done = []store.Token{item.Token}
		} else if err := f.goOut(rec.value, item, out); err != nil {
			return err
		}
		rec.value.Going = true
		if rec.value.Left--; rec.value.Left > 0 {
			keep(f, key, rec)
			return nil
		}
		f.set.Expect = append(f.set.Expect, store.Expect{Key: key, Version: rec.version})
		f.drop(key)
		return nil
	})
	switch {
	case err == nil:
		signal(d.outboxWork)
	case !errors.Is(err, store.ErrFenced):
		d.log.Error("cannot let held words go", "message_id", out.Trace, "err", err)
		if item.Attempt+1 >= fewTries {
			// They cannot be read, or not be decided on; the next ones may go.
			d.giveUp(ctx, item, out, string(adapters.Broken))
			return true
		}
		d.giveBack(ctx, item, backOff(item.Attempt), false, out.Trace)
	}
	return true
}

// goOut turns an item into the reply that it stands for.
func (f *draft) goOut(rec holding, item store.Item, out outgoing) error {
	t, err := f.ticket(rec.Ticket)
	if err != nil {
		return err
	}
	c, err := f.conversation(out.Reply.To)
	if err != nil {
		return err
	}
	key := wentKey(out.Hold)
	gone, err := load[went](f, key)
	if err != nil {
		return err
	}
	if !rec.Going {
		f.index(t.Number, rec.Words)
		t.Answered(f.now)
		f.event(t, "answered", rec.By, "")
	}
	theirs, err := f.ticket(out.Reply.Ticket)
	if err != nil {
		return err
	}
	f.hear(listener{c, theirs}, rec.By, rec.Words, &out)
	out.Reply.Ref = ""
	gone.value.Ticket, gone.value.At, gone.value.To = rec.Ticket, f.now, append(gone.value.To, theirs.Number)
	if a, ok := f.adapters[out.Reply.To.Channel]; ok && len(f.parts(a, out, 0)) == 1 {
		out.Reply.Ref = "said/" + traceOf(out.Hold)
		gone.value.Ref = out.Reply.Ref
	}
	keep(f, key, gone)
	out.Hold = ""
	f.set.Again = []store.Again{{Token: item.Token, Value: f.encode(out.kept()), Fresh: true}}
	return nil
}
