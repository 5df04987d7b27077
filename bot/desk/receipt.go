package desk

import (
	"cmp"
	"context"
	"errors"
	"strconv"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// receipt tells staff that their words went out. Quote is the message they wrote.
type receipt struct {
	Room   bot.Place `json:"room"`
	Quote  string    `json:"quote,omitempty"`
	For    string    `json:"for,omitempty"`
	Ticket int       `json:"ticket"`
	Text   string    `json:"text"`
	// Say asks for a line where a sign would do: there is no message of theirs to put
	// it on.
	Say bool `json:"say,omitempty"`
	// Of is what the fate of these words is kept under; "" is under Quote.
	Of string `json:"of,omitempty"`
}

// fate is the key of how far the words got.
func (r *receipt) fate() store.Key { return fateKey(r.Room, cmp.Or(r.Of, r.Quote)) }

// maxReceipt is how much of words that came with a press is repeated in the room, in
// bytes: whoever keeps their reply keeps the receipt too.
const maxReceipt = 4 << 10

// receiptOf is the receipt of words that staff wrote in a message. Words that came
// with a press stand nowhere in the room; their receipt repeats them.
func (f *draft) receiptOf(m bot.Message, t *bot.Ticket, words string) *receipt {
	r := &receipt{
		Room: m.Place, Quote: m.ID, For: m.From.ID, Ticket: t.Number,
		Text: f.staffText("staff.sent", "person", t.Person.Called(), "number", number(t)),
	}
	if m.Kind == bot.Pressed {
		r.Quote, r.For, r.Say, r.Of = m.ReplyTo, "", true, f.trace
		r.Text = m.From.Called() + ": " + f.staffText("staff.sent_words", "person", t.Person.Called(), "number", number(t), "text", bot.CutText(words, maxReceipt))
	}
	return r
}

// remember writes down which message stands for a ticket in a room, so that it
// can be edited and answers to it are understood; and which message carried the
// words of staff to a person, so that its fate can be told.
func (d *Desk) remember(out outgoing, r bot.Reply, id string) []store.Put {
	// A question to staff that belongs to no ticket is known by its buttons.
	inRoom := d.levelOf(r.To) > 0 && (r.Ticket != 0 || len(out.Reply.Buttons) > 0)
	if id == "" || out.Mark != "" || out.Knock || out.Amend || (!inRoom && out.Receipt == nil && out.News == "" && r.Ref == "") {
		return nil
	}
	var puts []store.Put
	now := d.opt.Now()
	add := func(key store.Key, v any) {
		value, err := store.Encode(v)
		if err != nil {
			d.log.Error("cannot remember a sent message", "message_id", out.Trace, "err", err)
			return
		}
		puts = append(puts, store.Put{Key: key, Value: value})
	}
	if !inRoom && r.Ref != "" {
		add(shownKey(r.To, r.Ref), shown{ID: id, At: now})
	}
	if !inRoom {
		_, closes := d.adapters[r.To.Channel].(adapters.Knocker)
		about := sent{Carried: out.Receipt, News: out.News, At: now}
		if closes {
			about.Reply = &out.Reply
		}
		if out.Receipt != nil || out.News != "" && closes {
			add(sentKey(r.To, id), about)
		}
		return puts
	}
	buttons := out.Reply.Buttons
	if _, edits := d.adapters[r.To.Channel].(adapters.Editor); r.Edit && !edits {
		// A line in place of an edit has no buttons, and the card stays where it was.
		r.Ref, buttons = "", nil
	}
	add(sentKey(r.To, id), sent{Ticket: r.Ticket, At: now, Buttons: buttons, Asks: out.Asks})
	if r.Ref != "" {
		add(shownKey(r.To, r.Ref), shown{ID: id, At: now})
	}
	return puts
}

// receiptFor is what the room hears once a reply was taken: a sign on the words of
// staff where the channel has signs, else a line. Of a knock it hears whether the
// person could be asked, which id tells.
func (d *Desk) receiptFor(out outgoing, id string) []store.Push {
	if out.Receipt == nil || out.Lost {
		return nil
	}
	r := out.Receipt
	said := outgoing{
		Reply:  bot.Reply{ID: out.Reply.ID + "-r", To: r.Room, Text: r.Text, Quote: r.Quote, For: r.For, Ticket: r.Ticket},
		Queued: out.Queued, Trace: out.Trace,
	}
	switch {
	case out.Knock && id != asked:
		said.Reply.Text = out.Reply.Text
	case out.Amend && id == "":
		said.Reply.Text = out.Reply.Instead
	case !out.Knock && !out.Amend && d.canMark(r):
		said.Mark, said.Reply.Text = adapters.MarkSent, ""
	}
	said.Reply = d.masked(said.Reply)
	value, err := store.Encode(said)
	if err != nil {
		d.log.Error("cannot queue a receipt", "message_id", out.Trace, "err", err)
		return nil
	}
	return []store.Push{{ID: said.Reply.ID, Lane: r.Room.Lane(), Value: value}}
}

func (d *Desk) canMark(r *receipt) bool {
	_, ok := d.adapters[r.Room.Channel].(adapters.Reactor)
	return ok && r.Quote != "" && !r.Say
}

// errNotYet tells that a report is about a message whose sending is not recorded yet.
var errNotYet = errors.New("the message this is about is still being sent")

// reached is a platform's report on what became of a message of ours. What is
// known only ever moves up, and a failure is told to staff once.
func (f *draft) reached(m bot.Message) error {
	// Asked first: a send that ends between the two questions has left its record.
	flying := f.isFlying(m.Place)
	about, version, err := store.Get[sent](f.ctx, f.opt.Store, sentKey(m.Place, m.ReplyTo))
	if err != nil {
		return err
	}
	if version == 0 && flying {
		return errNotYet
	}
	if about.Carried == nil && about.News == "" || !above(m.Reach, about.Reach) {
		return nil
	}
	about.Reach = m.Reach
	key := sentKey(m.Place, m.ReplyTo)
	f.set.Expect = append(f.set.Expect, store.Expect{Key: key, Version: version})
	f.put(key, about)
	if about.News != "" {
		return f.newsFate(about, m)
	}
	return f.tellFate(about, m)
}

// tellFate tells the room how far words of staff got. They may go out as several
// messages, each with reports of its own: staff hear the worst of them, once.
func (f *draft) tellFate(about sent, m bot.Message) error {
	r := about.Carried
	key := r.fate()
	known, err := load[fate](f, key)
	if err != nil || !above(m.Reach, known.value.Reach) {
		return err
	}
	known.value = fate{m.Reach, f.now}
	keep(f, key, known)
	switch m.Reach {
	case bot.Shut:
		if about.Reply != nil {
			return f.holdLate(about, m.Place)
		}
		return f.tellFailed(r, m.Text)
	case bot.Failed:
		return f.tellFailed(r, m.Text)
	case bot.Seen:
		if f.canMark(r) {
			f.send(outgoing{Mark: adapters.MarkSeen, Reply: bot.Reply{To: r.Room, Quote: r.Quote}})
		}
	}
	return nil
}

// marks are what each sign says.
var marks = map[adapters.Mark]bot.Reach{adapters.MarkSeen: bot.Seen, adapters.MarkFailed: bot.Failed}

// overtaken tells that more is known of words of staff than a sign would say: the
// last part of them may go out when the fate of the first is known.
func (d *Desk) overtaken(ctx context.Context, out outgoing) (bool, error) {
	known, _, err := store.Get[fate](ctx, d.opt.Store, fateKey(out.Reply.To, out.Reply.Quote))
	return above(known.Reach, marks[out.Mark]) && known.Reach != bot.Arrived, err
}

// above tells whether a report says more than what is known.
func above(now, known bot.Reach) bool {
	rank := map[bot.Reach]int{bot.Arrived: 1, bot.Seen: 2, bot.Shut: 3, bot.Failed: 3}
	return rank[now] > rank[known]
}

// tellFailed tells the room that words of staff will not arrive.
func (f *draft) tellFailed(r *receipt, why string) error {
	t, err := f.ticket(r.Ticket)
	if err != nil {
		return err
	}
	f.event(t, "unsent", t.Person, "failed")
	text := f.staffText("staff.unreached", "number", strconv.Itoa(r.Ticket), "person", t.Person.Called(), "reason", why)
	f.send(outgoing{Reply: bot.Reply{To: r.Room, Text: text, Quote: r.Quote, Ticket: r.Ticket}})
	f.markFailed(r)
	return nil
}

func (f *draft) markFailed(r *receipt) {
	if f.canMark(r) {
		f.send(outgoing{Mark: adapters.MarkFailed, Reply: bot.Reply{To: r.Room, Quote: r.Quote}})
	}
}

// flying counts replies that are being sent to a lane right now.
func (d *Desk) flying(out outgoing, n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	lane := out.Reply.To.Lane()
	if d.inFlight[lane] += n; d.inFlight[lane] <= 0 {
		delete(d.inFlight, lane)
	}
}

func (d *Desk) isFlying(p bot.Place) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.inFlight[p.Lane()] > 0
}
