package desk

import (
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
)

// doWaitFor is what a button says that has a ticket wait for a known issue.
const doWaitFor = "waitfor"

// knownWish is what stands behind the word "known".
type knownWish struct {
	// known is the known issue that it is about; 0 for a new one.
	known int
	// ticket is what a new one is declared from, tickets are to wait for it.
	ticket  int
	tickets []int
	// text is what people are told, quoted tells that it stood in quotes.
	text   string
	quoted bool
	ways   []string
	off    bool
}

// readKnown reads what follows "known": nothing, K1, K1 off, K1 14 15, K1 "text",
// 12 "text", or "text" and ways to ask. It reports false for anything else.
func readKnown(rest string) (w knownWish, ok bool) {
	first, after := cutWord(rest)
	if n, is := bot.ParseKnown(first); is {
		w.known = n
		return w.ofKnown(after)
	}
	if n, is := theNumber(first); is {
		w.ticket, rest = n, after
	}
	if rest == "" {
		return w, w.ticket == 0
	}
	var ways string
	if w.text, ways, w.quoted = cutQuoted(rest); !w.quoted {
		return w, false
	}
	for _, way := range strings.FieldsFunc(ways, func(r rune) bool { return strings.ContainsRune(",;\n،؛", r) }) {
		if way = strings.TrimSpace(way); way != "" {
			w.ways = append(w.ways, way)
		}
	}
	return w, true
}

// ofKnown reads what follows the name of a known issue.
func (w knownWish) ofKnown(rest string) (knownWish, bool) {
	w.off = strings.EqualFold(rest, "off")
	if w.off || rest == "" {
		return w, true
	}
	for _, word := range strings.Fields(rest) {
		n, is := theNumber(word)
		if !is {
			w.tickets = nil
			break
		}
		w.tickets = append(w.tickets, n)
	}
	if len(w.tickets) > 0 {
		return w, len(w.tickets) <= choiceMax
	}
	var behind string
	if w.text, behind, w.quoted = cutQuoted(rest); !w.quoted || behind != "" {
		return w, false
	}
	return w, true
}

// cutQuoted cuts a text in quotes, as any keyboard makes them, off the beginning.
func cutQuoted(s string) (text, rest string, ok bool) {
	s = strings.TrimSpace(s)
	for _, open := range []string{`"`, "“", "„", "«", "”"} {
		behind, found := strings.CutPrefix(s, open)
		if !found {
			continue
		}
		end := strings.IndexAny(behind, `"“”»`)
		if end < 0 {
			return "", "", false
		}
		text = strings.TrimSpace(behind[:end])
		rest = strings.TrimLeft(behind[end:], `"“”»`)
		return text, strings.TrimSpace(rest), text != ""
	}
	return "", "", false
}

// fitsKnown takes what can be nothing but the order "known".
func fitsKnown(rest string) bool {
	w, ok := readKnown(rest)
	return ok || w.known > 0
}

// fitsFixed takes the name of a known issue, and words.
func fitsFixed(rest string) bool {
	first, _ := cutWord(rest)
	_, ok := bot.ParseKnown(first)
	return ok
}

// knownOrder is the order known.
func (f *draft) knownOrder(m bot.Message, o order) error {
	w, ok := readKnown(o.rest)
	if w.known == 0 && w.ticket == 0 {
		w.ticket = o.number // said in the thread of a ticket
	}
	switch {
	case !ok || w.known == 0 && w.ticket > 0 && w.text == "":
		f.answerStaff(m, f.staffText("staff.known_how"))
		return nil
	case w.known == 0 && w.text == "":
		return f.listKnown(m)
	case w.known == 0:
		return f.declare(m, w)
	}
	k, err := f.known(w.known)
	if err != nil {
		return err
	}
	switch {
	case w.off:
		return f.takeBackKnown(m, k)
	case len(w.tickets) > 0:
		for _, n := range w.tickets {
			if err := f.waitForOrder(m, order{number: n, rest: k.value.Name()}); err != nil {
				return err
			}
		}
		return nil
	case w.text != "":
		return f.updateKnown(m, k, w.text)
	}
	return f.tellKnown(m, k)
}

// fixedOrder is the order fixed: a known issue is over.
func (f *draft) fixedOrder(m bot.Message, o order) error {
	first, rest := cutWord(o.rest)
	n, ok := bot.ParseKnown(first)
	if !ok {
		f.answerStaff(m, f.staffText("staff.fixed_how"))
		return nil
	}
	k, err := f.known(n)
	if err != nil {
		return err
	}
	if text, behind, quoted := cutQuoted(rest); quoted && behind == "" {
		rest = text
	}
	if err := k.value.Fix(rest, f.who, f.now); err != nil {
		return err
	}
	return f.endKnown(m, k, broadcast{End: true})
}
