package adaptertest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// patience is how long the suite waits for anything. It only passes when
// something is broken.
const patience = 10 * time.Second

// cases is the law, in the order of a message's way in and a reply's way out.
var cases = []struct {
	name string
	run  func(*env)
}{
	{"DeliversText", deliversText},
	{"AcknowledgesAfterStoring", acknowledgesAfterStoring},
	{"KeepsOrder", keepsOrder},
	{"RedeliveryKeepsKey", redeliveryKeepsKey},
	{"NastyTextArrives", nastyTextArrives},
	{"AnswerNamesTheMessage", answerNamesTheMessage},
	{"UnreadableLeadsSomewhere", unreadableLeadsSomewhere},
	{"PoisonDoesNotStopOthers", poisonDoesNotStopOthers},
	{"IgnoresOwnMessages", ignoresOwnMessages},
	{"SurvivesTrouble", survivesTrouble},
	{"RefusesForgery", refusesForgery},
	{"StopsOnCancel", stopsOnCancel},
	{"SendsText", sendsText},
	{"NastyTextLeaves", nastyTextLeaves},
	{"EscapesMarkup", escapesMarkup},
	{"LinksOnlyWhenTold", linksOnlyWhenTold},
	{"LongTextFits", longTextFits},
	{"SendsButtonsAndPressComesBack", sendsButtonsAndPressComesBack},
	{"AsksForWords", asksForWords},
	{"TypedTwinOnNoButtons", typedTwinOnNoButtons},
	{"QuotesOrSendsAnyway", quotesOrSendsAnyway},
	{"EditsInPlace", editsInPlace},
	{"FaultKinds", faultKinds},
	{"HidesSecrets", hidesSecrets},
	{"HidesPersonTextInErrors", hidesPersonTextInErrors},
	{"BringsFiles", bringsFiles},
	{"SendsFiles", sendsFiles},
	{"Marks", marks},
	{"LeavesAndEdits", leavesAndEdits},
}

// Run holds an adapter to the contract, one subtest for each case.
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
				t.Skip("skipped by the adapter: " + reason)
			}
			c.run(start(t, h))
		})
	}
}

// env is one running adapter with its service and its inbox.
type env struct {
	*testing.T
	Service
	harness Harness
	inbox   *inbox
	logs    *logs
	cancel  context.CancelFunc
	// done gets what Run returned.
	done chan error
	// replies counts the replies that were made, for their ids.
	replies int
}

// start makes a service and runs its adapter. When the case is over the adapter
// must stop, and nothing it logged may hold a secret.
func start(t *testing.T, h Harness) *env {
	t.Helper()
	out := &logs{}
	service := h.Start(t, slog.New(slog.NewJSONHandler(out, &slog.HandlerOptions{Level: slog.LevelDebug})))
	ctx, cancel := context.WithCancel(context.Background())
	e := &env{
		T: t, Service: service, harness: h, inbox: newInbox(), logs: out, cancel: cancel, done: make(chan error, 1),
	}
	go func() { e.done <- service.Adapter.Run(ctx, e.inbox) }()
	t.Cleanup(func() {
		e.stop()
		e.hides("the log", out.String())
	})
	return e
}

// stop ends Run and waits for it; a second call does nothing.
func (e *env) stop() {
	e.Helper()
	if e.cancel == nil {
		return
	}
	e.cancel()
	e.cancel = nil
	select {
	case err := <-e.done:
		if err != nil {
			e.Errorf("Run returned %v after its context was done, and not nil", err)
		}
	case <-time.After(patience):
		e.Errorf("Run did not return within %v after its context was done", patience)
	}
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

// need skips a case, visibly, for a service that has no such thing.
func (e *env) need(has bool, what string) {
	e.Helper()
	if !has {
		e.Skip("not applicable: this service has no " + what)
	}
}

// context is for calls of the case itself.
func (e *env) context() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	e.Cleanup(cancel)
	return ctx
}

// reply is a reply to the person, with an id of its own.
func (e *env) reply(text string, buttons ...bot.Button) bot.Reply {
	e.replies++
	return bot.Reply{ID: fmt.Sprintf("reply-%d", e.replies), To: e.Place, Text: text, For: e.Person.ID, Buttons: buttons}
}

// send sends a reply the way the desk does, through Fit, and gives the last part.
func (e *env) send(r bot.Reply) adapters.Sent {
	e.Helper()
	var sent adapters.Sent
	for _, part := range adapters.Fit(e.Adapter.Limits(), r) {
		var err error
		sent, err = e.Adapter.Send(e.context(), part)
		require.NoError(e, err)
	}
	return sent
}

// last is the newest message that the person sees.
func (e *env) last() Shown {
	e.Helper()
	shown := e.Shown()
	require.NotEmpty(e, shown, "the person sees no message")
	return shown[len(shown)-1]
}

// eventually waits for something that the service sees a little later.
func (e *env) eventually(what string, cond func() bool) {
	e.Helper()
	require.Eventually(e, cond, patience, time.Millisecond, what)
}

// logs collects what the adapter logs.
type logs struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

var _ io.Writer = (*logs)(nil)

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
