package whatsappfake

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	ann   = "260971234567"
	limit = 10 * time.Second
)

type reply struct {
	Status   int
	Messages []struct {
		ID string `json:"id"`
	} `json:"messages"`
	Error struct {
		Code    int            `json:"code"`
		Subcode int            `json:"error_subcode"`
		Message string         `json:"message"`
		Data    map[string]any `json:"error_data"`
	} `json:"error"`
}

func server(t *testing.T) *Server {
	t.Helper()
	s := New(Account{})
	t.Cleanup(s.Close)
	s.AddUser(ann, "Ann")
	return s
}

func do(t *testing.T, s *Server, path, token string, body any) reply {
	t.Helper()
	raw, err := json.Marshal(body)
	require.NoError(t, err)
	req, err := http.NewRequest(http.MethodPost, s.URL+path, bytes.NewReader(raw))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := s.Client().Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	r := reply{Status: resp.StatusCode}
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&r))
	return r
}

func send(t *testing.T, s *Server, fields map[string]any) reply {
	t.Helper()
	all := map[string]any{"messaging_product": "whatsapp", "to": ann}
	for key, value := range fields {
		all[key] = value
	}
	return do(t, s, "/"+s.Account.PhoneNumberID+"/messages", s.Account.AccessToken, all)
}

func text(body string) map[string]any {
	return map[string]any{"type": "text", "text": map[string]any{"body": body}}
}

func buttons(body string, pairs ...string) map[string]any {
	var list []any
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, map[string]any{"type": "reply", "reply": map[string]any{"id": pairs[i], "title": pairs[i+1]}})
	}
	return map[string]any{"type": "interactive", "interactive": map[string]any{
		"type": "button", "body": map[string]any{"text": body}, "action": map[string]any{"buttons": list},
	}}
}

func list(button string, rows ...string) map[string]any {
	var out []any
	for i := 0; i < len(rows); i += 2 {
		out = append(out, map[string]any{"id": rows[i], "title": rows[i+1]})
	}
	return map[string]any{"type": "interactive", "interactive": map[string]any{
		"type": "list", "body": map[string]any{"text": "?"},
		"action": map[string]any{"button": button, "sections": []any{map[string]any{"rows": out}}},
	}}
}

func TestRefusesWhatTheServiceRefuses(t *testing.T) {
	s := server(t)
	s.AddTemplate("paused", "en", "PAUSED")
	for name, c := range map[string]struct {
		fields map[string]any
		code   int
	}{
		"no product":       {map[string]any{"messaging_product": "sms", "type": "text"}, 100},
		"no recipient":     {map[string]any{"to": ""}, 100},
		"unknown person":   {map[string]any{"to": "1"}, 131026},
		"itself":           {map[string]any{"to": s.Account.DisplayNumber}, 131021},
		"no type":          {map[string]any{}, 100},
		"unknown type":     {map[string]any{"type": "hologram"}, 100},
		"no text":          {text(""), 100},
		"long text":        {text(strings.Repeat("é", maxText+1)), 100},
		"long tracker":     {map[string]any{"type": "text", "biz_opaque_callback_data": strings.Repeat("x", maxTracker+1)}, 100},
		"odd quotation":    {map[string]any{"type": "text", "text": map[string]any{"body": "x"}, "context": map[string]any{"message_id": "1"}}, 131009},
		"no body":          {buttons("", "a", "A"), 131009},
		"long body":        {buttons(strings.Repeat("x", maxButtonBody+1), "a", "A"), 131009},
		"no buttons":       {buttons("?"), 131009},
		"four buttons":     {buttons("?", "a", "A", "b", "B", "c", "C", "d", "D"), 131009},
		"long title":       {buttons("?", "a", strings.Repeat("x", maxButtonTitle+1)), 131009},
		"no title":         {buttons("?", "a", ""), 131009},
		"same title":       {buttons("?", "a", "A", "b", "A"), 131009},
		"same id":          {buttons("?", "a", "A", "a", "B"), 131009},
		"long id":          {buttons("?", strings.Repeat("x", maxButtonID+1), "A"), 131009},
		"blank id":         {buttons("?", " a", "A"), 131009},
		"no list button":   {list("", "a", "A"), 131009},
		"long row":         {list("x", "a", strings.Repeat("x", maxRowTitle+1)), 131009},
		"eleven rows":      {list("x", strings.Split(strings.TrimSuffix(strings.Repeat("1,a,2,b,3,c,4,d,5,e,", 3), ","), ",")[:22]...), 131009},
		"unknown template": {map[string]any{"type": "template", "template": map[string]any{"name": "x", "language": map[string]any{"code": "en"}}}, 132001},
		"paused template":  {map[string]any{"type": "template", "template": map[string]any{"name": "paused", "language": map[string]any{"code": "en"}}}, 132001},
		"unknown file":     {map[string]any{"type": "image", "image": map[string]any{"id": "7"}}, 131009},
		"no file":          {map[string]any{"type": "image"}, 100},
		"odd read mark":    {map[string]any{"status": "read", "message_id": "wamid.x"}, 100},
	} {
		r := send(t, s, c.fields)
		require.Equal(t, http.StatusBadRequest, r.Status, name)
		require.Equal(t, c.code, r.Error.Code, "%s: %s", name, r.Error.Message)
		require.Contains(t, r.Error.Data["details"], s.Account.AccessToken, "a refusal carries the token, so that a leak shows")
	}
	require.Empty(t, s.Messages(ann))
	wrong := do(t, s, "/"+s.Account.PhoneNumberID+"/messages", "wrong", text("x"))
	require.Equal(t, []int{http.StatusUnauthorized, 190}, []int{wrong.Status, wrong.Error.Code})
	wrong = do(t, s, "/999/messages", s.Account.AccessToken, text("x"))
	require.Equal(t, []int{http.StatusBadRequest, 100, 33}, []int{wrong.Status, wrong.Error.Code, wrong.Error.Subcode})
}

func TestTakesWhatTheServiceTakes(t *testing.T) {
	s := server(t)
	s.AddTemplate("hello", "en", "APPROVED")
	for _, fields := range []map[string]any{
		text(strings.Repeat("😀", maxText)), buttons("?", "a", "A", "b", "B", "c", strings.Repeat("é", maxButtonTitle)),
		list("☰", "a", "A", "b", "A"), {"type": "template", "template": map[string]any{"name": "hello", "language": map[string]any{"code": "en"}}},
		{"to": "+" + ann, "type": "text", "text": map[string]any{"body": "x"}},
	} {
		r := send(t, s, fields)
		require.Equal(t, http.StatusOK, r.Status, r.Error.Message)
		require.Len(t, r.Messages, 1)
	}
	require.Len(t, s.Messages(ann), 5)
}

func TestWindowAndPace(t *testing.T) {
	s := server(t)
	require.Equal(t, 200, send(t, s, text("x")).Status)
	s.Pace(6 * time.Second)
	require.Equal(t, 131056, send(t, s, text("x")).Error.Code)
	s.Advance(6 * time.Second)
	require.Equal(t, 200, send(t, s, text("x")).Status)
	s.Advance(window)
	require.Equal(t, 131047, send(t, s, text("x")).Error.Code)
	s.Say(ann, "hello")
	require.True(t, s.WindowEnds(ann).After(s.Now()))
	require.Equal(t, 200, send(t, s, text("x")).Status)
	s.Block(ann)
	require.Equal(t, 131026, send(t, s, text("x")).Error.Code)
}

func TestShown(t *testing.T) {
	for given, want := range map[string]string{
		"*bold* _it_ ~no~ `code`": "bold it no code", "a *b* c*d*e": "a b c*d*e", "* item * x": "* item * x", "> said": "said",
		"*_both_*": "both", "```a\n*b*```": "a\nb", "*\u200bx*": "*x*", ">\u200b x": "> x", "https://x.org/_a_": "https://x.org/_a_",
		"`\u200b`\u200b`\u200ba`": "```a`", "***": "***", "*a": "*a", "(*a*)": "(a)", "5*6*7": "5*6*7",
	} {
		require.Equal(t, want, shown(given), given)
	}
}

// bin is a webhook that answers what it is told to.
type bin struct {
	mu       sync.Mutex
	bodies   []string
	statuses []int
	s        *Server
	t        *testing.T
}

func (b *bin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		if r.URL.Query().Get("hub.verify_token") == b.s.Account.VerifyToken {
			_, _ = io.WriteString(w, r.URL.Query().Get("hub.challenge"))
		}
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	mac := hmac.New(sha256.New, []byte(b.s.Account.AppSecret))
	mac.Write(body)
	b.mu.Lock()
	defer b.mu.Unlock()
	if r.Header.Get("X-Hub-Signature-256") != "sha256="+hex.EncodeToString(mac.Sum(nil)) {
		b.t.Error("the signature is wrong")
	}
	b.bodies = append(b.bodies, string(body))
	if len(b.statuses) > 0 {
		w.WriteHeader(b.statuses[0])
		b.statuses = b.statuses[1:]
	}
}

func subscribed(t *testing.T, statuses ...int) (*Server, *bin) {
	s := server(t)
	b := &bin{s: s, t: t, statuses: statuses}
	hook := httptest.NewServer(b)
	t.Cleanup(hook.Close)
	require.NoError(t, s.Subscribe(hook.URL))
	return s, b
}

func TestDeliversUntilItIsToldOK(t *testing.T) {
	s, b := subscribed(t, 503, 500, 200)
	s.BreakOff(1)
	s.Say(ann, "Grüße / 😀")
	require.True(t, s.Wait(func() bool { return s.Acked() == 1 }, limit))
	s.Redeliver()
	require.True(t, s.Wait(func() bool { return s.Acked() == 2 }, limit))
	require.Len(t, b.bodies, 4)
	require.Equal(t, b.bodies[0], b.bodies[3])
	require.Contains(t, b.bodies[0], `Gr\u00fc\u00dfe \/ \ud83d\ude00`, "JSON as Meta escapes it")
	var call map[string]any
	require.NoError(t, json.Unmarshal([]byte(b.bodies[0]), &call))
}

func TestTogetherAndBackwards(t *testing.T) {
	s, b := subscribed(t)
	for level, counts := range map[Level][3]int{InOneValue: {1, 1, 2}, InChanges: {1, 2, 1}, InEntries: {2, 1, 1}} {
		b.bodies = nil
		acked := s.Acked()
		s.Together(level, func() {
			s.Say(ann, "one")
			s.Say(ann, "two")
		})
		require.True(t, s.Wait(func() bool { return s.Acked() == acked+1 }, limit))
		var call struct {
			Entry []struct {
				Changes []struct {
					Value struct{ Messages []any }
				}
			}
		}
		require.NoError(t, json.Unmarshal([]byte(b.bodies[0]), &call))
		first := call.Entry[0].Changes
		require.Equal(t, counts, [3]int{len(call.Entry), len(first), len(first[0].Value.Messages)})
	}
	require.ErrorContains(t, s.Subscribe(s.URL+"/nowhere"), "challenge")
}

func TestReports(t *testing.T) {
	s, b := subscribed(t)
	s.Report(true, "sent", "delivered")
	require.Equal(t, 200, send(t, s, text("x")).Status)
	require.Len(t, b.bodies, 2, "before the answer")
	s.Report(false, "sent")
	id := send(t, s, text("x")).Messages[0].ID
	s.Status(id, "failed", 131026)
	require.True(t, s.Wait(func() bool { return s.Acked() == 2 }, limit))
	require.Contains(t, b.bodies[3], `"code":131026`)
}
