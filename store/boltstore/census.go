package boltstore

import (
	"bytes"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"github.com/firstline-helpdesk/firstline/store"
)

// census compares the values of a file with their checksums and counts them.
type census struct {
	got totals
	// err is the first thing that was wrong.
	err error
}

// visit takes note of a value. It goes on after a bad one, for the pages are
// looked at in the same pass, and what is wrong with them is the worse news.
func (c *census) visit(bucket, key, value []byte) error {
	if err := c.count(bucket, key, value); err != nil && c.err == nil {
		c.err = err
	}
	return nil
}

func (c *census) count(bucket, key, value []byte) error {
	if bytes.Equal(bucket, metaBucket) {
		_, err := unseal(metaKind, key, value, 0)
		return err
	}
	for i := range tables {
		if bytes.Equal(bucket, tables[i].bucket) {
			c.got[i].add(value)
			return checkValue(tables[i].kind, key, value)
		}
	}
	return damaged("a value lies in no known bucket")
}

func checkValue(k kind, key, frame []byte) error {
	_, err := unseal(k, key, frame, 0)
	if err != nil && k == recordKind {
		return fmt.Errorf("%s: %w", store.Key(key).Kind(), err)
	}
	return err
}

// verdict is nil when every value was good and as many are there as tx says.
func (c *census) verdict(tx *bolt.Tx) error {
	if c.err != nil {
		return c.err
	}
	want, err := readTotals(tx)
	if err != nil {
		return err
	}
	for i := range tables {
		if c.got[i] != want[i] {
			return damaged("%s: %d are there and %d were stored", tables[i].kind, c.got[i].count, want[i].count)
		}
	}
	return nil
}
