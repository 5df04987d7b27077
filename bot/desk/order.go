package desk

import (
	"slices"
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
)

// order is what a member of staff wants done.
type order struct {
	word   string
	number int
	rest   string
}

// Orders that name a ticket, and orders that do not.
var (
	ticketOrders = []string{"show", "claim", "release", doReply, "note", "solve", "keep", "more", doAgain}
	plainOrders  = []string{"queue", "mine", "help", "start", deskWord}
	textOrders   = []string{"reply", "note", "solve"}
)

func (o order) known() bool {
	return slices.Contains(ticketOrders, o.word) || slices.Contains(plainOrders, o.word)
}

// pressedOrder reads the data of a ticket's button; "" is no order.
func pressedOrder(data string) order {
	parts := strings.Split(data, ":")
	if len(parts) != 3 || parts[0] != "t" {
		return order{}
	}
	n, err := strconv.Atoi(parts[1])
	if err != nil || n < 1 || !slices.Contains(ticketOrders, parts[2]) {
		return order{}
	}
	return order{word: parts[2], number: n}
}

// parseOrder reads a typed order: "claim 12", "/claim #12", "reply 12 words". What
// is not said to the desk (direct is false) counts only when it can be nothing
// else, because staff also talk among themselves.
func parseOrder(text string, direct bool) order {
	text = strings.TrimSpace(text)
	slashed := strings.HasPrefix(text, "/")
	first, rest := cutWord(strings.TrimPrefix(text, "/"))
	word := strings.ToLower(strings.TrimRight(first, ":.,!"))
	o := order{word: word}
	if slices.Contains(ticketOrders, word) {
		digits, after := cutWord(rest)
		if n, err := strconv.Atoi(strings.Trim(digits, "#:.,")); err == nil && n > 0 {
			o.number, rest = n, after
		}
	}
	o.rest = rest
	switch {
	case !direct && !slashed && !strict(o):
		return order{}
	case strings.HasPrefix(text, "//") || word == "":
		return order{}
	}
	return o
}

// strict tells an order from ordinary words: a ticket order has its number, and
// only some take words after it.
func strict(o order) bool {
	switch {
	case slices.Contains(textOrders, o.word):
		return o.number > 0
	case slices.Contains(ticketOrders, o.word):
		return o.number > 0 && (o.rest == "" || o.word == "show" && isClear(o.rest))
	case o.word == "start":
		return false
	}
	return slices.Contains(plainOrders, o.word) && o.rest == ""
}

func cutWord(s string) (word, rest string) {
	s = strings.TrimSpace(s)
	if i := strings.IndexAny(s, " \n\t"); i >= 0 {
		return s[:i], strings.TrimSpace(s[i:])
	}
	return s, ""
}

// carryOutOrder does one order. A *bot.Refusal is shown to who gave it.
func (f *draft) carryOutOrder(m bot.Message, o order) error {
	if slices.Contains(ticketOrders, o.word) && o.number == 0 {
		f.answerStaff(m, f.staffText("staff.which", "order", o.word))
		return nil
	}
	if note, ok := strings.CutPrefix(o.rest, "//"); ok && (o.word == "reply" || o.word == doSolve) {
		// Two slashes keep words inside, wherever they are typed.
		kept := order{word: "note", number: o.number, rest: strings.TrimSpace(note)}
		if o.word == "reply" {
			return f.note(m, kept)
		}
		o.rest = ""
		if err := f.note(m, kept); err != nil {
			return err
		}
	}
	switch o.word {
	case doClaim:
		return f.claim(m, o.number)
	case doRelease:
		return f.release(m, o.number)
	case doKeep:
		return f.keep(m, o.number)
	case doSolve:
		return f.solve(m, o.number, o.rest)
	case doAgain:
		return f.sendAgain(m, o.number)
	case "reply":
		return f.relayOut(m, o)
	case "note":
		return f.note(m, o)
	case "show", doMore:
		if isClear(o.rest) {
			return f.showClear(m, o.number)
		}
		return f.show(m, o.number)
	case "queue":
		return f.listQueue(m, false)
	case "mine":
		return f.listQueue(m, true)
	case deskWord:
		f.answerStaff(m, f.staffText("staff.desk_private"))
		return nil
	case "help", "start":
		f.answerStaff(m, f.staffText("staff.help"))
		return nil
	}
	f.answerStaff(m, f.staffText("staff.unclear", "word", excerpt(o.word)))
	return nil
}
