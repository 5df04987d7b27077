package boltstore

import (
	"context"
	"fmt"
	"time"

	"github.com/firstline-helpdesk/firstline/store"
)

// lead is who leads under a name.
type lead struct {
	owner store.Owner
	until int64
	fence uint64
}

// Lead makes owner the leader of name, or keeps them so. Leadership is in memory
// only; its fences grow over restarts.
func (s *Store) Lead(ctx context.Context, name string, owner store.Owner, now time.Time, ttl time.Duration) (uint64, error) {
	if err := ctx.Err(); err != nil {
		return 0, fmt.Errorf("lead: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shut {
		return 0, fmt.Errorf("lead: %w", store.ErrClosed)
	}
	at := nanos(now)
	l, led := s.leads[name]
	if led && l.owner != owner && at < l.until {
		return 0, fmt.Errorf("lead %s: %w", name, store.ErrNotLeader)
	}
	if !led || l.owner != owner {
		s.fence++
		l.owner, l.fence = owner, s.fence
	}
	l.until = at + int64(ttl)
	s.leads[name] = l
	return l.fence, nil
}

// Depth counts the items waiting, leased ones too. Items set aside as damaged
// are not counted.
func (s *Store) Depth(ctx context.Context) (inbox, outbox int, err error) {
	if err := ctx.Err(); err != nil {
		return 0, 0, fmt.Errorf("depth: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shut {
		return 0, 0, fmt.Errorf("depth: %w", store.ErrClosed)
	}
	return s.queues[0].count, s.queues[1].count, nil
}
