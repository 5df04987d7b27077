package desk

import (
	"strconv"

	"github.com/firstline-helpdesk/firstline/bot"
)

// claim gives a ticket to who asks first.
func (f *draft) claim(m bot.Message, n int) error {
	t, err := f.ticket(n)
	if err != nil {
		return err
	}
	fresh := t.State == bot.Open
	if err := t.Claim(f.who, m.Place, f.now, f.level(t.Level).ClaimFor); err != nil {
		return err
	}
	if !fresh {
		f.timer(leaseTimer, n, t.LeaseUntil)
		f.editCard(t, "")
		f.answerStaff(m, f.staffText("staff.yours", "number", strconv.Itoa(n)))
		return nil
	}
	f.event(t, "claimed", f.who, "")
	return f.handedTo(t, f.staffText("staff.claimed", "number", strconv.Itoa(n), "name", f.who.Called()))
}

// personOf loads the conversation of a ticket's person.
func (f *draft) personOf(t *bot.Ticket) (*bot.Conversation, error) {
	c, err := f.conversation(t.Place)
	if err != nil {
		return nil, err
	}
	if c.Person.Nobody() {
		c.Person, c.Lang = t.Person, t.Lang
	}
	return c, nil
}

// release gives a ticket back to the queue.
func (f *draft) release(m bot.Message, n int) error {
	t, err := f.ticket(n)
	if err != nil {
		return err
	}
	if err := t.Release(f.who); err != nil {
		return err
	}
	if err := f.givenBack(t); err != nil {
		return err
	}
	f.toRooms(t, "staff.released", "name", f.who.Called(), "number", number(t))
	return nil
}

// keep is yes to "still on it?".
func (f *draft) keep(m bot.Message, n int) error {
	t, err := f.ticket(n)
	if err != nil {
		return err
	}
	if err := t.Renew(f.who, f.now, f.level(t.Level).ClaimFor); err != nil {
		return err
	}
	f.timer(leaseTimer, n, t.LeaseUntil)
	f.event(t, "kept", f.who, "")
	f.answerStaff(m, f.staffText("staff.kept", "number", number(t), "name", f.who.Called()))
	return nil
}

// solve says that a ticket is done, and with it those that follow it, and asks
// each person.
func (f *draft) solve(m bot.Message, n int, resolution string) error {
	t, err := f.ticket(n)
	if err != nil {
		return err
	}
	if err := f.leaveIssue(t); err != nil {
		return err
	}
	if err := t.Solve(f.who, f.now); err != nil {
		return err
	}
	all, err := f.together(t)
	if err != nil {
		return err
	}
	if resolution != "" {
		f.thread(t, bot.Line{By: bot.ByStaff, Who: f.who, Text: resolution})
	}
	for _, t := range all {
		if t.Running() {
			if err := t.Solve(f.who, f.now); err != nil {
				return err
			}
		}
		if err := f.askSolved(t, resolution, outgoing{}); err != nil {
			return err
		}
	}
	if t.ByAlert() {
		return nil
	}
	f.answerStaff(m, f.staffText("staff.solved", "number", number(t), "person", t.Person.Called()))
	return nil
}

// askSolved asks the person of a solved ticket whether it is; out is what else the
// reply has.
func (f *draft) askSolved(t *bot.Ticket, resolution string, out outgoing) error {
	if t.ByAlert() {
		return f.alertSolved(t)
	}
	c, err := f.personOf(t)
	if err != nil {
		return err
	}
	f.passPending(c, t)
	c.Hold(t.Number)
	next, say := f.dialogue.Solved(*c, *t, resolution)
	*c = next
	f.tell(c, say, out)
	f.cancel(leaseTimer, t.Number)
	f.sorter.forget()
	f.event(t, "solved", f.who, "")
	f.editCard(t, "")
	f.counts.solved.Add(1)
	return nil
}

// note keeps words inside the desk. Anybody on the desk may leave one.
func (f *draft) note(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	if o.rest == "" && len(m.Files) == 0 {
		f.answerStaff(m, f.staffText("staff.empty_reply", "number", number(t)))
		return nil
	}
	f.thread(t, bot.Line{By: bot.ByNote, Who: f.who, Text: o.rest, Files: inTicket(t.Number, m.Files)})
	f.event(t, "noted", f.who, "")
	f.answerStaff(m, f.staffText("staff.noted", "number", number(t)))
	if f.levelOf(m.Place) != f.seat(t.Level) && o.rest != "" {
		// Those who work on it sit elsewhere and would not see it.
		f.toRoom(t, "staff.note_from", "number", number(t), "name", f.who.Called(), "text", o.rest)
	}
	f.learnFacts(m, t, o.rest)
	return nil
}
