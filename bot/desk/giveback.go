package desk

import (
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
)

// giveBack returns a ticket to the level that it came from, with what staff there may
// tell the person: "return 12 restart the server". What goes straight to the person
// is a reply.
func (f *draft) giveBack(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	advice := bot.CutText(strings.TrimSpace(o.rest), maxWhy)
	if advice == "" {
		f.answerStaff(m, f.staffText("staff.return_what", "number", number(t)))
		return nil
	}
	from, _ := t.CameFrom()
	if err := t.Return(f.who, advice, f.now, f.level(max(1, from.Level)).ClaimFor, f.level(t.Level).Terms); err != nil {
		return err
	}
	if err := f.freeOfWhoLeft(t); err != nil {
		return err
	}
	f.cancel(leaseTimer, t.Number)
	if t.State == bot.Claimed {
		f.timer(leaseTimer, t.Number, t.LeaseUntil)
	}
	f.thread(t, bot.Line{By: bot.ByNote, Who: f.who, Text: advice})
	f.event(t, "returned", f.who, "to level "+level(t.Level))
	f.editCards(t, f.cardRooms(t, false), "")
	said := f.staffText("staff.returned", "name", f.who.Called(), "number", number(t), "text", advice)
	if t.Room.Zero() {
		f.toRooms(t, "staff.returned", "name", f.who.Called(), "number", number(t), "text", advice)
	} else {
		f.inRoom(t, t.Room, said, f.ticketButton(t, doDeliver))
	}
	f.answerStaff(m, f.staffText("staff.gave_back", "number", number(t), "level", level(t.Level)))
	if t.State == bot.Open {
		return f.tellAll(t, "ticket.released")
	}
	return f.tellAll(t, "ticket.claimed", "name", t.Owner.Called())
}

// freeOfWhoLeft puts a ticket back into the queue that came back to somebody who is no
// longer staff where they had it.
func (f *draft) freeOfWhoLeft(t *bot.Ticket) error {
	if t.State != bot.Claimed {
		return nil
	}
	stays := f.MayAct(t.Owner, t.Room)
	if t.Room.Zero() {
		staff := f.Desk.level(t.Level).Staff
		stays = len(staff) == 0 || f.anyListed(t.Owner, staff)
	}
	if stays {
		return nil
	}
	return t.Release(t.Owner)
}

// deliverAdvice says to the person what the higher level advised, in its words, from
// the owner.
func (f *draft) deliverAdvice(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	advice := t.Advice
	if advice == "" {
		f.answerStaff(m, f.staffText("staff.no_advice", "number", number(t)))
		return nil
	}
	if err := t.Answer(f.who, f.now, f.level(t.Level).ClaimFor); err != nil {
		return err
	}
	t.Advice = ""
	return f.answer(m, t, advice)
}
