package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/intake"
	"github.com/firstline-helpdesk/firstline/bot"
)

// update is a message that Telegram would send.
func update(text string) string {
	return fmt.Sprintf(`{"update_id":77,"message":{"message_id":9,"date":1700000000,"chat":{"id":%d,"type":"private"},`+
		`"from":{"id":%d,"first_name":"Ann"},"text":%q}}`, ann, ann, text)
}

// post sends one request to the hook, as Telegram does.
func post(h http.Handler, secret string, body []byte) *httptest.ResponseRecorder {
	req := httptest.NewRequest(http.MethodPost, HookPath, bytes.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	if secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w
}

// hooked is a fake service with an adapter that runs by webhook.
func hooked(t *testing.T, prepare func(*desk)) (*desk, http.Handler) {
	t.Helper()
	var mux *http.ServeMux
	d := running(t, func(d *desk) {
		d.adapter, mux = newHookAdapter(t, d.Server, slog.New(slog.NewTextHandler(d.log, nil)))
		if prepare != nil {
			prepare(d)
		}
	})
	require.True(t, d.Wait(func() bool { return d.Count("getMe") > 0 }, limit))
	return d, mux
}

func TestHookAnswers(t *testing.T) {
	d, mux := hooked(t, nil)
	for _, c := range []struct {
		name, secret, body string
		status             int
		delivered          bool
	}{
		{"authentic", testSecret, update("hello"), 200, true},
		{"no secret", "", update("forged"), 401, false},
		{"wrong secret", "hook-Secret_of-nobodx", update("forged"), 401, false},
		{"beginning of the secret", testSecret[:5], update("forged"), 401, false},
		{"longer secret", testSecret + "x", update("forged"), 401, false},
		{"other case", strings.ToUpper(testSecret), update("forged"), 401, false},
		{"no JSON", testSecret, "secret words 0977", 200, false},
		{"half", testSecret, update("0977 words")[:60], 200, false},
		{"empty", testSecret, "", 200, false},
		{"a list", testSecret, "[" + update("0977") + "]", 200, false},
		{"no number", testSecret, `{"message":{"text":"0977"}}`, 200, false},
		{"unknown kind", testSecret, `{"update_id":78,"hologram":{}}`, 200, false},
		{"largest", testSecret, padded(maxUpdate), 200, true},
		{"too large", testSecret, padded(maxUpdate + 1), 413, false},
		{"too large and forged", "x", padded(maxUpdate + 1), 401, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := post(mux, c.secret, []byte(c.body))
			require.Equal(t, c.status, got.Code)
			require.Empty(t, got.Body.String(), "Telegram executes what looks like a call")
			if c.delivered {
				require.Equal(t, "telegram:4242:77", d.next(t).Delivery)
			}
			require.Empty(t, d.inbox.got)
		})
	}
	require.Contains(t, d.log.String(), "reference="+intake.Reference([]byte("secret words 0977")))
	require.NotContains(t, d.log.String(), "0977 ")
	require.NotContains(t, d.log.String(), "words")
	require.NotContains(t, d.log.String(), testSecret)
	got := httptest.NewRecorder()
	mux.ServeHTTP(got, httptest.NewRequest(http.MethodGet, HookPath, nil))
	require.Equal(t, http.StatusMethodNotAllowed, got.Code)
}

// padded is an update of exactly so many bytes.
func padded(size int) string {
	body := update("big")
	return body + strings.Repeat(" ", size-len(body))
}

func TestMountNeedsASecret(t *testing.T) {
	a, err := New(Options{Token: testToken, PublicURL: "https://help.example.org"})
	require.NoError(t, err)
	mux := http.NewServeMux()
	a.Mount(mux)
	require.Equal(t, http.StatusNotFound, post(mux, "", []byte(update("hello"))).Code)
	bare := httptest.NewRequest(http.MethodPost, HookPath, strings.NewReader(update("hello")))
	require.Equal(t, http.StatusUnauthorized, a.hooked(httptest.NewRecorder(), bare), "no secret is not a secret that is empty")
}

func TestHookTakesNothingBeforeAndAfterRun(t *testing.T) {
	s, _ := idle(t)
	a, mux := newHookAdapter(t, s, slog.New(slog.DiscardHandler))
	require.Equal(t, http.StatusServiceUnavailable, post(mux, testSecret, []byte(update("early"))).Code)
	ctx, cancel := context.WithCancel(context.Background())
	done, inbox := make(chan error, 1), &memory{got: make(chan bot.Message, 10)}
	go func() { done <- a.Run(ctx, inbox) }()
	require.True(t, s.Wait(func() bool { return s.WebhookURL() != "" }, limit))
	require.Equal(t, http.StatusOK, post(mux, testSecret, []byte(update("in time"))).Code)
	cancel()
	require.NoError(t, <-done)
	require.Equal(t, http.StatusServiceUnavailable, post(mux, testSecret, []byte(update("late"))).Code)
	require.Len(t, inbox.got, 1)
	require.Equal(t, "https://help.example.org/hooks/telegram", s.WebhookURL(), "the webhook stays for the next start")
	require.Zero(t, s.Count("deleteWebhook"))
}

func TestHookThatCannotStoreIsTriedAgain(t *testing.T) {
	refusals := 3
	d, _ := hooked(t, func(d *desk) {
		d.inbox.refuses = func(m bot.Message) bool {
			if m.Text == "two" && refusals > 0 {
				refusals--
				return true
			}
			return false
		}
	})
	for _, text := range []string{"one", "two", "three"} {
		d.Say(ann, text)
	}
	for _, text := range []string{"one", "two", "three"} {
		require.Equal(t, text, d.next(t).Text)
	}
	require.True(t, d.Wait(func() bool { return d.Pending() == 0 }, limit))
	var statuses []int
	for _, answer := range d.HookAnswers() {
		statuses = append(statuses, answer.Status)
		require.Empty(t, answer.Body)
	}
	require.Equal(t, []int{200, 503, 503, 503, 200, 200}, statuses)
}

// What breaks off was not read whole, and must come again.
func TestHookThatBreaksOff(t *testing.T) {
	d, mux := hooked(t, nil)
	req := httptest.NewRequest(http.MethodPost, HookPath, io.MultiReader(strings.NewReader(`{"update_id":1,`), failing{}))
	req.Header.Set(secretHeader, testSecret)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, req)
	require.Equal(t, http.StatusBadRequest, w.Code)
	d.CutWebhook(2)
	d.Say(ann, "whole")
	require.Equal(t, "whole", d.next(t).Text)
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("cut") }

// A group's message and a press in it come through different queues of Telegram's.
// They are one lane, so that the desk gets them one after the other.
func TestHookDeliversOneLaneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		quiet := roundTrip(func(*http.Request) (*http.Response, error) {
			return answerWith(`{"ok":true,"result":{"username":"x"}}`), nil
		})
		a, err := New(Options{
			Token: testToken, WebhookSecret: testSecret, Log: slog.New(slog.DiscardHandler), HTTP: &http.Client{Transport: quiet},
		})
		require.NoError(t, err)
		mux := http.NewServeMux()
		a.Mount(mux)
		inside, leave := make(chan string, 10), make(chan struct{})
		defer close(leave)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() {
			done <- a.Run(ctx, inboxFunc(func(m bot.Message) error {
				inside <- m.Text
				<-leave
				return nil
			}))
		}()
		synctest.Wait()
		for range 3 {
			go post(mux, testSecret, []byte(update("same lane")))
		}
		synctest.Wait()
		require.Len(t, inside, 1, "the others wait for the first")
		other := strings.ReplaceAll(update("other lane"), fmt.Sprint(ann), "9")
		go post(mux, testSecret, []byte(other))
		synctest.Wait()
		require.Len(t, inside, 2, "another lane does not wait")
		for range 4 {
			leave <- struct{}{}
		}
		synctest.Wait()
		require.Len(t, inside, 4)
		cancel()
		require.NoError(t, <-done)
	})
}

func FuzzHook(f *testing.F) {
	f.Add([]byte(update("hello")))
	f.Add([]byte(`{"update_id":5,"callback_query":{"id":"q","from":{"id":7},"data":"d","message":{"message_id":1,"chat":{"id":7}}}}`))
	f.Add([]byte(`{"update_id":5,"message":{"message_id":1,"chat":{"id":-7},"migrate_to_chat_id":-8}}`))
	f.Add([]byte(`{"update_id":"x"}`))
	a, err := New(Options{Token: testToken, WebhookSecret: testSecret, Log: slog.New(slog.DiscardHandler), HTTP: &http.Client{
		Transport: roundTrip(func(*http.Request) (*http.Response, error) { return answerWith(`{"ok":true,"result":true}`), nil }),
	}})
	require.NoError(f, err)
	name := "firstline_test_bot"
	a.name.Store(&name)
	a.door.open(f.Context(), inboxFunc(func(bot.Message) error { return nil }))
	mux := http.NewServeMux()
	a.Mount(mux)
	f.Fuzz(func(t *testing.T, raw []byte) {
		require.Equal(t, http.StatusUnauthorized, post(mux, "wrong", raw).Code)
		require.Equal(t, http.StatusOK, post(mux, testSecret, raw).Code)
	})
}
