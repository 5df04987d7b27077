package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// colleague is a member of staff who was met in a room. The record
// ("staff/<level>/<id>") says where, and what they are called, so that a ticket
// can be assigned to them.
type colleague struct {
	Person bot.Person `json:"person"`
	Room   bot.Place  `json:"room"`
}

// meet remembers who speaks in a room and may act there.
func (f *draft) meet(m bot.Message) error {
	key := staffKey(f.levelOf(m.Place), m.From.ID)
	now := colleague{Person: bot.Person{ID: m.From.ID, Name: m.From.Name}, Room: bot.Place{Channel: m.Place.Channel, Chat: m.Place.Chat}}
	known, _, err := store.Get[colleague](f.ctx, f.opt.Store, key)
	if err != nil || known == now || m.From.Nobody() {
		return err
	}
	f.put(key, now)
	return nil
}

// colleagues finds who is meant by a name or an id among those who may act on a
// level: who was met in one of its rooms, and who is listed. An id or a whole name
// goes before a part of a name.
func (f *draft) colleagues(level bot.Level, m bot.Message, asked string) ([]colleague, error) {
	asked = strings.ToLower(strings.Join(strings.Fields(strings.TrimLeft(asked, "@")), " "))
	if asked == "me" {
		return []colleague{{Person: f.who, Room: m.Place}}, nil
	}
	all, err := f.staffOf(level)
	if err != nil {
		return nil, err
	}
	for _, fits := range []func(c colleague) bool{
		func(c colleague) bool {
			_, id, _ := strings.Cut(strings.ToLower(c.Person.ID), ":")
			return asked == strings.ToLower(c.Person.ID) || asked == id
		},
		func(c colleague) bool { return strings.ToLower(c.Person.Name) == asked },
		func(c colleague) bool { return slices.Contains(strings.Fields(strings.ToLower(c.Person.Name)), asked) },
		func(c colleague) bool {
			return len(asked) > 1 && strings.HasPrefix(strings.ToLower(c.Person.Name), asked)
		},
	} {
		var found []colleague
		for _, c := range all {
			if fits(c) {
				found = append(found, c)
			}
		}
		if len(found) > 0 {
			return found, nil
		}
	}
	return nil, nil
}

// staffOf gives everybody a ticket of a level can be assigned to.
func (f *draft) staffOf(level bot.Level) ([]colleague, error) {
	records, err := f.opt.Store.List(f.ctx, staffPrefix(level), "", 0)
	if err != nil {
		return nil, fmt.Errorf("list the staff: %w", err)
	}
	var all []colleague
	for _, r := range records {
		c, err := store.Decode[colleague](r.Value)
		if err != nil {
			return nil, fmt.Errorf("list the staff: %w", err)
		}
		if f.levelOf(c.Room) == level && f.MayAct(c.Person, c.Room) {
			all = append(all, c)
		}
	}
	rooms := f.level(level).Rooms
	for _, id := range f.level(level).Staff {
		met := slices.ContainsFunc(all, func(c colleague) bool { return c.Person.ID == id })
		channel, _, _ := strings.Cut(id, ":")
		room := slices.IndexFunc(rooms, func(p bot.Place) bool { return p.Channel == channel })
		if !met && len(rooms) > 0 {
			all = append(all, colleague{Person: bot.Person{ID: id}, Room: rooms[max(0, room)]})
		}
	}
	return all, nil
}

// label is a name on a button; who shares it is told apart by the channel.
func (c colleague) label(among []colleague) string {
	same := 0
	for _, other := range among {
		if other.Person.Called() == c.Person.Called() {
			same++
		}
	}
	if same > 1 {
		return c.Person.Called() + " (" + c.Room.Channel + ")"
	}
	return c.Person.Called()
}

// eraseColleagues takes out who was met in a room and may no longer act there. What they
// did stays in the history of the tickets.
func (d *Desk) eraseColleagues(ctx context.Context) error {
	return d.eraseWhere(ctx, "staff/", func(r store.Record) (bool, error) {
		c, err := store.Decode[colleague](r.Value)
		return err == nil && !d.MayAct(c.Person, c.Room), nil
	})
}
