package boltstore

import (
	"encoding/binary"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// The tables are the buckets with framed values, in the order of the totals.
const (
	recordsTable = iota
	deliveriesTable
	timersTable
	historyTable
	inboxTable
	outboxTable
	tableCount
)

var tables = [tableCount]struct {
	bucket []byte
	kind   kind
}{
	recordsTable: {recordsBucket, recordKind}, deliveriesTable: {answeredBucket, deliveryKind},
	timersTable: {timersBucket, timerKind}, historyTable: {historyBucket, historyKind},
	inboxTable: {inboxBucket, inboxKind}, outboxTable: {outboxBucket, outboxKind},
}

// total is how many values a table has, and the sum of their checksums. A broken
// page can lose values without a trace in what is left; the total tells.
type total struct{ count, sum uint64 }

func (t *total) add(frame []byte) {
	t.count++
	if len(frame) >= frameHead {
		t.sum += uint64(binary.LittleEndian.Uint32(frame[1:]))
	}
}

func (t *total) remove(frame []byte) {
	t.count--
	if len(frame) >= frameHead {
		t.sum -= uint64(binary.LittleEndian.Uint32(frame[1:]))
	}
}

type totals [tableCount]total

// totalsSize is the size of the frame of the totals.
const totalsSize = frameHead + tableCount*16

func readTotals(tx *bolt.Tx) (totals, error) {
	var all totals
	payload, err := unseal(metaKind, totalsKey, tx.Bucket(metaBucket).Get(totalsKey), totalsSize-frameHead)
	if err != nil {
		return all, err
	}
	for i := range all {
		all[i] = total{binary.BigEndian.Uint64(payload[16*i:]), binary.BigEndian.Uint64(payload[16*i+8:])}
	}
	return all, nil
}

// writeTotals writes the totals into frame, an empty one with room for them.
func writeTotals(tx *bolt.Tx, frame []byte, all *totals) error {
	for i := range all {
		frame = binary.BigEndian.AppendUint64(frame, all[i].count)
		frame = binary.BigEndian.AppendUint64(frame, all[i].sum)
	}
	if err := tx.Bucket(metaBucket).Put(totalsKey, seal(metaKind, totalsKey, frame)); err != nil {
		return fmt.Errorf("write the totals: %w", err)
	}
	return nil
}

// table is a bucket in the transaction under way, with its total.
type table struct {
	*bolt.Bucket
	total *total
}

// put writes a value in place of the one that is there, if any.
func (t *table) put(key, frame []byte) error { return t.replace(key, t.Get(key), frame) }

// replace is put for who knows what is there: old, or nil for nothing.
func (t *table) replace(key, old, frame []byte) error {
	if old != nil {
		t.total.remove(old)
	}
	t.total.add(frame)
	return t.Put(key, frame)
}

func (t *table) remove(key []byte) error {
	old := t.Get(key)
	if old == nil {
		return nil
	}
	t.total.remove(old)
	return t.Delete(key)
}
