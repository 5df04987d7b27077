package boltstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	bolt "go.etcd.io/bbolt"

	"github.com/firstline-helpdesk/firstline/store"
)

// Backup writes a copy of the file as of now; the copy opens like the file
// itself. Commits go on meanwhile, but the file may grow, since pages that the
// copy still reads are not used again. The context is looked at between writes.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	err := s.view(ctx, func(tx *bolt.Tx) error {
		_, err := tx.WriteTo(&patient{ctx, w})
		return err
	})
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	return nil
}

// patient is a writer that stops when its context ends.
type patient struct {
	ctx context.Context
	w   io.Writer
}

func (p *patient) Write(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.w.Write(b)
}

// Check reads every page, compares every value with its checksum and what is
// there with what was stored, while commits go on. The error is ErrDamaged and
// names the kind of the first thing found.
func (s *Store) Check(ctx context.Context) error {
	err := errMoved
	for tries := 0; tries < 100 && errors.Is(err, errMoved); tries++ {
		err = s.view(ctx, func(tx *bolt.Tx) error { return s.checkAll(ctx, tx) })
	}
	if err != nil {
		return fmt.Errorf("check: %w", err)
	}
	return nil
}

func (s *Store) checkAll(ctx context.Context, tx *bolt.Tx) error {
	var got totals
	err := scan(ctx, s.file, tx, func(bucket, key, value []byte) error {
		if bytes.Equal(bucket, metaBucket) {
			_, err := unseal(metaKind, key, value, 0)
			return err
		}
		for i := range tables {
			if bytes.Equal(bucket, tables[i].bucket) {
				got[i].add(value)
				return checkValue(tables[i].kind, key, value)
			}
		}
		return damaged("a value lies in no known bucket")
	})
	if err != nil {
		return err
	}
	want, err := readTotals(tx)
	if err != nil {
		return err
	}
	for i := range tables {
		if got[i] != want[i] {
			return damaged("%s: %d are there and %d were stored", tables[i].kind, got[i].count, want[i].count)
		}
	}
	return nil
}

func checkValue(k kind, key, frame []byte) error {
	_, err := unseal(k, key, frame, 0)
	if err != nil && k == recordKind {
		return fmt.Errorf("%s: %w", store.Key(key).Kind(), err)
	}
	return err
}
