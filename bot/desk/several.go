package desk

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
	"github.com/firstline-helpdesk/firstline/bot/triage"
	"github.com/firstline-helpdesk/firstline/kb"
)

// longSilence is how long after the last exchange a person's words may be about
// something else than their ticket.
const longSilence = 24 * time.Hour

// heldBy loads the ticket that holds a conversation, nil for none, and notes
// whether somebody has it.
func (f *draft) heldBy(c *bot.Conversation) (*bot.Ticket, error) {
	c.Unclaimed = false
	if c.Ticket == 0 {
		return nil, nil
	}
	t, err := f.ticket(c.Ticket)
	var none *bot.Refusal
	if errors.As(err, &none) {
		// The ticket was erased; the person is free.
		c.Ticket = 0
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c.Unclaimed = t.State == bot.Open
	return t, nil
}

// isFresh tells whether words seem to be about something else than the ticket they
// would go to: there was a day of silence, or nobody has claimed the ticket yet and
// an article answers them that shares no word with it. While a human holds the
// conversation the desk does not come between.
func (f *draft) isFresh(c *bot.Conversation, t *bot.Ticket, m bot.Message, found dialogue.Found) bool {
	switch {
	case t == nil || t.Question == "" || !t.Running() || t.State == bot.Waiting:
		return false
	case !c.Seen.IsZero() && f.now.Sub(c.Seen) >= longSilence:
		return true
	case t.State != bot.Open || found.Verdict != kb.Sure || len(found.Hits) == 0:
		return false
	}
	article := found.Hits[0].Article.Name
	if slices.ContainsFunc(t.Tried, func(id string) bool { return id == article || strings.HasPrefix(id, article+"#") }) {
		return false
	}
	before := map[string]bool{}
	for _, w := range f.contentWords(t.Question, t.Lang) {
		before[w.Stem] = true
	}
	return !slices.ContainsFunc(f.contentWords(m.Text, t.Lang), func(w triage.Word) bool { return before[w.Stem] })
}

// undecided passes words to a ticket when the person does not say whether they are
// about it: better that staff read too much than that nobody reads them.
func (f *draft) undecided(t *bot.Ticket) error {
	if !t.Running() {
		return nil // nor is there anybody to ask, once it is erased
	}
	c, err := f.personOf(t)
	if err != nil || c.Undecided() != t.Number {
		return err
	}
	f.passPending(c, t)
	f.tellKey(c, "ticket.added", "number", number(t))
	return nil
}

// passPending gives a ticket the words that wait for the person to say what they
// are about, where it is this ticket that they were asked of.
func (f *draft) passPending(c *bot.Conversation, t *bot.Ticket) {
	if c.Undecided() != t.Number {
		return
	}
	text, files := c.Question, c.Files
	c.Forget()
	c.Hold(t.Number)
	c.Files = nil
	f.passIn(t, c.Person, text, files)
	f.cancel(whichTimer, t.Number)
}

// join adds a question to a running ticket of the same person about the same
// problem, where there is one. It reports whether it did.
func (f *draft) join(c *bot.Conversation, e dialogue.OpenTicket) (*bot.Ticket, error) {
	if e.Question == "" {
		return nil, nil
	}
	if _, err := f.study(); err != nil {
		f.log.Warn("cannot learn from tickets", "err", err)
	}
	for _, match := range f.sorter.board.Nearest(f.contentWords(e.Question, f.dialogue.Lang(*c)), similarMax) {
		if match.Likeness < triage.Same {
			break
		}
		t, err := f.ticket(match.Number)
		if err != nil {
			return nil, err
		}
		if !t.Running() || !t.Person.Same(c.Person) {
			continue
		}
		c.Hold(t.Number)
		// They may write from another place by now; that is where they look.
		t.Place = c.Place
		f.passIn(t, c.Person, e.Question, c.Files)
		c.Files = nil
		f.event(t, "joined", c.Person, "")
		f.tellKey(c, "ticket.joined", "number", number(t))
		f.editCard(t, "")
		return t, nil
	}
	return nil, nil
}

// explain keeps what a person said of their rating.
func (f *draft) explain(c *bot.Conversation, text string) error {
	if len(c.Past) == 0 {
		return nil
	}
	t, err := f.ticket(c.Past[len(c.Past)-1])
	if err != nil {
		return err
	}
	t.Remark = bot.CutText(text, bot.MaxRemark)
	f.thread(t, bot.Line{By: bot.ByPerson, Who: c.Person, Text: text})
	f.event(t, "remarked", c.Person, "")
	f.toRoom(t, "staff.rated_why", "person", t.Person.Called(), "number", number(t), "text", f.brief(text))
	return nil
}

// saidBy is how staff's words read to a person: with the number where they have
// several tickets.
func (f *draft) saidBy(c *bot.Conversation, t *bot.Ticket, name, text string) string {
	key := "ticket.reply"
	if len(c.Also) > 0 {
		key = "ticket.reply_of"
	}
	return dialogue.Text(f.dialogue.Lang(*c), key, "name", name, "number", number(t), "text", text)
}
