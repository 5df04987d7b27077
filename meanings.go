package main

import (
	"context"
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
)

// keepMeanings learns in the background what the articles mean, and again when they
// were edited, until ctx is done. What the store has costs nothing.
func (h *house) keepMeanings(ctx context.Context) {
	if h.model == nil || h.model.Index == nil {
		return
	}
	var known *kb.Base
	for {
		wait := lookForEdits
		if base := h.library.Base(); base != known {
			told := time.Now()
			err := h.model.Index.Build(ctx, h.library.Articles(), func(p model.Progress) {
				if p.Done == p.All || time.Since(told) > 10*time.Second {
					told = time.Now()
					h.log.Info("learning what the articles mean", "done", p.Done, "all", p.All)
				}
			})
			if err == nil {
				known = base
			} else if ctx.Err() == nil {
				h.log.Warn("cannot learn what the articles mean; questions are answered by words", "err", err)
				wait = meaningsAgain
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}
