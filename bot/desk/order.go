package desk

import (
	"slices"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
)

// order is what a member of staff wants done.
type order struct {
	// word is the order's own, also where a short form was typed.
	word   string
	number int
	rest   string
	// guess is an order that was perhaps meant; it is asked about, never done.
	guess string
}

// parseOrder reads a typed order: "claim 12", "/claim #12", "reply 12 words". What
// is not said to the desk (direct is false) counts only when it can be nothing
// else, because staff also talk among themselves. A word that is no order is kept
// as it is, so that it can be told.
func parseOrder(text string, direct bool) order {
	word, rest, slashed := cutOrder(text)
	if word == "" {
		return order{}
	}
	r, known := ruleOf(word)
	if !known {
		return misspelled(word, rest, direct || slashed)
	}
	o := r.read(rest)
	if !direct && !slashed && !o.strict(r) {
		return order{}
	}
	return o
}

// exactOrder reads an order that is said to the desk and spelt as it should be. It
// is for what people write who ask: most of that is no order, and need not be
// compared with every one.
func exactOrder(text string) order {
	word, rest, _ := cutOrder(text)
	r, known := ruleOf(word)
	if !known {
		return order{}
	}
	return r.read(rest)
}

// cutOrder takes the word of an order off what follows it; there is none in what
// begins with two slashes.
func cutOrder(text string) (word, rest string, slashed bool) {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "//") {
		return "", "", true
	}
	after, slashed := strings.CutPrefix(text, "/")
	first, rest := cutWord(after)
	return strings.ToLower(strings.TrimRight(first, ":.,!")), rest, slashed
}

// read makes the rule's order with what follows its word.
func (r rule) read(rest string) order {
	o := order{word: r.word, rest: rest}
	if r.ticket {
		o = o.numbered()
	}
	return o
}

// numbered takes the ticket's number off what follows the word.
func (o order) numbered() order {
	digits, after := cutWord(o.rest)
	if n, ok := theNumber(digits); ok {
		o.number, o.rest = n, after
	}
	return o
}

// strict tells an order from ordinary words: it has all it needs, and nothing that
// people would say to each other.
func (o order) strict(r rule) bool {
	switch {
	case r.word == "help" && o.rest != "":
		_, known := ruleOf(strings.ToLower(o.rest))
		return known && o.rest != "me" // which people say to each other
	case r.word == doRelease && o.number == 0:
		return o.all()
	case r.ticket && o.number == 0:
		return false
	}
	return r.fits(o.rest)
}

// all tells that the order is about every ticket of the asker.
func (o order) all() bool { return o.number == 0 && strings.EqualFold(o.rest, "all") }

// misspelled looks for the order that a word was perhaps meant to be. Among talk a
// number must follow, or any word like an order would be asked about.
func misspelled(word, rest string, direct bool) order {
	o := order{word: word, rest: rest}
	near, found := nearestRule(word)
	if found {
		o.guess = near.word
		if near.ticket {
			o = o.numbered()
		}
	}
	if !direct && !(found && near.ticket && o.number > 0 && near.fits(o.rest)) {
		return order{}
	}
	return o
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
	if o.guess != "" {
		f.unclear(m, o)
		return nil
	}
	r, known := ruleOf(o.word)
	// A ticket comes back from the makers also where their tracker is gone.
	back := o.word == doLink && strings.EqualFold(o.rest, "off")
	if !f.offers(r) && !back || f.tracker() == nil && (o.word == doFile || o.word == doInsist) {
		f.unclear(m, order{word: o.word})
		return nil
	}
	if known && r.ticket && o.number == 0 && !(o.word == doRelease && o.all()) {
		var err error
		if o, err = f.whichTicket(m, r, o); err != nil || o.number == 0 {
			return err
		}
	}
	if err := f.mayWork(m, r, o); err != nil {
		return err
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
	if do := f.doing(o.word); do != nil {
		return do(m, o)
	}
	f.unclear(m, o)
	return nil
}

// mayWork refuses work on a ticket that follows another one, or that another level
// works on.
func (f *draft) mayWork(m bot.Message, r rule, o order) error {
	if !r.works && !slices.Contains([]string{doKeep, doTake, doSeize, doFile, doInsist, doSay}, o.word) || (o.word == "merge" && strings.EqualFold(o.rest, "off")) || o.all() {
		return nil
	}
	t, err := f.ticket(o.number)
	switch {
	case err != nil:
		return err
	case t.Follows != 0 && t.Running():
		return &bot.Refusal{Reason: bot.Follows, Ticket: t.Number, Other: t.Follows}
	case t.Running() && !f.sitsAt(t.Level, m):
		return &bot.Refusal{Reason: bot.OtherLevel, Ticket: t.Number, Level: t.Level}
	}
	return nil
}

// doing gives what does an order; nil for none.
func (f *draft) doing(word string) func(bot.Message, order) error {
	return map[string]func(bot.Message, order) error{
		doClaim:   f.claimOrder,
		doTake:    f.askTakeOver,
		doSeize:   f.takeOver,
		doRelease: f.releaseOrder,
		doKeep:    func(m bot.Message, o order) error { return f.keep(m, o.number) },
		doSolve:   func(m bot.Message, o order) error { return f.solve(m, o.number, o.rest) },
		doAgain:   func(m bot.Message, o order) error { return f.sendAgain(m, o.number) },
		doIssue:   f.issueOrder, doFile: f.file, doInsist: f.file, doLink: f.linkOrder, doComment: f.commentOrder,
		"deployed": f.deployedOrder,
		doSummary:  f.consult, doSuggest: f.consult, doTranslate: f.translateOrder, doDraft: f.consult, doSay: f.sayPrepared,
		doEscalate: f.escalate, doReturn: f.giveBack, doDeliver: f.deliverAdvice,
		doMore:  func(m bot.Message, o order) error { return f.show(m, o.number) },
		"show":  f.showOrder,
		"queue": func(m bot.Message, _ order) error { return f.listQueue(m, false) },
		"mine":  func(m bot.Message, _ order) error { return f.listQueue(m, true) },
		"known": f.knownOrder, "fixed": f.fixedOrder, doWaitFor: f.waitForOrder, doMakeKnown: f.askKnown,
		"find": f.find, "merge": f.merge, "send": f.sendArticle,
		"assign": f.assign, "reply": f.relayOut, "note": f.note, "wait": f.wait,
		"priority": f.setPriority, "type": f.setType, "tag": f.tag, "history": f.showHistory,
		"undo": f.undo, "me": f.me, "help": f.help, "start": f.help,
		deskWord: func(m bot.Message, _ order) error {
			f.answerStaff(m, f.staffText("staff.desk_private"))
			return nil
		},
	}[word]
}

// unclear answers what is no order.
func (f *draft) unclear(m bot.Message, o order) {
	r, near := ruleOf(o.guess)
	if !near {
		f.answerStaff(m, f.staffText("staff.unclear", "word", excerpt(o.word)))
		return
	}
	meant := []string{o.guess}
	if o.number > 0 {
		meant = append(meant, number(&bot.Ticket{Number: o.number}))
	}
	typed := strings.Join(meant, " ")
	// What takes more words than a button can carry is to be typed again.
	var buttons []bot.Button
	if data := ticketPress(o.number, o.guess); o.number > 0 && r.fits("") && o.rest == "" && data != "" {
		buttons = append(buttons, bot.Button{Label: typed, Data: data})
	}
	if o.rest != "" {
		typed += " …"
	}
	f.answerStaff(m, f.staffText("staff.did_you_mean", "order", typed), buttons...)
}
