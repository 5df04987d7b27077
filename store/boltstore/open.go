package boltstore

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
	boltfault "go.etcd.io/bbolt/errors"

	"github.com/firstline-helpdesk/firstline/store"
)

// Options are what a store may be opened with; the zero value is good.
type Options struct {
	// Log gets warnings and errors; nil means slog.Default.
	Log *slog.Logger
	// Timeout is how long to wait for another process to let go of the file; 0
	// means 900 ms, so that a second start by mistake is told within a second.
	Timeout time.Duration
	// Check reads the values too while the file is opened: it finds what
	// [Store.Check] finds, but goes through the file once for both.
	Check bool
}

// Store is a store.Store in one bbolt file. Every method is safe for concurrent use.
type Store struct {
	db   *bolt.DB
	file *os.File // the database's own, for reading pages
	path string
	log  *slog.Logger

	// line leads to the committer, finished is closed when it has ended. life
	// guards closed and the sending to line.
	line     chan *request
	finished chan struct{}
	callers  atomic.Int64
	lists    atomic.Int64 // long ones so far
	life     sync.RWMutex
	closed   bool

	// mu guards what memory knows of queues, timers and leaders. It is never held
	// while waiting for the disk.
	mu     sync.Mutex
	queues [2]*queue // inbox, outbox
	timers timers
	// answered is the committer's.
	answered answered
	leads    map[string]lead
	// fence is the newest fence given. The count of openings stands above bit
	// fenceBits, so that fences grow over restarts too.
	fence uint64
	shut  bool
	// totals are what the file had at opening; then they are the committer's.
	totals totals
	// end commits a transaction; tests make it fail.
	end func(*bolt.Tx) error
}

var _ store.Store = (*Store)(nil)

// lockTimeout is the default of Options.Timeout.
const lockTimeout = 900 * time.Millisecond

// fenceBits leaves room for 10^12 leases between two openings.
const fenceBits = 40

// firstMapping is how much address space, not memory, is mapped at least: bbolt
// stops readers and waits for running backups when it must map more.
const firstMapping = 1 << 30

// Open opens the file at path, or makes it together with its directory (modes
// 0600 and 0700). A file that others may read is tightened to 0600 with a warning.
// It returns ErrLocked when another process has the file open, ErrNewer, leaving the
// file as it is, when a newer version of the program wrote it, and ErrDamaged when its
// structure is broken. Values are only read with Options.Check.
func Open(path string, opt Options) (*Store, error) {
	if opt.Log == nil {
		opt.Log = slog.Default()
	}
	if opt.Timeout <= 0 {
		opt.Timeout = lockTimeout
	}
	if err := prepare(path, opt.Log); err != nil {
		return nil, err
	}
	checked, err := inspect(path, opt.Timeout, opt.Check)
	if err != nil {
		return nil, err
	}
	db, file, err := openFile(path, bolt.Options{Timeout: opt.Timeout, InitialMmapSize: firstMapping})
	if err != nil {
		return nil, err
	}
	s := &Store{
		db: db, file: file, path: path, log: opt.Log,
		line: make(chan *request, maxGroup), finished: make(chan struct{}),
		queues: [2]*queue{newQueue(inboxKind, inboxBucket), newQueue(outboxKind, outboxBucket)},
		timers: newTimers(), answered: newAnswered(), leads: map[string]lead{}, end: (*bolt.Tx).Commit,
	}
	if err := s.begin(); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	go s.run()
	if opt.Check && !checked {
		if err := s.Check(context.Background()); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
}

// openFile opens a bbolt file. bbolt panics on some broken files; that becomes
// ErrDamaged, and the file is let go of as far as can be.
// The file is good until the database is closed.
func openFile(path string, o bolt.Options) (db *bolt.DB, file *os.File, err error) {
	o.OpenFile = func(name string, flag int, mode os.FileMode) (f *os.File, err error) {
		f, err = os.OpenFile(name, flag&^os.O_CREATE, mode)
		file = f
		return f, err
	}
	o.NoFreelistSync, o.FreelistType = true, bolt.FreelistMapType
	db, err = openGuarded(path, &o)
	if err != nil && file != nil {
		_ = file.Close() // bbolt has done so unless it panicked
	}
	switch {
	case err == nil:
		return db, file, nil
	case errors.Is(err, boltfault.ErrTimeout):
		return nil, nil, fmt.Errorf("open %s: %w; stop the other firstline process, or give this one another file (store: in the configuration)",
			path, store.ErrLocked)
	case errors.Is(err, boltfault.ErrInvalid), errors.Is(err, boltfault.ErrVersionMismatch), errors.Is(err, boltfault.ErrChecksum), errors.Is(err, store.ErrDamaged):
		return nil, nil, fmt.Errorf("open %s: %w: %w; it is broken, or no database of firstline: restore a backup", path, err, store.ErrDamaged)
	}
	return nil, nil, fmt.Errorf("open %s: %w", path, err)
}

func openGuarded(path string, o *bolt.Options) (db *bolt.DB, err error) {
	defer guard(&err)()
	return bolt.Open(path, fileMode, o)
}

// begin counts the opening and reads the queues, the timers and the keys of deliveries.
func (s *Store) begin() (err error) {
	defer guard(&err)()
	err = s.db.Update(func(tx *bolt.Tx) error {
		if err := s.upgrade(tx); err != nil {
			return err
		}
		openings, err := readMeta(tx, openingsKey)
		if err != nil {
			return err
		}
		s.fence = (openings + 1) << fenceBits
		return writeMeta(tx, openingsKey, openings+1)
	})
	if err != nil {
		return fmt.Errorf("count the opening: %w", err)
	}
	return s.db.View(func(tx *bolt.Tx) error {
		if s.totals, err = readTotals(tx); err != nil {
			return err
		}
		for _, q := range s.queues {
			s.indexQueue(tx, q)
		}
		s.indexTimers(tx)
		s.answered.index(tx)
		release(tx) // opening has gone through all of the file
		return nil
	})
}

func (s *Store) indexQueue(tx *bolt.Tx, q *queue) {
	cursor := tx.Bucket(q.bucket).Cursor()
	for key, frame := cursor.First(); key != nil; key, frame = cursor.Next() {
		it, err := readItem(q.kind, key, frame)
		if err != nil || len(key) != 8 {
			s.log.Error("a damaged item is set aside; restore a backup", "queue", q.kind.String(), "err", err)
			continue
		}
		q.push(binary.BigEndian.Uint64(key), it.lane, it.notBefore)
	}
	if last, _ := cursor.Last(); len(last) == 8 {
		q.last = binary.BigEndian.Uint64(last)
	}
}

func (s *Store) indexTimers(tx *bolt.Tx) {
	cursor := tx.Bucket(timersBucket).Cursor()
	for key, frame := cursor.First(); key != nil; key, frame = cursor.Next() {
		payload, err := unseal(timerKind, key, frame, timerSize)
		if err != nil {
			s.log.Error("a damaged timer is set aside; restore a backup", "err", err)
			continue
		}
		s.timers.set(string(key), int64(binary.BigEndian.Uint64(payload)))
	}
}

// Close waits for commits under way and closes the file. Later calls give
// ErrClosed, a second Close nothing.
func (s *Store) Close() error {
	s.life.Lock()
	if s.closed {
		s.life.Unlock()
		return nil
	}
	s.closed = true
	close(s.line)
	s.life.Unlock()
	<-s.finished
	s.mu.Lock()
	s.shut = true
	s.mu.Unlock()
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("close %s: %w", s.path, err)
	}
	return nil
}
