package intake

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"sync"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// ErrShut tells that the adapter does not run: nothing was delivered.
var ErrShut = errors.New("the desk is not running")

// Door stands between a webhook and the inbox, open while Run runs. The zero value is
// shut. It is safe for concurrent use.
type Door struct {
	mu    sync.RWMutex
	inbox adapters.Inbox
	// running ends with Run, and with it what is being delivered.
	running context.Context
	// lanes keep two calls from delivering to one place at the same time; places are
	// spread over them.
	lanes [64]sync.Mutex
}

// Open lets messages through to the inbox until Shut, or until running ends.
func (d *Door) Open(running context.Context, inbox adapters.Inbox) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inbox, d.running = inbox, running
}

// Shut lets nothing through any more and waits for what is being delivered.
func (d *Door) Shut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inbox, d.running = nil, nil
}

// Deliver hands messages to the inbox in their order and stops at the first that is not
// stored; those before it are known by their keys when they come again. It gives
// [ErrShut] where the door is shut, and the inbox's error with the message's trace.
func (d *Door) Deliver(ctx context.Context, messages ...bot.Message) error {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.inbox == nil {
		return ErrShut
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(d.running, cancel)()
	for _, m := range messages {
		if err := d.one(ctx, m); err != nil {
			return fmt.Errorf("message %s: %w", m.Trace(), err)
		}
	}
	return nil
}

func (d *Door) one(ctx context.Context, m bot.Message) error {
	h := fnv.New32a()
	_, _ = h.Write([]byte(m.Place.Lane())) // never fails
	lane := &d.lanes[h.Sum32()%uint32(len(d.lanes))]
	lane.Lock()
	defer lane.Unlock()
	return d.inbox.Deliver(ctx, m)
}
