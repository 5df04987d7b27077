package telegramfake

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	token = "4242:secret"
	ann   = int64(7)
	group = int64(-100)
	limit = 10 * time.Second
)

type answer struct {
	OK          bool            `json:"ok"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Result      json.RawMessage `json:"result"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

func server(t *testing.T) *Server {
	t.Helper()
	s := New(token)
	t.Cleanup(s.Close)
	s.AddUser(ann, "Ann", "en")
	s.AddGroup(group, "Level 1")
	return s
}

func call(t *testing.T, s *Server, method string, fields map[string]any) answer {
	t.Helper()
	body, err := json.Marshal(fields)
	require.NoError(t, err)
	resp, err := s.Client().Post(s.URL+"/bot"+token+"/"+method, "application/json", bytes.NewReader(body))
	require.NoError(t, err)
	return read(t, resp)
}

func read(t *testing.T, resp *http.Response) answer {
	t.Helper()
	defer resp.Body.Close()
	var a answer
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&a))
	return a
}

// updates polls without waiting and gives the update ids.
func updates(t *testing.T, s *Server, offset int64, fields map[string]any) []int64 {
	t.Helper()
	all := map[string]any{"offset": offset, "timeout": 0}
	for key, value := range fields {
		all[key] = value
	}
	a := call(t, s, "getUpdates", all)
	require.True(t, a.OK, a.Description)
	var list []struct {
		ID int64 `json:"update_id"`
	}
	require.NoError(t, json.Unmarshal(a.Result, &list))
	ids := []int64{}
	for _, u := range list {
		ids = append(ids, u.ID)
	}
	return ids
}

func TestRefusesWhatTheServiceRefuses(t *testing.T) {
	s := server(t)
	mine := s.Say(ann, "mine")
	keyboard := func(text, data string) map[string]any {
		return map[string]any{"inline_keyboard": [][]map[string]string{{{"text": text, "callback_data": data}}}}
	}
	for _, c := range []struct {
		method string
		fields map[string]any
		want   string
	}{
		{"sendMessage", map[string]any{"text": "x"}, "chat_id is empty"},
		{"sendMessage", map[string]any{"chat_id": 99, "text": "x"}, "chat not found"},
		{"sendMessage", map[string]any{"chat_id": ann, "text": " \n\x00"}, "message text is empty"},
		{"sendMessage", map[string]any{"chat_id": ann, "text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"},
		{"sendMessage", map[string]any{"chat_id": ann, "text": strings.Repeat("😀", 2049)}, "message is too long"},
		{"sendMessage", map[string]any{"chat_id": ann, "text": strings.Repeat("x", 32<<10+1)}, "Text is too long"},
		{"sendMessage", map[string]any{"chat_id": ann, "text": "<x>", "parse_mode": "HTML"}, "can't parse entities"},
		{"sendMessage", map[string]any{"chat_id": ann, "text": "a < b", "parse_mode": "HTML"}, "can't parse entities"},
		{"sendMessage", map[string]any{"chat_id": ann, "text": "<b>x", "parse_mode": "HTML"}, "can't find end tag"},
		{"sendMessage", map[string]any{"chat_id": ann, "text": "<b><i>x</b></i>", "parse_mode": "HTML"}, "unmatched end tag"},
		{"sendMessage", map[string]any{"chat_id": ann, "text": "x</b>", "parse_mode": "HTML"}, "unexpected end tag"},
		{"sendMessage", map[string]any{"chat_id": ann, "text": "x", "reply_markup": keyboard("a", strings.Repeat("é", 33))}, "BUTTON_DATA_INVALID"},
		{"sendMessage", map[string]any{"chat_id": ann, "text": "x", "reply_markup": keyboard("", "a")}, "non-empty"},
		{"sendMessage", map[string]any{"chat_id": ann, "text": "x", "reply_markup": keyboard("a", "")}, "unallowed"},
		{"sendMessage", map[string]any{"chat_id": ann, "text": "x", "reply_parameters": map[string]any{"message_id": 99}}, "to be replied not found"},
		{"sendMessage", map[string]any{"chat_id": group, "text": "x", "message_thread_id": 3}, "message thread not found"},
		{"editMessageText", map[string]any{"chat_id": ann, "message_id": 99, "text": "x"}, "message to edit not found"},
		{"editMessageText", map[string]any{"chat_id": ann, "message_id": mine, "text": "x"}, "message can't be edited"},
		{"deleteMessage", map[string]any{"chat_id": ann, "message_id": 99}, "message to delete not found"},
		{"answerCallbackQuery", map[string]any{"callback_query_id": "old"}, "query is too old"},
		{"sendHologram", nil, "method not found"},
	} {
		a := call(t, s, c.method, c.fields)
		require.False(t, a.OK, c.want)
		require.Contains(t, a.Description, c.want)
		require.Contains(t, a.Description, token, "a refusal carries the token, so that a leak shows")
	}
	require.Empty(t, s.Messages(ann))
}

func TestTakesWhatTheServiceTakes(t *testing.T) {
	s := server(t)
	for text, want := range map[string]string{
		"<b>x</b> &lt;y&gt; &amp;amp; &quot;": `x <y> &amp; "`, "AT&T &nbsp; &#65;&#x42;": "AT&T &nbsp; AB", `<a href="https://x.y">z</a>`: "z",
		strings.Repeat("😀", 2048): strings.Repeat("😀", 2048), "  trimmed ": "trimmed",
	} {
		require.True(t, call(t, s, "sendMessage", map[string]any{"chat_id": ann, "text": text, "parse_mode": "HTML"}).OK)
		all := s.Messages(ann)
		require.Equal(t, want, all[len(all)-1].Text)
	}
	require.True(t, call(t, s, "sendMessage", map[string]any{"chat_id": ann, "text": "<x>"}).OK, "plain text has no markup")
}

func TestEditsAndBlocks(t *testing.T) {
	s := server(t)
	markup := map[string]any{"inline_keyboard": [][]map[string]string{{{"text": "A", "callback_data": "a"}}}}
	require.True(t, call(t, s, "sendMessage", map[string]any{"chat_id": ann, "text": "x", "reply_markup": markup}).OK)
	same := call(t, s, "editMessageText", map[string]any{"chat_id": ann, "message_id": 1, "text": "x", "reply_markup": markup})
	require.Contains(t, same.Description, "message is not modified")
	require.True(t, call(t, s, "editMessageText", map[string]any{"chat_id": ann, "message_id": 1, "text": "x"}).OK)
	require.Equal(t, []Message{{ID: 1, Text: "x", Edits: 1}}, s.Messages(ann), "an edit without a keyboard takes it away")
	s.Block(ann)
	require.Equal(t, 403, call(t, s, "sendMessage", map[string]any{"chat_id": ann, "text": "x"}).Code)
	s.Migrate(group, -200)
	require.Equal(t, int64(-200), call(t, s, "sendMessage", map[string]any{"chat_id": group, "text": "x"}).Parameters.MigrateTo)
}

func TestUpdatesStayUntilAcknowledged(t *testing.T) {
	s := server(t)
	for range 3 {
		s.Say(ann, "x")
	}
	require.Equal(t, []int64{1000, 1001, 1002}, updates(t, s, 0, nil))
	require.Equal(t, []int64{1000, 1001}, updates(t, s, 0, map[string]any{"limit": 2}))
	require.Equal(t, []int64{1001, 1002}, updates(t, s, 1001, nil))
	require.Equal(t, 1, s.Confirmed())
	s.Redeliver()
	require.Equal(t, []int64{1002}, updates(t, s, 1003, nil), "once more, whatever the offset")
	require.Empty(t, updates(t, s, 1003, nil))
	require.Zero(t, s.Pending())
}

func TestAllowedUpdatesStick(t *testing.T) {
	s := server(t)
	updates(t, s, 0, map[string]any{"allowed_updates": []string{"callback_query"}})
	s.Say(ann, "not wanted")
	require.Empty(t, updates(t, s, 0, nil))
	s.PushRaw([]byte(`{"hologram":{}}`))
	require.Len(t, updates(t, s, 0, nil), 1)
}

func TestPrivacyMode(t *testing.T) {
	s := server(t)
	s.Privacy(true)
	s.SayIn(group, ann, "talk")
	require.Empty(t, updates(t, s, 0, nil))
	require.True(t, call(t, s, "sendMessage", map[string]any{"chat_id": group, "text": "hello"}).OK)
	s.SayIn(group, ann, "/queue")
	s.SayIn(group, ann, "hi @"+BotName)
	s.ReplyIn(group, ann, "yes", 2)
	require.Len(t, updates(t, s, 0, nil), 3)
}

func TestLongPollWaitsAndOneReplacesTheOther(t *testing.T) {
	s := server(t)
	first := make(chan answer, 1)
	poll := func(to chan answer) { to <- call(t, s, "getUpdates", map[string]any{"timeout": 50}) }
	go poll(first)
	require.True(t, s.Wait(func() bool { return s.polls() == 1 }, limit))
	second := make(chan answer, 1)
	go poll(second)
	require.Equal(t, 409, (<-first).Code)
	s.Say(ann, "x")
	require.True(t, (<-second).OK)
	s.SetWebhook("https://example.org")
	require.Contains(t, call(t, s, "getUpdates", nil).Description, "webhook is active")
	require.True(t, call(t, s, "deleteWebhook", nil).OK)
	require.Len(t, updates(t, s, 0, nil), 1, "what waits is kept")
}

func (s *Server) polls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue.poll
}

func TestFailuresOnDemand(t *testing.T) {
	s := server(t)
	send := map[string]any{"chat_id": ann, "text": "x"}
	s.Fail("sendMessage", Failure{Status: 429, Description: "Too Many Requests: retry after 7", RetryAfter: 7}, 2)
	for range 2 {
		require.Equal(t, 7, call(t, s, "sendMessage", send).Parameters.RetryAfter)
	}
	require.Empty(t, s.Messages(ann))
	s.AcceptThenDrop("sendMessage", 1)
	_, err := s.Client().Post(s.URL+"/bot"+token+"/sendMessage", "application/json", strings.NewReader(`{"chat_id":7,"text":"x"}`))
	require.Error(t, err)
	require.Len(t, s.Messages(ann), 1, "it was accepted")
	s.Pace(time.Hour)
	require.Equal(t, 429, call(t, s, "sendMessage", send).Code)
	require.Equal(t, 4, s.Count("sendMessage"))
	require.False(t, s.Wait(func() bool { return false }, time.Millisecond))
}

func TestTokensAndHosts(t *testing.T) {
	s := server(t)
	for path, status := range map[string]int{"/bot4242:wrong/getMe": 401, "/botnonsense/getMe": 404, "/": 404} {
		resp, err := s.Client().Get(s.URL + path)
		require.NoError(t, err)
		require.Equal(t, status, resp.StatusCode)
		resp.Body.Close()
	}
	_, err := s.Client().Get("https://api.telegram.org/")
	require.ErrorContains(t, err, "may not talk to")
}

func TestAllWaysToSendFields(t *testing.T) {
	s := server(t)
	address := s.URL + "/bot" + token + "/sendMessage"
	resp, err := s.Client().PostForm(address, url.Values{"chat_id": {"7"}, "text": {"form"}})
	require.NoError(t, err)
	require.True(t, read(t, resp).OK)
	// A reader of unknown length makes the request chunked.
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	require.NoError(t, form.WriteField("chat_id", "7"))
	require.NoError(t, form.WriteField("text", "multipart"))
	require.NoError(t, form.Close())
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, address, io.MultiReader(&body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", form.FormDataContentType())
	resp, err = s.Client().Do(req)
	require.NoError(t, err)
	require.True(t, read(t, resp).OK)
	resp, err = s.Client().Get(address + "?chat_id=7&text=query")
	require.NoError(t, err)
	require.True(t, read(t, resp).OK)
	var texts []string
	for _, m := range s.Messages(ann) {
		texts = append(texts, m.Text)
	}
	require.Equal(t, []string{"form", "multipart", "query"}, texts)
}
