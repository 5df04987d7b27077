package boltstore

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"
	boltfault "go.etcd.io/bbolt/errors"

	"github.com/firstline-helpdesk/firstline/store"
)

// everyRead is how many entries are read between two looks at the context.
const everyRead = 256

const (
	// listLimit is what limit 0 means.
	listLimit = 1000
	// releaseEvery is after how many long lists what was read is let go of.
	releaseEvery = 16
)

// view runs fn in a read transaction.
func (s *Store) view(ctx context.Context, fn func(*bolt.Tx) error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	defer guard(&err)()
	if err := s.db.View(fn); err != nil {
		if errors.Is(err, boltfault.ErrDatabaseNotOpen) {
			return store.ErrClosed
		}
		return err
	}
	return nil
}

// Load gives the records of the keys as they are together at one moment.
func (s *Store) Load(ctx context.Context, keys ...store.Key) ([]store.Record, error) {
	out := make([]store.Record, len(keys))
	err := s.view(ctx, func(tx *bolt.Tx) error {
		b := tx.Bucket(recordsBucket)
		var buf [128]byte
		for i, k := range keys {
			out[i].Key = k
			key := append(buf[:0], k...)
			frame := b.Get(key)
			if frame == nil {
				continue
			}
			if err := readRecord(&out[i], key, frame); err != nil {
				return fmt.Errorf("%s: %w", k.Kind(), err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	return out, nil
}

func readRecord(r *store.Record, key, frame []byte) error {
	payload, err := unseal(recordKind, key, frame, recordSize)
	if err != nil {
		return err
	}
	r.Version = store.Version(binary.BigEndian.Uint64(payload))
	r.Value = bytes.Clone(payload[recordSize:])
	return nil
}

// List gives records in key order.
func (s *Store) List(ctx context.Context, prefix, after store.Key, limit int) ([]store.Record, error) {
	if limit <= 0 {
		limit = listLimit
	}
	var out []store.Record
	err := s.view(ctx, func(tx *bolt.Tx) error {
		cursor := tx.Bucket(recordsBucket).Cursor()
		begin := []byte(prefix)
		key, frame := cursor.Seek([]byte(max(prefix, after)))
		if string(key) == string(after) && len(key) > 0 {
			key, frame = cursor.Next()
		}
		for ; key != nil && bytes.HasPrefix(key, begin) && len(out) < limit; key, frame = cursor.Next() {
			if len(out)%everyRead == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			r := store.Record{Key: store.Key(key)}
			if err := readRecord(&r, key, frame); err != nil {
				return fmt.Errorf("%s: %w", r.Key.Kind(), err)
			}
			out = append(out, r)
		}
		if len(out) == limit && limit >= listLimit && s.lists.Add(1)%releaseEvery == 0 {
			release(tx)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	return out, nil
}

// History gives entries of one subject in order; limit 0 means 1,000.
func (s *Store) History(ctx context.Context, subject string, after uint64, limit int) ([]store.Entry, error) {
	if limit <= 0 {
		limit = listLimit
	}
	if len(subject) > store.MaxKey || after == ^uint64(0) {
		return nil, ctx.Err()
	}
	var out []store.Entry
	err := s.view(ctx, func(tx *bolt.Tx) error {
		cursor := tx.Bucket(historyBucket).Cursor()
		from := subjectKey(nil, subject, after+1)
		prefix := from[:len(from)-8]
		for key, frame := cursor.Seek(from); len(key) == len(from) && bytes.HasPrefix(key, prefix) && len(out) < limit; key, frame = cursor.Next() {
			if len(out)%everyRead == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			payload, err := unseal(historyKind, key, frame, historySize)
			if err != nil {
				return fmt.Errorf("%s: %w", store.Key(subject).Kind(), err)
			}
			out = append(out, store.Entry{
				Subject: subject,
				Seq:     binary.BigEndian.Uint64(key[len(prefix):]),
				At:      fromNanos(int64(binary.BigEndian.Uint64(payload))),
				Value:   bytes.Clone(payload[historySize:]),
			})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the history: %w", err)
	}
	return out, nil
}
