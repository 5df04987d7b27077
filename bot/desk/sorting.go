package desk

import (
	"slices"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
)

// wait notes that the next word is the person's. The lease rests until then.
func (f *draft) wait(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	if err := t.Wait(f.who, f.now, f.level(t.Level).ClaimFor); err != nil {
		return err
	}
	f.cancel(leaseTimer, t.Number)
	f.event(t, "waiting", f.who, "")
	f.answerStaff(m, f.staffText("staff.waiting", "number", number(t), "person", t.Person.Called()))
	f.editCard(t, "")
	return nil
}

// setPriority sorts a ticket in the queue. Anybody on the desk may.
func (f *draft) setPriority(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	p := bot.Priority(strings.ToLower(o.rest))
	if !slices.Contains(bot.Priorities, p) {
		f.answerStaff(m, f.staffText("staff.choose_priority", "number", number(t)), f.choices(t, "priority", string(bot.Urgent), string(bot.High), string(bot.Normal), string(bot.Low))...)
		return nil
	}
	if p != t.Priority {
		f.event(t, "priority", f.who, string(t.Priority)+" to "+string(p))
		t.Priority = p
		f.editCard(t, "")
	}
	f.answerStaff(m, f.staffText("staff.priority_set", "number", number(t), "priority", string(p)))
	return nil
}

// setType says what sort of problem it is. Anybody on the desk may.
func (f *draft) setType(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	kind := strings.ToLower(o.rest)
	if !slices.Contains(f.opt.Types, kind) {
		text := f.staffText("staff.choose_type", "number", number(t), "types", strings.Join(f.opt.Types, ", "))
		if why := f.typeWhy(t); why != "" {
			text = why + " " + text
		}
		f.answerStaff(m, text, f.choices(t, "type", f.opt.Types...)...)
		return nil
	}
	if kind != t.Type {
		f.event(t, "type", f.who, t.Type+" to "+kind)
		t.Retype(kind)
		f.sorter.forget()
		f.editCard(t, "")
	}
	f.answerStaff(m, f.staffText("staff.type_set", "number", number(t), "type", kind))
	return nil
}

// choices are buttons that give an order with what stands on them.
func (f *draft) choices(t *bot.Ticket, word string, labels ...string) []bot.Button {
	var buttons []bot.Button
	for _, label := range labels {
		if data := ticketPress(t.Number, word, label); data != "" && len(buttons) < choiceMax {
			buttons = append(buttons, bot.Button{Label: label, Data: data})
		}
	}
	return buttons
}

// tag adds and removes tags: "tag 12 +printer -old". A word without a sign is
// added. Anybody on the desk may.
func (f *draft) tag(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	var add, remove []string
	for _, word := range strings.Fields(o.rest) {
		if tag, minus := strings.CutPrefix(word, "-"); minus {
			remove = append(remove, tag)
		} else {
			add = append(add, word)
		}
	}
	changed, err := t.Tag(add, remove)
	if err != nil {
		return err
	}
	if changed {
		f.index(t.Number, t.Tags...)
		f.event(t, "tagged", f.who, strings.Join(t.Tags, " "))
		f.editCard(t, "")
	}
	key := "staff.tags"
	if len(t.Tags) == 0 {
		key = "staff.no_tags"
	}
	f.answerStaff(m, f.staffText(key, "number", number(t), "tags", strings.Join(t.Tags, ", ")))
	return nil
}

// showHistory answers who did what when.
func (f *draft) showHistory(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	events, err := f.history(t, "\n")
	if err != nil {
		return err
	}
	f.answerStaff(m, events)
	return nil
}
