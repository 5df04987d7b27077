package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/firstline-helpdesk/firstline/config"
	"github.com/firstline-helpdesk/firstline/store"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
)

// borrowed are the meanings that a command works with: those of the store as they were
// when it began, and new ones, which go there at its end. In between the database is
// free, so that a desk can start while an endpoint is asked for minutes.
type borrowed struct {
	path        string
	have, fresh map[string][]byte
	// why tells why nothing can be kept.
	why error
}

// borrowMeanings reads what the store has. While a desk has it open, or there is none,
// there is nothing to borrow, and everything is asked for.
func borrowMeanings(ctx context.Context, c *config.Config) *borrowed {
	b := &borrowed{have: map[string][]byte{}, fresh: map[string][]byte{}}
	path, err := databasePath(c)
	switch {
	case err != nil:
		b.why = err
		return b
	case !exists(path):
		b.why = fmt.Errorf("there is no database at %s yet", path)
		return b
	}
	b.path = path
	b.why = b.withStore(func(s store.Store) error { return b.read(ctx, s) })
	return b
}

func (b *borrowed) withStore(do func(store.Store) error) error {
	s, err := boltstore.Open(b.path, boltstore.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	return errors.Join(do(s), s.Close())
}

// read reads all meanings of a store.
func (b *borrowed) read(ctx context.Context, s store.Store) error {
	for after := store.Key(""); ; {
		records, err := s.List(ctx, meaningPrefix, after, 0)
		if err != nil {
			return fmt.Errorf("read what texts mean: %w", err)
		}
		if len(records) == 0 {
			return nil
		}
		for _, r := range records {
			after = r.Key
			if record, err := store.Decode[[]byte](r.Value); err == nil {
				b.have[string(r.Key[len(meaningPrefix):])] = record
			}
		}
	}
}

// Get reads a record.
func (b *borrowed) Get(_ context.Context, key string) ([]byte, bool, error) {
	if record, ok := b.fresh[key]; ok {
		return record, true, nil
	}
	record, ok := b.have[key]
	return record, ok, nil
}

// Put keeps a record until it is given back.
func (b *borrowed) Put(_ context.Context, key string, record []byte) error {
	b.fresh[key] = record
	return nil
}

// giveBack puts what is new into the store. It tells why that cannot be.
func (b *borrowed) giveBack(ctx context.Context) error {
	switch {
	case len(b.fresh) == 0:
		return nil
	case b.why != nil:
		return b.why
	}
	ctx = context.WithoutCancel(ctx) // what was paid for is kept
	return b.withStore(func(s store.Store) error {
		for keys := range slices.Chunk(slices.Sorted(maps.Keys(b.fresh)), store.MaxItems) {
			set := store.ChangeSet{Now: time.Now()}
			for _, key := range keys {
				value, err := store.Encode(b.fresh[key])
				if err != nil {
					return fmt.Errorf("keep what a text means: %w", err)
				}
				set.Put = append(set.Put, store.Put{Key: meaningKey(key), Value: value})
			}
			if _, err := s.Commit(ctx, set); err != nil {
				return fmt.Errorf("keep what texts mean: %w", err)
			}
		}
		return nil
	})
}
