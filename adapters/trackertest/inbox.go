package trackertest

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

var errNotStored = errors.New("the disk is full")

// inbox keeps what a tracker delivers, each key once.
type inbox struct {
	mu       sync.Mutex
	failures int
	refused  []bot.Message
	first    map[string]bot.Message
	// order are the keys as they came first.
	order   []string
	again   map[string]int
	differs []string
	changed chan struct{}
	read    int
}

var _ adapters.Inbox = (*inbox)(nil)

func newInbox() *inbox {
	return &inbox{first: map[string]bot.Message{}, again: map[string]int{}, changed: make(chan struct{})}
}

// Deliver takes a message, or refuses it as long as failures are left.
func (i *inbox) Deliver(_ context.Context, m bot.Message) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	defer func() { close(i.changed); i.changed = make(chan struct{}) }()
	if i.failures > 0 {
		i.failures--
		i.refused = append(i.refused, m)
		return errNotStored
	}
	earlier, known := i.first[m.Delivery]
	if known {
		if i.again[m.Delivery]++; earlier.Kind != m.Kind || earlier.Place != m.Place || earlier.Text != m.Text || earlier.From != m.From {
			i.differs = append(i.differs, m.Delivery)
		}
		return nil
	}
	i.first[m.Delivery] = m
	i.order = append(i.order, m.Delivery)
	return nil
}

// fail makes the next deliveries fail.
func (i *inbox) fail(times int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.failures = times
}

// keys are all that came so far.
func (i *inbox) keys() []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return append([]string(nil), i.order...)
}

// await waits until cond holds, which is asked again after every delivery.
func (e *env) await(i *inbox, what string, cond func() bool) {
	e.Helper()
	deadline := time.After(patience)
	for {
		i.mu.Lock()
		changed, ok := i.changed, cond()
		i.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-deadline:
			require.FailNow(e, "nothing came", what)
		}
	}
}

// next waits for the next new message of a kind; what is of another kind before it is
// skipped. It checks what every message has.
func (e *env) next(kind bot.Kind) bot.Message {
	e.Helper()
	var m bot.Message
	e.await(e.inbox, "a message of kind "+string(kind), func() bool {
		for e.inbox.read < len(e.inbox.order) {
			m = e.inbox.first[e.inbox.order[e.inbox.read]]
			if e.inbox.read++; m.Kind == kind {
				return true
			}
		}
		return false
	})
	require.Regexp(e, "^"+e.Tracker.Name()+":", m.Delivery, "the key begins with the channel's name")
	require.Equal(e, e.Tracker.Name(), m.Place.Channel)
	require.False(e, m.At.IsZero(), "the time is missing")
	e.inbox.mu.Lock()
	defer e.inbox.mu.Unlock()
	require.Empty(e, e.inbox.differs, "one key stands for two things")
	return m
}

// none checks that no message of a kind is left.
func (e *env) none(kind bot.Kind) {
	e.Helper()
	e.inbox.mu.Lock()
	defer e.inbox.mu.Unlock()
	for _, key := range e.inbox.order[e.inbox.read:] {
		if m := e.inbox.first[key]; m.Kind == kind {
			require.FailNow(e, "one message too many was delivered", "%s, text %.60q", m.Kind, m.Text)
		}
	}
}
