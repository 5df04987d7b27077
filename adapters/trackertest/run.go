package trackertest

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// patience is how long the suite waits for anything.
const patience = 10 * time.Second

// cases are all there are; each begins with a fresh service.
var cases = []struct {
	name string
	run  func(*env)
}{
	{"ParsesWhatStaffWrite", parses},
	{"MakesAnIssue", makesAnIssue},
	{"Comments", comments},
	{"OnceAfterDoubt", onceAfterDoubt},
	{"OnceAfterARestart", onceAfterARestart},
	{"TwoRepliesAreTwo", twoRepliesAreTwo},
	{"TextIsHarmless", textIsHarmless},
	{"LongTextFits", longTextFits},
	{"BringsComments", bringsComments},
	{"NothingOfItsOwn", nothingOfItsOwn},
	{"TellsHowIssuesStand", tellsHowIssuesStand},
	{"TellsOfVersions", tellsOfVersions},
	{"KeysOutliveARestart", keysOutliveARestart},
	{"StoredBeforeForgotten", storedBeforeForgotten},
	{"Looks", looks},
	{"Searches", searches},
	{"FaultKinds", faultKinds},
	{"LockedIsRefused", lockedIsRefused},
	{"RefusesForgery", refusesForgery},
}

// Run holds a tracker to the contract, one subtest for each case.
func Run(t *testing.T, h Harness) {
	t.Helper()
	names := map[string]bool{}
	for _, c := range cases {
		names[c.name] = true
	}
	for name, reason := range h.Skip {
		require.True(t, names[name], "Skip names %q, which is no case of the suite", name)
		require.NotEmpty(t, strings.TrimSpace(reason), "Skip of %q needs a reason", name)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if reason, skip := h.Skip[c.name]; skip {
				t.Skip("skipped by the tracker: " + reason)
			}
			c.run(start(t, h))
		})
	}
}

// env is one running tracker with its service and its inbox.
type env struct {
	*testing.T
	Service
	harness Harness
	inbox   *inbox
	logs    *logs
	stop    func()
	replies int
}

// start makes a service and runs its tracker. When the case is over the tracker must stop,
// and nothing it logged may hold a secret.
func start(t *testing.T, h Harness) *env {
	t.Helper()
	out := &logs{}
	e := &env{
		T: t, Service: h.Start(t, slog.New(slog.NewJSONHandler(out, &slog.HandlerOptions{Level: slog.LevelDebug}))),
		harness: h, inbox: newInbox(), logs: out,
	}
	e.stop = e.running(e.Tracker, e.inbox)
	t.Cleanup(func() {
		e.stop()
		e.hides("the log", out.String())
	})
	return e
}

// running runs a tracker, and gives what stops it; a second call does nothing.
func (e *env) running(tracker adapters.Tracker, into *inbox) func() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- tracker.Run(ctx, into) }()
	return sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				e.Errorf("Run returned %v after its context was done, and not nil", err)
			}
		case <-time.After(patience):
			e.Errorf("Run did not return within %v after its context was done", patience)
		}
	})
}

// hides fails when text holds one of the service's secrets.
func (e *env) hides(what, text string) {
	e.Helper()
	for _, secret := range e.Secrets {
		if strings.Contains(text, secret) {
			e.Errorf("%s holds a secret: %s", what, strings.ReplaceAll(text, secret, "[SECRET]"))
		}
	}
}

// context is for calls of the case itself.
func (e *env) context() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	e.Cleanup(cancel)
	return ctx
}

// reply is a reply with an id of its own.
func (e *env) reply(to bot.Place, text string) bot.Reply {
	e.replies++
	r := bot.Reply{ID: fmt.Sprintf("reply-%d", e.replies), To: to, Text: text}
	if to == e.Tracker.Repository() {
		r.Title = "Certificates do not print"
	}
	return r
}

// send sends a reply that fits, and gives the id.
func (e *env) send(tracker adapters.Tracker, r bot.Reply) string {
	e.Helper()
	parts := adapters.Fit(tracker.Limits(), r)
	require.Len(e, parts, 1)
	sent, err := tracker.Send(e.context(), parts[0])
	require.NoError(e, err)
	require.NotEmpty(e, sent.ID)
	return sent.ID
}

// logs collects what the tracker logs.
type logs struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}
