package boltstore

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/firstline-helpdesk/firstline/store"
)

// deliverySize is the least payload of a delivery: the checksum of the body, then
// the result.
const deliverySize = 4

// logKey appends the key of a delivery in the log: when it was answered in eight
// bytes that sort like the time, then its own key.
func logKey[K string | []byte](b []byte, at int64, key K) []byte {
	return append(binary.BigEndian.AppendUint64(b, ordinal(at)), key...)
}

// cutLogKey takes a key of the log apart.
func cutLogKey(b []byte) (at int64, key []byte, ok bool) {
	if len(b) < 8 {
		return 0, nil, false
	}
	return fromOrdinal(binary.BigEndian.Uint64(b)), b[8:], true
}

// noted is one change of the index of deliveries that a failed group takes back.
type noted struct {
	hash  uint64
	at    int64
	added bool
}

// seen looks for a delivery that was answered before.
func (w *writer) seen(c *store.ChangeSet, now int64) (store.Result, error) {
	var result store.Result
	for i := range c.Deliveries {
		d := &c.Deliveries[i]
		payload, err := w.lastAnswer(d.Key, now)
		if err != nil {
			return store.Result{}, fmt.Errorf("commit: %w", err)
		}
		if payload == nil {
			continue
		}
		if result.Outcome != store.Duplicate {
			result.Outcome, result.Stored = store.Duplicate, bytes.Clone(payload[deliverySize:])
		}
		sum := binary.BigEndian.Uint32(payload)
		result.Differs = result.Differs || d.Sum != 0 && sum != 0 && d.Sum != sum
	}
	return result, nil
}

// lastAnswer gives the newest entry of a key that is not forgotten at now, or nil.
func (w *writer) lastAnswer(key string, now int64) (payload []byte, err error) {
	w.key = append(w.key[:0], key...)
	w.times = w.s.answered.times(w.s.answered.hash(w.key), w.times)
	var newest int64
	for _, at := range w.times {
		if expired(at, now) || payload != nil && at <= newest {
			continue
		}
		w.key = logKey(w.key[:0], at, key)
		frame := w.tables[deliveriesTable].Get(w.key)
		if frame == nil {
			continue // another key with this hash
		}
		newest = at
		if payload, err = unseal(deliveryKind, w.key, frame, deliverySize); err != nil {
			return nil, err
		}
	}
	return payload, nil
}

// expired tells whether a delivery answered at is forgotten at now. Without a
// clock nothing is.
func expired(at, now int64) bool {
	return now != noTime && at < now-int64(store.KeepDeliveries)
}

// remember writes the deliveries with their result.
func (w *writer) remember(c *store.ChangeSet) error {
	now := nanos(c.Now)
	for i := range c.Deliveries {
		d := &c.Deliveries[i]
		frame := w.mem.frame(deliverySize + len(c.Result))
		frame = binary.BigEndian.AppendUint32(frame, d.Sum)
		frame = append(frame, c.Result...)
		w.key = logKey(w.key[:0], now, d.Key)
		// A set may name a key twice, and a clock may stand still.
		old := w.tables[deliveriesTable].Get(w.key)
		if err := w.tables[deliveriesTable].replace(w.key, old, seal(deliveryKind, w.key, frame)); err != nil {
			return fmt.Errorf("remember a delivery: %w", err)
		}
		if old == nil {
			w.note(w.key[8:], now, true)
		}
		w.remembered++
	}
	return nil
}

// note lets the index follow the log, and remembers that it did.
func (w *writer) note(key []byte, at int64, added bool) {
	n := noted{w.s.answered.hash(key), at, added}
	w.notes = append(w.notes, n)
	w.s.answered.follow(n)
}

// unnote takes the group's changes of the index back.
func (w *writer) unnote() {
	for i := len(w.notes) - 1; i >= 0; i-- {
		n := w.notes[i]
		n.added = !n.added
		w.s.answered.follow(n)
	}
	w.notes = w.notes[:0]
}

// forgetAtLeast is how many old deliveries a group drops at most, beside as many
// as it adds; so a backlog shrinks and no group is slow.
const forgetAtLeast = 64

// forget drops deliveries that are older than KeepDeliveries by every clock of the group.
func (w *writer) forget() error {
	if w.oldest == noTime {
		return nil
	}
	log := w.tables[deliveriesTable].Cursor()
	for range forgetAtLeast + w.remembered {
		key, _ := log.First()
		at, name, ok := cutLogKey(key)
		if !ok || !expired(at, w.oldest) {
			return nil
		}
		w.note(name, at, false)
		w.key = append(w.key[:0], key...)
		if err := w.tables[deliveriesTable].remove(w.key); err != nil {
			return fmt.Errorf("delete a delivery: %w", err)
		}
	}
	return nil
}
