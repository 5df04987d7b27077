package terminal

import (
	"context"
	"io"
	"log/slog"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/adaptertest"
	"github.com/firstline-helpdesk/firstline/bot"
)

func TestContract(t *testing.T) {
	adaptertest.Run(t, adaptertest.Harness{Start: startPipe})
}

// startPipe attaches ann through a pipe.
func startPipe(t *testing.T, _ *slog.Logger) adaptertest.Service {
	a, out := New(Options{}), newScreen()
	in := &typing{lines: make(chan string, 1000)}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Attach(ctx, Session{In: in, Out: out, Name: "ann"}) }()
	t.Cleanup(func() {
		cancel()
		close(in.lines)
		require.ErrorIs(t, ended(t, done), context.Canceled)
	})
	waitUntil(t, func() bool { return a.sits(Session{Name: "ann"}) })
	say := func(text string) string {
		in.lines <- text + "\n"
		return ""
	}
	return adaptertest.Service{
		Adapter: settled{a},
		Place:   toAnn,
		Person:  bot.Person{ID: "terminal:ann", Name: "ann"},
		OneLine: true,
		Say:     say,
		Press:   func(_, label string) { say("[" + label + "]") },
		Shown:   func() []adaptertest.Shown { return read(a, out.String()) },
	}
}

// settled is the adapter after its person has sat down: what tells the desk of it
// is no message of the suite's.
type settled struct{ *Adapter }

func (s settled) Run(ctx context.Context, inbox adapters.Inbox) error {
	return s.Adapter.Run(ctx, withoutReturns{inbox})
}

type withoutReturns struct{ adapters.Inbox }

func (w withoutReturns) Deliver(ctx context.Context, m bot.Message) error {
	if m.Kind == bot.Returned {
		return nil
	}
	return w.Inbox.Deliver(ctx, m)
}

// typing is somebody who types without waiting.
type typing struct {
	lines chan string
	rest  string
}

func (t *typing) Read(p []byte) (int, error) {
	for t.rest == "" {
		line, more := <-t.lines
		if !more {
			return 0, io.EOF
		}
		t.rest = line
	}
	n := copy(p, t.rest)
	t.rest = t.rest[n:]
	return n, nil
}

var (
	buttonLine = regexp.MustCompile(`^\[1 .*\]$`)
	buttonEnd  = regexp.MustCompile(`\]? ?\[\d+ |\]$`)
)

// read takes the terminal's text apart again, as a person's eye does.
func read(a *Adapter, text string) []adaptertest.Shown {
	var all []adaptertest.Shown
	for i, reply := range strings.Split("\n"+strings.TrimSuffix(text, "\n"), "\n"+speaker)[1:] {
		lines := strings.Split(reply, "\n"+indent)
		shown := adaptertest.Shown{ID: a.run + "-bot-" + strconv.Itoa(i+1)}
		if last := lines[len(lines)-1]; buttonLine.MatchString(last) {
			labels := buttonEnd.Split(last, -1)
			shown.Buttons = labels[1 : len(labels)-1]
			lines = lines[:len(lines)-1]
		}
		shown.Text = strings.Join(lines, "\n")
		all = append(all, shown)
	}
	return all
}
