package boltstore

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/firstline-helpdesk/firstline/store"
)

const (
	fileMode = 0o600
	dirMode  = 0o700
)

// The buckets of the file.
var (
	metaBucket     = []byte("meta")
	recordsBucket  = []byte("records")
	answeredBucket = []byte("answered")
	inboxBucket    = []byte("inbox")
	outboxBucket   = []byte("outbox")
	timersBucket   = []byte("timers")
	historyBucket  = []byte("history")
)

var buckets = [][]byte{metaBucket, recordsBucket, answeredBucket, inboxBucket, outboxBucket, timersBucket, historyBucket}

// The keys of the meta bucket; each holds a number in eight bytes, totals holds more.
var (
	schemaKey   = []byte("schema")
	createdKey  = []byte("created")
	openingsKey = []byte("openings")
	totalsKey   = []byte("totals")
)

// schema is the form of the file. It grows when older programs would misread it.
const schema = 2

func readMeta(tx *bolt.Tx, key []byte) (uint64, error) {
	b := tx.Bucket(metaBucket)
	if b == nil {
		return 0, fmt.Errorf("this is no database of firstline: %w", store.ErrDamaged)
	}
	payload, err := unseal(metaKind, key, b.Get(key), 8)
	if err != nil {
		return 0, err
	}
	return binary.BigEndian.Uint64(payload), nil
}

func writeMeta(tx *bolt.Tx, key []byte, n uint64) error {
	frame := binary.BigEndian.AppendUint64(make([]byte, frameHead, frameHead+8), n)
	if err := tx.Bucket(metaBucket).Put(key, seal(metaKind, key, frame)); err != nil {
		return fmt.Errorf("write %s: %w", key, err)
	}
	return nil
}

// prepare sees to it that there is a file at path that others cannot read.
func prepare(path string, log *slog.Logger) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return create(path)
	case err != nil:
		return fmt.Errorf("open the database: %w", err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("open the database: %s is no regular file; name a file inside a directory", path)
	case info.Size() == 0: // left by a touch or an interrupted copy; there is nothing in it to lose
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("replace the empty file %s: %w", path, err)
		}
		return create(path)
	case info.Mode().Perm()&0o077 != 0:
		log.Warn("other users could read the database file; it is now 0600", "path", path)
		if err := os.Chmod(path, fileMode); err != nil {
			return fmt.Errorf("keep others from reading the database: %w", err)
		}
	}
	return nil
}

// create makes a new file whole or not at all: bbolt's very first write can leave
// a file that does not open, so it happens under another name.
// https://github.com/etcd-io/bbolt/issues/567
func create(path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, dirMode); err != nil {
		return fmt.Errorf("make the directory of the database: %w", err)
	}
	draft, err := os.CreateTemp(dir, "."+filepath.Base(path)+".new-*") // mode 0600
	if err != nil {
		return fmt.Errorf("make the database: %w", err)
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	if err := draft.Close(); err != nil {
		return fmt.Errorf("make the database: %w", err)
	}
	if err := fill(draft.Name()); err != nil {
		return fmt.Errorf("make the database %s: %w", path, err)
	}
	// A link, unlike a rename, never replaces what a second process just made.
	switch err := os.Link(draft.Name(), path); {
	case errors.Is(err, fs.ErrExist):
		return nil
	case err != nil: // a file system without links
		if err := os.Rename(draft.Name(), path); err != nil {
			return fmt.Errorf("make the database: %w", err)
		}
	}
	return errors.Join(syncDir(dir), syncDir(filepath.Dir(dir)))
}

// fill writes the buckets of an empty database and syncs it.
func fill(path string) error {
	db, err := bolt.Open(path, fileMode, &bolt.Options{NoFreelistSync: true, FreelistType: bolt.FreelistMapType})
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		for _, name := range buckets {
			if _, err := tx.CreateBucket(name); err != nil {
				return fmt.Errorf("bucket %s: %w", name, err)
			}
		}
		return errors.Join(writeMeta(tx, schemaKey, schema),
			writeMeta(tx, createdKey, uint64(time.Now().UnixNano())), writeMeta(tx, openingsKey, 0), writeTotals(tx, make([]byte, frameHead, totalsSize), &totals{}))
	})
	if err == nil {
		err = db.Sync()
	}
	return errors.Join(err, db.Close())
}

// syncDir makes a new name in the directory last through a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync the directory: %w", err)
	}
	defer func() { _ = d.Close() }()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("sync the directory %s: %w", dir, err)
	}
	return nil
}
