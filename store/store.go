package store

import (
	"context"
	"errors"
	"io"
	"time"
)

// Key names a record: words parted by "/", at most 512 bytes. Keys are listed in byte order.
type Key string

// Version counts the changes of a record. 0 is a record that does not exist.
type Version uint64

// Record is a value with its version. A record that does not exist has Version 0
// and no Value.
type Record struct {
	Key     Key
	Version Version
	Value   []byte
}

// Entry is one line of history.
type Entry struct {
	// Subject groups entries ("ticket/00000012").
	Subject string
	// Seq counts from 1 within the subject; the store gives it.
	Seq   uint64
	At    time.Time
	Value []byte
}

// Timer is a value that becomes due.
type Timer struct {
	// ID names the timer; setting the same ID again replaces it.
	ID    string
	Due   time.Time
	Value []byte
}

// Token is the right to finish a leased item. It is good until the lease ends or
// is taken over.
type Token struct {
	Queue string
	Seq   uint64
	Fence uint64
}

// Item is a leased item of a queue.
type Item struct {
	Token Token
	ID    string
	Lane  string
	Value []byte
	// Attempt counts earlier leases that ended in [Again], from 0.
	Attempt int
}

// Owner names who holds a lease: one running process.
type Owner string

// Store keeps records, queues, timers, deliveries and history. Every method is
// safe for concurrent use, returns no later than its context ends, and returns
// values that the caller may keep and change.
type Store interface {
	// Load gives the records of the keys, in order. Missing ones have Version 0.
	Load(ctx context.Context, keys ...Key) ([]Record, error)
	// List gives at most limit records whose keys begin with prefix and come after
	// the key after, in key order. limit 0 means 1,000.
	List(ctx context.Context, prefix, after Key, limit int) ([]Record, error)
	// Commit applies the ChangeSet whole or not at all; it is on disk when Commit
	// returns Applied. ErrTooLarge, ErrBusy and ErrFenced mean that nothing was
	// applied. After any other error it is unknown whether it was: commit the same ChangeSet again.
	Commit(ctx context.Context, c ChangeSet) (Result, error)
	// LeaseInbox and LeaseOutbox give owner at most max items for ttl: of every lane
	// only the first, and only when it is not leased and not kept back. A store
	// that knows a lease's holder to be dead may end the lease early.
	LeaseInbox(ctx context.Context, owner Owner, now time.Time, max int, ttl time.Duration) ([]Item, error)
	LeaseOutbox(ctx context.Context, owner Owner, now time.Time, max int, ttl time.Duration) ([]Item, error)
	// DueTimers gives owner at most max timers that are due and not leased, for ttl,
	// earliest first. The timer stays until a ChangeSet sets or cancels it.
	DueTimers(ctx context.Context, owner Owner, now time.Time, max int, ttl time.Duration) ([]Timer, error)
	// Lead makes owner the only leader of name for ttl and returns a fence that
	// grows with each change of leader. It returns ErrNotLeader while somebody else is.
	Lead(ctx context.Context, name string, owner Owner, now time.Time, ttl time.Duration) (fence uint64, err error)
	// History gives at most limit entries of the subject with Seq above after.
	History(ctx context.Context, subject string, after uint64, limit int) ([]Entry, error)
	// Depth counts the items waiting in the inbox and in the outbox, leased ones too.
	Depth(ctx context.Context) (inbox, outbox int, err error)
	// Backup writes a copy of everything as of now, while the desk goes on.
	Backup(ctx context.Context, w io.Writer) error
	// Check reads everything and returns an error naming the first damaged record.
	Check(ctx context.Context) error
	// Close waits for commits under way.
	Close() error
}

var (
	// ErrFenced: a token's lease has ended or was taken over.
	ErrFenced = errors.New("the lease of this item has ended")
	// ErrTooLarge: a value is over MaxValue or a ChangeSet over its limits.
	ErrTooLarge = errors.New("the change is too large to store")
	// ErrNotLeader: somebody else leads.
	ErrNotLeader = errors.New("another process leads")
	// ErrBusy: too many changes are waiting; try again later.
	ErrBusy = errors.New("the store is busy")
	// ErrDamaged: a record's checksum does not match its bytes.
	ErrDamaged = errors.New("a stored record is damaged")
	// ErrNewer: the file or record was written by a newer version of the program.
	ErrNewer = errors.New("written by a newer version")
	// ErrLocked: another process has the store open.
	ErrLocked = errors.New("another process has the database open")
	// ErrClosed: the store was closed.
	ErrClosed = errors.New("the store is closed")
)
