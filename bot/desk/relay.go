package desk

import "github.com/firstline-helpdesk/firstline/bot"

// relayOut sends the owner's words to the person. The room gets a receipt once
// the channel took them.
func (f *draft) relayOut(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	if t.ByAlert() && len(t.Followers) == 0 {
		return f.note(m, o) // nobody asked who could read it
	}
	if o.rest == "" && len(m.Files) == 0 {
		f.answerStaff(m, f.staffText("staff.empty_reply", "number", number(t)))
		return nil
	}
	c, err := f.personOf(t)
	if err != nil {
		return err
	}
	words, ok := f.canned(m, t, c, o.rest)
	if !ok {
		return nil
	}
	return f.answer(m, t, words)
}

// answer sends words of the owner to everybody who hears the answers of a ticket.
func (f *draft) answer(m bot.Message, t *bot.Ticket, words string) error {
	if err := t.Answer(f.who, f.now, f.level(t.Level).ClaimFor); err != nil {
		return err
	}
	if t.State == bot.Claimed {
		f.timer(leaseTimer, t.Number, t.LeaseUntil)
	}
	to, err := f.listeners(t)
	if err != nil {
		return err
	}
	f.relay(t, m, words, to)
	f.editCard(t, "")
	return nil
}
