package whatsapp

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/whatsapp/whatsappfake"
)

func TestCheck(t *testing.T) {
	s, a := connected(t, slog.New(slog.DiscardHandler))
	check := func() string { return strings.Join(a.Check(context.Background()), "\n") }
	require.Contains(t, check(), "no approved template support_update in en")
	s.AddTemplate("support_update", "en", "PAUSED")
	require.Contains(t, check(), "no approved template")
	s.AddTemplate("support_update", "en", "APPROVED")
	require.Empty(t, check())
	s.SetNumberStatus("BANNED")
	require.Contains(t, check(), "BANNED")
	s.SetNumberStatus("CONNECTED")
	s.Redirect("https://elsewhere.example/hook?secret=1")
	require.Contains(t, check(), "elsewhere.example")
	require.NotContains(t, check(), "secret=1")
	s.Redirect("")
	require.Contains(t, check(), "subscribed_apps")
	s.Redirect("https://help.example.org/hooks/whatsapp")
	require.Empty(t, check())
	a.now = func() time.Time { return s.Now().Add(-10 * time.Minute) }
	require.Contains(t, check(), "clock")
	a.now = s.Now
	s.Fail("number", whatsappfake.Failure{Status: 401, Code: 190}, 1)
	require.Contains(t, check(), "access_token")
	require.NotContains(t, check(), s.Account.AccessToken)
	for _, unavailable := range []string{"debug_token", "subscribed_apps", "message_templates"} {
		s.Fail(unavailable, whatsappfake.Failure{Status: 403, Code: 200}, 1)
		require.Empty(t, check(), "what Meta does not tell is no problem of the desk: %s", unavailable)
	}
}

// What the token is, in every way it can be wrong.
func TestCheckToken(t *testing.T) {
	var data map[string]any
	meta := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"data": data})
	}))
	defer meta.Close()
	a, err := New(Options{PhoneNumberID: "42", AccessToken: "token", AppSecret: "s", VerifyToken: "v", APIURL: meta.URL, HTTP: meta.Client()})
	require.NoError(t, err)
	data = map[string]any{"scopes": []string{"email"}, "expires_at": 1900000000}
	problems := strings.Join(a.Check(context.Background()), "\n")
	require.Contains(t, problems, "whatsapp_business_messaging")
	require.Contains(t, problems, "17 Mar 2030")
	data = map[string]any{"scopes": "odd", "expires_at": "never", "granular_scopes": []any{7}}
	require.Empty(t, a.Check(context.Background()))
}
