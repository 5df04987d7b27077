package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/store"
)

// meanings keeps what texts mean in the store, as meaning/<hash of model and text>.
type meanings struct{ store store.Store }

const meaningPrefix = store.Key("meaning/")

func meaningKey(key string) store.Key { return meaningPrefix + store.Key(key) }

// Get reads a record.
func (m meanings) Get(ctx context.Context, key string) ([]byte, bool, error) {
	records, err := m.store.Load(ctx, meaningKey(key))
	if err != nil || records[0].Version == 0 {
		return nil, false, err
	}
	record, err := store.Decode[[]byte](records[0].Value)
	return record, err == nil, nil
}

// Put keeps a record.
func (m meanings) Put(ctx context.Context, key string, record []byte) error {
	value, err := store.Encode(record)
	if err != nil {
		return err
	}
	_, err = m.store.Commit(ctx, store.ChangeSet{Now: time.Now(), Put: []store.Put{{Key: meaningKey(key), Value: value}}})
	return err
}

const (
	// lookForEdits is how often the articles are compared with those whose meanings are known.
	lookForEdits = 5 * time.Second
	// meaningsAgain is how long to wait after a failure.
	meaningsAgain = time.Minute
	// lookForUnneeded is how often to look for meanings that nothing needs.
	lookForUnneeded = 30 * time.Minute
)

// keeper learns what the articles mean, and forgets what none of them says any more. It
// does one thing after the other, so that what it forgets too soon it learns again.
type keeper struct {
	library  *kb.Library
	index    *model.Index // nil: nothing is found by meaning
	meanings meanings
	log      *slog.Logger
	// known are the articles whose meanings are known.
	known *kb.Base
	// unneeded are the records that nothing needed at the last look.
	unneeded map[store.Key]bool
}

// keepMeanings learns in the background what the articles mean, and again when they
// were edited, until ctx is done. What the store has costs nothing.
func (h *house) keepMeanings(ctx context.Context) {
	k := keeper{library: h.library, meanings: meanings{h.store}, log: h.log}
	if h.model != nil {
		k.index = h.model.Index
	}
	wait, looked := lookForUnneeded, time.Time{}
	for {
		if k.index != nil {
			wait = k.learn(ctx)
		}
		if time.Since(looked) >= lookForUnneeded {
			looked = time.Now()
			if err := k.forget(ctx); err != nil && ctx.Err() == nil {
				h.log.Warn("cannot forget what texts mean that no article has any more", "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// learn learns what the articles mean if they are others than before, and gives how long
// to wait until it is called again.
func (k *keeper) learn(ctx context.Context) time.Duration {
	base := k.library.Base()
	if base == k.known {
		return lookForEdits
	}
	told := time.Now()
	err := k.index.Build(ctx, k.library.Articles(), func(p model.Progress) {
		if p.Done == p.All || time.Since(told) > 10*time.Second {
			told = time.Now()
			k.log.Info("learning what the articles mean", "done", p.Done, "all", p.All)
		}
	})
	if err == nil {
		k.known = base
		return lookForEdits
	}
	if ctx.Err() == nil {
		k.log.Warn("cannot learn what the articles mean; questions are answered by words", "err", err)
	}
	return meaningsAgain
}

// forget erases the records of texts that no article has, or that are of a model which is
// not asked any more, once nothing needed them at two looks: an article that is away for a
// moment, because somebody replaces it or takes a mistake back, costs nothing.
func (k *keeper) forget(ctx context.Context) error {
	needed := map[string]bool{}
	if k.index != nil {
		needed = k.index.Needs(k.library.Articles())
	}
	unneeded, forgotten := map[store.Key]bool{}, 0
	for after := store.Key(""); ; {
		records, err := k.meanings.store.List(ctx, meaningPrefix, after, store.MaxItems/2)
		if err != nil {
			return fmt.Errorf("list what texts mean: %w", err)
		}
		if len(records) == 0 {
			break
		}
		set := store.ChangeSet{Now: time.Now()}
		for _, r := range records {
			after = r.Key
			switch {
			case needed[string(r.Key[len(meaningPrefix):])]:
			case !k.unneeded[r.Key]:
				unneeded[r.Key] = true
			default:
				set.Put = append(set.Put, store.Put{Key: r.Key})
			}
		}
		if len(set.Put) == 0 {
			continue
		}
		if _, err := k.meanings.store.Commit(ctx, set); err != nil {
			return fmt.Errorf("erase what texts mean: %w", err)
		}
		forgotten += len(set.Put)
	}
	k.unneeded = unneeded
	if forgotten > 0 {
		k.log.Info("forgot what texts mean that no article has any more", "records", forgotten)
	}
	return nil
}
