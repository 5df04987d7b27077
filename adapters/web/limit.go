package web

import (
	"context"
	"sync"
	"time"
)

const (
	// burst is how many messages a session can send at once.
	burst = 20
	// refill is how long one more message takes after that.
	refill = time.Second
	// maxBuckets is how many sessions are watched before idle ones are dropped.
	maxBuckets = 10_000
)

// limiter is a token bucket per session. A session that was quiet for
// burst*refill has a full bucket and needs no memory.
type limiter struct {
	mu  sync.Mutex
	now func() time.Time
	// full is when each session's bucket is full again.
	full map[string]time.Time
}

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, full: map[string]time.Time{}}
}

// take counts one message. When there were too many it gives how long to wait.
func (l *limiter) take(session string) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if len(l.full) >= maxBuckets {
		l.sweep(now)
	}
	full := l.full[session]
	if full.Before(now) {
		full = now
	}
	full = full.Add(refill)
	if over := full.Sub(now) - burst*refill; over > 0 {
		return over, false
	}
	l.full[session] = full
	return 0, true
}

func (l *limiter) sweep(now time.Time) {
	for session, full := range l.full {
		if !full.After(now) {
			delete(l.full, session)
		}
	}
}

// lanes let one message per lane through at a time, in the order they asked.
type lanes struct {
	mu   sync.Mutex
	busy map[string]*lane
}

type lane struct {
	turn  chan struct{}
	users int
}

func newLanes() *lanes { return &lanes{busy: map[string]*lane{}} }

// enter waits for the lane and gives what leaves it. It fails when ctx is done.
func (l *lanes) enter(ctx context.Context, name string) (leave func(), err error) {
	l.mu.Lock()
	ln := l.busy[name]
	if ln == nil {
		ln = &lane{turn: make(chan struct{}, 1)}
		l.busy[name] = ln
	}
	ln.users++
	l.mu.Unlock()

	select {
	case ln.turn <- struct{}{}:
		return func() { <-ln.turn; l.drop(name, ln) }, nil
	case <-ctx.Done():
		l.drop(name, ln)
		return nil, ctx.Err()
	}
}

func (l *lanes) drop(name string, ln *lane) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if ln.users--; ln.users == 0 {
		delete(l.busy, name)
	}
}
