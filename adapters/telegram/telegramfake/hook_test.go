package telegramfake

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// receiver is a webhook that answers each update with the next status, then 200.
type receiver struct {
	mu       sync.Mutex
	statuses []int
	bodies   []string
	secrets  []string
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	body, _ := io.ReadAll(req.Body)
	r.bodies = append(r.bodies, string(body))
	r.secrets = append(r.secrets, req.Header.Get("X-Telegram-Bot-Api-Secret-Token"))
	if len(r.statuses) > 0 {
		w.WriteHeader(r.statuses[0])
		r.statuses = r.statuses[1:]
	}
}

func TestSetWebhookRules(t *testing.T) {
	s := server(t)
	for _, c := range []struct{ url, secret, want string }{
		{"nowhere", "", "invalid webhook URL"},
		{"http://help.example.org", "", "An HTTPS URL must be provided"},
		{"https://help.example.org:8080", "", "only on ports"},
		{"https://10.0.0.1", "", "is reserved"},
		{"https://help.example.org", "no blanks", "unallowed characters"},
		{"https://help.example.org", "x/y", "unallowed characters"},
		{"https://help.example.org", strings.Repeat("x", 257), "too long"},
	} {
		a := call(t, s, "setWebhook", map[string]any{"url": c.url, "secret_token": c.secret})
		require.Equal(t, 400, a.Code, c.url)
		require.Contains(t, a.Description, c.want)
		require.Empty(t, s.WebhookURL())
	}
	for _, url := range []string{"https://help.example.org", "https://help.example.org:8443/x", "http://127.0.0.1:9/x", "http://[::1]:9"} {
		require.True(t, call(t, s, "setWebhook", map[string]any{"url": url, "secret_token": strings.Repeat("x", 256)}).OK, url)
		require.Equal(t, url, s.WebhookURL())
	}
	require.True(t, call(t, s, "setWebhook", map[string]any{"url": ""}).OK)
	require.Empty(t, s.WebhookURL())
}

func TestWebhookIsTriedAgainInOrder(t *testing.T) {
	s := server(t)
	s.AddUser(8, "Bob", "en")
	r := &receiver{statuses: []int{500, 503, 302, 404}}
	s.UseWebhook(r)
	s.Say(ann, "one")
	s.Say(ann, "two")
	require.True(t, call(t, s, "setWebhook", map[string]any{"url": "https://help.example.org/x", "secret_token": "s"}).OK)
	require.True(t, s.Wait(func() bool { return s.Pending() == 0 }, limit))
	require.Equal(t, 2, s.Confirmed())
	require.Len(t, r.bodies, 6)
	for i, body := range r.bodies {
		require.Equal(t, i == 5, strings.Contains(body, `"two"`), "the second waits for the first")
		require.Equal(t, "s", r.secrets[i])
	}
	require.Equal(t, 503, s.HookAnswers()[1].Status)
	info := call(t, s, "getWebhookInfo", nil)
	require.Contains(t, string(info.Result), "Wrong response from the webhook: 404")
	s.CutWebhook(1)
	s.Say(ann, "three")
	require.True(t, s.Wait(func() bool { return s.Pending() == 0 }, limit))
	s.Redeliver()
	require.True(t, s.Wait(func() bool { return s.Confirmed() == 4 }, limit))
	require.Equal(t, r.bodies[len(r.bodies)-1], r.bodies[len(r.bodies)-2])
	require.Contains(t, call(t, s, "getUpdates", nil).Description, "webhook is active")
}

func TestOneLaneThatFailsDoesNotHoldUpAnother(t *testing.T) {
	s := server(t)
	s.AddUser(8, "Bob", "en")
	s.UseWebhook(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		if strings.Contains(string(body), `"stuck"`) {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	require.True(t, call(t, s, "setWebhook", map[string]any{"url": "https://help.example.org/x"}).OK)
	s.Say(ann, "stuck")
	s.Say(ann, "behind it")
	s.Say(8, "free")
	require.True(t, s.Wait(func() bool { return s.Confirmed() == 1 && len(s.HookAnswers()) > 5 }, limit))
	require.Equal(t, 2, s.Pending())
	require.True(t, call(t, s, "deleteWebhook", map[string]any{"drop_pending_updates": true}).OK)
	require.Zero(t, s.Pending())
}

func TestWebhookOverRealHTTPOnLoopback(t *testing.T) {
	s := server(t)
	r := &receiver{}
	hook := httptest.NewServer(r)
	defer hook.Close()
	require.True(t, call(t, s, "setWebhook", map[string]any{"url": hook.URL + "/hooks", "secret_token": "s"}).OK)
	s.Say(ann, "over the wire")
	require.True(t, s.Wait(func() bool { return s.Confirmed() == 1 }, limit))
	require.Contains(t, r.bodies[0], "over the wire")
	s.SetWebhook("https://help.example.org/x")
	s.Say(ann, "nobody there")
	require.True(t, s.Wait(func() bool { return len(s.HookAnswers()) > 2 }, limit))
	require.Contains(t, string(call(t, s, "getWebhookInfo", nil).Result), "resolve host")
}
