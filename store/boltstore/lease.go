package boltstore

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/firstline-helpdesk/firstline/store"
)

// LeaseInbox gives owner the first item of at most max lanes of the inbox. Lanes
// take turns in the order in which they became free. A damaged item is set aside
// and gives ErrDamaged when there is nothing else to give.
func (s *Store) LeaseInbox(ctx context.Context, owner store.Owner, now time.Time, max int, ttl time.Duration) ([]store.Item, error) {
	return s.lease(ctx, s.queues[0], inboxName, now, max, ttl)
}

// LeaseOutbox is LeaseInbox for the outbox.
func (s *Store) LeaseOutbox(ctx context.Context, owner store.Owner, now time.Time, max int, ttl time.Duration) ([]store.Item, error) {
	return s.lease(ctx, s.queues[1], outboxName, now, max, ttl)
}

// grant is an item just leased, before its value is read.
type grant struct {
	it         *item
	seq, fence uint64
}

// lease needs no owner: the file has one process, and a fence tells its leases apart.
func (s *Store) lease(ctx context.Context, q *queue, name string, now time.Time, limit int, ttl time.Duration) ([]store.Item, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("lease: %w", err)
	}
	grants, err := s.grant(q, nanos(now), limit, ttl)
	if err != nil || len(grants) == 0 {
		return nil, err
	}
	items := make([]store.Item, 0, len(grants))
	var damage error
	err = s.view(context.WithoutCancel(ctx), func(tx *bolt.Tx) error {
		b := tx.Bucket(q.bucket)
		var key [8]byte
		for _, g := range grants {
			binary.BigEndian.PutUint64(key[:], g.seq)
			frame := b.Get(key[:])
			if frame == nil {
				continue // the lease ran out and somebody else finished the item
			}
			it, err := readItem(q.kind, key[:], frame)
			if err != nil {
				damage = err
				s.setAside(q, g, err)
				continue
			}
			items = append(items, store.Item{
				Token: store.Token{Queue: name, Seq: g.seq, Fence: g.fence},
				ID:    it.id, Lane: it.lane, Value: bytes.Clone(it.value), Attempt: int(it.attempt),
			})
		}
		return nil
	})
	if err == nil && len(items) == 0 {
		err = damage
	}
	if err != nil {
		return nil, fmt.Errorf("lease: %w", err)
	}
	return items, nil
}

func (s *Store) grant(q *queue, now int64, limit int, ttl time.Duration) ([]grant, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shut {
		return nil, fmt.Errorf("lease: %w", store.ErrClosed)
	}
	var grants []grant
	for len(grants) < limit {
		it := q.lease(now, now+int64(max(ttl, 1)), s.fence+1)
		if it == nil {
			break
		}
		s.fence++
		grants = append(grants, grant{it, it.seq, it.fence})
	}
	return grants, nil
}

// setAside takes a damaged item out of its lane, in memory only.
func (s *Store) setAside(q *queue, g grant, err error) {
	s.log.Error("a damaged item is set aside; restore a backup", "queue", q.kind.String(), "err", err)
	s.mu.Lock()
	defer s.mu.Unlock()
	if g.it.fence == g.fence && !g.it.finishing && g.it.lane.head == g.it {
		q.drop(g.it)
	}
}

// DueTimers gives owner timers that are due, earliest first. A damaged timer is
// set aside and gives ErrDamaged when there is nothing else to give.
func (s *Store) DueTimers(ctx context.Context, owner store.Owner, now time.Time, max int, ttl time.Duration) ([]store.Timer, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("due timers: %w", err)
	}
	ids, err := s.dueIDs(nanos(now), max, ttl)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	due := make([]store.Timer, 0, len(ids))
	var damage error
	err = s.view(context.WithoutCancel(ctx), func(tx *bolt.Tx) error {
		b := tx.Bucket(timersBucket)
		for _, id := range ids {
			t, err := readTimer(b, id)
			switch {
			case errors.Is(err, store.ErrDamaged):
				damage = err
				s.log.Error("a damaged timer is set aside; restore a backup", "err", err)
				s.mu.Lock()
				s.timers.drop(id)
				s.mu.Unlock()
			case err != nil:
				return err
			case t.ID != "" && !t.Due.After(now): // else it was cancelled or set anew meanwhile
				due = append(due, t)
			}
		}
		return nil
	})
	if err == nil && len(due) == 0 {
		err = damage
	}
	if err != nil {
		return nil, fmt.Errorf("due timers: %w", err)
	}
	return due, nil
}

func (s *Store) dueIDs(now int64, limit int, ttl time.Duration) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shut {
		return nil, fmt.Errorf("due timers: %w", store.ErrClosed)
	}
	var ids []string
	for len(ids) < limit {
		t := s.timers.lease(now, now+int64(max(ttl, 1)))
		if t == nil {
			break
		}
		ids = append(ids, t.id)
	}
	return ids, nil
}

// readTimer gives the timer, or one without ID when there is none.
func readTimer(b *bolt.Bucket, id string) (store.Timer, error) {
	key := []byte(id)
	frame := b.Get(key)
	if frame == nil {
		return store.Timer{}, nil
	}
	payload, err := unseal(timerKind, key, frame, timerSize)
	if err != nil {
		return store.Timer{}, err
	}
	return store.Timer{
		ID:    id,
		Due:   fromNanos(int64(binary.BigEndian.Uint64(payload))),
		Value: bytes.Clone(payload[timerSize:]),
	}, nil
}
