package desk

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// An alert opens a ticket at level 2, one for each group while it lasts: its place
// names the group, and a record ("alert/<group>") the ticket. Nobody asked, so nobody
// is told anything: what staff write in its thread are notes, and who solves it closes
// it. Tickets of people can be merged into it; they hear the answers as usual.

const (
	// alertLevel is the level that alerts go to, or the highest below it that has staff.
	alertLevel = 2
	// alertType is the support type of their tickets, where there is one of that name.
	alertType = "operations"
	// doMakeKnown is what the button says that makes a known issue of an alert.
	doMakeKnown = "makeknown"
)

func alertKey(p bot.Place) store.Key { return store.Key("alert/" + p.Chat) }

// raised is the ticket of a group of alerts, and what was told of it last, with its mark.
type raised struct {
	Ticket int    `json:"ticket"`
	Last   string `json:"last"`
	Mark   string `json:"mark,omitempty"`
}

// alerted takes what monitoring tells of a group. Told again it does nothing.
func (f *draft) alerted(m bot.Message) error {
	if m.Alert == nil || m.Place.Channel != bot.AlertChannel {
		return nil
	}
	at, err := load[raised](f, alertKey(m.Place))
	if err != nil {
		return err
	}
	t, err := f.alertTicket(at.value.Ticket)
	if err != nil {
		return err
	}
	words := m.Alert.Words()
	switch {
	case m.Alert.Over && at.version == 0:
		return nil
	case m.Alert.Over && t == nil:
		at.value = raised{}
	case m.Alert.Over:
		at.value = raised{}
		if err := f.alertEnds(t, m, words); err != nil {
			return err
		}
	case m.Alert.Mark != "" && m.Alert.Mark == at.value.Mark:
		return nil // also where staff say that it is solved
	case t != nil && at.value.Last == words:
		return nil
	case t != nil:
		at.value.Last, at.value.Mark = words, m.Alert.Mark
		f.alertAgain(t, m, words)
	default:
		if t, err = f.openAlert(m, words); err != nil {
			return err
		}
		at.value = raised{Ticket: t.Number, Last: words, Mark: m.Alert.Mark}
	}
	keep(f, alertKey(m.Place), at)
	return nil
}

// alertTicket is the running ticket of a group; nil for none.
func (f *draft) alertTicket(n int) (*bot.Ticket, error) {
	if n == 0 {
		return nil, nil
	}
	t, err := f.ticket(n)
	var none *bot.Refusal
	switch {
	case errors.As(err, &none):
		return nil, nil
	case err != nil || t.Running():
		return t, err
	}
	return nil, nil
}

func (f *draft) openAlert(m bot.Message, words string) (*bot.Ticket, error) {
	kind, by := f.opt.Types[0], bot.ByDefault
	if slices.Contains(f.opt.Types, alertType) {
		kind, by = alertType, bot.ByArticle
	}
	t, err := f.newTicket(bot.Ticket{
		Level: min(alertLevel, f.top()), State: bot.Open, Priority: m.Alert.Priority(), Type: kind, TypeBy: by,
		Person: m.From, Place: m.Place, Lang: f.staffLang(), Question: words, Opened: f.now,
	})
	if err != nil {
		return nil, err
	}
	f.sorted(t)
	f.thread(t, bot.Line{By: bot.ByPerson, Who: m.From, Text: words})
	f.event(t, "opened", m.From, "")
	f.postCard(t)
	f.counts.opened.Add(1)
	return t, nil
}

// alertAgain puts what changed into the thread.
func (f *draft) alertAgain(t *bot.Ticket, m bot.Message, words string) {
	f.thread(t, bot.Line{By: bot.ByPerson, Who: m.From, Text: words})
	if p := m.Alert.Priority(); p.Rank() < t.Priority.Rank() {
		t.Priority = p
		f.event(t, "priority", m.From, string(p))
	}
	f.event(t, "alerted", m.From, "")
	f.toRoom(t, "staff.words", "number", number(t), "person", m.From.Called(), "text", f.brief(words))
	f.editCard(t, "")
}

// alertEnds closes the ticket of an alert that is over. A known issue that was made of
// it runs on until somebody says that it is fixed: staff are reminded.
func (f *draft) alertEnds(t *bot.Ticket, m bot.Message, words string) error {
	known := t.Known
	if err := cmp.Or(f.partAll(t), f.leaveIssue(t)); err != nil {
		return err
	}
	f.thread(t, bot.Line{By: bot.ByPerson, Who: m.From, Text: words})
	f.toRoom(t, "staff.alert_over", "number", number(t))
	t.AlertOver(f.now)
	f.closed(t)
	f.event(t, "resolved", m.From, "")
	if known != 0 {
		k, err := f.known(known)
		if err == nil && k.value.Running() {
			f.toRoom(t, "staff.alert_known", "known", k.value.Name())
		}
	}
	f.editCard(t, "")
	return nil
}

// alertSolved closes the ticket of an alert that staff solved.
func (f *draft) alertSolved(t *bot.Ticket) error {
	if err := t.Confirm(f.now); err != nil {
		return err
	}
	t.Known = 0
	f.closed(t)
	f.event(t, "solved", f.who, "")
	f.toRoom(t, "staff.alert_solved", "number", number(t), "name", f.who.Called())
	f.editCard(t, "")
	f.counts.solved.Add(1)
	return nil
}

// howText is the line of a card that says how to write to the person, where there is
// one.
func (f *draft) howText(t *bot.Ticket) string {
	if t.ByAlert() {
		return ""
	}
	return "\n" + f.staffText("card.how", "person", t.Person.Called())
}

// withKnown adds, where its staff sit, the button that makes a known issue of an alert, and takes away the
// one for words to nobody.
func (f *draft) withKnown(t *bot.Ticket, away bool, buttons []bot.Button) []bot.Button {
	if !t.ByAlert() {
		return buttons
	}
	buttons = slices.DeleteFunc(slices.Clone(buttons), func(b bot.Button) bool { return b.Ask != "" })
	if !away && t.Running() && t.Known == 0 && t.Follows == 0 {
		buttons = append(buttons, f.ticketButton(t, doMakeKnown))
	}
	return buttons
}

// askKnown asks for the sentence that people are told; an answer to it declares the
// known issue.
func (f *draft) askKnown(m bot.Message, o order) error {
	t, err := f.mayWait(o.number)
	if err != nil {
		return err
	}
	f.send(outgoing{
		Reply: bot.Reply{To: m.Place, Text: f.staffText("staff.known_ask", "number", number(t)), For: m.From.ID, Quote: m.ReplyTo, Ticket: t.Number},
		Asks:  "known",
	})
	return nil
}

// inQuotes puts a text into quotes, as the order known wants it.
func inQuotes(text string) string {
	inner := strings.Trim(strings.TrimSpace(text), `"“”„«»`)
	return `"` + strings.Map(func(r rune) rune {
		if strings.ContainsRune(`"“”„«»`, r) {
			return '\''
		}
		return r
	}, inner) + `"`
}
