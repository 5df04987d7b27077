package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
)

// openTicket hands a conversation over to the first level.
func (f *draft) openTicket(c *bot.Conversation, e dialogue.OpenTicket) (*bot.Ticket, error) {
	if t, err := f.join(c, e); t != nil || err != nil {
		return t, err
	}
	lang := f.dialogue.Lang(*c)
	kind, by := f.typeFor(e, lang)
	t, err := f.newTicket(bot.Ticket{
		Level: 1, State: bot.Open, Priority: bot.Normal, Type: kind, TypeBy: by,
		Person: c.Person, Place: c.Place, Lang: lang, Profile: c.Profile,
		Question: bot.CutText(e.Question, bot.MaxQuestion), Tried: e.Tried, Opened: f.now,
	})
	if err != nil {
		return nil, err
	}
	f.sorted(t)
	next, say := f.dialogue.HandedOver(*c, t.Number, e.Question != "", f.promise(t))
	*c = next
	c.Opens = f.opens(t)
	f.tell(c, say, outgoing{})
	if e.Question != "" {
		f.thread(t, bot.Line{By: bot.ByPerson, Who: c.Person, Text: e.Question})
		f.askAbout(t, e.Question, nil)
	}
	if len(e.Tried) > 0 {
		titles := strings.Join(f.titles(t), ", ")
		f.thread(t, bot.Line{By: bot.ByBot, Text: f.staffText("staff.tried", "articles", titles)})
	}
	f.event(t, "opened", c.Person, "")
	f.postCard(t)
	if len(c.Files) > 0 {
		f.passIn(t, c.Person, f.words(bot.Message{Files: c.Files}), c.Files)
		c.Files = nil
	}
	f.counts.opened.Add(1)
	return t, nil
}

// typeFor takes the support type from the article shown last, else the first one.
func (f *draft) typeFor(e dialogue.OpenTicket, lang string) (kind string, by bot.TypeBy) {
	for _, id := range slices.Backward(e.Tried) {
		if hit, ok := f.opt.KB().Section(id, lang); ok && hit.Article.Type != "" {
			return hit.Article.Type, bot.ByArticle
		}
	}
	return f.opt.Types[0], bot.ByDefault
}

// when writes a moment to come: "today at 13:00".
func (f *draft) when(lang string, t time.Time) string {
	return dialogue.When(lang, t.In(f.opt.Location), f.now.In(f.opt.Location))
}

// opens is when a ticket's level works next; the zero time while it does.
func (f *draft) opens(t *bot.Ticket) time.Time {
	hours := f.level(t.Level).Terms.Hours
	if hours.Open(f.now) {
		return time.Time{}
	}
	return hours.NextOpen(f.now)
}

// promise says when somebody will answer.
func (f *draft) promise(t *bot.Ticket) string {
	terms := f.level(t.Level).Terms
	n := number(t)
	if opens := f.opens(t); !opens.IsZero() {
		return dialogue.Text(t.Lang, "ticket.passed_later", "number", n, "opens", f.when(t.Lang, opens))
	}
	target := terms.FirstResponse.For(t.Priority)
	due := terms.Hours.Add(f.now, target)
	switch {
	case target > 0 && due.Equal(f.now.Add(target)):
		return dialogue.Text(t.Lang, "ticket.passed", "number", n, "span", dialogue.Span(t.Lang, target))
	case target > 0 && !due.IsZero():
		// The desk closes before the time is over.
		return dialogue.Text(t.Lang, "ticket.passed_by", "number", n, "time", f.when(t.Lang, due))
	}
	return dialogue.Text(t.Lang, "ticket.passed_plain", "number", n)
}

// relayIn puts a person's message into the thread of their ticket. They hear that
// it is there where they do not know yet and, while nobody works, when somebody
// will: once for every time the desk is closed.
func (f *draft) relayIn(c *bot.Conversation, m bot.Message, e dialogue.Relay) error {
	if e.Text != "" {
		m.Text, m.Files = e.Text, append(slices.Clone(c.Files), m.Files...)
		c.Files = nil
	}
	t, err := f.ticket(c.Ticket)
	if err != nil {
		return err
	}
	text := f.words(m)
	f.learnOf(c, t, m.Text)
	if t.Ask(text) {
		c.Stage = bot.Idle
		f.sorted(t)
	}
	t.Lang = f.dialogue.Lang(*c)
	lead := t
	if t.Follows != 0 {
		if lead, err = f.ticket(t.Follows); err != nil {
			return err
		}
	}
	f.passIn(t, c.Person, text, m.Files)
	if lead.Heard(f.now, f.level(lead.Level).ClaimFor) {
		f.timer(leaseTimer, lead.Number, lead.LeaseUntil)
		f.event(lead, "resumed", c.Person, "")
	}
	f.editCard(t, "")
	if lead != t {
		f.editCard(lead, "")
	}
	switch opens := f.opens(t); {
	case !opens.IsZero() && !opens.Equal(c.Opens):
		c.Opens = opens
		f.tellKey(c, "ticket.added_later", "number", number(t), "opens", f.when(f.dialogue.Lang(*c), opens))
	case e.Tell:
		f.tellKey(c, "ticket.added", "number", number(t))
	}
	return nil
}

// confirm is the person's word on their solved ticket. A conversation that was
// left by the dialogue already has the ticket as the last of its past ones.
func (f *draft) confirm(c *bot.Conversation, solved bool) error {
	n := c.Ticket
	if n == 0 && len(c.Past) > 0 {
		n = c.Past[len(c.Past)-1]
	}
	t, err := f.ticket(n)
	if err != nil {
		return err
	}
	if !solved {
		return f.reopen(c, t)
	}
	if err := t.Confirm(f.now); err != nil {
		// The clock closed it a moment earlier: the person's word changes nothing.
		return nil
	}
	f.closed(t)
	f.event(t, "confirmed", c.Person, "")
	f.toRoom(t, "staff.confirmed", "person", t.Person.Called(), "number", number(t))
	f.editCard(t, "")
	return nil
}

func (f *draft) reopen(c *bot.Conversation, t *bot.Ticket) error {
	if err := t.Reopen(f.now, f.level(t.Level).ClaimFor); err != nil {
		c.Leave()
		f.tellKey(c, "ticket.too_late", "number", number(t))
		return nil
	}
	c.Hold(t.Number)
	if err := f.part(t); err != nil {
		return err
	}
	if err := f.freeOfWhoLeft(t); err != nil {
		return err
	}
	f.put(openKey(t.Number), true)
	f.event(t, "reopened", c.Person, "")
	if t.Owner.Nobody() {
		// Nobody had it before, so it waits for somebody.
		f.tellKey(c, "ticket.released", "number", number(t))
		f.toRooms(t, "staff.reopened_free", "number", number(t), "person", t.Person.Called())
		f.editCard(t, "")
		return nil
	}
	f.timer(leaseTimer, t.Number, t.LeaseUntil)
	f.tellKey(c, "ticket.reopened", "number", number(t), "name", t.Owner.Called())
	f.toRoom(t, "staff.not_confirmed", "person", t.Person.Called(), "number", number(t), "name", t.Owner.Called())
	f.editCard(t, "")
	return nil
}

// closed does what every end of a ticket needs.
func (f *draft) closed(t *bot.Ticket) {
	f.drop(openKey(t.Number))
	f.cancel(leaseTimer, t.Number)
	f.counts.closed.Add(1)
}

func (f *draft) rate(c *bot.Conversation, stars int) error {
	if len(c.Past) == 0 {
		return nil
	}
	t, err := f.ticket(c.Past[len(c.Past)-1])
	if err != nil {
		return err
	}
	if err := t.Rate(stars); err != nil {
		return nil
	}
	f.event(t, "rated", c.Person, strconv.Itoa(t.Rating))
	f.toRoom(t, "staff.rated", "person", t.Person.Called(), "number", number(t), "stars", strconv.Itoa(t.Rating))
	f.editCard(t, "")
	return nil
}

// unreachable tells staff that the person of a running ticket has gone.
func (f *draft) unreachable(c *bot.Conversation) error {
	if c.Ticket == 0 {
		return nil
	}
	t, err := f.ticket(c.Ticket)
	if err != nil {
		return err
	}
	f.event(t, "unreachable", t.Person, "")
	f.toRoom(t, "staff.gone", "number", number(t), "person", t.Person.Called())
	return nil
}

// clock shows a time of day in the desk's zone to staff; another day gets its date
// too.
func (f *draft) clock(t time.Time) string { return f.moment(f.staffLang(), t) }
