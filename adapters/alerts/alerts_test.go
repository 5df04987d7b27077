package alerts

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

const (
	secret = "a-secret-of-tests"
	began  = "2026-03-03T09:00:00Z"
	// group is a webhook of Alertmanager; %s are status, alert status, start.
	group = `{"version":"4","groupKey":"{}:{alertname=\"SlowSearch\"}","truncatedAlerts":2,"status":"%[1]s","receiver":"desk",
"groupLabels":{"alertname":"SlowSearch"},"commonLabels":{"alertname":"SlowSearch","severity":"critical"},
"commonAnnotations":{"summary":"Search is slow"},"externalURL":"http://alertmanager","alerts":[
{"status":"%[1]s","labels":{"instance":"es1"},"annotations":{"description":"es1 takes\n9 s"},"startsAt":"%[2]s","endsAt":"0001-01-01T00:00:00Z","fingerprint":"f1"},
{"status":"%[1]s","labels":{"instance":"es2","alertname":"SlowSearch"},"annotations":{},"startsAt":"%[2]s","fingerprint":"f2"}]}`
)

// inbox keeps what was delivered, or fails.
type inbox struct {
	mu   sync.Mutex
	got  []bot.Message
	fail error
}

func (i *inbox) Deliver(_ context.Context, m bot.Message) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.fail == nil {
		i.got = append(i.got, m)
	}
	return i.fail
}

// hook is a running adapter behind a server.
type hook struct {
	*httptest.Server
	t     *testing.T
	inbox *inbox
	log   *bytes.Buffer
	now   time.Time
	stop  func()
}

func open(t *testing.T) *hook {
	h := &hook{t: t, inbox: &inbox{}, log: &bytes.Buffer{}, now: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)}
	a, err := New(Options{Secret: secret, Log: slog.New(slog.NewTextHandler(h.log, nil)), Now: func() time.Time { return h.now }})
	require.NoError(t, err)
	mux := http.NewServeMux()
	a.Mount(mux)
	h.Server = httptest.NewServer(mux)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx, h.inbox) }()
	h.stop = func() {
		cancel()
		require.NoError(t, <-ended)
	}
	t.Cleanup(h.Close)
	// Until Run runs calls are told to come again.
	require.Eventually(t, func() bool { return a.door.Deliver(t.Context()) == nil }, 10*time.Second, time.Millisecond)
	return h
}

// post calls the hook with the secret, unless as changes the request.
func (h *hook) post(body string, as ...func(*http.Request)) int {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.URL+hookPath, strings.NewReader(body))
	require.NoError(h.t, err)
	r.Header.Set("Authorization", "Bearer "+secret)
	for _, change := range as {
		change(r)
	}
	resp, err := http.DefaultClient.Do(r)
	require.NoError(h.t, err)
	defer resp.Body.Close()
	return resp.StatusCode
}

func TestWebhookOfAlertmanager(t *testing.T) {
	h := open(t)
	firing := fmt.Sprintf(group, "firing", began)
	require.Equal(t, 200, h.post(firing))
	h.now = h.now.Add(4 * time.Hour)
	require.Equal(t, 200, h.post(firing))
	require.Equal(t, 200, h.post(fmt.Sprintf(group, "resolved", began)))
	require.Equal(t, 200, h.post(fmt.Sprintf(group, "firing", "2026-03-03T15:00:00Z")))
	got := h.inbox.got
	require.Len(t, got, 4)
	require.Equal(t, bot.Alerted, got[0].Kind)
	require.True(t, got[0].Direct, "the desk is spoken to")
	require.NotEmpty(t, got[0].Alert.Mark)
	require.Equal(t, bot.Alert{
		Title: "Search is slow", Severity: "critical", Mark: got[0].Alert.Mark,
		Text: "firing: es1 takes 9 s\nfiring: alertname=SlowSearch instance=es2\n(+2)",
	}, *got[0].Alert)
	require.Equal(t, bot.Urgent, got[0].Alert.Priority())
	require.Equal(t, "Alertmanager", got[0].From.Name)
	require.Equal(t, got[0].Place, got[3].Place, "a group is one place")
	require.Equal(t, got[0].Alert.Mark, got[1].Alert.Mark, "told again it has the same mark")
	require.NotEqual(t, got[0].Delivery, got[1].Delivery, "the desk decides what that means")
	require.True(t, got[2].Alert.Over)
	require.NotEqual(t, got[0].Delivery, got[2].Delivery)
	require.NotEqual(t, got[0].Alert.Mark, got[3].Alert.Mark, "it began anew")
}

func TestSimpleForm(t *testing.T) {
	h := open(t)
	require.Equal(t, 200, h.post(`{"title":"Disk is full","text":"on db1","status":"firing","key":"disk","severity":"warning"}`))
	require.Equal(t, 200, h.post(`{"title":"Disk is fine","status":"resolved","key":"disk"}`))
	require.Equal(t, 200, h.post("\ufeff"+`{"title":"Backup failed","id":"b1"}`))
	h.now = h.now.Add(time.Minute)
	require.Equal(t, 200, h.post(`{"title":"Backup failed","id":"b1"}`))
	got := h.inbox.got
	require.Equal(t, bot.Alert{Title: "Disk is full", Text: "on db1", Severity: "warning"}, *got[0].Alert)
	require.Equal(t, got[0].Place, got[1].Place)
	require.True(t, got[1].Alert.Over)
	require.NotEqual(t, got[0].Place, got[2].Place)
	require.Equal(t, got[2].Delivery, got[3].Delivery, "an id names a delivery")
	require.Equal(t, 200, h.post(`{"title":"Backup failed","id":"b1","status":"resolved"}`))
	require.NotEqual(t, got[2].Delivery, h.inbox.got[4].Delivery, "and its end is another one")
}

func TestWhoHasNoSecretIsRefused(t *testing.T) {
	h := open(t)
	body := `{"title":"Disk is full"}`
	set := func(value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Authorization", value) }
	}
	require.Equal(t, 200, h.post(body, func(r *http.Request) { r.SetBasicAuth("anybody", secret) }))
	for _, wrong := range []string{"", "Bearer", "Bearer ", "Bearer wrong", "Bearer " + secret + "x", secret, "Basic " + secret, "Digest " + secret} {
		require.Equal(t, 401, h.post(body, set(wrong)), "%q", wrong)
	}
	require.Equal(t, 401, h.post(body, func(r *http.Request) { r.SetBasicAuth(secret, "wrong") }))
	require.Equal(t, 401, h.post(body, set(""), func(r *http.Request) { r.URL.RawQuery = "token=" + secret }), "addresses stand in logs")
	require.Len(t, h.inbox.got, 1, "no effect")
	require.Equal(t, 1, strings.Count(h.log.String(), "without the secret"), "told now and then only")
	require.NotContains(t, h.log.String(), secret)
	_, err := New(Options{})
	require.ErrorContains(t, err, "alerts.secret")
}

func TestDamagedCalls(t *testing.T) {
	h := open(t)
	for body, want := range map[string]int{
		"": 400, "{": 400, "[]": 400, "null": 400, "{}": 400, `"x"`: 400, `{"title":7}`: 400, `{"title":" "}`: 400,
		`{"title":"x","status":"maybe"}`: 400, `{"version":"3","groupKey":"x","alerts":[{}]}`: 400,
		`{"version":"4","alerts":[{}]}`: 400, `{"version":"4","groupKey":"x"}`: 400,
		`{"version":"4","groupKey":"x","alerts":[{"startsAt":"soon"}]}`: 400, `{"version":"4","groupKey":"x","alerts":[{}]}`: 200,
		`{"key":"only"}`:                  200,
		strings.Repeat(" ", maxPayload+1): 413,
	} {
		require.Equal(t, want, h.post(body), "%.60q", body)
	}
	resp, err := http.Get(h.URL + hookPath)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusMethodNotAllowed, resp.StatusCode)
}

func TestWhatIsNotStoredIsNotAcknowledged(t *testing.T) {
	h := open(t)
	h.inbox.fail = errors.New("the disk is full")
	require.Equal(t, 503, h.post(`{"title":"Disk is full"}`))
	h.inbox.fail = nil
	require.Equal(t, 200, h.post(`{"title":"Disk is full"}`))
	h.stop()
	require.Equal(t, 503, h.post(`{"title":"Disk is full"}`), "while the desk stops")
	require.Len(t, h.inbox.got, 1)
	require.NotContains(t, h.log.String(), "Disk is full", "what was told stays out of the log")
}

// FuzzDecode: whatever comes, a message is whole or there is an error, and the same
// bytes name the same group.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(fmt.Sprintf(group, "firing", began)))
	f.Add([]byte(`{"title":"x","text":"y","status":"resolved","key":"k","severity":"high","id":"1"}`))
	f.Add([]byte(`{"version":"4","groupKey":"x","alerts":[{}]}`))
	now := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := decode(body, now)
		if err != nil {
			require.NotContains(t, err.Error(), "\n")
			return
		}
		again, err := decode(body, now)
		require.NoError(t, err)
		require.Equal(t, m, again)
		clean := m.Clean()
		require.NotEmpty(t, m.Delivery)
		require.Equal(t, Channel, m.Place.Channel)
		require.Len(t, m.Place.Chat, 24)
		require.LessOrEqual(t, len(clean.Alert.Words()), 5000)
	})
}
