package boltstore

import (
	"hash/maphash"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// answered is what memory knows of the deliveries: when keys with a hash were
// answered. The log of deliveries is in the order of time, so that a new one goes
// to its end instead of to a page of its own; without this nobody could find a key
// in it. Who asks looks at the log itself, so that two keys with one hash are told
// apart. 100,000 deliveries take 2 to 4 MB. Only the committer uses it once the
// store is open.
type answered struct {
	hash func(key []byte) uint64
	// at is when the first key with a hash was answered, twins when others were.
	at    map[uint64]int64
	twins map[uint64][]int64
}

func newAnswered() answered {
	seed := maphash.MakeSeed()
	return answered{
		hash:  func(key []byte) uint64 { return maphash.Bytes(seed, key) },
		at:    map[uint64]int64{},
		twins: map[uint64][]int64{},
	}
}

// add takes note of an entry of the log.
func (a *answered) add(hash uint64, at int64) {
	if _, taken := a.at[hash]; taken {
		a.twins[hash] = append(a.twins[hash], at)
		return
	}
	a.at[hash] = at
}

// remove takes add back, once.
func (a *answered) remove(hash uint64, at int64) {
	twins := a.twins[hash]
	if i := slices.Index(twins, at); i >= 0 {
		twins = slices.Delete(twins, i, i+1)
	} else if have, known := a.at[hash]; !known || have != at {
		return
	} else if len(twins) == 0 {
		delete(a.at, hash)
		return
	} else {
		a.at[hash], twins = twins[0], twins[1:]
	}
	if len(twins) == 0 {
		delete(a.twins, hash)
		return
	}
	a.twins[hash] = twins
}

// times gives every time at which a key with the hash was answered, in buf.
func (a *answered) times(hash uint64, buf []int64) []int64 {
	at, known := a.at[hash]
	if !known {
		return buf[:0]
	}
	return append(append(buf[:0], at), a.twins[hash]...)
}

// index takes note of the whole log; keys are read, values are not.
func (a *answered) index(tx *bolt.Tx) {
	cursor := tx.Bucket(answeredBucket).Cursor()
	for key, _ := cursor.First(); key != nil; key, _ = cursor.Next() {
		if at, name, ok := cutLogKey(key); ok {
			a.add(a.hash(name), at)
		}
	}
}

// follow does what a note says.
func (a *answered) follow(n noted) {
	if n.added {
		a.add(n.hash, n.at)
		return
	}
	a.remove(n.hash, n.at)
}
