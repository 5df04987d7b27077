package desk

import (
	"slices"
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb/model"
)

// rule is what is known of one order: how it is typed and when it counts.
type rule struct {
	word string
	// short are other words for it.
	short []string
	// ticket: it is about one ticket and names its number.
	ticket bool
	// fits tells, of what follows the word and the number, that it can be nothing
	// but this order, also where it is not said to the desk.
	fits func(rest string) bool
	// mine: without a number it means the one ticket that the asker has.
	mine bool
	// alone: in a ticket's thread the word by itself is the order. A word that
	// people also say to each other is not.
	alone bool
	// whole: in a ticket's thread what fits it is no word to the person.
	whole bool
	// works: it is work on a ticket, which is done at the one that it follows.
	works bool
	// hidden: it is not in the list of orders.
	hidden bool
	// levels: it needs more than one level; tracker: it needs the makers' tracker.
	levels, tracker bool
	// model is what it asks the language model for; "" for nothing.
	model model.Purpose
}

// rules are all orders, in the order in which help lists them.
var rules = []rule{
	{word: "queue", short: []string{"q", "list"}, fits: nothing, alone: true},
	{word: "mine", short: []string{"my"}, fits: nothing, alone: true},
	{word: "show", short: []string{"s", "view"}, ticket: true, fits: nothingOrClear, mine: true, alone: true},
	{word: "find", short: []string{"search"}, fits: someUpTo(3)},
	{word: "claim", short: []string{"c", "take"}, ticket: true, fits: oneOf("", "yes"), alone: true, works: true},
	{word: "release", short: []string{"drop", "unclaim"}, ticket: true, fits: nothing, mine: true, alone: true, works: true},
	{word: "assign", short: []string{"give"}, ticket: true, fits: upTo(4), mine: true, works: true},
	{word: "reply", short: []string{"r", "answer"}, ticket: true, fits: anything, mine: true, works: true},
	{word: "send", ticket: true, fits: upTo(1), mine: true, works: true},
	{word: "undo", fits: nothing, alone: true},
	{word: "note", short: []string{"n"}, ticket: true, fits: anything, mine: true},
	{word: "solve", short: []string{"done", "resolve"}, ticket: true, fits: anything, mine: true, alone: true, works: true},
	{word: doEscalate, short: []string{"esc"}, ticket: true, fits: anything, mine: true, works: true, levels: true},
	{word: doReturn, short: []string{"back"}, ticket: true, fits: anything, mine: true, works: true, levels: true},
	{word: doIssue, ticket: true, fits: anything, mine: true, works: true, tracker: true},
	{word: doLink, ticket: true, fits: upTo(1), mine: true, works: true, tracker: true},
	{word: doComment, ticket: true, fits: anything, works: true, tracker: true},
	{word: "deployed", fits: isDeployment, tracker: true},
	{word: "wait", short: []string{"pending"}, ticket: true, fits: nothing, mine: true, works: true},
	{word: "priority", short: []string{"prio", "p"}, ticket: true, fits: oneOf("", "urgent", "high", "normal", "low"), mine: true, works: true},
	{word: "type", ticket: true, fits: upTo(1), mine: true, works: true},
	{word: "tag", short: []string{"tags"}, ticket: true, fits: signed, mine: true},
	{word: "merge", ticket: true, fits: otherTicket, works: true},
	{word: "known", fits: fitsKnown, whole: true},
	{word: "fixed", fits: fitsFixed, whole: true},
	{word: "history", short: []string{"log"}, ticket: true, fits: nothing, mine: true, alone: true},
	{word: doSummary, ticket: true, fits: nothing, mine: true, alone: true, model: model.ForSummary},
	{word: doSuggest, ticket: true, fits: nothing, mine: true, alone: true, works: true, model: model.ForSuggestion},
	{word: doTranslate, ticket: true, fits: anything, mine: true, works: true, model: model.ForTranslate},
	{word: doDraft, ticket: true, fits: nothing, alone: true, model: model.ForDraft},
	{word: "me", short: []string{"whoami"}, fits: withCode},
	{word: "help", short: []string{"h", "orders", "?"}, fits: nothing, alone: true},
	{word: doAgain, ticket: true, fits: nothing, hidden: true},
	{word: doDeliver, ticket: true, fits: nothing, works: true, hidden: true},
	{word: "start", fits: never, hidden: true},
	{word: deskWord, fits: nothing, hidden: true, alone: true},
}

// pressedOnly are what only buttons say.
var pressedOnly = []string{doMore, doKeep, doTake, doSeize, doFile, doInsist, doWaitFor, doMakeKnown, doSay}

// pressedMore are the orders whose buttons say more than the ticket.
var pressedMore = []string{doSeize, "assign", "priority", "type", "send", doFile, doInsist, doLink, doWaitFor, doSay}

// ruleOf finds an order by its word or a short form of it.
func ruleOf(word string) (rule, bool) {
	i := slices.IndexFunc(rules, func(r rule) bool { return r.word == word || slices.Contains(r.short, word) })
	if i < 0 {
		return rule{}, false
	}
	return rules[i], true
}

func nothing(rest string) bool        { return rest == "" }
func nothingOrClear(rest string) bool { return rest == "" || isClear(rest) }
func anything(string) bool            { return true }
func never(string) bool               { return false }

func oneOf(words ...string) func(string) bool {
	return func(rest string) bool { return slices.Contains(words, strings.ToLower(rest)) }
}

// upTo takes at most n words.
func upTo(n int) func(string) bool {
	return func(rest string) bool { return len(strings.Fields(rest)) <= n }
}

// otherTicket takes the number of a ticket, or "off".
func otherTicket(rest string) bool {
	_, number := theNumber(rest)
	return number || strings.EqualFold(rest, "off")
}

// someUpTo takes at least one word, and at most n.
func someUpTo(n int) func(string) bool {
	return func(rest string) bool { return rest != "" && upTo(n)(rest) }
}

// signed takes words that each begin with a sign: "+printer -old".
func signed(rest string) bool {
	words := strings.Fields(rest)
	return !slices.ContainsFunc(words, func(w string) bool {
		return len(w) < 2 || !strings.ContainsAny(w[:1], "+-")
	})
}

// isDeployment takes a version, and numbers of tickets behind it.
func isDeployment(rest string) bool {
	_, _, ok := readDeployed(rest)
	return ok
}

// theNumber reads the number of a ticket as people type it: "12", "#12", "12:".
func theNumber(word string) (int, bool) {
	n, err := strconv.Atoi(strings.Trim(word, "#:.,"))
	return n, err == nil && n > 0 && n < maxNumber
}

// maxNumber bounds the numbers of tickets, so that no typed one overflows a key.
const maxNumber = 100_000_000

// pressedOrder reads the data of a ticket's button, "t:12:claim" or
// "t:12:assign:slack:U0BOB"; anything else is no order.
func pressedOrder(data string) order {
	parts := strings.SplitN(data, ":", 4)
	if len(parts) < 3 || parts[0] != "t" {
		return order{}
	}
	n, err := strconv.Atoi(parts[1])
	r, typed := ruleOf(parts[2])
	pressed := slices.Contains(pressedOnly, parts[2])
	if err != nil || n < 1 || n >= maxNumber || (!pressed && (!typed || !r.ticket || r.word != parts[2])) {
		return order{}
	}
	o := order{word: parts[2], number: n}
	if len(parts) == 4 {
		if !slices.Contains(pressedMore, o.word) {
			return order{}
		}
		o.rest = parts[3]
	}
	return o
}

// ticketPress is the data of a ticket's button: "t:12:claim". It is "" when it
// would be longer than a button can carry.
func ticketPress(number int, action string, arg ...string) string {
	data := strings.Join(append([]string{"t", strconv.Itoa(number), action}, arg...), ":")
	if len(data) > bot.MaxData {
		return ""
	}
	return data
}
