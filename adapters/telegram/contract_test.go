package telegram

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/adaptertest"
	"github.com/firstline-helpdesk/firstline/adapters/telegram/telegramfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

const (
	testToken = "4242:AAtestTOKEN_of-nobody"
	ann       = int64(7007)
	room      = int64(-1001234567890)
)

func TestContract(t *testing.T) {
	adaptertest.Run(t, adaptertest.Harness{Start: startService})
}

// startService plays one person's private chat with the bot.
func startService(t *testing.T, log *slog.Logger) adaptertest.Service {
	s := telegramfake.New(testToken)
	t.Cleanup(s.Close)
	s.AddUser(ann, "Ann Banda", "en")
	a := newAdapter(t, s, log)
	me := strconv.FormatInt(ann, 10)
	return adaptertest.Service{
		Adapter: a,
		Place:   bot.Place{Channel: "telegram", Chat: me},
		Person:  bot.Person{ID: "telegram:" + me, Name: "Ann Banda", Lang: "en"},
		Secrets: []string{testToken, "AAtestTOKEN_of-nobody"},
		Say:     func(text string) string { return strconv.FormatInt(s.Say(ann, text), 10) },
		Answer: func(to, text string) string {
			return strconv.FormatInt(s.Reply(ann, text, number(t, to)), 10)
		},
		Again: s.Redeliver,
		Acked: s.Confirmed,
		Press: func(message, label string) { s.Press(ann, ann, number(t, message), label) },
		Shown: func() []adaptertest.Shown { return shown(s.Messages(ann)) },
		Fail:  func(kind adapters.FaultKind) bool { return fail(s, kind) },
		Trouble: func() {
			s.Fail("getUpdates", telegramfake.Failure{Status: 0}, 1)
			s.Fail("getUpdates", telegramfake.Failure{Status: http.StatusBadGateway, HTML: "<h1>Bad Gateway</h1>"}, 1)
			s.Fail("getUpdates", telegramfake.Failure{Status: 500, Description: "Internal Server Error"}, 1)
			s.Fail("getUpdates", telegramfake.Failure{Status: 429, Description: "Too Many Requests: retry after 1", RetryAfter: 1}, 1)
		},
		Own: func() {
			s.PushRaw([]byte(`{"message":{"message_id":900,"date":1,"chat":{"id":7007,"type":"private"},` +
				`"from":{"id":4242,"is_bot":true,"first_name":"Firstline"},"text":"I said that"}}`))
		},
		Unreadable: func() {
			s.Send(ann, ann, map[string]any{"voice": map[string]any{"file_id": "voice-1", "duration": 3, "mime_type": "audio/ogg"}})
		},
		Poison: func() { s.PushRaw([]byte(`{"message":{"message_id":"seven","chat":[],"text":{"unexpected":true}}}`)) },
	}
}

// newAdapter is an adapter with short waits.
func newAdapter(t *testing.T, s *telegramfake.Server, log *slog.Logger) *Adapter {
	t.Helper()
	a, err := New(Options{Token: testToken, APIURL: s.URL + "/", HTTP: s.Client(), Log: log})
	require.NoError(t, err)
	a.pause = func(ctx context.Context, _ time.Duration) { pause(ctx, time.Millisecond) }
	return a
}

func number(t *testing.T, id string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(id, 10, 64)
	require.NoError(t, err)
	return n
}

func shown(messages []telegramfake.Message) []adaptertest.Shown {
	var out []adaptertest.Shown
	for _, m := range messages {
		one := adaptertest.Shown{ID: strconv.FormatInt(m.ID, 10), Text: m.Text, Buttons: m.Buttons}
		if m.ReplyTo != 0 {
			one.Quote = strconv.FormatInt(m.ReplyTo, 10)
		}
		out = append(out, one)
	}
	return out
}

// fail provokes every kind but Closed: Telegram has no messaging window.
func fail(s *telegramfake.Server, kind adapters.FaultKind) bool {
	failures := map[adapters.FaultKind]telegramfake.Failure{
		adapters.Broken:  {Status: 502, HTML: "<h1>Bad Gateway</h1>"},
		adapters.Busy:    {Status: 429, Description: "Too Many Requests: retry after 31", RetryAfter: 31},
		adapters.Gone:    {Status: 403, Description: "Forbidden: bot was blocked by the user"},
		adapters.Refused: {Status: 400, Description: "Bad Request: something new about"},
		adapters.Moved: {
			Status: 400, Description: "Bad Request: group chat was upgraded to a supergroup chat", MigrateTo: -1009999999999,
		},
		adapters.Misconfigured: {Status: 401, Description: "Unauthorized"},
	}
	if kind == adapters.Uneditable {
		s.Fail("editMessageText", telegramfake.Failure{Status: 400, Description: "Bad Request: message can't be edited"}, 1)
		return true
	}
	f, known := failures[kind]
	if known {
		s.Fail("sendMessage", f, 1)
	}
	return known
}
