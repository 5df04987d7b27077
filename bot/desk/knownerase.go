package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// leaveKnowns takes somebody out of every known issue.
func (d *Desk) leaveKnowns(ctx context.Context, person string) error {
	return d.decide(ctx, traceOf("leave/"+d.itemID()), func(f *draft) error { return f.leaveKnowns(person) })
}

func (f *draft) leaveKnowns(person string) error {
	all, err := load[knowns](f, knownsKey)
	if err != nil {
		return err
	}
	for n := 1; n <= all.value.Last; n++ {
		at, err := load[store.Key](f, knownOfKey(n, person))
		if err != nil {
			return fmt.Errorf("take somebody out of a known issue: %w", err)
		}
		if at.version > 0 {
			f.drop(knownOfKey(n, person))
			f.drop(at.value)
		}
	}
	return nil
}

// forgetWays takes a ticket's question out of the ways to ask about known issues.
func (f *draft) forgetWays(t *bot.Ticket) error {
	all, err := load[knowns](f, knownsKey)
	if err != nil {
		return err
	}
	for n := 1; n <= all.value.Last; n++ {
		k, err := f.known(n)
		if errors.Is(err, store.ErrDamaged) {
			f.log.Error("a question could not be taken out of a known issue that cannot be read", "known", n, "err", err)
			continue
		}
		if err != nil {
			return err
		}
		before := len(k.value.Ways)
		if k.value.ForgetTicket(t.Number); len(k.value.Ways) < before {
			keep(f, knownKey(n), k)
			all.value.Change++
		}
	}
	keep(f, knownsKey, all)
	return nil
}

// eraseKnowns takes out who joined the known issues that ended before a time, and the
// ways to ask about them. What staff told people stays.
func (d *Desk) eraseKnowns(ctx context.Context, before time.Time) error {
	all, _, err := store.Get[knowns](ctx, d.opt.Store, knownsKey)
	if err != nil {
		return err
	}
	for n := 1; n <= all.Last; n++ {
		k, version, err := store.Get[bot.KnownIssue](ctx, d.opt.Store, knownKey(n))
		if errors.Is(err, store.ErrDamaged) {
			d.log.Error("a known issue that cannot be read is not erased when it is old", "known", n, "err", err)
			continue
		}
		if err != nil {
			return err
		}
		if version == 0 || k.Running() || !k.Ended.Before(before) {
			continue
		}
		if err := d.eraseAll(ctx, knownKey(n)+"/"); err != nil {
			return err
		}
		if len(k.Ways) == 0 {
			continue
		}
		err = d.decide(ctx, traceOf("erase/"+string(knownKey(n))+d.itemID()), func(f *draft) error {
			k, err := f.known(n)
			if err != nil {
				return err
			}
			k.value.Ways = nil
			keep(f, knownKey(n), k)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
