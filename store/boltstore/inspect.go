package boltstore

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/firstline-helpdesk/firstline/store"
)

// guard turns a panic or a fault on the mapped file into ErrDamaged, for bbolt
// trusts the pages it reads. Use it as: defer guard(&err)().
func guard(err *error) func() {
	old := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(old)
		if r := recover(); r != nil {
			*err = fmt.Errorf("read the database file (%v): %w", r, store.ErrDamaged)
		}
	}
}

// inspect looks at a file before it is opened for writing: its pages, its buckets
// and its schema. It changes nothing. Without it bbolt would meet a broken page
// in a goroutine of its own, where that ends the process. With values it reads
// these too, in the same pass, unless the file is of an earlier schema: checked
// tells.
func inspect(path string, timeout time.Duration, values bool) (checked bool, err error) {
	defer func() {
		if errors.Is(err, store.ErrDamaged) {
			err = fmt.Errorf("inspect %s: %w; restore a backup", path, err)
		} else if err != nil {
			err = fmt.Errorf("inspect: %w", err)
		}
	}()
	db, file, err := openFile(path, bolt.Options{Timeout: timeout, ReadOnly: true})
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	defer guard(&err)()
	var all census
	visit := func(_, _, _ []byte) error { return nil }
	if values {
		visit = all.visit
	}
	err = db.View(func(tx *bolt.Tx) error {
		if err := scan(context.Background(), file, tx, visit); err != nil {
			return err
		}
		found, err := readMeta(tx, schemaKey)
		if err != nil {
			return err
		}
		if found > schema {
			return fmt.Errorf("%s has schema %d and this program knows %d: %w; install the newer program again",
				path, found, schema, store.ErrNewer)
		}
		for _, name := range bucketsOf(found) {
			if tx.Bucket(name) == nil {
				return damaged("bucket %s is missing", name)
			}
		}
		if checked = values && found == schema; checked {
			return all.verdict(tx)
		}
		return nil
	})
	return checked, err
}
