package desk

import (
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
)

// readAnswer reads what was written in a ticket's thread: a note, the words of a
// button, an order, or words for the person. What may be a slip for an order, or a
// note without its slashes, is asked about: nothing that was not meant for the
// person goes to them.
func (f *draft) readAnswer(m bot.Message, about sent) order {
	text := strings.TrimSpace(m.Text)
	if note, ok := strings.CutPrefix(text, "//"); ok {
		return order{word: "note", number: about.Ticket, rest: strings.TrimSpace(note)}
	}
	if about.Asks == "known" {
		return order{word: about.Asks, number: about.Ticket, rest: inQuotes(text)}
	}
	if o, ok := twinOf(about, text); ok {
		return o
	}
	if o, ok := orderInThread(text, about.Ticket); ok {
		return o
	}
	return order{word: "reply", number: about.Ticket, rest: text}
}

// twinOf reads the typed twin of a button under a message of ours.
func twinOf(about sent, text string) (order, bool) {
	twin := bot.Conversation{Offered: about.Buttons}
	button, ok := twin.Meant(strings.TrimSpace(text))
	if !ok {
		return order{}, false
	}
	return pressedOrder(button.Data), true
}

// orderInThread tells orders from words for the person. With a slash everything
// that begins with an order is one; without, what can be nothing else, and the
// orders whose word alone is enough.
func orderInThread(text string, ticket int) (order, bool) {
	o := parseOrder(text, true)
	r, known := ruleOf(o.word)
	slashed := strings.HasPrefix(text, "/")
	switch {
	case !known && o.guess == "":
		// With a slash it was meant to be an order, though there is none like it.
		return o, slashed && o.word != ""
	case !known:
		near, _ := ruleOf(o.guess)
		asked := slashed || (near.works && near.alone && o.rest == "") || (near.ticket && o.number > 0 && near.fits(o.rest))
		if o.number == 0 && near.ticket {
			o.number = ticket
		}
		return o, asked
	case r.whole && o.strict(r):
		o.number = ticket
	case !slashed && r.word == "note" && o.number == 0 && o.rest != "":
		return order{word: o.word, number: ticket, rest: o.rest, guess: "note"}, true
	case !slashed && !(r.alone && o.number == 0 && (o.rest == "" || r.word == "show" && isClear(o.rest))) && !(o.number > 0 && o.strict(r)):
		return order{}, false
	case r.ticket && o.number == 0 && !(r.word == doRelease && o.all()):
		o.number = ticket
	}
	return o, true
}
