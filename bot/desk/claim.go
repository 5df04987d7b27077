package desk

import (
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
)

// claim gives a ticket to who asks first.
func (f *draft) claim(m bot.Message, n int) error {
	t, err := f.ticket(n)
	if err != nil {
		return err
	}
	fresh := t.State == bot.Open
	if err := t.Claim(m.From, m.Place, f.now, f.level(t.Level).ClaimFor); err != nil {
		return err
	}
	f.timer(leaseTimer, n, t.LeaseUntil)
	if !fresh {
		f.answerStaff(m, f.staffText("staff.yours", "number", strconv.Itoa(n)))
		return nil
	}
	f.event(t, "claimed", m.From, "")
	c, err := f.personOf(t)
	if err != nil {
		return err
	}
	c.Told = true
	f.tellKey(c, "ticket.claimed", "name", m.From.Called())
	f.editCard(t, f.staffText("staff.claimed", "number", strconv.Itoa(n), "name", m.From.Called()))
	f.counts.claimed.Add(1)
	return nil
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
	if err := t.Release(m.From); err != nil {
		return err
	}
	f.cancel(leaseTimer, n)
	f.event(t, "released", m.From, "")
	c, err := f.personOf(t)
	if err != nil {
		return err
	}
	f.tellKey(c, "ticket.released", "number", number(t))
	f.toRooms(t, "staff.released", "name", m.From.Called(), "number", number(t))
	f.editCard(t, "")
	return nil
}

// keep is yes to "still on it?".
func (f *draft) keep(m bot.Message, n int) error {
	t, err := f.ticket(n)
	if err != nil {
		return err
	}
	if err := t.Renew(m.From, f.now, f.level(t.Level).ClaimFor); err != nil {
		return err
	}
	f.timer(leaseTimer, n, t.LeaseUntil)
	f.event(t, "kept", m.From, "")
	f.answerStaff(m, f.staffText("staff.kept", "number", number(t), "name", m.From.Called()))
	return nil
}

// solve says that a ticket is done and asks the person.
func (f *draft) solve(m bot.Message, n int, resolution string) error {
	t, err := f.ticket(n)
	if err != nil {
		return err
	}
	if err := t.Solve(m.From, f.now); err != nil {
		return err
	}
	c, err := f.personOf(t)
	if err != nil {
		return err
	}
	if resolution != "" {
		f.thread(t, bot.Line{By: bot.ByStaff, Who: m.From, Text: resolution})
	}
	f.passPending(c, t)
	c.Hold(t.Number)
	next, say := f.dialogue.Solved(*c, *t, resolution)
	*c = next
	f.tell(c, say, outgoing{})
	f.cancel(leaseTimer, n)
	f.sorter.forget()
	f.event(t, "solved", m.From, "")
	f.answerStaff(m, f.staffText("staff.solved", "number", number(t), "person", t.Person.Called()))
	f.editCard(t, "")
	f.counts.solved.Add(1)
	return nil
}

// relayOut sends the owner's words to the person. The room gets a receipt once
// the channel took them.
func (f *draft) relayOut(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	if o.rest == "" && len(m.Files) == 0 {
		f.answerStaff(m, f.staffText("staff.empty_reply", "number", number(t)))
		return nil
	}
	if err := t.Answer(m.From, f.now, f.level(t.Level).ClaimFor); err != nil {
		return err
	}
	f.timer(leaseTimer, o.number, t.LeaseUntil)
	c, err := f.personOf(t)
	if err != nil {
		return err
	}
	files := inTicket(t.Number, m.Files)
	f.thread(t, bot.Line{By: bot.ByStaff, Who: m.From, Text: o.rest, Files: files})
	f.passPending(c, t)
	c.Hold(t.Number)
	c.Seen = f.now
	text := f.saidBy(c, t, m.From.Called(), o.rest)
	text = strings.TrimSpace(text)
	f.talk(c, bot.Line{By: bot.ByStaff, Who: m.From, Text: text, Files: files})
	f.send(outgoing{
		Reply:   bot.Reply{To: c.Place, Text: text, Files: files, Ticket: t.Number},
		Receipt: f.receiptOf(m, t, o.rest),
	})
	f.event(t, "answered", m.From, "")
	f.editCard(t, "")
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
	f.thread(t, bot.Line{By: bot.ByNote, Who: m.From, Text: o.rest, Files: inTicket(t.Number, m.Files)})
	f.event(t, "noted", m.From, "")
	f.answerStaff(m, f.staffText("staff.noted", "number", number(t)))
	return nil
}
