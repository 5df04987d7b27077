package desk

import (
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
)

// wind brings a ticket's clocks in line with what the draft made of it, and sets
// the one timer by which the desk looks at them again. Every draft ends with it,
// so no rule needs to think of the clocks.
func (f *draft) wind(t *bot.Ticket) {
	f.pin(t)
	before := t.Alarm
	if t.Follows != 0 && t.Running() {
		// The clocks of the ticket that it follows go for it.
		t.Tick(f.now, f.level(t.Level).Terms)
		t.Alarm = time.Time{}
	} else {
		t.Wind(f.now, f.level(t.Level).Terms)
	}
	switch {
	case t.Alarm.Equal(before):
	case t.Alarm.IsZero():
		f.cancel(clockTimer, t.Number)
	default:
		f.timer(clockTimer, t.Number, t.Alarm)
	}
}

// clocksRing says what is due by a ticket's clocks: reminders to staff, the
// question to a silent person, or the end. Each is noted on the ticket, so that it
// is said once however often and whenever this is called.
func (f *draft) clocksRing(t *bot.Ticket) error {
	terms := f.level(t.Level).Terms
	// Its timer is gone; winding sets the next.
	t.Alarm = time.Time{}
	if t.Quiet(f.now, terms) {
		return nil
	}
	for _, r := range t.Remind(f.now, terms) {
		f.remind(t, r)
	}
	if t.Nudge(f.now, terms) {
		return f.nudge(t)
	}
	return f.giveUp(t, terms)
}

// remind tells the rooms, or in the end the lead as well, that a target is near or
// missed.
func (f *draft) remind(t *bot.Ticket, r bot.Reminder) {
	stretch := map[bot.Stretch]string{bot.Near: "near", bot.Over: "over", bot.Late: "late"}[r.Stretch]
	pairs := []string{
		"number", number(t), "person", t.Person.Called(), "name", t.Owner.Called(),
		"time", f.clock(r.Due),
	}
	goal := string(r.Goal)
	if r.Goal == bot.Resolve && !t.Taken() {
		goal = "resolve_open"
	}
	text := f.staffText("remind."+goal+"."+stretch, pairs...)
	if r.Stretch == bot.Late {
		if lead := f.lead(t.Level); !lead.Zero() {
			f.send(outgoing{Reply: bot.Reply{To: lead, Text: f.opt.Masks.Text(text), Ticket: t.Number}, Lead: true})
			text += " " + f.staffText("remind.lead_told")
		}
	}
	f.event(t, "reminded", bot.Person{}, string(r.Goal)+" "+stretch)
	if r.Goal == bot.FirstResponse && r.Stretch == bot.Late && t.WaitedTooLong() {
		f.event(t, "priority", bot.Person{}, string(t.Priority)+": waited too long")
	}
	rooms, buttons := []bot.Place{t.Room}, []bot.Button(nil)
	if t.Room.Zero() {
		rooms = f.level(t.Level).Rooms
	}
	if !t.Taken() {
		buttons = append(buttons, f.ticketButton(t, doClaim))
	}
	for _, room := range rooms {
		f.inRoom(t, room, text, buttons...)
	}
	f.editCard(t, "")
}

// lead is the chat in which the lead of a level is alone with the desk; nowhere
// when nobody is named.
func (f *draft) lead(n bot.Level) bot.Place {
	level := f.level(n)
	id := level.Lead
	if id == "" && len(level.Staff) > 0 {
		id = level.Staff[0]
	}
	place, err := bot.ParsePlace(id)
	if err != nil || f.levelOf(place) > 0 {
		return bot.Place{}
	}
	return place
}

// leadUntold tells staff that the lead does not know.
func (f *draft) leadUntold(t *bot.Ticket, why string) {
	f.toRoom(t, "remind.lead_failed", "number", number(t), "reason", f.staffText("reason."+why))
	f.event(t, "unsent", bot.Person{}, why)
}

// nudge asks a silent person again: for the answer the owner waits for, or whether
// it is solved.
func (f *draft) nudge(t *bot.Ticket) error {
	c, err := f.personOf(t)
	if err != nil {
		return err
	}
	closes := dialogue.Span(f.dialogue.Lang(*c), f.level(t.Level).Terms.CloseAfter)
	f.event(t, "nudged", bot.Person{}, "")
	if t.State == bot.Solved && c.Ticket == t.Number {
		next, say := f.dialogue.AskSolved(*c, t.Number, closes)
		*c = next
		f.tell(c, say, outgoing{})
		return nil
	}
	f.tellKey(c, "ticket.nudge", "number", number(t), "name", t.Owner.Called(), "span", closes)
	return nil
}

// giveUp closes a ticket whose person has stayed silent.
func (f *draft) giveUp(t *bot.Ticket, terms bot.Terms) error {
	others, err := f.followers(t)
	if err != nil {
		return err
	}
	since, done := t.GiveUp(f.now, terms)
	if !done {
		return nil
	}
	// Nobody of those who follow it has answered either.
	for _, other := range others {
		other.CloseWith(t)
		if err := f.closedSilently(other, since); err != nil {
			return err
		}
	}
	return f.closedSilently(t, since)
}

// closedSilently tells that a ticket was closed because its person has been silent
// since then.
func (f *draft) closedSilently(t *bot.Ticket, since time.Time) error {
	c, err := f.personOf(t)
	if err != nil {
		return err
	}
	if c.Ticket == t.Number {
		next, say := f.dialogue.ClosedSilently(*c, t.Number)
		*c = next
		f.tell(c, say, outgoing{})
	}
	c.Finish(t.Number)
	f.closed(t)
	f.event(t, "closed", bot.Person{}, "")
	span := dialogue.Span(f.staffLang(), f.now.Sub(since))
	f.toRoom(t, "staff.closed_silent", "number", number(t), "person", t.Person.Called(), "span", span)
	f.editCard(t, "")
	return nil
}

// dueText says on a card by when somebody should answer or solve it, as a line of
// its own. A fresh card is short: it is said when time runs out, when it is with
// somebody, and always to who asks for all.
func (f *draft) dueText(t *bot.Ticket, all bool) string {
	terms := f.level(t.Level).Terms
	t.Tick(f.now, terms)
	pending := t.Pending(terms)
	if len(pending) == 0 || (!all && t.State == bot.Open && pending[0].Stretch == bot.Near) {
		return ""
	}
	key := map[bot.Goal]string{bot.FirstResponse: "card.due", bot.Resolve: "card.solve_by"}[pending[0].Goal]
	if !f.now.Before(pending[0].Due) {
		key = map[bot.Goal]string{bot.FirstResponse: "card.due_over", bot.Resolve: "card.solve_over"}[pending[0].Goal]
	}
	return "\n" + f.staffText(key, "time", f.clock(pending[0].Due))
}
