package boltstore

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"

	bolt "go.etcd.io/bbolt"

	"github.com/firstline-helpdesk/firstline/store"
)

// scanner reads the pages of a bbolt file and trusts nothing in them. bbolt's own
// check runs in a goroutine on the mapped file, where a broken page can end the
// process; this one only ever returns ErrDamaged. The form of the pages is that of
// https://github.com/etcd-io/bbolt/tree/main/internal/common (page.go, meta.go, bucket.go).
type scanner struct {
	ctx      context.Context
	file     io.ReaderAt
	pageSize int
	// high is the first page that is not in use yet; seen has a bit for each below.
	high uint64
	seen []uint64
	// buffers hold the pages from the root to the one being read.
	buffers [][]byte
	read    int
	visit   visitor
}

// visitor gets each key and value with the bucket they are in. The bytes are good
// until it returns.
type visitor func(bucket, key, value []byte) error

const (
	headerSize  = 16
	elementSize = 16
	metaSize    = 64
	branchPage  = 1
	leafPage    = 2
	bucketFlag  = 1
	metaMagic   = 0xED0CDAED
	metaVersion = 2
	maxDepth    = 64
)

// errMoved: the file has gone two transactions further, and this one's root is overwritten.
var errMoved = errors.New("the transaction is no longer the newest")

func damaged(format string, args ...any) error {
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), store.ErrDamaged)
}

// scan reads everything that tx sees.
func scan(ctx context.Context, file io.ReaderAt, tx *bolt.Tx, visit visitor) error {
	s := &scanner{ctx: ctx, file: file, pageSize: tx.DB().Info().PageSize, visit: visit}
	root, err := s.meta(uint64(tx.ID()))
	if err != nil {
		return err
	}
	return s.tree(nil, root, 0, nil, nil)
}

// meta finds the meta page of a transaction and gives its root.
func (s *scanner) meta(txid uint64) (root uint64, err error) {
	b := make([]byte, metaSize)
	for i := range int64(2) {
		if _, err := s.file.ReadAt(b, i*int64(s.pageSize)+headerSize); err != nil {
			return 0, damaged("meta page %d: %v", i, err)
		}
		sum := fnv.New64a()
		_, _ = sum.Write(b[:metaSize-8])
		whole := binary.NativeEndian.Uint32(b) == metaMagic && binary.NativeEndian.Uint32(b[4:]) == metaVersion &&
			binary.NativeEndian.Uint64(b[metaSize-8:]) == sum.Sum64()
		if whole && binary.NativeEndian.Uint64(b[48:]) == txid {
			s.high = binary.NativeEndian.Uint64(b[40:])
			s.seen = make([]uint64, s.high/64+1)
			return binary.NativeEndian.Uint64(b[16:]), nil
		}
	}
	return 0, errMoved
}

// page reads a page with what overflows from it.
func (s *scanner) page(id uint64, depth int) ([]byte, error) {
	if s.read++; s.read%everyRead == 0 && s.ctx.Err() != nil {
		return nil, s.ctx.Err()
	}
	if depth == len(s.buffers) {
		s.buffers = append(s.buffers, make([]byte, s.pageSize))
	}
	b := s.buffers[depth][:s.pageSize]
	if id < 2 || id >= s.high || depth > maxDepth {
		return nil, damaged("page %d is out of bounds", id)
	}
	if _, err := s.file.ReadAt(b, int64(id)*int64(s.pageSize)); err != nil {
		return nil, damaged("page %d cannot be read (%v)", id, err)
	}
	more := uint64(binary.NativeEndian.Uint32(b[12:]))
	if binary.NativeEndian.Uint64(b) != id || more >= s.high-id {
		return nil, damaged("page %d has a wrong head", id)
	}
	for n := id; n <= id+more; n++ {
		if s.seen[n/64]&(1<<(n%64)) != 0 {
			return nil, damaged("page %d is used twice", n)
		}
		s.seen[n/64] |= 1 << (n % 64)
	}
	if more == 0 {
		return b, nil
	}
	b = append(b, make([]byte, int(more)*s.pageSize)...)
	s.buffers[depth] = b
	if _, err := s.file.ReadAt(b[s.pageSize:], int64(id+1)*int64(s.pageSize)); err != nil {
		return nil, damaged("page %d cannot be read (%v)", id, err)
	}
	return b, nil
}

// tree reads the pages below id, whose keys must lie from low up to, and without, high.
func (s *scanner) tree(bucket []byte, id uint64, depth int, low, high []byte) error {
	b, err := s.page(id, depth)
	if err != nil {
		return err
	}
	switch binary.NativeEndian.Uint16(b[8:]) {
	case branchPage:
		return s.branch(bucket, b, depth, low, high)
	case leafPage:
		return s.leaf(bucket, b, depth, low, high)
	}
	return damaged("page %d is of no kind", id)
}

// element gives the head of an element of a page, and its bytes: those that
// follow at pos, size of them.
func element(b []byte, i int, posAt, sizes int) (head, body []byte, err error) {
	from := headerSize + i*elementSize
	if from+elementSize > len(b) {
		return nil, nil, damaged("element %d is outside of its page", i)
	}
	head = b[from : from+elementSize]
	begin := uint64(from) + uint64(binary.NativeEndian.Uint32(head[posAt:]))
	size := uint64(0)
	for n := range sizes {
		size += uint64(binary.NativeEndian.Uint32(head[posAt+4+4*n:]))
	}
	if begin+size > uint64(len(b)) {
		return nil, nil, damaged("element %d is outside of its page", i)
	}
	return head, b[begin : begin+size], nil
}

func (s *scanner) branch(bucket, b []byte, depth int, low, high []byte) error {
	count := int(binary.NativeEndian.Uint16(b[10:]))
	if count == 0 {
		return damaged("a branch page is empty")
	}
	head, key, err := element(b, 0, 0, 1)
	for i := range count {
		if err != nil {
			return err
		}
		if !between(key, low, high) {
			return damaged("branch keys are out of order")
		}
		child, next := binary.NativeEndian.Uint64(head[8:]), high
		begin := key
		if i+1 < count {
			if head, key, err = element(b, i+1, 0, 1); err != nil {
				return err
			}
			if bytes.Compare(begin, key) >= 0 {
				return damaged("branch keys are out of order")
			}
			next = key
		}
		if err := s.tree(bucket, child, depth+1, begin, next); err != nil {
			return err
		}
	}
	return nil
}

func between(key, low, high []byte) bool {
	return bytes.Compare(key, low) >= 0 && (high == nil || bytes.Compare(key, high) < 0)
}

func (s *scanner) leaf(bucket, b []byte, depth int, low, high []byte) error {
	if len(b) < headerSize {
		return damaged("a leaf page is too short")
	}
	var before []byte
	for i := range int(binary.NativeEndian.Uint16(b[10:])) {
		head, body, err := element(b, i, 4, 2)
		if err != nil {
			return err
		}
		size := binary.NativeEndian.Uint32(head[8:])
		key, value := body[:size], body[size:]
		if !between(key, low, high) || i > 0 && bytes.Compare(before, key) >= 0 {
			return damaged("keys are out of order")
		}
		before = key
		if binary.NativeEndian.Uint32(head)&bucketFlag != 0 {
			err = s.bucket(bucket, key, value, depth)
		} else if bucket == nil {
			err = damaged("a value lies outside of the buckets")
		} else {
			err = s.visit(bucket, key, value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// bucket reads a bucket: on pages of its own, or, when it is small, in place.
func (s *scanner) bucket(outer, name, value []byte, depth int) error {
	if outer != nil || len(value) < headerSize {
		return damaged("a bucket is where none belongs")
	}
	if root := binary.NativeEndian.Uint64(value); root != 0 {
		return s.tree(name, root, depth+1, nil, nil)
	}
	return s.leaf(name, value[headerSize:], depth, nil, nil)
}
