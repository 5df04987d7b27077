package github

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"sync"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

var errNotRunning = errors.New("the desk is not running")

// door is open while Run runs. What comes by the webhook and what is looked up goes
// through it.
type door struct {
	mu    sync.RWMutex
	inbox adapters.Inbox
	// running ends with Run, and with it what is being delivered.
	running context.Context
	// lanes keep two calls from delivering to one issue at the same time; issues are
	// spread over them.
	lanes [64]sync.Mutex
}

func (d *door) open(ctx context.Context, inbox adapters.Inbox) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inbox, d.running = inbox, ctx
}

// shut waits for what is being delivered.
func (d *door) shut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inbox, d.running = nil, nil
}

// deliver hands messages to the inbox in their order and stops at the first that is not
// stored.
func (d *door) deliver(ctx context.Context, messages []bot.Message) error {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.inbox == nil {
		return errNotRunning
	}
	ctx, done := withRun(ctx, d.running)
	defer done()
	for _, m := range messages {
		if err := d.one(ctx, m); err != nil {
			return fmt.Errorf("message %s: %w", m.Trace(), err)
		}
	}
	return nil
}

func (d *door) one(ctx context.Context, m bot.Message) error {
	h := fnv.New32a()
	_, _ = h.Write([]byte(m.Place.Lane())) // never fails
	lane := &d.lanes[h.Sum32()%uint32(len(d.lanes))]
	lane.Lock()
	defer lane.Unlock()
	return d.inbox.Deliver(ctx, m)
}
