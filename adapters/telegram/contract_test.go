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

	testSecret = "hook-Secret_of-nobody"

	ann  = int64(7007)
	room = int64(-1001234567890)
)

func TestContractPolling(t *testing.T) {
	adaptertest.Run(t, adaptertest.Harness{
		Start: func(t *testing.T, log *slog.Logger) adaptertest.Service {
			s := startFake(t)
			return service(t, s, newAdapter(t, s, log))
		},
		Skip: map[string]string{"RefusesForgery": "without a secret no webhook is mounted; see TestMountNeedsASecret"},
	})
}

func TestContractWebhook(t *testing.T) {
	adaptertest.Run(t, adaptertest.Harness{Start: func(t *testing.T, log *slog.Logger) adaptertest.Service {
		s := startFake(t)
		a, mux := newHookAdapter(t, s, log)
		one := service(t, s, a)
		one.Secrets = append(one.Secrets, testSecret)
		one.Trouble = func() {
			s.Fail("setWebhook", telegramfake.Failure{Status: http.StatusBadGateway, HTML: "<h1>Bad Gateway</h1>"}, 1)
			s.CutWebhook(2)
		}
		one.Forge = func() int { return post(mux, "wrong", []byte(update("forged"))).Code }
		return one
	}})
}

func startFake(t *testing.T) *telegramfake.Server {
	t.Helper()
	s := telegramfake.New(testToken)
	t.Cleanup(s.Close)
	s.AddUser(ann, "Ann Banda", "en")
	return s
}

// service plays one person's private chat with the bot.
func service(t *testing.T, s *telegramfake.Server, a *Adapter) adaptertest.Service {
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
		SendFile:   func(name, mime string, data []byte) { s.SayDocument(ann, ann, "", name, mime, data) },
		FilesShown: func() []adaptertest.ShownFile { return filesShown(s.Files(ann)) },
		Marks:      func(id string) []string { return s.Reactions(ann, number(t, id)) },
		Left:       func() { s.Block(ann) },
		Edited:     func(id, text string) { s.Rewrite(ann, number(t, id), text) },
		Poison:     func() { s.PushRaw([]byte(`{"message":{"message_id":"seven","chat":[],"text":{"unexpected":true}}}`)) },
	}
}

// newAdapter is an adapter with short waits after a failure.
func newAdapter(t *testing.T, s *telegramfake.Server, log *slog.Logger) *Adapter {
	t.Helper()
	return adapterWith(t, Options{Token: testToken, APIURL: s.URL + "/", HTTP: s.Client(), Log: log})
}

// newHookAdapter receives by webhook: the service posts to the listener it gives.
func newHookAdapter(t *testing.T, s *telegramfake.Server, log *slog.Logger) (*Adapter, *http.ServeMux) {
	t.Helper()
	a := adapterWith(t, Options{
		Token: testToken, APIURL: s.URL, HTTP: s.Client(), Log: log, WebhookSecret: testSecret, PublicURL: "https://help.example.org/",
	})
	mux := http.NewServeMux()
	a.Mount(mux)
	s.UseWebhook(mux)
	return a, mux
}

func adapterWith(t *testing.T, opt Options) *Adapter {
	t.Helper()
	a, err := New(opt)
	require.NoError(t, err)
	a.pause = func(ctx context.Context, d time.Duration) {
		if d < checkEvery {
			d = time.Millisecond
		}
		pause(ctx, d)
	}
	return a
}

func filesShown(files []telegramfake.File) []adaptertest.ShownFile {
	var out []adaptertest.ShownFile
	for _, f := range files {
		out = append(out, adaptertest.ShownFile{Text: f.Caption, Data: f.Data})
	}
	return out
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
