package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// Filter picks tickets; a zero field picks all.
type Filter struct {
	State bot.State
	Level bot.Level
	// Owner is the id or the name of who has the ticket, or solved it.
	Owner string
	// Since is when it was opened, at the earliest.
	Since time.Time
	Type  string
	Tag   string
}

// picks tells whether a ticket is one of those.
func (w Filter) picks(t *bot.Ticket) bool {
	called := func(p bot.Person) bool {
		return p.ID == w.Owner || strings.EqualFold(p.Name, w.Owner)
	}
	return (w.State == "" || t.State == w.State) &&
		(w.Level == 0 || t.Level == w.Level) &&
		(w.Owner == "" || called(t.Owner) || t.Owner.Nobody() && called(t.SolvedBy)) &&
		!t.Opened.Before(w.Since) &&
		(w.Type == "" || strings.EqualFold(t.Type, w.Type)) &&
		(w.Tag == "" || slices.ContainsFunc(t.Tags, func(tag string) bool { return strings.EqualFold(tag, w.Tag) }))
}

// Account is a ticket as it leaves the desk. Masked, it holds no name, id or place of
// the person, who is "[person kfm]" throughout, and its texts are as rooms read them.
type Account struct {
	Number        int          `json:"number"`
	Level         bot.Level    `json:"level"`
	State         bot.State    `json:"state"`
	Type          string       `json:"type"`
	Priority      bot.Priority `json:"priority"`
	Tags          []string     `json:"tags,omitempty"`
	Channel       string       `json:"channel,omitempty"`
	Lang          string       `json:"lang,omitempty"`
	Person        string       `json:"person,omitempty"`
	PersonID      string       `json:"person_id,omitempty"`
	Office        string       `json:"office,omitempty"`
	Role          string       `json:"role,omitempty"`
	Question      string       `json:"question,omitempty"`
	Tried         []string     `json:"tried,omitempty"`
	Owner         string       `json:"owner,omitempty"`
	SolvedBy      string       `json:"solved_by,omitempty"`
	Opened        time.Time    `json:"opened"`
	FirstResponse time.Time    `json:"first_response,omitzero"`
	Solved        time.Time    `json:"solved,omitzero"`
	Closed        time.Time    `json:"closed,omitzero"`
	Reopened      int          `json:"reopened"`
	Rating        int          `json:"rating,omitempty"`
	Remark        string       `json:"remark,omitempty"`
	Lines         int          `json:"lines"`
	Thread        []Said       `json:"thread,omitempty"`
	History       []Happened   `json:"history,omitempty"`
}

// Said is a line of a thread in an account.
type Said struct {
	At    time.Time  `json:"at"`
	By    bot.Author `json:"by"`
	Who   string     `json:"who,omitempty"`
	Text  string     `json:"text,omitempty"`
	Files []string   `json:"files,omitempty"`
}

// Happened is an entry of a history in an account.
type Happened struct {
	At   time.Time `json:"at"`
	What string    `json:"what"`
	Who  string    `json:"who,omitempty"`
	Note string    `json:"note,omitempty"`
}

// Accounts gives the tickets that a filter picks, in the order of their numbers, with
// nothing said in them, until each returns an error. Clear leaves out the masks: the
// caller records that.
func (d *Desk) Accounts(ctx context.Context, which Filter, clear bool, each func(Account) error) error {
	return d.eachTicket(ctx, 0, func(t *bot.Ticket) error {
		if !which.picks(t) {
			return nil
		}
		return each(d.account(t, clear))
	})
}

// Account gives a ticket with all that was said and done in it. It returns a
// *bot.Refusal when there is none.
func (d *Desk) Account(ctx context.Context, n int, clear bool) (Account, error) {
	t, version, err := store.Get[bot.Ticket](ctx, d.opt.Store, ticketKey(n))
	if err != nil {
		return Account{}, err
	}
	if version == 0 {
		return Account{}, &bot.Refusal{Reason: bot.NoSuchTicket, Ticket: n}
	}
	a := d.account(&t, clear)
	lines, err := d.allLines(ctx, threadPrefix(n))
	if err != nil {
		return a, err
	}
	for _, line := range lines {
		a.Thread = append(a.Thread, d.said(line, clear))
	}
	events, err := d.events(ctx, historySubject(n))
	for _, e := range events {
		h := Happened{At: e.At, What: e.What, Who: e.Who.Called(), Note: e.Note}
		if e.Who.Same(t.Person) {
			h.Who = d.named(e.Who, clear)
		}
		a.History = append(a.History, h)
	}
	return a, err
}

// account is a ticket without what was said in it.
func (d *Desk) account(t *bot.Ticket, clear bool) Account {
	a := Account{
		Number: t.Number, Level: t.Level, State: t.State, Type: t.Type, Priority: t.Priority, Tags: t.Tags,
		Channel: t.Place.Channel, Lang: t.Lang, Person: d.named(t.Person, clear), Question: t.Question, Tried: t.Tried,
		Owner: t.Owner.Called(), SolvedBy: t.SolvedBy.Called(), Opened: t.Opened, FirstResponse: t.FirstResponse,
		Solved: t.SolvedAt, Closed: t.ClosedAt, Reopened: t.Reopened, Rating: t.Rating, Lines: t.Lines,
		Office: t.Profile.Office, Role: t.Profile.Role, Remark: t.Remark,
	}
	if clear {
		a.PersonID = t.Person.ID
		return a
	}
	for _, words := range []*string{&a.Question, &a.Office, &a.Role, &a.Remark} {
		*words = d.opt.Masks.Text(*words)
	}
	return a
}

// said is a line as it leaves the desk.
func (d *Desk) said(line bot.Line, clear bool) Said {
	s := Said{At: line.At, By: line.By, Who: line.Who.Called(), Text: line.Text}
	if line.By == bot.ByPerson {
		s.Who = d.named(line.Who, clear)
	}
	if !clear {
		s.Text = d.opt.Masks.Text(s.Text)
		line.Files = d.maskedFiles(line.Files)
	}
	for _, f := range line.Files {
		s.Files = append(s.Files, f.Name)
	}
	return s
}

// named is what a person is called outside of the desk.
func (d *Desk) named(p bot.Person, clear bool) string {
	if clear {
		return p.Called()
	}
	return d.opt.Masks.Pseudonym(p)
}

// allLines gives a transcript, however long.
func (d *Desk) allLines(ctx context.Context, prefix store.Key) ([]bot.Line, error) {
	var all []bot.Line
	after := store.Key("")
	for {
		records, err := d.opt.Store.List(ctx, prefix, after, 0)
		if err != nil {
			return nil, fmt.Errorf("list a transcript: %w", err)
		}
		if len(records) == 0 {
			return all, nil
		}
		for _, r := range records {
			line, err := store.Decode[bot.Line](r.Value)
			if err != nil {
				return nil, fmt.Errorf("list a transcript: %w", err)
			}
			all = append(all, line)
		}
		after = records[len(records)-1].Key
	}
}

// Shown writes into a ticket's history that an operator saw it with nothing masked.
func (d *Desk) Shown(ctx context.Context, n int, who bot.Person) error {
	return d.decide(ctx, traceOf("shown/"+d.itemID()), func(f *draft) error {
		t, err := f.ticket(n)
		if err != nil {
			return err
		}
		f.event(t, "shown clear", who, "")
		return nil
	})
}
