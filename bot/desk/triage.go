package desk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
	"github.com/firstline-helpdesk/firstline/bot/triage"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/store"
)

const (
	// learnFrom is how many of the newest tickets are learned from.
	learnFrom = 500
	// learnAfter is how long what staff say of tickets waits to be learned.
	learnAfter = time.Minute
	// similarMax is how many similar tickets a card names.
	similarMax = 3
)

// sorter is what the desk has learned about sorts of problems, and the words of
// the tickets that are running. All of it can be lost: it is learned again from
// the articles and the newest tickets.
type sorter struct {
	board triage.Board

	mu         sync.Mutex
	classifier *triage.Classifier
	base       *kb.Base
	learned    time.Time
	stale      bool
}

// forget makes the sorter learn again soon: staff said what a ticket was.
func (s *sorter) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stale = true
}

// sorted sets what a ticket's question says about it: the type, unless an article
// said it, the priority, and the tickets like it.
func (f *draft) sorted(t *bot.Ticket) {
	if t.Question == "" {
		return
	}
	words := f.contentWords(t.Question, t.Lang)
	classifier, err := f.study()
	if err != nil {
		// What is not sorted is still answered.
		f.log.Warn("cannot learn from tickets", "err", err)
	}
	if classifier != nil {
		if guess, ok := classifier.Guess(words); ok && guess.Type != f.opt.Types[0] {
			t.GuessType(guess.Type, guess.Because)
		}
	}
	if because, urgent := f.dialogue.Urgent(t.Question, t.Lang); urgent && t.Priority == bot.Normal {
		t.Priority = bot.High
		f.event(t, "priority", bot.Person{}, "high: "+because)
	}
	t.Similar = nil
	for _, m := range f.sorter.board.Nearest(words, similarMax+1) {
		if m.Number != t.Number && len(t.Similar) < similarMax {
			t.Similar = append(t.Similar, m.Number)
		}
	}
}

// contentWords are the words by which a text is compared.
func (d *Desk) contentWords(text, lang string) []triage.Word {
	found := d.opt.KB().ContentWords(text, lang)
	words := make([]triage.Word, 0, len(found))
	for _, w := range found {
		words = append(words, triage.Word{Written: w.Written, Stem: w.Stem})
	}
	return words
}

// pin keeps the board as the draft leaves a ticket. Should the draft be thrown
// away, the next one sets it right; until then the board is only a hint.
func (f *draft) pin(t *bot.Ticket) {
	if !t.Running() || t.Question == "" {
		f.sorter.board.Put(t.Number, nil)
		return
	}
	if !f.sorter.board.Has(t.Number) {
		f.sorter.board.Put(t.Number, f.contentWords(t.Question, t.Lang))
	}
}

// study gives a classifier trained on the current articles and the newest tickets
// that are finished, and fills the board with those that run.
func (f *draft) study() (*triage.Classifier, error) {
	s := &f.sorter
	s.mu.Lock()
	defer s.mu.Unlock()
	base := f.opt.KB()
	age := f.now.Sub(s.learned)
	if s.classifier != nil && s.base == base && (!s.stale || (age >= 0 && age < learnAfter)) {
		return s.classifier, nil
	}
	tickets, err := f.newestTickets()
	if err != nil {
		return s.classifier, err
	}
	var examples []triage.Example
	for _, a := range base.Articles() {
		for _, text := range append([]string{a.Title}, a.Questions...) {
			examples = f.example(examples, a.Type, text, a.Lang)
		}
	}
	for _, t := range tickets {
		switch {
		case !t.Running() && t.TypeBy != bot.ByDefault:
			examples = f.example(examples, t.Type, t.Question, t.Lang)
		case t.Running() && t.Question != "":
			s.board.Put(t.Number, f.contentWords(t.Question, t.Lang))
		}
	}
	s.classifier, s.base, s.learned, s.stale = triage.Train(examples), base, f.now, false
	return s.classifier, nil
}

func (f *draft) example(all []triage.Example, kind, text, lang string) []triage.Example {
	if !slices.Contains(f.opt.Types, kind) {
		return all
	}
	return append(all, triage.Example{Type: kind, Words: f.contentWords(text, lang)})
}

// newestTickets loads the tickets with the highest numbers. It relies on none of
// them.
func (f *draft) newestTickets() ([]bot.Ticket, error) {
	last, _, err := store.Get[int](f.ctx, f.opt.Store, counterKey)
	if err != nil {
		return nil, err
	}
	var keys []store.Key
	for n := last; n > max(0, last-learnFrom); n-- {
		keys = append(keys, ticketKey(n))
	}
	if len(keys) == 0 {
		return nil, nil
	}
	records, err := f.opt.Store.Load(f.ctx, keys...)
	if err != nil {
		return nil, fmt.Errorf("load the newest tickets: %w", err)
	}
	var tickets []bot.Ticket
	for _, r := range records {
		if r.Version == 0 {
			continue
		}
		t, err := store.Decode[bot.Ticket](r.Value)
		if err != nil {
			return nil, fmt.Errorf("load the newest tickets: %w", err)
		}
		tickets = append(tickets, t)
	}
	return tickets, nil
}

// sortingText is what a card says about what was found out: where the person
// works, and tickets like it.
func (f *draft) sortingText(t *bot.Ticket) string {
	text := ""
	if from := dialogue.From(f.staffLang(), t.Profile); from != "" {
		text += "\n" + from
	}
	if len(t.Similar) > 0 && t.Running() {
		var numbers []string
		for _, n := range t.Similar {
			numbers = append(numbers, "#"+strconv.Itoa(n))
		}
		text += "\n" + f.staffText("card.similar", "tickets", strings.Join(numbers, ", "))
	}
	return text
}

// learnOf takes up what a person says of where they work, once they were asked.
func (f *draft) learnOf(c *bot.Conversation, t *bot.Ticket, text string) {
	c.Profile = c.Profile.Merge(dialogue.ReadProfile(text, c.Asked && c.Profile == bot.Profile{}))
	t.Profile = t.Profile.Merge(c.Profile)
}

// typeWhy says from which words a type was guessed; "" where it was not.
func (f *draft) typeWhy(t *bot.Ticket) string {
	if len(t.Because) == 0 {
		return ""
	}
	return f.staffText("staff.type_why", "type", t.Type, "words", strings.Join(t.Because, ", "))
}
