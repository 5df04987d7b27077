package desk

import (
	"errors"
	"fmt"
	"hash/crc32"
	"strconv"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// Words to a person that a language model made wait until their owner sends them with a
// press. The press carries a sum of the words, so that nobody sends others than they
// read, and it counts only while nothing else was said in the ticket. Then they go the
// way of every reply.

// prepared are such words.
type prepared struct {
	Words string `json:"words"`
	// Lines is how many lines the thread had.
	Lines int `json:"lines"`
}

func preparedKey(n int) store.Key { return store.Key(fmt.Sprintf("prepared/%08d", n)) }

func (p prepared) sum() string {
	return strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(strconv.Itoa(p.Lines)+"\x00"+p.Words))), 36)
}

// showPrepared keeps words and shows them, in a text, to the owner alone: in the room
// where a channel can, else in a chat of their own.
func (f *draft) showPrepared(t, then *bot.Ticket, c consultation, text, words string) error {
	if err := t.Prepare(f.who); err != nil {
		var no *bot.Refusal
		if errors.As(err, &no) {
			f.answerConsulted(t, c, f.refusalText(no))
			return nil
		}
		return err
	}
	p := prepared{Words: words, Lines: then.Lines}
	f.put(preparedKey(t.Number), p)
	reply := bot.Reply{
		To: c.At, Text: f.opt.Masks.Text(text), For: c.For, Quote: c.Quote, Ticket: t.Number,
		Buttons: []bot.Button{{Label: f.staffText("card." + doSay), Data: ticketPress(t.Number, doSay, p.sum())}},
	}
	if !c.Alone {
		var err error
		if reply.To, err = bot.ParsePlace(c.For); err != nil {
			return err
		}
		reply.Quote = ""
		f.answerConsulted(t, c, f.staffText("staff.prepared_private", "number", number(t)))
	}
	f.queue(outgoing{Reply: reply})
	return nil
}

// sayPrepared sends what was prepared, as the owner's reply.
func (f *draft) sayPrepared(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	if err := t.Prepare(f.who); err != nil {
		return err
	}
	p, version, err := store.Get[prepared](f.ctx, f.opt.Store, preparedKey(t.Number))
	switch {
	case err != nil:
		return err
	case version == 0 || p.sum() != o.rest || p.Lines != t.Lines:
		f.answerStaff(m, f.staffText("staff.prepared_old", "number", number(t)))
		return nil
	}
	f.set.Expect = append(f.set.Expect, store.Expect{Key: preparedKey(t.Number), Version: version})
	f.drop(preparedKey(t.Number))
	words := p.Words
	if len(t.Followers) > 0 {
		// Others hear the answers too, perhaps only since then: nobody's number is for them.
		words = f.opt.Masks.Text(words)
	}
	if f.levelOf(m.Place) == 0 {
		// Pressed in a chat of their own; colleagues read in the room what went out.
		m.Place, m.ReplyTo, m.From, f.who = t.Room, "", t.Owner, t.Owner
	}
	return f.answer(m, t, words)
}

// asksToSay answers the press that sends what was prepared, in a chat of the owner's own.
// It reports whether it was one; from anybody else it is a press like any other.
func (f *draft) asksToSay(m bot.Message) (bool, error) {
	o := pressedOrder(m.Press)
	if m.Kind != bot.Pressed || o.word != doSay || !f.forOneOnly(m) {
		return false, nil
	}
	if staff, err := f.isColleague(m.From); !staff || err != nil {
		return false, err
	}
	var err error
	if f.who, err = f.self(m.From); err != nil {
		return false, err
	}
	err = f.sayPrepared(m, o)
	var no *bot.Refusal
	if errors.As(err, &no) {
		f.answerStaff(m, f.refusalText(no))
		return true, nil
	}
	return err == nil, err
}
