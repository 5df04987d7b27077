package boltstore

import (
	"context"
	"errors"
	"fmt"
	"io"

	bolt "go.etcd.io/bbolt"
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
	var c census
	if err := scan(ctx, s.file, tx, c.visit); err != nil {
		return err
	}
	return c.verdict(tx)
}
