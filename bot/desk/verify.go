package desk

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// The history of a ticket is a chain whose end is kept in the ticket: see
// [bot.Chain]. What was done from the command line to no single ticket, such as an
// export, is a history of the same kind ("desk", whose end is "chain/desk").

const deskSubject = "desk"

const deskChainKey = store.Key("chain/desk")

// Broken is a history that is not what was written.
type Broken struct {
	// Subject is "ticket/00000012" or "desk".
	Subject string `json:"subject"`
	// Why names the first entry that is wrong.
	Why string `json:"why"`
}

// Verified is the outcome of a verification.
type Verified struct {
	Tickets int      `json:"tickets"`
	Entries int      `json:"entries"`
	Broken  []Broken `json:"broken"`
}

// Verify follows the history of every ticket, or of one where only is above 0, and
// names each that was changed, cut, reordered or swapped. It returns a *bot.Refusal
// when there is no ticket of that number. It reads a little at a time and holds
// nothing up; a ticket that changes meanwhile is read again.
func (d *Desk) Verify(ctx context.Context, only int) (Verified, error) {
	out := Verified{Broken: []Broken{}}
	if only > 0 {
		t, _, err := d.wholeTicket(ctx, only)
		if err != nil {
			return out, err
		}
		return out, d.verifyTicket(ctx, &out, t.Number)
	}
	last, _, err := store.Get[int](ctx, d.opt.Store, counterKey)
	if err != nil {
		return out, err
	}
	for n := 1; n <= last; n++ {
		if err := d.verifyTicket(ctx, &out, n); err != nil {
			return out, err
		}
	}
	end, _, err := store.Get[bot.Chain](ctx, d.opt.Store, deskChainKey)
	if err != nil {
		return out, err
	}
	return out, d.follow(ctx, &out, deskSubject, end)
}

// verifyTicket follows one history. A number that was given has a ticket for ever.
func (d *Desk) verifyTicket(ctx context.Context, out *Verified, n int) error {
	for {
		t, version, err := store.Get[bot.Ticket](ctx, d.opt.Store, ticketKey(n))
		if err != nil {
			return err
		}
		if version == 0 {
			out.Broken = append(out.Broken, Broken{historySubject(n), "the ticket itself is gone"})
			return nil
		}
		found := Verified{}
		if err := d.follow(ctx, &found, historySubject(n), t.History); err != nil {
			return err
		}
		_, now, err := store.Get[bot.Ticket](ctx, d.opt.Store, ticketKey(n))
		if err != nil {
			return err
		}
		if len(found.Broken) > 0 && now != version {
			continue // somebody worked on it while it was read
		}
		out.Tickets, out.Entries = out.Tickets+1, out.Entries+found.Entries
		out.Broken = append(out.Broken, found.Broken...)
		return nil
	}
}

// follow reads a history and follows its chain to the end.
func (d *Desk) follow(ctx context.Context, out *Verified, subject string, end bot.Chain) error {
	events, err := d.events(ctx, subject)
	if err != nil {
		return err
	}
	out.Entries += len(events)
	if err := bot.CheckChain(events, end); err != nil {
		out.Broken = append(out.Broken, Broken{subject, err.Error()})
	}
	return nil
}

// events gives a whole history.
func (d *Desk) events(ctx context.Context, subject string) ([]bot.Event, error) {
	var events []bot.Event
	for after := uint64(0); ; {
		entries, err := d.opt.Store.History(ctx, subject, after, 0)
		if err != nil {
			return nil, fmt.Errorf("read the history: %w", err)
		}
		if len(entries) == 0 {
			return events, nil
		}
		for _, entry := range entries {
			e, err := store.Decode[bot.Event](entry.Value)
			if err != nil {
				return nil, fmt.Errorf("read the history: %w", err)
			}
			events = append(events, e)
		}
		after = entries[len(entries)-1].Seq
	}
}

// Record writes into the history of the desk what an operator did to no single
// ticket. Note says how much, never what.
func (d *Desk) Record(ctx context.Context, what string, who bot.Person, note string) error {
	return d.decide(ctx, traceOf("record/"+d.itemID()), func(f *draft) error {
		return f.record(what, who, note)
	})
}

func (f *draft) record(what string, who bot.Person, note string) error {
	end, err := load[bot.Chain](f, deskChainKey)
	if err != nil {
		return err
	}
	var e bot.Event
	e, end.value = end.value.Add(bot.Event{What: what, Who: who, At: f.now, Note: note}, f.salt())
	keep(f, deskChainKey, end)
	f.set.History = append(f.set.History, store.Entry{Subject: deskSubject, At: f.now, Value: f.encode(e)})
	return nil
}

// salt makes the salt of an event.
func (f *draft) salt() []byte {
	salt := make([]byte, bot.SaltSize)
	if _, err := rand.Read(salt); err != nil && f.err == nil {
		f.err = fmt.Errorf("make a salt: %w", err)
	}
	return salt
}
