package desk

import (
	"slices"
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
)

// merge makes one ticket follow another, where both are the same problem: "merge 12
// 14". The persons of both get the answers; neither learns of the other. "merge 14
// off" parts them again.
func (f *draft) merge(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	if strings.EqualFold(o.rest, "off") {
		return f.partTicket(m, t)
	}
	n, ok := theNumber(o.rest)
	if !ok {
		f.answerStaff(m, f.staffText("staff.merge_which", "number", number(t)))
		return nil
	}
	other, err := f.ticket(n)
	if err != nil {
		return err
	}
	had, was := other.Owner, *other
	if err := t.Merge(f.who, other); err != nil {
		return err
	}
	if err := f.leaveIssue(&was); err != nil {
		return err
	}
	f.cancel(leaseTimer, other.Number)
	f.event(t, "merged", f.who, "#"+number(other)+" follows")
	f.event(other, "merged", f.who, "follows #"+number(t))
	if t.Taken() && !t.Owner.Same(had) {
		c, err := f.personOf(other)
		if err != nil {
			return err
		}
		c.Told = true
		f.tellKey(c, "ticket.claimed", "name", t.Owner.Called())
	}
	if err := f.waitAlong(other, t); err != nil {
		return err
	}
	f.answerStaff(m, f.staffText("staff.merged", "number", number(other), "other", number(t)))
	f.editCard(t, "")
	f.editCard(other, "")
	return nil
}

// partTicket lets a ticket stand for itself again.
func (f *draft) partTicket(m bot.Message, t *bot.Ticket) error {
	if t.Follows == 0 {
		f.answerStaff(m, f.staffText("staff.merge_which", "number", number(t)))
		return nil
	}
	leader := t.Follows
	if err := f.part(t); err != nil {
		return err
	}
	if t.Taken() {
		f.timer(leaseTimer, t.Number, t.LeaseUntil)
	}
	f.event(t, "parted", f.who, "from #"+strconv.Itoa(leader))
	f.answerStaff(m, f.staffText("staff.parted", "number", number(t), "other", strconv.Itoa(leader)))
	f.editCard(t, "")
	return nil
}

func (f *draft) part(t *bot.Ticket) error {
	if t.Follows == 0 {
		return nil
	}
	leader, err := f.ticket(t.Follows)
	if err != nil {
		return err
	}
	leader.Part(t)
	f.waitsItself(t, leader)
	f.editCard(leader, "")
	return nil
}

// followers are the running tickets that follow this one.
func (f *draft) followers(t *bot.Ticket) ([]*bot.Ticket, error) {
	var all []*bot.Ticket
	for _, n := range t.Followers {
		other, err := f.ticket(n)
		if err != nil {
			return nil, err
		}
		if other.Running() && other.Follows == t.Number {
			all = append(all, other)
		}
	}
	return all, nil
}

// goAlong takes the followers of every ticket of the draft to where it stands now.
func (f *draft) goAlong() error {
	var leaders []*bot.Ticket
	for _, t := range f.tickets {
		if len(t.value.Followers) > 0 {
			leaders = append(leaders, &t.value)
		}
	}
	for _, t := range leaders {
		all, err := f.followers(t)
		if err != nil {
			return err
		}
		for _, other := range all {
			other.GoAlong(t)
		}
	}
	return nil
}

// together gives a ticket with those that follow it.
func (f *draft) together(t *bot.Ticket) ([]*bot.Ticket, error) {
	others, err := f.followers(t)
	return append([]*bot.Ticket{t}, others...), err
}

// tellAll says a catalogue text to the person of a ticket and to those of its
// followers, each with their own number.
func (f *draft) tellAll(t *bot.Ticket, key string, pairs ...string) error {
	all, err := f.together(t)
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.ByAlert() {
			continue
		}
		c, err := f.personOf(t)
		if err != nil {
			return err
		}
		f.tellKey(c, key, append([]string{"number", number(t)}, pairs...)...)
	}
	return nil
}

// listener is a conversation that hears the answers of a ticket, and whose ticket
// there it is.
type listener struct {
	talk   *bot.Conversation
	ticket *bot.Ticket
}

// listeners are those who hear the answers of a ticket, its own person first.
func (f *draft) listeners(t *bot.Ticket) ([]listener, error) {
	all, err := f.together(t)
	if err != nil {
		return nil, err
	}
	var to []listener
	for _, t := range all {
		if t.ByAlert() {
			continue // nobody hears there
		}
		c, err := f.personOf(t)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(to, func(l listener) bool { return l.talk == c }) {
			to = append(to, listener{c, t})
		}
	}
	return to, nil
}

// calledIn writes a person for staff: their name, with their language where it is not
// the desk's own.
func (f *draft) calledIn(t *bot.Ticket) string {
	if t.Lang == "" || t.Lang == f.staffLang() {
		return t.Person.Called()
	}
	return t.Person.Called() + " (" + dialogue.Text(t.Lang, "language.name") + ")"
}
