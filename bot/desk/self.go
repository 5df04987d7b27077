package desk

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// One member of staff may have an account on several platforms. Which accounts are
// one human is a record ("same"): it leads from each account to the first of them,
// under which claims are kept. It is read for every decision, never remembered, so
// that several processes on one store agree.

// accounts leads from an account's person id to the id of the human's first one.
type accounts map[string]string

func (d *Desk) accounts(ctx context.Context) (accounts, error) {
	all, _, err := store.Get[accounts](ctx, d.opt.Store, sameKey)
	return all, err
}

// first gives the person under whose id a human's claims are kept.
func (a accounts) first(p bot.Person) bot.Person {
	if id, joined := a[p.ID]; joined {
		p.ID = id
	}
	return p
}

// of gives all accounts of the human who has this one, sorted.
func (a accounts) of(id string) []string {
	id = a.first(bot.Person{ID: id}).ID
	ids := []string{id}
	for account, first := range a {
		if first == id {
			ids = append(ids, account)
		}
	}
	slices.Sort(ids)
	return ids
}

// join makes the humans behind two accounts one; its claims are kept under first.
func (a accounts) join(first, other string) {
	main := a.first(bot.Person{ID: first}).ID
	for _, id := range a.of(other) {
		if id != main {
			a[id] = main
		}
	}
}

// part makes all accounts of a human separate again.
func (a accounts) part(id string) {
	ids := a.of(id)
	maps.DeleteFunc(a, func(account, _ string) bool { return slices.Contains(ids, account) })
}

// self gives the human behind an account.
func (f *draft) self(p bot.Person) (bot.Person, error) {
	if f.same == nil {
		all, err := f.accounts(f.ctx)
		if err != nil {
			return p, err
		}
		if all == nil {
			all = accounts{}
		}
		f.same = all
	}
	return f.same.first(p), nil
}

// MayAct tells whether somebody may act in a room: the listed people of its level,
// with any of their accounts, or whoever is in the room where nobody is listed.
func (d *Desk) MayAct(who bot.Person, room bot.Place) bool {
	level := d.levelOf(room)
	if level == 0 {
		return false
	}
	staff := d.level(level).Staff
	return len(staff) == 0 || d.anyListed(who, staff)
}

// listed tells whether somebody is named as staff of any level.
func (d *Desk) listed(who bot.Person) bool {
	return slices.ContainsFunc(d.opt.Levels, func(l Level) bool { return len(l.Staff) > 0 && d.anyListed(who, l.Staff) })
}

func (d *Desk) anyListed(who bot.Person, staff []string) bool {
	if slices.Contains(staff, who.ID) {
		return true
	}
	all, err := d.accounts(context.Background())
	if err != nil {
		// Without the record only the account itself counts.
		d.log.Error("cannot read which accounts are one person", "err", err)
		return false
	}
	return slices.ContainsFunc(all.of(who.ID), func(id string) bool { return slices.Contains(staff, id) })
}

// isColleague tells whether somebody belongs to the desk: listed, or met in a room
// of a level that has no list.
func (f *draft) isColleague(who bot.Person) (bool, error) {
	if f.listed(who) {
		return true, nil
	}
	for i, l := range f.opt.Levels {
		if len(l.Staff) > 0 {
			continue
		}
		_, version, err := store.Get[colleague](f.ctx, f.opt.Store, staffKey(bot.Level(i+1), who.ID))
		if err != nil || version > 0 {
			return version > 0, err
		}
	}
	return false, nil
}

// named writes accounts for people: "slack U0BOB, telegram 4242".
func named(ids []string) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = strings.Replace(id, ":", " ", 1)
	}
	return strings.Join(words, ", ")
}
