package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// What use has taught names who said it, so that it can be taken out again.

// unlearn takes out what one person asked and said about answers.
func (d *Desk) unlearn(ctx context.Context, who string) error {
	err := eachLesson(ctx, d, gapPrefix, func(g *bot.Gap) (gone bool) {
		if !slices.Contains(g.By, who) {
			return false
		}
		return g.Forget(who)
	})
	if err != nil {
		return err
	}
	return eachLesson(ctx, d, learnedPrefix, func(l *bot.Learned) (gone bool) {
		l.Forget(who)
		return false
	})
}

// unlearnOld takes out questions that nobody has asked since a time.
func (d *Desk) unlearnOld(ctx context.Context, before time.Time) error {
	err := eachLesson(ctx, d, gapPrefix, func(g *bot.Gap) (gone bool) { return g.Last.Before(before) })
	if err != nil {
		return err
	}
	return eachLesson(ctx, d, learnedPrefix, func(l *bot.Learned) (gone bool) {
		l.Ways = slices.DeleteFunc(slices.Clone(l.Ways), func(w bot.Way) bool { return w.Last.Before(before) })
		return false
	})
}

// eachLesson lets change have every record below a prefix, and writes what it
// changed, each in a commit of its own; a record that is gone is deleted.
func eachLesson[T any](ctx context.Context, d *Desk, prefix store.Key, change func(*T) (gone bool)) error {
	after := store.Key("")
	for {
		records, err := d.opt.Store.List(ctx, prefix, after, eraseMax)
		if err != nil {
			return fmt.Errorf("list what was learned: %w", err)
		}
		if len(records) == 0 {
			return nil
		}
		for _, r := range records {
			if err := changeLesson(ctx, d, r, change); err != nil {
				return err
			}
		}
		after = records[len(records)-1].Key
	}
}

func changeLesson[T any](ctx context.Context, d *Desk, r store.Record, change func(*T) (gone bool)) error {
	v, err := store.Decode[T](r.Value)
	if err != nil {
		return fmt.Errorf("read what was learned: %w", err)
	}
	gone := change(&v)
	if value, err := store.Encode(v); err != nil || !gone && string(value) == string(r.Value) {
		return err
	}
	// Somebody may have taught meanwhile: it is done again on what is there then.
	err = d.decide(ctx, traceOf("unlearn/"+string(r.Key)+d.itemID()), func(f *draft) error {
		l, err := load[T](f, r.Key)
		if err != nil || l.version == 0 {
			return err
		}
		f.taught = true
		if change(&l.value) {
			f.set.Expect = append(f.set.Expect, store.Expect{Key: r.Key, Version: l.version})
			f.drop(r.Key)
			return nil
		}
		keep(f, r.Key, l)
		return nil
	})
	if err == nil {
		d.counts.erasedRecords.Add(1)
	}
	return err
}
