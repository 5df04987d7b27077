package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// What the desk remembers of single messages, so that answers to them, edits and
// reports are understood, is of no use once their tickets are over and cannot be
// opened again. Some is kept for every message of staff, in rooms that nobody erases,
// so it would grow for ever.

// aging is one kind of these records. Read gives when a record was last written and
// the ticket that it is needed for, 0 for none.
type aging struct {
	prefix store.Key
	read   func(store.Record) (at time.Time, ticket int, err error)
}

// agings are all kinds, in the order of their keys.
var agings = []aging{
	{codePrefix, agingOf(func(c code) (time.Time, int) { return c.Until, 0 })},
	{"fate/", agingOf(func(r fate) (time.Time, int) { return r.At, 0 })},
	{"manner/", agingOf(func(m manner) (time.Time, int) { return m.At, 0 })},
	{"sent/", agingOf(func(s sent) (time.Time, int) {
		if s.Carried != nil {
			return s.At, s.Carried.Ticket
		}
		return s.At, s.Ticket
	})},
	{"shown/", func(r store.Record) (time.Time, int, error) {
		s, err := store.Decode[shown](r.Value)
		return s.At, cardOf(r.Key), err
	}},
	{"went/", agingOf(func(w went) (time.Time, int) { return w.At, w.Ticket })},
}

func agingOf[T any](read func(T) (time.Time, int)) func(store.Record) (time.Time, int, error) {
	return func(r store.Record) (time.Time, int, error) {
		v, err := store.Decode[T](r.Value)
		at, ticket := read(v)
		return at, ticket, err
	}
}

// cardOf is the ticket whose card stands under a key, 0 for none.
func cardOf(key store.Key) int {
	_, number, _ := strings.Cut(string(key), "/card/")
	n, _ := strconv.Atoi(number)
	return n
}

// lookAtMarks erases one page of what was last written before a time.
func (d *Desk) lookAtMarks(ctx context.Context, at *look, before time.Time) error {
	i := max(0, slices.IndexFunc(agings, func(a aging) bool { return strings.HasPrefix(string(at.After), string(a.prefix)) }))
	kind := agings[i]
	records, err := d.opt.Store.List(ctx, kind.prefix, at.After, eraseMax)
	if err != nil {
		return fmt.Errorf("list what is too old: %w", err)
	}
	switch {
	case len(records) > 0:
		at.After = records[len(records)-1].Key
	case i+1 < len(agings):
		at.After = agings[i+1].prefix
	default:
		at.Part, at.After = "", ""
	}
	set := store.ChangeSet{Now: d.opt.Now()}
	for _, r := range records {
		old, err := d.isOld(ctx, kind, r, before)
		if err != nil {
			return fmt.Errorf("read what is too old: %w", err)
		}
		if old {
			// What is written again at this moment is not old any more.
			set.Expect = append(set.Expect, store.Expect{Key: r.Key, Version: r.Version})
			set.Put = append(set.Put, store.Put{Key: r.Key})
		}
	}
	if len(set.Put) == 0 {
		return nil
	}
	result, err := d.opt.Store.Commit(ctx, set)
	if err != nil {
		return fmt.Errorf("erase what is too old: %w", err)
	}
	if result.Outcome == store.Applied {
		d.counts.erasedRecords.Add(int64(len(set.Put)))
	}
	return nil
}

// isOld tells whether a record is too old and of no use to a ticket.
func (d *Desk) isOld(ctx context.Context, kind aging, r store.Record, before time.Time) (bool, error) {
	at, n, err := kind.read(r)
	if err != nil || !at.Before(before) || n == 0 {
		return err == nil && at.Before(before), err
	}
	t, version, err := store.Get[bot.Ticket](ctx, d.opt.Store, ticketKey(n))
	return version == 0 || t.State == bot.Closed && t.ClosedAt.Before(before), err
}
