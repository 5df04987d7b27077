package desk

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
)

// AnyType stands in Level.Needs for tickets of every support type.
const AnyType = "all"

// escalate passes a ticket to the next level: "escalate 12 because ...". What that
// level needs to know first is asked for; once it is known, a press passes it on.
func (f *draft) escalate(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	if err := f.mayPass(t); err != nil {
		return err
	}
	why := f.reason(o.rest)
	if why == "" {
		why = t.Asking
	}
	if why == "" {
		f.answerStaff(m, f.staffText("staff.escalate_why", "number", number(t)))
		return nil
	}
	needs := f.needs(t)
	t.Learn(needs, why)
	if missing := t.Missing(needs); len(missing) > 0 && t.Level < f.top() {
		t.Asking = why
		f.answerStaff(m, f.staffText("staff.escalate_needs", "number", number(t), "level", level(t.Level+1),
			"needs", strings.Join(missing, ", "), "need", missing[0]))
		return nil
	}
	if t.Level >= f.top() && t.State != bot.Upstream && f.tracker() != nil {
		return f.propose(m, t, why)
	}
	left := t.Room
	if err := t.Escalate(f.who, why, f.top(), f.now, f.level(t.Level).Terms); err != nil {
		return err
	}
	f.cancel(leaseTimer, t.Number)
	f.event(t, "escalated", f.who, "to level "+level(t.Level)+": "+why)
	f.counts.escalated.Add(1)
	told := f.staffText("staff.escalated", "number", number(t), "level", level(t.Level), "name", f.who.Called())
	if !left.Zero() && left.Lane() != m.Place.Lane() {
		f.inRoom(t, left, told)
	}
	f.answerStaff(m, told)
	return f.arrives(t, told)
}

// mayPass refuses to pass on what is over or what somebody else has. It is asked before
// anything changes: what was changed stays, also where an order is refused later.
func (f *draft) mayPass(t *bot.Ticket) error {
	switch {
	case !t.Running():
		return &bot.Refusal{Reason: bot.Finished, Ticket: t.Number}
	case t.Taken() && !t.Owner.Same(f.who):
		return &bot.Refusal{Reason: bot.NotOwner, Ticket: t.Number, Owner: t.Owner, Since: t.OwnerSince}
	}
	return nil
}

// reason is why a ticket is passed on, without the word that leads to it.
func (f *draft) reason(text string) string {
	word, rest := cutWord(text)
	if strings.EqualFold(strings.Trim(word, ":,"), "because") {
		text = rest
	}
	return bot.CutText(strings.TrimSpace(text), maxWhy)
}

// maxWhy bounds what a ticket holds of a reason or an advice, in bytes.
const maxWhy = 2000

// level writes a level's number.
func level(n bot.Level) string { return strconv.Itoa(int(n)) }

// needs are what the next level has to know of a ticket.
func (f *draft) needs(t *bot.Ticket) []string {
	if t.Level >= f.top() {
		return nil
	}
	all := f.opt.Levels[t.Level].Needs
	return slices.Concat(all[AnyType], all[t.Type])
}

// learnFacts reads a note for what the next level needs. With the last of it, whoever
// wanted to pass the ticket on can do so with a press.
func (f *draft) learnFacts(m bot.Message, t *bot.Ticket, text string) {
	needs := f.needs(t)
	if !t.Learn(needs, text) || t.Asking == "" || len(t.Missing(needs)) > 0 {
		return
	}
	f.answerStaff(m, f.staffText("staff.escalate_ready", "number", number(t), "level", level(t.Level+1)), f.ticketButton(t, doEscalate))
}

// arrives shows a ticket where it now is, with what was said and done so far, and
// where it was. Its person hears who has it.
func (f *draft) arrives(t *bot.Ticket, instead string) error {
	been := slices.ContainsFunc(t.Stints, func(s bot.Stint) bool { return s.Level == t.Level })
	if !been {
		f.postCard(t)
	}
	f.editCards(t, f.cardRooms(t, !been), instead)
	story, err := f.story(t)
	if err != nil {
		return err
	}
	for _, room := range f.level(t.Level).Rooms {
		f.inRoom(t, room, story)
	}
	all, err := f.together(t)
	if err != nil {
		return err
	}
	for _, t := range all {
		c, err := f.personOf(t)
		if err != nil {
			return err
		}
		if opens := f.opens(t); !opens.IsZero() {
			c.Opens = opens
			f.tellKey(c, "ticket.escalated_later", "number", number(t), "opens", f.when(f.dialogue.Lang(*c), opens))
			continue
		}
		f.tellKey(c, "ticket.escalated", "number", number(t))
	}
	return nil
}

// story is what the staff of another level need to go on: why it comes to them, what
// is known, what was said and what was done.
func (f *draft) story(t *bot.Ticket) (string, error) {
	parts := []string{f.staffText("staff.escalated_story", "number", number(t), "why", t.Why)}
	for _, name := range slices.Sorted(maps.Keys(t.Facts)) {
		parts = append(parts, name+": "+t.Facts[name])
	}
	lines, err := f.threadOf(f.ctx, t, showMax)
	if err != nil {
		return "", err
	}
	for _, line := range lines {
		parts = append(parts, f.threadLine(line))
	}
	return strings.Join(parts, "\n"), nil
}

// levelText says on a card where the ticket is, when that is not the first level, or
// what a higher one advised.
func (f *draft) levelText(t *bot.Ticket) string {
	switch {
	case t.Advice != "":
		return "\n" + f.staffText("card.advice", "text", f.brief(t.Advice))
	case t.Level > 1 && t.State != bot.Upstream && t.Why != "":
		return "\n" + f.staffText("card.level", "level", level(t.Level), "why", f.brief(t.Why))
	}
	return ""
}

// escalateButton asks for the reason, where the channel has a box for it.
func (f *draft) escalateButton(t *bot.Ticket) []bot.Button {
	if t.Level >= f.top() && f.tracker() == nil {
		return nil
	}
	b := f.ticketButton(t, doEscalate)
	b.Ask = f.staffText("card.escalate_ask", "level", level(t.Level+1))
	return []bot.Button{b}
}
