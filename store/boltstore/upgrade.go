package boltstore

import (
	"bytes"
	"encoding/binary"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// The buckets that only a file of schema 1 has: deliveries by key, and an index of
// them by age.
var (
	oldDeliveries = []byte("deliveries")
	oldAges       = []byte("ages")
)

// bucketsOf gives the buckets that a file of a schema must have.
func bucketsOf(found uint64) [][]byte {
	if found == 1 {
		return [][]byte{metaBucket, recordsBucket, oldDeliveries, oldAges, inboxBucket, outboxBucket, timersBucket, historyBucket}
	}
	return buckets
}

// upgrade brings a file of an earlier schema to the present one, in the
// transaction that counts the opening: it happens whole or not at all.
func (s *Store) upgrade(tx *bolt.Tx) error {
	found, err := readMeta(tx, schemaKey)
	if err != nil || found == schema {
		return err
	}
	if found == 0 || found > schema {
		return damaged("schema %d", found)
	}
	s.log.Info("the database file is brought into the form of this version", "from", found, "to", schema)
	if err := upgradeDeliveries(tx); err != nil {
		return fmt.Errorf("upgrade the database file from schema %d: %w", found, err)
	}
	return writeMeta(tx, schemaKey, schema)
}

// upgradeDeliveries moves the deliveries into the log. What is damaged stays
// damaged, and what is missing stays missed in the totals.
func upgradeDeliveries(tx *bolt.Tx) error {
	log, err := tx.CreateBucket(answeredBucket)
	if err != nil {
		return fmt.Errorf("make the log of deliveries: %w", err)
	}
	all, err := readTotals(tx)
	if err != nil {
		return err
	}
	to := table{log, &all[deliveriesTable]}
	cursor := tx.Bucket(oldDeliveries).Cursor()
	for name, old := cursor.First(); name != nil; name, old = cursor.Next() {
		key, frame := upgradeDelivery(name, old)
		to.total.remove(old)
		if err := to.put(key, frame); err != nil {
			return fmt.Errorf("move a delivery: %w", err)
		}
	}
	for _, name := range [][]byte{oldDeliveries, oldAges} {
		if err := tx.DeleteBucket(name); err != nil {
			return fmt.Errorf("drop the old deliveries: %w", err)
		}
	}
	return writeTotals(tx, make([]byte, frameHead, totalsSize), &all)
}

// upgradeDelivery gives the entry of the log for a delivery of schema 1, whose
// payload began with the time.
func upgradeDelivery(name, old []byte) (key, frame []byte) {
	at := int64(noTime)
	if len(old) >= frameHead+8 {
		at = int64(binary.BigEndian.Uint64(old[frameHead:]))
	}
	key = logKey(nil, at, name)
	payload, err := unseal(deliveryKind, name, old, 8+deliverySize)
	if err != nil {
		return key, bytes.Clone(old) // the key is part of the checksum, which will not match here either
	}
	return key, seal(deliveryKind, key, append(make([]byte, frameHead), payload[8:]...))
}
