package model

import (
	"sync"
	"time"
)

const (
	// failuresToRest is how many calls must fail in a row before an endpoint rests.
	failuresToRest = 3
	// firstRest and longestRest bound how long it rests; each trial that fails doubles it.
	firstRest, longestRest = 15 * time.Second, 10 * time.Minute
)

// breaker leaves an endpoint alone that keeps failing, so that nobody waits for it.
// After a rest one call tries whether it is back.
type breaker struct {
	mu       sync.Mutex
	failures int
	rest     time.Duration
	until    time.Time
	trying   bool
}

// admit tells whether a call may be made now, and else how long the endpoint rests.
// Whoever was admitted calls note or forget.
func (b *breaker) admit(now time.Time) (after time.Duration, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.until.IsZero():
		return 0, true
	case now.Before(b.until):
		return b.until.Sub(now), false
	case b.trying:
		return firstRest, false
	}
	b.trying = true
	return 0, true
}

// rests tells whether a call would be refused now. It admits nobody.
func (b *breaker) rests(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !b.until.IsZero() && (now.Before(b.until) || b.trying)
}

// note records how an admitted call ended; nil is well.
func (b *breaker) note(now time.Time, fault *Fault) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if fault == nil || !fault.blames() {
		b.failures, b.rest, b.until, b.trying = 0, 0, time.Time{}, false
		return
	}
	b.failures++
	if !b.trying && b.failures < failuresToRest && fault.After == 0 {
		return
	}
	b.trying = false
	b.rest = min(max(2*b.rest, firstRest), longestRest)
	b.until = now.Add(max(b.rest, min(fault.After, longestRest)))
}

// forget is for a call that was given up by its caller: it says nothing about the
// endpoint.
func (b *breaker) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.trying = false
}
