package telegram

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/telegram/telegramfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

const testHook = "https://help.example.org/hooks/telegram"

func TestNewRefusesWebhooksThatCanNeverWork(t *testing.T) {
	for _, c := range []struct{ secret, public, want string }{
		{"blank inside", "", "webhook secret"},
		{strings.Repeat("x", 257), "", "webhook secret"},
		{"ümlaut", "", "webhook secret"},
		{"s", "help.example.org", "public_url"},
		{"s", "https://help.example.org?x=1", "public_url"},
		{"s", "http://help.example.org", "https://"},
		{"s", "https://help.example.org:8080", "port"},
		{"s", "https://127.0.0.1", "reach"},
	} {
		_, err := New(Options{Token: testToken, WebhookSecret: c.secret, PublicURL: c.public})
		require.ErrorContains(t, err, c.want, c.public)
		require.False(t, len(c.secret) > 1 && strings.Contains(err.Error(), c.secret), "the error repeats the secret")
	}
	for public, want := range map[string]string{
		"https://help.example.org/": testHook, "https://x.org:8443/desk": "https://x.org:8443/desk/hooks/telegram", "": "",
	} {
		a, err := New(Options{Token: testToken, WebhookSecret: strings.Repeat("x", 256), PublicURL: public})
		require.NoError(t, err)
		require.Equal(t, want, a.hookURL)
	}
	_, err := New(Options{Token: testToken, APIURL: "http://127.0.0.1:8081", WebhookSecret: "s", PublicURL: "http://10.0.0.1:8080"})
	require.NoError(t, err, "a server of one's own takes any address")
}

func TestWebhookIsSetWithEverythingSaid(t *testing.T) {
	d, _ := hooked(t, func(d *desk) {
		d.Fail("setWebhook", telegramfake.Failure{Status: 502, HTML: "Bad Gateway"}, 2)
		d.Fail("setWebhook", telegramfake.Failure{Status: 429, Description: "Too Many Requests: retry after 1", RetryAfter: 1}, 1)
		d.Fail("setWebhook", telegramfake.Failure{Status: 400, Description: "Bad Request: bad webhook: Failed to resolve host"}, 1)
		d.Say(ann, "waited")
	})
	require.Equal(t, "waited", d.next(t).Text, "what waits is kept")
	var last telegramfake.Call
	for _, c := range d.Journal() {
		if c.Method == "setWebhook" {
			last = c
		}
	}
	require.Equal(t, 5, d.Count("setWebhook"))
	require.Equal(t, testHook, last.Params["url"])
	require.Equal(t, testSecret, last.Params["secret_token"])
	require.Equal(t, "false", last.Params["drop_pending_updates"])
	require.JSONEq(t, `["message","edited_message","callback_query","my_chat_member"]`, last.Params["allowed_updates"])
	require.Contains(t, d.log.String(), "check public_url")
	require.Contains(t, d.log.String(), "Failed to resolve host")
	require.NotContains(t, d.log.String(), testSecret)
	require.Zero(t, d.Count("getUpdates"))
}

func TestUnknownTokenEndsRunByWebhook(t *testing.T) {
	s, _ := idle(t)
	a, _ := newHookAdapter(t, s, slog.New(slog.DiscardHandler))
	s.Fail("setWebhook", telegramfake.Failure{Status: http.StatusUnauthorized, Description: "Unauthorized"}, 1)
	err := a.Run(context.Background(), inboxFunc(func(bot.Message) error { return nil }))
	require.Equal(t, adapters.Misconfigured, adapters.AsFault(err).Kind)
}

func TestWithoutPublicURLItOnlyServes(t *testing.T) {
	s, _ := idle(t)
	out := &lockedBuffer{}
	a := adapterWith(t, Options{
		Token: testToken, APIURL: s.URL, HTTP: s.Client(), WebhookSecret: testSecret, Log: slog.New(slog.NewTextHandler(out, nil)),
	})
	mux := http.NewServeMux()
	a.Mount(mux)
	ctx, cancel := context.WithCancel(context.Background())
	done, got := make(chan error, 1), make(chan string, 1)
	go func() {
		done <- a.Run(ctx, inboxFunc(func(m bot.Message) error { got <- m.Text; return nil }))
	}()
	require.True(t, s.Wait(func() bool { return s.Count("setMyCommands") == 2 }, limit))
	require.Equal(t, http.StatusOK, post(mux, testSecret, []byte(update("hello"))).Code)
	require.Equal(t, "hello", <-got)
	cancel()
	require.NoError(t, <-done)
	require.Zero(t, s.Count("setWebhook"))
	require.Contains(t, out.String(), "set public_url")
	require.NotContains(t, out.String(), testSecret)
}

func TestWebhookIsLookedAfter(t *testing.T) {
	out, info, set := &lockedBuffer{}, `{"url":"`+testHook+`"}`, 0
	client := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		result := "true"
		switch path.Base(r.URL.Path) {
		case "getMe":
			result = `{"username":"x"}`
		case "getWebhookInfo":
			result = info
		case "setWebhook":
			set++
		}
		return answerWith(`{"ok":true,"result":` + result + `}`), nil
	})}
	a, err := New(Options{
		Token: testToken, HTTP: client, WebhookSecret: testSecret, PublicURL: "https://help.example.org",
		Log: slog.New(slog.NewTextHandler(out, nil)), Now: func() time.Time { return clock },
	})
	require.NoError(t, err)
	waits, goOn := make(chan time.Duration), make(chan struct{})
	a.pause = func(ctx context.Context, d time.Duration) {
		waits <- d
		<-goOn
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx, inboxFunc(func(bot.Message) error { return nil })) }()
	pass := func() {
		goOn <- struct{}{}
		require.Equal(t, checkEvery, <-waits)
	}
	require.Equal(t, checkEvery, <-waits)
	require.Equal(t, 1, set)
	pass()
	require.Equal(t, 1, set)
	require.NotContains(t, out.String(), "level=WARN")
	info = fmt.Sprintf(`{"url":%q,"pending_update_count":7,"last_error_message":"SSL error {certificate verify failed}","last_error_date":%d}`,
		testHook, clock.Add(time.Minute).Unix())
	pass()
	pass()
	require.Equal(t, 1, strings.Count(out.String(), "does not trust the certificate"), "one failure is told once")
	require.Contains(t, out.String(), "waiting=7")
	info = `{"url":"https://elsewhere.example/hook"}`
	pass()
	require.Equal(t, 2, set, "it is taken back")
	require.Contains(t, out.String(), "another program")
	require.NotContains(t, out.String(), "elsewhere.example/hook")
	cancel()
	goOn <- struct{}{}
	require.NoError(t, <-done)
}

func TestFailuresInPlainWords(t *testing.T) {
	a, err := New(Options{Token: testToken, WebhookSecret: testSecret})
	require.NoError(t, err)
	for says, means := range map[string]string{
		"Wrong response from the webhook: 401 Unauthorized":        "another secret",
		"Wrong response from the webhook: 404 Not Found":           "leads somewhere else",
		"Wrong response from the webhook: 302 Found":               "final address",
		"Wrong response from the webhook: 503 Service Unavailable": "could not store",
		"Wrong response from the webhook: 502 Bad Gateway":         "is the desk running?",
		"Connection timed out":                                     "firewall",
		"Read timeout expired":                                     "too long to answer",
		"Connection refused":                                       "nothing listens",
		"SSL error {error:1416F086}":                               "certificate",
		"Failed to resolve host: Name or service not known":        "DNS",
		"Something new\n" + testSecret + strings.Repeat("x", 900):  "Something new ***",
	} {
		got := a.plain(says)
		require.Contains(t, got, means)
		require.NotContains(t, got, testSecret)
		require.NotContains(t, got, "\n")
		require.Less(t, len(got), 300)
	}
}

func TestCheckByWebhook(t *testing.T) {
	s, _ := idle(t)
	a, _ := newHookAdapter(t, s, slog.New(slog.DiscardHandler))
	check := func() string { return strings.Join(a.Check(context.Background()), "\n") }
	require.Contains(t, check(), "no webhook is set yet")
	s.SetWebhook("https://elsewhere.example/hook?secret=1")
	require.Contains(t, check(), "elsewhere.example, which is not this desk")
	require.NotContains(t, check(), "secret=1")
	s.SetWebhook(testHook)
	require.Empty(t, check())
	s.FailWebhook("Wrong response from the webhook: 502 Bad Gateway", time.Now().Add(-2*time.Hour))
	require.Empty(t, check(), "what is over is over")
	s.FailWebhook("Wrong response from the webhook: 502 Bad Gateway", time.Now().Add(-time.Minute))
	require.Contains(t, check(), "is the desk running?")
	s.UseWebhook(http.NotFoundHandler())
	for range manyWaiting + 1 {
		s.Say(ann, "x")
	}
	require.Contains(t, check(), "101 updates wait")
	s.Privacy(true)
	require.Contains(t, check(), "/setprivacy")
	s.Fail("getWebhookInfo", telegramfake.Failure{Status: 500, Description: "Internal Server Error"}, 1)
	require.Contains(t, check(), "500")
	bare := adapterWith(t, Options{Token: testToken, APIURL: s.URL, HTTP: s.Client(), WebhookSecret: testSecret})
	s.SetWebhook("")
	require.Contains(t, strings.Join(bare.Check(context.Background()), "\n"), "Set public_url")
}

func TestCheckComparesTheClocks(t *testing.T) {
	s, _ := idle(t)
	for off, want := range map[time.Duration]string{
		-3 * time.Hour: "behind", 5 * time.Minute: "ahead of", 30 * time.Second: "", -30 * time.Second: "",
	} {
		a := adapterWith(t, Options{
			Token: testToken, APIURL: s.URL, HTTP: s.Client(), Now: func() time.Time { return time.Now().Add(off) },
		})
		got := strings.Join(a.Check(context.Background()), "\n")
		if want == "" {
			require.Empty(t, got, off)
		} else {
			require.Contains(t, got, want)
			require.Contains(t, got, "NTP")
		}
	}
}
