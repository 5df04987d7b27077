package boltstore

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/firstline-helpdesk/firstline/store"
)

// deliverySize is the least payload of a delivery: time, checksum of the body,
// then the result.
const deliverySize = 12

// seen looks for a delivery that was answered before.
func (w *writer) seen(c *store.ChangeSet, now int64) (store.Result, error) {
	var result store.Result
	for i := range c.Deliveries {
		d := &c.Deliveries[i]
		w.key = append(w.key[:0], d.Key...)
		frame := w.tables[deliveriesTable].Get(w.key)
		if frame == nil {
			continue
		}
		payload, err := unseal(deliveryKind, w.key, frame, deliverySize)
		if err != nil {
			return store.Result{}, fmt.Errorf("commit: %w", err)
		}
		if expired(int64(binary.BigEndian.Uint64(payload)), now) {
			continue
		}
		if result.Outcome != store.Duplicate {
			result.Outcome, result.Stored = store.Duplicate, bytes.Clone(payload[deliverySize:])
		}
		sum := binary.BigEndian.Uint32(payload[8:])
		result.Differs = result.Differs || d.Sum != 0 && sum != 0 && d.Sum != sum
	}
	return result, nil
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
		frame = binary.BigEndian.AppendUint64(frame, uint64(now))
		frame = binary.BigEndian.AppendUint32(frame, d.Sum)
		frame = append(frame, c.Result...)
		w.key = append(w.key[:0], d.Key...)
		if err := w.tables[deliveriesTable].put(w.key, seal(deliveryKind, w.key, frame)); err != nil {
			return fmt.Errorf("remember a delivery: %w", err)
		}
		w.key = append(binary.BigEndian.AppendUint64(w.key[:0], ordinal(now)), d.Key...)
		if err := w.ages.Put(w.key, nil); err != nil {
			return fmt.Errorf("remember a delivery's age: %w", err)
		}
		w.remembered++
	}
	return nil
}

// forgetAtLeast is how many old deliveries a group drops at most, beside as many
// as it adds; so a backlog shrinks and no group is slow.
const forgetAtLeast = 64

// forget drops deliveries that are older than KeepDeliveries by every clock of the group.
func (w *writer) forget() error {
	if w.oldest == noTime {
		return nil
	}
	ages := w.ages.Cursor()
	for range forgetAtLeast + w.remembered {
		age, _ := ages.First()
		if len(age) < 8 || !expired(fromOrdinal(binary.BigEndian.Uint64(age)), w.oldest) {
			return nil
		}
		if err := w.forgetOne(age); err != nil {
			return err
		}
	}
	return nil
}

// forgetOne drops an age and its delivery, unless the delivery was answered anew.
func (w *writer) forgetOne(age []byte) error {
	at := binary.BigEndian.Uint64(age)
	w.key = append(w.key[:0], age...)
	frame := w.tables[deliveriesTable].Get(w.key[8:])
	if len(frame) >= frameHead+8 && ordinal(int64(binary.BigEndian.Uint64(frame[frameHead:]))) == at {
		if err := w.tables[deliveriesTable].remove(w.key[8:]); err != nil {
			return fmt.Errorf("delete a delivery: %w", err)
		}
	}
	if err := w.ages.Delete(w.key); err != nil {
		return fmt.Errorf("delete a delivery's age: %w", err)
	}
	return nil
}
