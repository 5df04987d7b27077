package desk

import (
	"errors"
	"strings"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// isClear reads what follows the order show when somebody wants to see what is
// masked. Phones make one long dash of two short ones.
func isClear(rest string) bool {
	return strings.EqualFold(strings.TrimSpace(strings.TrimLeft(rest, "-–—")), "clear")
}

// showOrder answers the order show.
func (f *draft) showOrder(m bot.Message, o order) error {
	if isClear(o.rest) {
		return f.showClear(m, o.number)
	}
	return f.show(m, o.number)
}

// showClear answers "show 12 --clear": everything, with nothing masked, for the
// owner's eyes only. That it was asked for goes into the history.
func (f *draft) showClear(m bot.Message, n int) error {
	t, err := f.ticket(n)
	if err != nil {
		return err
	}
	if err := t.Reveal(f.who); err != nil {
		return err
	}
	f.event(t, "shown clear", f.who, "")
	f.clear = true
	text, err := f.everything(t)
	f.clear = false
	if err != nil {
		return err
	}
	reply := bot.Reply{To: m.Place, Text: text, For: m.From.ID, Ticket: n}
	if !f.forOneOnly(m) {
		// Others read along in this room: it goes to where only the owner does.
		if reply.To, err = bot.ParsePlace(m.From.ID); err != nil {
			return err
		}
		f.answerStaff(m, f.staffText("staff.clear_sent", "number", number(t)))
	}
	f.queue(outgoing{Reply: reply})
	return nil
}

// forOneOnly tells whether an answer is read by nobody but who wrote the message: a
// chat of their own, or a channel that shows a reply in a room to one person.
func (f *draft) forOneOnly(m bot.Message) bool {
	if m.Private || m.From.ID == m.Place.Lane() {
		return true
	}
	whisperer, ok := f.adapters[m.Place.Channel].(adapters.Whisperer)
	return ok && whisperer.Whispers(m.Place)
}

// asksForClear answers "show 12 --clear" in a chat of the owner's own. It reports
// whether it did; from anybody else, also who no longer belongs to the desk, those
// are words like any other.
func (f *draft) asksForClear(m bot.Message) (bool, error) {
	o := exactOrder(m.Text)
	if m.Kind != bot.Said || o.word != "show" || o.number == 0 || !isClear(o.rest) || !f.forOneOnly(m) {
		return false, nil
	}
	if staff, err := f.isColleague(m.From); !staff || err != nil {
		return false, err
	}
	var err error
	if f.who, err = f.self(m.From); err != nil {
		return false, err
	}
	err = f.showClear(m, o.number)
	var no *bot.Refusal
	if errors.As(err, &no) {
		// Whether there is such a ticket is nothing for people who ask.
		return false, nil
	}
	return err == nil, err
}
