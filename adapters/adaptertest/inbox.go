package adaptertest

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// errNotStored is what the inbox says when it is told to fail.
var errNotStored = errors.New("the disk is full")

// inbox keeps what an adapter delivers, and can fail first.
type inbox struct {
	mu       sync.Mutex
	failures int
	// refused are the messages that were not taken.
	refused []bot.Message
	// onRefuse is called for each of them while Deliver runs; it may be nil.
	onRefuse func()
	stored   chan bot.Message
}

var _ adapters.Inbox = (*inbox)(nil)

// room is how many messages a case may leave unread.
const room = 1000

func newInbox() *inbox { return &inbox{stored: make(chan bot.Message, room)} }

// Deliver takes a message, or refuses it as long as failures are left.
func (i *inbox) Deliver(ctx context.Context, m bot.Message) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.failures > 0 {
		i.failures--
		i.refused = append(i.refused, m)
		if i.onRefuse != nil {
			i.onRefuse()
		}
		return errNotStored
	}
	select {
	case i.stored <- m:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// fail makes the next deliveries fail.
func (i *inbox) fail(times int, onRefuse func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.failures, i.onRefuse = times, onRefuse
}

func (i *inbox) turnedAway() []bot.Message {
	i.mu.Lock()
	defer i.mu.Unlock()
	return append([]bot.Message(nil), i.refused...)
}

// next waits for the next message that was delivered.
func (e *env) next() bot.Message {
	e.Helper()
	select {
	case m := <-e.inbox.stored:
		return m
	case err := <-e.done:
		e.done <- err
		require.FailNow(e, "Run ended on its own", "%v", err)
	case <-time.After(patience):
		require.FailNow(e, "nothing was delivered")
	}
	return bot.Message{}
}

// nextSaid waits for a message and checks that it is this text.
func (e *env) nextSaid(text string) bot.Message {
	e.Helper()
	m := e.next()
	require.Equal(e, bot.Said, m.Kind)
	require.Equal(e, text, m.Text)
	return m
}

// nothingElse checks that no message is left.
func (e *env) nothingElse() {
	e.Helper()
	select {
	case m := <-e.inbox.stored:
		require.FailNow(e, "one message too many was delivered", "kind %s, text %.60q", m.Kind, m.Text)
	default:
	}
}
