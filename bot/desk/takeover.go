package desk

import (
	"strconv"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
)

// claimOrder gives a ticket to who asks first. "claim 12 yes" takes it over.
func (f *draft) claimOrder(m bot.Message, o order) error {
	if strings.EqualFold(o.rest, "yes") {
		return f.takeOver(m, order{word: doSeize, number: o.number})
	}
	return f.claim(m, o.number)
}

// askTakeOver asks whether a ticket should really change hands.
func (f *draft) askTakeOver(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	if !t.Taken() || t.Owner.Same(f.who) {
		return f.claim(m, o.number)
	}
	text := f.staffText("staff.take_over", "number", number(t), "name", t.Owner.Called(), "time", f.clock(t.OwnerSince))
	data := ticketPress(t.Number, doSeize, strconv.FormatInt(t.OwnerSince.Unix(), 10))
	f.answerStaff(m, text, bot.Button{Label: f.staffText("card." + doSeize), Data: data})
	return nil
}

// takeOver gives a ticket to who confirmed that they take it from its owner. The
// button holds since when the owner had it, so that it does nothing to a later one.
func (f *draft) takeOver(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	since := time.Time{}
	if o.rest != "" {
		seconds, err := strconv.ParseInt(o.rest, 10, 64)
		if err != nil {
			return nil // no button of ours
		}
		since = time.Unix(seconds, 0)
	}
	if !t.Taken() || t.Owner.Same(f.who) {
		return f.claim(m, o.number)
	}
	theirRoom := t.Room
	had, err := t.TakeOver(f.who, since, m.Place, f.now, f.level(t.Level).ClaimFor)
	if err != nil {
		return err
	}
	f.event(t, "taken over", f.who, had.Called())
	text := f.staffText("staff.taken_over", "number", number(t), "name", f.who.Called(), "had", had.Called())
	f.inRoom(t, theirRoom, text)
	if theirRoom.Lane() != m.Place.Lane() {
		f.answerStaff(m, text)
	}
	return f.handedTo(t, text)
}

// handedTo does what every change of the owner needs: the lease, the person who is
// told, and the cards.
func (f *draft) handedTo(t *bot.Ticket, instead string) error {
	f.timer(leaseTimer, t.Number, t.LeaseUntil)
	to, err := f.listeners(t)
	if err != nil {
		return err
	}
	for _, l := range to {
		l.talk.Told = true
		f.tellKey(l.talk, "ticket.claimed", "name", t.Owner.Called())
	}
	f.editCard(t, instead)
	f.counts.claimed.Add(1)
	return nil
}
