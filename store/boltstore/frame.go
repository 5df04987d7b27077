package boltstore

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"time"

	"github.com/firstline-helpdesk/firstline/store"
)

// A value in the file is framed: one byte of frame version, four bytes CRC32C
// over kind, key, version and payload, then the payload.
const (
	frameVersion = 1
	frameHead    = 5
)

// kind is what a framed value is; it is part of the checksum, so that a value in
// the wrong bucket is found out.
type kind byte

const (
	metaKind     kind = 'm'
	recordKind   kind = 'r'
	deliveryKind kind = 'd'
	inboxKind    kind = 'i'
	outboxKind   kind = 'o'
	timerKind    kind = 't'
	historyKind  kind = 'h'
)

// String names the kind in errors.
func (k kind) String() string {
	switch k {
	case metaKind:
		return "meta"
	case recordKind:
		return "record"
	case deliveryKind:
		return "delivery"
	case inboxKind:
		return "inbox item"
	case outboxKind:
		return "outbox item"
	case timerKind:
		return "timer"
	}
	return "history"
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(k kind, key, frame []byte) uint32 {
	sum := crc32.Update(uint32(k), castagnoli, key)
	sum = crc32.Update(sum, castagnoli, frame[:1])
	return crc32.Update(sum, castagnoli, frame[frameHead:])
}

// seal completes a frame whose payload is in place behind the head.
func seal(k kind, key, frame []byte) []byte {
	frame[0] = frameVersion
	binary.LittleEndian.PutUint32(frame[1:], checksum(k, key, frame))
	return frame
}

// unseal gives the payload of a frame of at least size bytes, or ErrDamaged.
func unseal(k kind, key, frame []byte, size int) ([]byte, error) {
	if len(frame) < frameHead || binary.LittleEndian.Uint32(frame[1:]) != checksum(k, key, frame) {
		return nil, fmt.Errorf("%s: %w", k, store.ErrDamaged)
	}
	if frame[0] > frameVersion {
		return nil, fmt.Errorf("%s in form %d: %w", k, frame[0], store.ErrNewer)
	}
	if len(frame) < frameHead+size {
		return nil, fmt.Errorf("%s of %d bytes: %w", k, len(frame), store.ErrDamaged)
	}
	return frame[frameHead:], nil
}

// noTime stands for the zero time.
const noTime = math.MinInt64

func nanos(t time.Time) int64 {
	if t.IsZero() {
		return noTime
	}
	return t.UnixNano()
}

func fromNanos(n int64) time.Time {
	if n == noTime {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}

// ordinal gives a time as 8 bytes that sort like the time.
func ordinal(n int64) uint64 { return uint64(n) ^ 1<<63 }

func fromOrdinal(n uint64) int64 { return int64(n ^ 1<<63) }

// arena lends the bytes that bbolt keeps until a transaction ends, so that a
// group needs few allocations.
type arena struct {
	chunks [][]byte
	used   int
}

const (
	chunkSize  = 256 << 10
	keepChunks = 8
)

// take gives an empty slice with room for n bytes, good until reset.
func (a *arena) take(n int) []byte {
	if n > chunkSize/2 {
		return make([]byte, 0, n)
	}
	if a.used == 0 || cap(a.chunks[a.used-1])-len(a.chunks[a.used-1]) < n {
		if a.used == len(a.chunks) {
			a.chunks = append(a.chunks, make([]byte, 0, chunkSize))
		}
		a.used++
	}
	last := &a.chunks[a.used-1]
	from := len(*last)
	*last = (*last)[:from+n]
	return (*last)[from : from : from+n]
}

// frame gives a frame with an empty payload and room for size bytes of it.
func (a *arena) frame(size int) []byte {
	return a.take(frameHead + size)[:frameHead]
}

func (a *arena) reset() {
	if len(a.chunks) > keepChunks {
		a.chunks = a.chunks[:keepChunks]
	}
	for i := range a.chunks {
		a.chunks[i] = a.chunks[i][:0]
	}
	a.used = 0
}
