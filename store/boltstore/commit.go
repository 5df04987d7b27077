package boltstore

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/firstline-helpdesk/firstline/store"
)

const (
	// maxGroup is how many ChangeSets share a transaction.
	maxGroup = 1024
	// maxGroupBytes is the size at which a group is closed early.
	maxGroupBytes = 8 << 20
	// maxWaiting is how many callers may wait in Commit; the next one gets ErrBusy
	// at once.
	maxWaiting = 8192
)

// request is one call of Commit on its way through the committer.
type request struct {
	c     store.ChangeSet
	size  int
	state atomic.Int32
	// ready gets one value when result and err are set.
	ready  chan struct{}
	result store.Result
	err    error
	// rejected: writing this set failed; the group goes on without it.
	rejected bool
}

// What becomes of a request: the committer takes it, or its caller gives up first.
const (
	queued int32 = iota
	taken
	withdrawn
)

var requests = sync.Pool{New: func() any { return &request{ready: make(chan struct{}, 1)} }}

var errEmptyKey = errors.New("a delivery, record, timer or history entry has an empty key")

// Commit applies the ChangeSet whole or not at all; it is on disk when Commit
// returns Applied. While 1,024 sets wait to be written, callers wait for room; a
// context that ends before the set is taken gives ErrBusy, and so does, at once,
// an 8,192nd caller. A context that ends while the set is being written gives the
// context's error: the set may still be applied, and its bytes must be left alone.
// Without Now, deliveries are forgotten at the next commit that has one.
func (s *Store) Commit(ctx context.Context, c store.ChangeSet) (store.Result, error) {
	if err := c.Validate(); err != nil {
		return store.Result{}, err
	}
	size, err := measure(&c)
	if err != nil {
		return store.Result{}, err
	}
	if err := ctx.Err(); err != nil {
		return store.Result{}, fmt.Errorf("commit: %w: %w", store.ErrBusy, err)
	}
	if s.callers.Add(1) > maxWaiting {
		s.callers.Add(-1)
		return store.Result{}, fmt.Errorf("commit: %d changes are waiting: %w", maxWaiting, store.ErrBusy)
	}
	defer s.callers.Add(-1)
	r := requests.Get().(*request)
	r.c, r.size, r.rejected = c, size, false
	r.state.Store(queued)
	if err := s.submit(ctx, r); err != nil {
		return store.Result{}, err
	}
	select {
	case <-r.ready:
	case <-ctx.Done():
		// The request is not pooled again, for the committer still holds it.
		if r.state.CompareAndSwap(queued, withdrawn) {
			return store.Result{}, fmt.Errorf("commit: %w: %w", store.ErrBusy, ctx.Err())
		}
		return store.Result{}, fmt.Errorf("commit under way: %w", ctx.Err())
	}
	result, err := r.result, r.err
	r.c, r.result, r.err = store.ChangeSet{}, store.Result{}, nil
	requests.Put(r)
	return result, err
}

func (s *Store) submit(ctx context.Context, r *request) error {
	s.life.RLock()
	defer s.life.RUnlock()
	if s.closed {
		return fmt.Errorf("commit: %w", store.ErrClosed)
	}
	select {
	case s.line <- r:
		return nil
	default:
	}
	select {
	case s.line <- r:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("commit: %w: %w", store.ErrBusy, ctx.Err())
	}
}

// measure gives the bytes a set will write, roughly, and refuses empty keys.
func measure(c *store.ChangeSet) (int, error) {
	size, empty := len(c.Result), false
	for i := range c.Deliveries {
		empty = empty || c.Deliveries[i].Key == ""
	}
	for i := range c.Put {
		empty = empty || c.Put[i].Key == ""
		size += len(c.Put[i].Value)
	}
	for i := range c.Timers {
		empty = empty || c.Timers[i].ID == ""
		size += len(c.Timers[i].Value)
	}
	for i := range c.History {
		empty = empty || c.History[i].Subject == ""
		size += len(c.History[i].Value)
	}
	for i := range c.Redact {
		empty = empty || c.Redact[i].Subject == ""
		size += len(c.Redact[i].Value)
	}
	for i := range c.Inbox {
		size += len(c.Inbox[i].Value)
	}
	for i := range c.Outbox {
		size += len(c.Outbox[i].Value)
	}
	for i := range c.Again {
		size += len(c.Again[i].Value)
	}
	if empty {
		return 0, errEmptyKey
	}
	return size, nil
}

// run is the committer: it writes groups until the line is closed and empty.
func (s *Store) run() {
	defer close(s.finished)
	w := &writer{s: s, totals: s.totals}
	group := make([]*request, 0, maxGroup)
	for first := range s.line {
		s.linger()
		group = gather(group[:0], first, s.line)
		if len(group) > 0 {
			w.write(group)
		}
		for i, r := range group {
			group[i] = nil
			r.ready <- struct{}{}
		}
	}
}

// maxLinger is how often the committer lets others run before it writes a group.
const maxLinger = 8

// linger lets callers that were just answered ask again, as long as that brings
// more into the line: the fewer groups, the less is written and synced. Where
// nothing else is ready to run it takes no time.
func (s *Store) linger() {
	for range maxLinger {
		before := len(s.line)
		runtime.Gosched()
		if len(s.line) == before {
			return
		}
	}
}

// gather takes what is waiting, without waiting for more.
func gather(group []*request, first *request, line <-chan *request) []*request {
	size := 0
	for r := first; r != nil; {
		if r.state.CompareAndSwap(queued, taken) {
			group = append(group, r)
			size += r.size
		}
		if len(group) == maxGroup || size >= maxGroupBytes {
			return group
		}
		select {
		case r = <-line: // nil when the line is closed
		default:
			r = nil
		}
	}
	return group
}
