package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/store"
)

// mostUses is how many uses of the model are remembered.
const mostUses = 50

// ModelUse is one use of the language model, for operators. It holds no text.
type ModelUse struct {
	// MessageID is the message it was for, as logs name it.
	MessageID string `json:"message_id"`
	model.Use
}

// usage is what is kept of the model: what it cost today, and its last uses, the
// newest first.
type usage struct {
	Spent model.Spending `json:"spent"`
	Last  []ModelUse     `json:"last"`
	// Tickets is what was used today for staff to work on tickets, by a hash of who asked.
	Tickets map[string]model.Spending `json:"tickets,omitempty"`
}

// uses counts what the model is used for.
type uses struct {
	mu    sync.Mutex
	zone  *time.Location
	usage usage
	// told and toldPerson are the days on which the operator was told that the budget,
	// or the share of one person, is spent.
	told, toldPerson string
}

func (u *uses) add(now time.Time, trace string, use model.Use) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.usage.Spent = u.usage.Spent.Add(now.In(u.zone), use.Tokens())
	u.usage.Last = slices.Insert(u.usage.Last, 0, ModelUse{MessageID: trace, Use: use})
	u.usage.Last = u.usage.Last[:min(len(u.usage.Last), mostUses)]
}

// addFor counts tokens that were used for work on a ticket, for somebody. What was used
// on other days is forgotten.
func (u *uses) addFor(now time.Time, who string, tokens int) {
	if tokens == 0 {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	now = now.In(u.zone)
	today := map[string]model.Spending{who: u.usage.Tickets[who].Add(now, tokens)}
	for id, spent := range u.usage.Tickets {
		if id != who && spent.On(now) > 0 {
			today[id] = spent
		}
	}
	u.usage.Tickets = today
}

// allowsFor is how many tokens may be used now for work on a ticket, for somebody.
func (d *Desk) allowsFor(who string) model.Allowance {
	now := d.opt.Now().In(d.opt.Location)
	record := d.uses.record()
	return d.opt.Model.Budget.Allows(now, record.Spent, record.Tickets[who])
}

func (u *uses) spending() model.Spending {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.usage.Spent
}

// record is what is kept.
func (u *uses) record() usage {
	u.mu.Lock()
	defer u.mu.Unlock()
	return usage{Spent: u.usage.Spent, Last: slices.Clone(u.usage.Last), Tickets: maps.Clone(u.usage.Tickets)}
}

// firstSpent tells, once a day, that the budget is spent, or the share of one person.
func (u *uses) firstSpent(now time.Time, all bool) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	day, told := now.In(u.zone).Format(time.DateOnly), &u.toldPerson
	if all {
		told = &u.told
	}
	first := *told != day
	*told = day
	return first
}

// loadUses reads what the model was used for, once at start.
func (d *Desk) loadUses(ctx context.Context) error {
	d.uses.zone = d.opt.Location
	records, err := d.opt.Store.Load(ctx, usesKey)
	if err == nil && records[0].Version != 0 {
		d.uses.usage, err = store.Decode[usage](records[0].Value)
	}
	if err != nil {
		return fmt.Errorf("read what the language model was used for: %w", err)
	}
	return nil
}

// ModelUses are the last uses of the language model, the newest first.
func (d *Desk) ModelUses() []ModelUse { return d.uses.record().Last }
