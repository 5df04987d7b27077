package desk

import (
	"fmt"
	"slices"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// redact takes words out of a ticket's history.
func (f *draft) redact(t *bot.Ticket, person bot.Person) error {
	events, err := f.events(f.ctx, historySubject(t.Number))
	if err != nil {
		return err
	}
	for i, e := range events {
		if !f.toRedact(e, person) {
			continue
		}
		if len(f.set.Redact) == eraseMax {
			// The rest of a very long history: what is redacted now is not met again.
			return f.redactSome(t, events[i:], i, person)
		}
		f.set.Redact = append(f.set.Redact, f.redaction(t, e, i))
	}
	return nil
}

// toRedact tells whether an event holds words that go with a person, or with anybody.
// The reason why staff passed a ticket on is in their own words, and may tell whose it
// is: it goes with every person.
func (d *Desk) toRedact(e bot.Event, person bot.Person) bool {
	return !e.WasErased() && (person.Nobody() || slices.Contains(d.idsOf(person.ID), e.Who.ID) || e.What == "escalated")
}

func (f *draft) redaction(t *bot.Ticket, e bot.Event, i int) store.Entry {
	return store.Entry{Subject: historySubject(t.Number), Seq: uint64(i + 1), Value: f.encode(e.Erased())}
}

// redactSome redacts what one commit does not hold, in commits of their own, before it.
func (f *draft) redactSome(t *bot.Ticket, events []bot.Event, from int, person bot.Person) error {
	var set store.ChangeSet
	commit := func() error {
		set.Now = f.now
		_, err := f.opt.Store.Commit(f.ctx, set)
		set = store.ChangeSet{}
		return err
	}
	for i, e := range events {
		if !f.toRedact(e, person) {
			continue
		}
		set.Redact = append(set.Redact, f.redaction(t, e, from+i))
		if len(set.Redact) == eraseMax {
			if err := commit(); err != nil {
				return fmt.Errorf("redact a history: %w", err)
			}
		}
	}
	if err := commit(); err != nil {
		return fmt.Errorf("redact a history: %w", err)
	}
	return nil
}
