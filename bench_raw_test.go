package main

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"
)

// rawRecord is a write that waits for its group.
type rawRecord struct {
	key  []byte
	done chan error
}

// rawSlice is what bbolt can do here: so many writers as the desk has connections
// put records of 1 KB, one goroutine takes what has gathered into one transaction.
// It gives records a second.
func rawSlice(b *testing.B) float64 {
	path := filepath.Join(b.TempDir(), "raw.db")
	db, err := bolt.Open(path, 0o600, &bolt.Options{NoFreelistSync: true, FreelistType: bolt.FreelistMapType, InitialMmapSize: 1 << 30})
	require.NoError(b, err)
	defer func() { require.NoError(b, db.Close()); _ = os.Remove(path) }()
	line := make(chan rawRecord, benchConns)
	var committer, writers sync.WaitGroup
	committer.Go(func() { rawCommitter(db, line) })
	var written atomic.Int64
	began := time.Now()
	for w := range benchConns {
		writers.Go(func() {
			r := rawRecord{done: make(chan error, 1)}
			for n := uint64(0); time.Since(began) < benchSlice; n++ {
				r.key = binary.BigEndian.AppendUint64([]byte{byte(w)}, n)
				line <- r
				if err := <-r.done; err != nil {
					b.Error(err)
					return
				}
				written.Add(1)
			}
		})
	}
	writers.Wait()
	took := time.Since(began)
	close(line)
	committer.Wait()
	return float64(written.Load()) / took.Seconds()
}

func rawCommitter(db *bolt.DB, line <-chan rawRecord) {
	value := make([]byte, 1024)
	group := make([]rawRecord, 0, benchConns)
	for r := range line {
		group = append(group[:0], r)
		for more := true; more; {
			select {
			case r, ok := <-line:
				if more = ok; ok {
					group = append(group, r)
				}
			default:
				more = false
			}
		}
		err := db.Update(func(tx *bolt.Tx) error {
			bucket, err := tx.CreateBucketIfNotExists([]byte("raw"))
			if err != nil {
				return err
			}
			for _, r := range group {
				if err := bucket.Put(r.key, value); err != nil {
					return err
				}
			}
			return nil
		})
		for _, r := range group {
			r.done <- err
		}
	}
}
