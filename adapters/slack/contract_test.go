package slack

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/adaptertest"
	"github.com/firstline-helpdesk/firstline/adapters/slack/slackfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

const (
	botToken = "xoxb-1111-2222-TestBotTokenOfNobody"
	appToken = "xapp-1-A0APP-3333-TestAppTokenOfNobody"
	secret   = "8f742231b10e8888abcd99yyyzzz85a5"

	ann   = "U0ANN"
	annDM = "D0ANN"
	bob   = "U0BOB"
	room  = "C0LEVEL1"

	// limit is how long a test waits for what should happen at once.
	limit = 10 * time.Second
)

func TestContractOverEvents(t *testing.T) {
	adaptertest.Run(t, adaptertest.Harness{Start: func(t *testing.T, log *slog.Logger) adaptertest.Service {
		return startService(t, log, "")
	}})
}

func TestContractOverSocketMode(t *testing.T) {
	adaptertest.Run(t, adaptertest.Harness{Start: func(t *testing.T, log *slog.Logger) adaptertest.Service {
		return startService(t, log, appToken)
	}})
}

// workspace is a fake service with two people and a room of staff.
func workspace(t testing.TB, app string) *slackfake.Server {
	t.Helper()
	s := slackfake.New(slackfake.Options{BotToken: botToken, SigningSecret: secret, AppToken: app})
	t.Cleanup(s.Close)
	s.AddUser(ann, "Ann Banda", "en-US")
	s.AddUser(bob, "Bob", "fr-FR")
	s.AddChannel(room, "level-1")
	return s
}

// newAdapter is an adapter with short waits.
func newAdapter(t testing.TB, s *slackfake.Server, log *slog.Logger, app string) *Adapter {
	t.Helper()
	a, err := New(Options{
		BotToken: botToken, SigningSecret: secret, AppToken: app, APIURL: s.URL + "/api", HTTP: s.Client(), Log: log,
	})
	require.NoError(t, err)
	a.pause = func(ctx context.Context, _ time.Duration) { pause(ctx, time.Millisecond) }
	return a
}

// hooked serves the adapter's addresses. The service is told of them where it calls.
func hooked(t testing.TB, s *slackfake.Server, a *Adapter) string {
	t.Helper()
	mux := http.NewServeMux()
	a.Mount(mux)
	listener := httptest.NewServer(mux)
	t.Cleanup(listener.Close)
	if a.appToken == "" {
		s.Hook(listener.URL + "/hooks/slack")
	}
	return listener.URL + "/hooks/slack"
}

// startService plays one person's talk with the bot.
func startService(t *testing.T, log *slog.Logger, app string) adaptertest.Service {
	s := workspace(t, app)
	a := newAdapter(t, s, log, app)
	hook := hooked(t, s, a)
	return adaptertest.Service{
		Adapter: a,
		Place:   bot.Place{Channel: "slack", Chat: annDM},
		Person:  bot.Person{ID: "slack:" + ann, Name: "Ann Banda", Lang: "en"},
		Secrets: []string{botToken, appToken, secret, "TestBotToken"},
		Say:     func(text string) string { return s.Say(ann, text) },
		Answer:  func(to, text string) string { return s.Reply(annDM, ann, to, text) },
		Again:   s.Redeliver,
		Acked:   s.Acked,
		Press:   func(message, label string) { s.Press(annDM, ann, message, label) },
		Write: func(message, label, words string) {
			s.Shut(ann)
			s.Press(annDM, ann, message, label)
			require.True(t, s.Wait(func() bool { return s.Modal(ann) != nil }, limit), "no box for words was opened")
			s.Submit(ann, words)
		},
		Shown: func() []adaptertest.Shown { return seen(t, s.Messages(annDM)) },
		Fail:  func(kind adapters.FaultKind) bool { return fail(s, kind) },
		Trouble: func() {
			// What was stored and not yet acknowledged would rightly come again.
			require.True(t, s.Wait(func() bool { return s.Pending() == 0 }, limit))
			trouble(s, app)
		},
		Own: func() {
			s.PushEvent(map[string]any{"type": "message", "channel": annDM, "channel_type": "im", "ts": "1700000000.000100",
				"user": slackfake.BotUser, "text": "I said that"})
			s.PushEvent(map[string]any{"type": "message", "subtype": "bot_message", "channel": annDM, "channel_type": "im",
				"ts": "1700000000.000200", "bot_id": "B0OTHER", "text": "so did I"})
		},
		Unreadable: func() {
			s.Upload(annDM, ann, "", slackfake.File{Name: "clip.mp4", Type: "audio/mp4", Subtype: "slack_audio", Data: []byte("x")})
		},
		Poison: func() {
			s.PushRaw("events_api", []byte(`{"type":"event_callback","event":{"type":"message","ts":17,"channel":[],"text":{"a":true}}}`))
		},
		Forge: func() int { return forge(t, hook) },
		SendFile: func(name, mime string, data []byte) {
			s.Upload(annDM, ann, "", slackfake.File{Name: name, Type: mime, Data: data})
		},
		FilesShown: func() []adaptertest.ShownFile { return filesShown(s.Messages(annDM)) },
		Marks:      func(id string) []string { return s.Reactions(annDM, id) },
		Edited:     func(id, text string) { s.Rewrite(annDM, id, text) },
	}
}

// seen checks that nothing of what the bot says calls anybody.
func seen(t *testing.T, messages []slackfake.Message) []adaptertest.Shown {
	var out []adaptertest.Shown
	for _, m := range messages {
		require.Zero(t, m.Pings, "%q calls somebody", m.Text)
		out = append(out, adaptertest.Shown{ID: m.TS, Text: m.Text, Buttons: m.Buttons, Quote: m.Thread, Links: m.Links})
	}
	return out
}

func filesShown(messages []slackfake.Message) []adaptertest.ShownFile {
	var out []adaptertest.ShownFile
	for _, m := range messages {
		if m.File != "" {
			out = append(out, adaptertest.ShownFile{Text: m.Text, Data: m.Data})
		}
	}
	return out
}

// fail provokes every kind but Closed, as Slack has no messaging window, and Moved,
// which Slack tells by an event.
func fail(s *slackfake.Server, kind adapters.FaultKind) bool {
	failures := map[adapters.FaultKind]slackfake.Failure{
		adapters.Broken:        {Status: 502, HTML: "<h1>Bad Gateway</h1>"},
		adapters.Busy:          {Status: 429, Code: "ratelimited", RetryAfter: 31},
		adapters.Gone:          {Status: 200, Code: "channel_not_found"},
		adapters.Refused:       {Status: 200, Code: "something_new"},
		adapters.Misconfigured: {Status: 200, Code: "invalid_auth"},
	}
	if kind == adapters.Uneditable {
		s.Fail("chat.update", slackfake.Failure{Status: 200, Code: "edit_window_closed"}, 1)
		return true
	}
	f, known := failures[kind]
	if known {
		s.Fail("chat.postMessage", f, 1)
	}
	return known
}

func trouble(s *slackfake.Server, app string) {
	if app == "" {
		s.CutShort(2)
		return
	}
	s.Fail("apps.connections.open", slackfake.Failure{Status: 0}, 1)
	s.Fail("apps.connections.open", slackfake.Failure{Status: 500, HTML: "<h1>oops</h1>"}, 1)
	s.Fail("apps.connections.open", slackfake.Failure{Status: 200, Code: "internal_error"}, 1)
	s.Fail("apps.connections.open", slackfake.Failure{Status: 429, Code: "ratelimited", RetryAfter: 1}, 1)
	s.DropConnections()
}

func forge(t *testing.T, hook string) int {
	body := `{"type":"event_callback","event":{"type":"message","channel":"D0ANN","channel_type":"im","user":"U0ANN","ts":"1700000000.000100","text":"forged"}}`
	req, err := http.NewRequest(http.MethodPost, hook, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("X-Slack-Request-Timestamp", "1700000000")
	req.Header.Set("X-Slack-Signature", "v0=00")
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	return resp.StatusCode
}
