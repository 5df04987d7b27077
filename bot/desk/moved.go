package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
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

// idsOf gives what somebody is and was called, where their id is that of their chat:
// the present one first.
func (d *Desk) idsOf(person string) []string {
	ids := []string{person}
	d.mu.Lock()
	lanes := slices.Sorted(maps.Keys(d.moves))
	d.mu.Unlock()
	for _, lane := range lanes {
		if at, err := bot.ParsePlace(lane); err == nil && lane != person && d.whereNow(at).Lane() == person {
			ids = append(ids, lane)
		}
	}
	return ids
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
	if f.trackerOf(m.Place.Channel) != nil {
		return f.issueMoved(m)
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
	held := next.Held
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
	next.Held = held
	if err := f.moveHeld(old, next); err != nil {
		return err
	}
	for _, n := range append(slices.Clone(old.Also), old.Ticket) {
		if n == 0 {
			continue
		}
		t, err := f.ticket(n)
		if err != nil {
			return err
		}
		t.Place, t.Person = m.MovedTo, next.Person
		f.event(t, "moved", next.Person, "")
		if n != next.Ticket && !slices.Contains(next.Also, n) {
			next.Also = append(slices.Clone(next.Also), n)
		}
	}
	old.Ticket, old.Also = 0, nil
	return nil
}

// moveHeld takes along the replies that wait for somebody to write.
func (f *draft) moveHeld(old, next *bot.Conversation) error {
	if old.Held == 0 {
		return nil
	}
	records, err := f.opt.Store.List(f.ctx, heldPrefix(old.Place), "", heldMax)
	if err != nil {
		return fmt.Errorf("list held replies: %w", err)
	}
	for _, r := range records {
		out, err := store.Decode[outgoing](r.Value)
		if err != nil {
			return fmt.Errorf("read a held reply: %w", err)
		}
		f.drop(r.Key)
		next.Held++
		out.Reply.To = next.Place
		f.put(heldKey(next.Place, next.Held), out)
	}
	old.Held = 0
	return nil
}
