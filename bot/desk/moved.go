package desk

import (
	"context"
	"fmt"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// Chats move: a Telegram group becomes a supergroup, a person changes their
// number. Where a chat went is a record ("moved/<old lane>"), so that rooms named
// in the configuration and replies queued before are found at the new place.

// loadMoves reads where chats went, once at start.
func (d *Desk) loadMoves(ctx context.Context) error {
	records, err := d.opt.Store.List(ctx, movedPrefix, "", 0)
	if err != nil {
		return fmt.Errorf("read where chats moved: %w", err)
	}
	for _, r := range records {
		to, err := store.Decode[bot.Place](r.Value)
		if err != nil {
			return fmt.Errorf("read where chats moved: %w", err)
		}
		d.moves[strings.TrimPrefix(string(r.Key), string(movedPrefix))] = to
	}
	return nil
}

// whereNow follows a place to where its chat is now; its thread did not move along.
func (d *Desk) whereNow(p bot.Place) bot.Place {
	d.mu.Lock()
	defer d.mu.Unlock()
	for range 8 {
		to, ok := d.moves[p.Lane()]
		if !ok {
			break
		}
		p = to
	}
	return p
}

// noteMove remembers that a chat moved. A move that would lead in a circle means
// that it came back.
func (f *draft) noteMove(from, to bot.Place) {
	to.Thread = ""
	f.put(movedKey(from), to)
	f.drop(movedKey(to))
	f.mu.Lock()
	defer f.mu.Unlock()
	f.moves[from.Lane()] = to
	delete(f.moves, to.Lane())
}

// moved takes a chat's records along to its new place.
func (f *draft) moved(m bot.Message) error {
	if m.MovedTo.Zero() || m.MovedTo.Lane() == m.Place.Lane() {
		return nil
	}
	f.noteMove(m.Place, m.MovedTo)
	if f.levelOf(m.Place) > 0 {
		return nil
	}
	old, err := f.conversation(m.Place)
	if err != nil || old.Person.Nobody() {
		return err
	}
	next, err := f.conversation(m.MovedTo)
	if err != nil {
		return err
	}
	if !next.Person.Nobody() {
		// They wrote from there before: that talk goes on, with the ticket of this one.
		if next.Ticket == 0 {
			next.Ticket, next.Stage, next.Told = old.Ticket, old.Stage, old.Told
		}
	} else {
		lines := next.Lines
		*next = *old
		next.Place, next.Lines = m.MovedTo, lines
	}
	if next.Person.ID == m.Place.Lane() {
		next.Person.ID = m.MovedTo.Lane()
	}
	if old.Ticket != 0 {
		t, err := f.ticket(old.Ticket)
		if err != nil {
			return err
		}
		t.Place, t.Person = m.MovedTo, next.Person
		f.event(t, "moved", next.Person, "")
	}
	old.Ticket = 0
	return nil
}
