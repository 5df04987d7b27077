package boltstore

import (
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"
)

// compactStep is how many bytes one transaction of Compact writes, so that a large
// file needs little memory.
const compactStep = 16 << 20

// Compact writes what the database file at from holds into a new file at to, which must
// not be there. Bytes that were deleted, which bbolt leaves in the pages of a file until
// they are used again, do not come along. Nobody may have from open; it fails with
// ErrDamaged or ErrNewer as Open does.
func Compact(from, to string) (err error) {
	if _, err := inspect(from, lockTimeout, false); err != nil {
		return err
	}
	src, _, err := openFile(from, bolt.Options{Timeout: lockTimeout, ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, src.Close()) }()
	dst, err := bolt.Open(to, fileMode, &bolt.Options{
		Timeout: time.Second, NoSync: true, NoFreelistSync: true, FreelistType: bolt.FreelistMapType,
	})
	if err != nil {
		return fmt.Errorf("make the compact copy: %w", err)
	}
	defer func() { err = errors.Join(err, dst.Close()) }()
	if err := bolt.Compact(dst, src, compactStep); err != nil {
		return fmt.Errorf("write the compact copy: %w", err)
	}
	if err := dst.Sync(); err != nil {
		return fmt.Errorf("write the compact copy: %w", err)
	}
	return nil
}
