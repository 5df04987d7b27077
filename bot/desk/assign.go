package desk

import (
	"slices"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
)

// assign gives a ticket to a colleague: "assign 12 @bob", by name or by id.
func (f *draft) assign(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	asked := strings.TrimSpace(strings.TrimPrefix(o.rest, "to "))
	if asked == "" {
		f.answerStaff(m, f.staffText("staff.assign_whom", "number", number(t)))
		return nil
	}
	found, err := f.colleagues(t.Level, m, asked)
	if err != nil {
		return err
	}
	found = f.oneEach(found)
	switch len(found) {
	case 0:
		f.answerStaff(m, f.staffText("staff.nobody_called", "name", excerpt(asked), "number", number(t)))
		return nil
	case 1:
		return f.assignTo(m, t, found[0])
	}
	var buttons []bot.Button
	for _, c := range found {
		if data := ticketPress(t.Number, "assign", c.Person.ID); data != "" && len(buttons) < choiceMax {
			buttons = append(buttons, bot.Button{Label: c.label(found), Data: data})
		}
	}
	f.answerStaff(m, f.staffText("staff.which_colleague", "name", excerpt(asked)), buttons...)
	return nil
}

// oneEach keeps one account of each human; claims are kept under their first.
func (f *draft) oneEach(found []colleague) []colleague {
	seen := map[string]bool{}
	return slices.DeleteFunc(found, func(c colleague) bool {
		id := f.same.first(c.Person).ID
		double := seen[id]
		seen[id] = true
		return double
	})
}

func (f *draft) assignTo(m bot.Message, t *bot.Ticket, to colleague) error {
	to.Person = f.same.first(to.Person)
	had, err := t.Assign(f.who, to.Person, to.Room, f.now, f.level(t.Level).ClaimFor)
	if err != nil {
		return err
	}
	if had.Same(to.Person) {
		f.timer(leaseTimer, t.Number, t.LeaseUntil)
		f.answerStaff(m, f.staffText("staff.owned", "number", number(t), "name", had.Called(), "time", f.clock(t.OwnerSince)))
		return nil
	}
	f.event(t, "assigned", f.who, "to "+to.Person.Called())
	if !to.Person.Same(f.who) {
		f.inRoom(t, t.Room, f.staffText("staff.assigned", "name", to.Person.Called(), "number", number(t), "by", f.who.Called()))
	}
	told := f.staffText("staff.claimed", "number", number(t), "name", to.Person.Called())
	if t.Room.Lane() != m.Place.Lane() {
		f.answerStaff(m, told)
	}
	return f.handedTo(t, told)
}
