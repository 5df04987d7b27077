package desk

import (
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
)

// help lists the orders, one line each, or explains one: its line, its short forms.
func (f *draft) help(m bot.Message, o order) error {
	if asked := strings.ToLower(strings.TrimPrefix(o.rest, "/")); asked != "" {
		r, known := ruleOf(asked)
		if !known || r.hidden || !f.offers(r) {
			f.unclear(m, misspelled(asked, "", true))
			return nil
		}
		text := f.staffText("order." + r.word)
		if len(r.short) > 0 {
			text += "\n" + f.staffText("staff.short_forms", "words", strings.Join(r.short, ", "))
		}
		f.answerStaff(m, text)
		return nil
	}
	lines := []string{f.staffText("staff.help")}
	for _, word := range f.Orders() {
		lines = append(lines, f.staffText("order."+word))
	}
	f.answerStaff(m, strings.Join(lines, "\n"))
	return nil
}

// offers tells whether there is what an order needs.
func (d *Desk) offers(r rule) bool {
	return (!r.levels || len(d.opt.Levels) > 1) && (!r.tracker || d.tracker() != nil) && (r.model == "" || d.opt.Model.does(r.model))
}

// Orders are the words of the orders that this desk offers, as help lists them. What
// needs a level, a tracker or a model that is not there is none.
func (d *Desk) Orders() (words []string) {
	for _, r := range rules {
		if !r.hidden && d.offers(r) {
			words = append(words, r.word)
		}
	}
	return words
}

// whichTicket finds the ticket of an order that names none: the only one that the
// asker has, for what is done with one's own. Otherwise it asks, and gives an order
// without a number.
func (f *draft) whichTicket(m bot.Message, r rule, o order) (order, error) {
	tickets, err := f.Queue(f.ctx)
	if err != nil {
		return o, err
	}
	var fitting []bot.Ticket
	for _, t := range tickets {
		if (r.mine && t.Taken() && t.Owner.Same(f.who)) || (r.word == doClaim && t.State == bot.Open) {
			fitting = append(fitting, t)
		}
	}
	if r.mine && len(fitting) == 1 {
		o.number = fitting[0].Number
		return o, nil
	}
	var buttons []bot.Button
	for _, t := range fitting {
		if r.fits("") && o.rest == "" && len(buttons) < choiceMax {
			buttons = append(buttons, bot.Button{Label: "#" + number(&t), Data: ticketPress(t.Number, r.word)})
		}
	}
	f.answerStaff(m, f.staffText("staff.which", "order", r.word), buttons...)
	return o, nil
}
