package terminal

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/stretchr/testify/require"
)

// limit is how long a test waits for what should happen at once.
const limit = 10 * time.Second

// screen is a terminal's output that can be waited for.
type screen struct {
	mu      sync.Mutex
	text    strings.Builder
	changed chan struct{}
}

func newScreen() *screen { return &screen{changed: make(chan struct{}, 1)} }

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	s.text.Write(p)
	s.mu.Unlock()
	select {
	case s.changed <- struct{}{}:
	default:
	}
	return len(p), nil
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func (s *screen) waitFor(t *testing.T, want string) {
	t.Helper()
	end := time.After(limit)
	for !strings.Contains(s.String(), want) {
		select {
		case <-s.changed:
		case <-end:
			require.Contains(t, s.String(), want)
		}
	}
}

// memory is an inbox that keeps what it gets and can refuse it first.
type memory struct {
	got chan bot.Message

	mu      sync.Mutex
	refuses int
}

func newMemory() *memory { return &memory{got: make(chan bot.Message, 1000)} }

func (m *memory) Deliver(_ context.Context, message bot.Message) error {
	if message.Kind == bot.Returned {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.refuses > 0 {
		m.refuses--
		return errors.New("disk full")
	}
	m.got <- message
	return nil
}

func (m *memory) next(t *testing.T) bot.Message {
	t.Helper()
	select {
	case got := <-m.got:
		return got
	case <-time.After(limit):
		require.Fail(t, "no message arrived")
		return bot.Message{}
	}
}

// running makes an adapter that runs until the test ends.
func running(t *testing.T, opt Options) (*Adapter, *memory) {
	t.Helper()
	a, inbox := New(opt), newMemory()
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- a.Run(ctx, inbox) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, ended(t, stopped))
	})
	return a, inbox
}

// attach starts a session that is typed into through the returned writer.
func attach(t *testing.T, a *Adapter, s Session) (*io.PipeWriter, *screen, <-chan error) {
	t.Helper()
	in, typed := io.Pipe()
	out := newScreen()
	s.In, s.Out = in, out
	done := make(chan error, 1)
	attached := a.sessions.Load()
	go func() { done <- a.Attach(context.Background(), s) }()
	t.Cleanup(func() { _ = typed.Close() })
	waitUntil(t, func() bool { return a.sessions.Load() > attached && a.sits(s) })
	return typed, out, done
}

// sits tells whether a session of this name is attached.
func (a *Adapter) sits(s Session) bool {
	seat := a.seat(s.place().Chat)
	seat.mu.Lock()
	defer seat.mu.Unlock()
	for _, one := range seat.sessions {
		if one.Name == s.Name {
			return true
		}
	}
	return false
}

func waitUntil(t *testing.T, holds func() bool) {
	t.Helper()
	require.Eventually(t, holds, limit, time.Millisecond)
}

func ended(t *testing.T, done <-chan error) error {
	t.Helper()
	select {
	case err := <-done:
		return err
	case <-time.After(limit):
		require.Fail(t, "it did not end")
		return nil
	}
}

func typeIn(t *testing.T, w io.Writer, text string) {
	t.Helper()
	_, err := io.WriteString(w, text)
	require.NoError(t, err)
}

func send(t *testing.T, a *Adapter, r bot.Reply) string {
	t.Helper()
	sent, err := a.Send(context.Background(), r)
	require.NoError(t, err)
	return sent.ID
}

var (
	toAnn  = bot.Place{Channel: "terminal", Chat: "ann"}
	toDesk = bot.Place{Channel: "terminal", Chat: "desk"}
	yesNo  = []bot.Button{{Label: "Yes", Data: "d:1:yes"}, {Label: "No", Data: "d:1:no"}}
)

func happens(t *testing.T, event <-chan struct{}) {
	t.Helper()
	select {
	case <-event:
	case <-time.After(limit):
		require.Fail(t, "it did not happen")
	}
}
