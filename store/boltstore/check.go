package boltstore

import (
	"encoding/binary"
	"fmt"

	"github.com/firstline-helpdesk/firstline/store"
)

// check decides what becomes of a set, without writing. Items whose leases the
// set ends are held, as steps.
func (w *writer) check(c *store.ChangeSet) (store.Result, error) {
	now := nanos(c.Now)
	result, err := w.seen(c, now)
	if err != nil || result.Outcome == store.Duplicate {
		return result, err
	}
	if err := w.hold(c, now); err != nil {
		return store.Result{}, err
	}
	for i := range c.Expect {
		version, err := w.version(c.Expect[i].Key)
		if err != nil {
			return store.Result{}, fmt.Errorf("commit: %s: %w", c.Expect[i].Key.Kind(), err)
		}
		if version != c.Expect[i].Version {
			return store.Result{Outcome: store.Conflict}, nil
		}
	}
	return store.Result{Outcome: store.Applied}, nil
}

// hold holds the items of Done and Again, or reports ErrFenced.
func (w *writer) hold(c *store.ChangeSet, now int64) error {
	if len(c.Done) == 0 && len(c.Again) == 0 {
		return nil
	}
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	for i := range c.Done {
		if !w.holdOne(c.Done[i], now, finished, noTime) {
			return fmt.Errorf("finish an item: %w", store.ErrFenced)
		}
	}
	for i := range c.Again {
		if !w.holdOne(c.Again[i].Token, now, returned, nanos(c.Again[i].NotBefore)) {
			return fmt.Errorf("give an item back: %w", store.ErrFenced)
		}
	}
	return nil
}

func (w *writer) holdOne(t store.Token, now int64, what stepKind, at int64) bool {
	q := w.s.queueOf(t)
	if q == nil {
		return false
	}
	it := q.hold(t.Seq, t.Fence, now)
	if it == nil {
		return false
	}
	w.steps = append(w.steps, step{what: what, q: q, it: it, at: at})
	return true
}

// recordSize is the least payload of a record: its version, then the value.
const recordSize = 8

// version gives a record's version, 0 for none.
func (w *writer) version(key store.Key) (store.Version, error) {
	w.key = append(w.key[:0], key...)
	return w.versionIn(w.tables[recordsTable].Get(w.key))
}

// versionIn gives the version in the frame of the record whose key is in w.key.
func (w *writer) versionIn(frame []byte) (store.Version, error) {
	if frame == nil {
		return 0, nil
	}
	payload, err := unseal(recordKind, w.key, frame, recordSize)
	if err != nil {
		return 0, err
	}
	return store.Version(binary.BigEndian.Uint64(payload)), nil
}
