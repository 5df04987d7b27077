package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/adaptertest"
	"github.com/firstline-helpdesk/firstline/bot"
)

// spoilVar names the bug that a run of this test binary plants.
const spoilVar = "FIRSTLINE_TEST_BUG"

// bugs are what adapters get wrong, and the case of the suite that must see it.
var bugs = map[string]string{
	"acknowledges what was not stored":       "AcknowledgesAfterStoring",
	"a new key for the same delivery":        "RedeliveryKeepsKey",
	"lets messages overtake each other":      "KeepsOrder",
	"says nothing of a voice note":           "UnreadableLeadsSomewhere",
	"takes people's characters for markup":   "EscapesMarkup",
	"cuts the data of a button":              "SendsButtonsAndPressComesBack",
	"sends an edit as a new message":         "EditsInPlace",
	"takes too many for a broken line":       "FaultKinds",
	"writes the token into an error":         "HidesSecrets",
	"writes a person's words into an error":  "HidesPersonTextInErrors",
	"loses the last byte of a file":          "BringsFiles",
	"answers what it said itself":            "IgnoresOwnMessages",
	"forgets which message an answer was to": "AnswerNamesTheMessage",
}

// spoiled is the adapter with a bug.
type spoiled struct {
	*Adapter
	bug string
}

func (s spoiled) Run(ctx context.Context, inbox adapters.Inbox) error {
	return s.Adapter.Run(ctx, &spoiledInbox{Inbox: inbox, bug: s.bug, next: make(chan struct{})})
}

func (s spoiled) Send(ctx context.Context, r bot.Reply) (adapters.Sent, error) {
	if s.bug == "takes people's characters for markup" {
		r.Text = strings.NewReplacer("<b>", "", "</b>", "", "*", "").Replace(r.Text)
	}
	sent, err := s.Adapter.Send(ctx, r)
	if err == nil {
		return sent, nil
	}
	f := adapters.AsFault(err)
	switch s.bug {
	case "takes too many for a broken line":
		if f.Kind == adapters.Busy {
			f.Kind, f.After = adapters.Broken, 0
		}
	case "writes the token into an error":
		f.Err = fmt.Errorf("%w at https://api.telegram.org/bot%s", f.Err, testToken)
	case "writes a person's words into an error":
		f.Err = fmt.Errorf("%w: %s", f.Err, r.Text)
	}
	return sent, f
}

func (s spoiled) Edit(ctx context.Context, id string, r bot.Reply) error {
	if s.bug == "sends an edit as a new message" {
		_, err := s.Send(ctx, r)
		return err
	}
	return s.Adapter.Edit(ctx, id, r)
}

func (s spoiled) Fetch(ctx context.Context, f bot.File) (io.ReadCloser, error) {
	body, err := s.Adapter.Fetch(ctx, f)
	if err != nil || s.bug != "loses the last byte of a file" {
		return body, err
	}
	data, err := io.ReadAll(body)
	return io.NopCloser(strings.NewReader(string(data[:max(len(data)-1, 0)]))), errors.Join(err, body.Close())
}

// spoiledInbox gets what the adapter with a bug delivers.
type spoiledInbox struct {
	adapters.Inbox
	bug   string
	count atomic.Int64
	// next closes when the message after the one that is overtaken was delivered.
	next chan struct{}
}

func (i *spoiledInbox) Deliver(ctx context.Context, m bot.Message) error {
	n := i.count.Add(1)
	switch i.bug {
	case "acknowledges what was not stored":
		_ = i.Inbox.Deliver(ctx, m)
		return nil
	case "a new key for the same delivery":
		m.Delivery += fmt.Sprint(n)
	case "lets messages overtake each other":
		if n == 4 {
			go func() {
				<-i.next
				_ = i.Inbox.Deliver(context.WithoutCancel(ctx), m)
			}()
			return nil
		}
		if n == 5 {
			defer close(i.next)
		}
	case "says nothing of a voice note":
		if m.Kind == bot.Unreadable {
			return nil
		}
	case "cuts the data of a button":
		m.Press = m.Press[:min(len(m.Press), 4)]
	case "answers what it said itself":
		if n == 1 {
			echo := m
			echo.Delivery, echo.Text = m.Delivery+"-echo", "I said that"
			_ = i.Inbox.Deliver(ctx, echo)
		}
	case "forgets which message an answer was to":
		m.ReplyTo = ""
	}
	return i.Inbox.Deliver(ctx, m)
}

// TestSpoiledSuite is the suite on an adapter with a bug, when one is named.
func TestSpoiledSuite(t *testing.T) {
	bug := os.Getenv(spoilVar)
	if bug == "" {
		t.Skip("this runs in a process of its own; see TestTheSuiteSeesBugs")
	}
	adaptertest.Run(t, adaptertest.Harness{
		Skip: map[string]string{},
		Start: func(t *testing.T, log *slog.Logger) adaptertest.Service {
			s := startFake(t)
			service := service(t, s, newAdapter(t, s, log))
			service.Adapter = spoiled{service.Adapter.(*Adapter), bug}
			return service
		},
	})
}

// TestTheSuiteSeesBugs plants bugs, one at a time: the suite must go red, in the case
// that is about it, and stays green without one.
func TestTheSuiteSeesBugs(t *testing.T) {
	t.Parallel()
	suite := func(bug, name string) (string, error) {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestSpoiledSuite$/^"+name+"$", "-test.v")
		cmd.Env = append(os.Environ(), spoilVar+"="+bug)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	for bug, name := range bugs {
		t.Run(bug, func(t *testing.T) {
			t.Parallel()
			out, err := suite(bug, name)
			require.Error(t, err, "%s does not see it:\n%s", name, out)
			require.Contains(t, out, "--- FAIL: TestSpoiledSuite/"+name)
			require.NotContains(t, out, "panic:")
			out, err = suite("none", name)
			require.NoError(t, err, out)
			require.Contains(t, out, "--- PASS: TestSpoiledSuite/"+name)
		})
	}
}
