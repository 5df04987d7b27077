package web

import (
	"context"
	"sync"
	"time"
)

// rate is how often something may be done: burst times at once after a rest, then
// once every refill.
type rate struct {
	burst  int
	refill time.Duration
}

// What pages may ask for. An office or a village often has one address for all.
var (
	// saidRate is messages of one session.
	saidRate = rate{20, time.Second}
	// sessionRate is new sessions for one address, and voiceRate sessions that begin to
	// write there: each can open a ticket.
	sessionRate = rate{100, 5 * time.Second}
	voiceRate   = rate{100, 10 * time.Second}
)

const (
	// maxBuckets is how many sessions or addresses are watched at once.
	maxBuckets = 10_000
	// maxCrowd is how many streams one address can have open.
	maxCrowd = 300
	// maxVoices is how many sessions are remembered that wrote before.
	maxVoices = 20_000
)

// limiter is a token bucket per key. A key that was quiet for burst*refill has a full
// bucket and needs no memory. When all are busy and there is no room, some key gets a
// fresh bucket: memory is bounded, whoever comes.
type limiter struct {
	rate
	mu  sync.Mutex
	now func() time.Time
	// full is when each key's bucket is full again.
	full map[string]time.Time
}

func newLimiter(r rate, now func() time.Time) *limiter {
	return &limiter{rate: r, now: now, full: map[string]time.Time{}}
}

// take counts one. When there were too many it gives how long to wait.
func (l *limiter) take(key string) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	full, known := l.full[key]
	if !known && len(l.full) >= maxBuckets {
		l.sweep(now)
	}
	if full.Before(now) {
		full = now
	}
	full = full.Add(l.refill)
	if over := full.Sub(now) - time.Duration(l.burst)*l.refill; over > 0 {
		return over, false
	}
	l.full[key] = full
	return 0, true
}

func (l *limiter) sweep(now time.Time) {
	for key, full := range l.full {
		if !full.After(now) {
			delete(l.full, key)
		}
	}
	for key := range l.full {
		if len(l.full) < maxBuckets {
			break
		}
		delete(l.full, key)
	}
}

// voices remembers which sessions wrote before, so that only new ones count against
// their address. When there are too many it forgets some, who then count once more.
type voices struct {
	mu   sync.Mutex
	seen map[string]struct{}
	rate *limiter
}

func newVoices(now func() time.Time) *voices {
	return &voices{seen: map[string]struct{}{}, rate: newLimiter(voiceRate, now)}
}

// take lets a session write from an address, or gives how long to wait.
func (v *voices) take(session, address string) (wait time.Duration, ok bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, known := v.seen[session]; known || address == "" {
		return 0, true
	}
	if wait, ok := v.rate.take(address); !ok {
		return wait, false
	}
	for some := range v.seen {
		if len(v.seen) < maxVoices {
			break
		}
		delete(v.seen, some)
	}
	v.seen[session] = struct{}{}
	return 0, true
}

// crowd counts what each address has open.
type crowd struct {
	mu   sync.Mutex
	open map[string]int
}

// enter counts one more, unless the address has too many; leave counts it out.
func (c *crowd) enter(address string) (leave func(), ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if address != "" && c.open[address] >= maxCrowd {
		return nil, false
	}
	c.open[address]++
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.open[address]--; c.open[address] <= 0 {
			delete(c.open, address)
		}
	}, true
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
