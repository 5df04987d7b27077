package fakeserver

import (
	"sync"
	"time"
)

// Bell wakes those who wait for something to happen on a fake. Make one with [NewBell].
type Bell struct {
	lock    sync.Locker
	changed chan struct{} // closed and replaced whenever something happened
}

// NewBell makes a bell for a fake whose state this lock guards.
func NewBell(lock sync.Locker) *Bell { return &Bell{lock: lock, changed: make(chan struct{})} }

// Ring wakes everybody who waits. The caller holds the lock.
func (b *Bell) Ring() {
	close(b.changed)
	b.changed = make(chan struct{})
}

// Changed closes when the bell rings next. The caller holds the lock.
func (b *Bell) Changed() <-chan struct{} { return b.changed }

// Wait waits until cond holds and tells whether it did in time. cond is asked again
// whenever something happened; it may call the fake's methods.
func (b *Bell) Wait(cond func() bool, timeout time.Duration) bool {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	for {
		b.lock.Lock()
		changed := b.changed
		b.lock.Unlock()
		if cond() {
			return true
		}
		select {
		case <-changed:
		case <-timer.C:
			return cond()
		}
	}
}
