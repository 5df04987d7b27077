package slackfake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
)

const (
	token = "xoxb-secret"
	app   = "xapp-secret"
	ann   = "U0ANN"
	room  = "C0ROOM"
	limit = 10 * time.Second
)

func server(t *testing.T) *Server {
	t.Helper()
	s := New(Options{BotToken: token, SigningSecret: "signing", AppToken: app})
	t.Cleanup(s.Close)
	s.AddUser(ann, "Ann", "en-US")
	s.AddChannel(room, "room")
	return s
}

type got struct {
	OK       bool   `json:"ok"`
	Error    string `json:"error"`
	TS       string `json:"ts"`
	URL      string `json:"url"`
	Needed   string `json:"needed"`
	Metadata struct {
		Messages []string `json:"messages"`
	} `json:"response_metadata"`
	Message struct {
		Thread string `json:"thread_ts"`
	} `json:"message"`
	Messages []struct {
		TS       string `json:"ts"`
		Metadata any    `json:"metadata"`
	} `json:"messages"`
}

func call(t *testing.T, s *Server, method string, form url.Values) got {
	t.Helper()
	if !form.Has("token") {
		form.Set("token", token)
	}
	resp, err := s.Client().PostForm(s.APIURL()+method, form)
	require.NoError(t, err)
	return read(t, resp)
}

func read(t *testing.T, resp *http.Response) got {
	t.Helper()
	defer resp.Body.Close()
	var g got
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&g))
	return g
}

func fields(pairs ...string) url.Values {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

func blocks(t *testing.T, list ...map[string]any) string {
	t.Helper()
	raw, err := json.Marshal(list)
	require.NoError(t, err)
	return string(raw)
}

func buttons(n int, label, value string) map[string]any {
	var list []any
	for i := range n {
		list = append(list, map[string]any{
			"type": "button", "action_id": fmt.Sprint("b", i), "value": value, "text": map[string]any{"type": "plain_text", "text": label},
		})
	}
	return map[string]any{"type": "actions", "elements": list}
}

func richText(elements ...map[string]any) map[string]any {
	return map[string]any{"type": "rich_text", "elements": []any{map[string]any{"type": "rich_text_section", "elements": elements}}}
}

func section(kind, text string) map[string]any {
	return map[string]any{"type": "section", "text": map[string]any{"type": kind, "text": text}}
}

func TestRefusesWhatTheServiceRefuses(t *testing.T) {
	s := server(t)
	mine := s.Say(ann, "mine")
	inside := s.Reply(DM(ann), ann, mine, "inside")
	s.AddChannel("C0OLD", "old")
	s.Archive("C0OLD")
	s.AddChannel("C0OUT", "out")
	s.Kick("C0OUT")
	to := func(pairs ...string) url.Values { return fields(append([]string{"channel", DM(ann)}, pairs...)...) }
	many := make([]map[string]any, maxBlocks+1)
	for i := range many {
		many[i] = map[string]any{"type": "divider"}
	}
	long := strings.Repeat("x", maxSection)
	for _, c := range []struct {
		method string
		form   url.Values
		want   string
	}{
		{"chat.postMessage", fields("channel", "C0NONE", "text", "x"), "channel_not_found"},
		{"chat.postMessage", fields("channel", "C0OLD", "text", "x"), "is_archived"},
		{"chat.postMessage", fields("channel", "C0OUT", "text", "x"), "not_in_channel"},
		{"chat.postMessage", to("text", " \n"), "no_text"},
		{"chat.postMessage", to("blocks", "[]"), "no_text"},
		{"chat.postMessage", to("blocks", "{"), "invalid_blocks_format"},
		{"chat.postMessage", to("blocks", blocks(t, many...)), "invalid_blocks"},
		{"chat.postMessage", to("blocks", blocks(t, map[string]any{"type": "hologram"})), "invalid_blocks"},
		{"chat.postMessage", to("blocks", blocks(t, section("plain_text", long+"x"))), "invalid_blocks"},
		{"chat.postMessage", to("blocks", blocks(t, section("plain_text", ""))), "invalid_blocks"},
		{"chat.postMessage", to("blocks", blocks(t, section("plain_text", long), section("plain_text", long), section("plain_text", long),
			section("plain_text", long), section("plain_text", long))), "msg_blocks_too_long"},
		{"chat.postMessage", to("blocks", blocks(t, richText(map[string]any{"type": "text", "text": ""}))), "invalid_blocks"},
		{"chat.postMessage", to("blocks", blocks(t, richText(map[string]any{"type": "link", "url": "javascript:x"}))), "invalid_blocks"},
		{"chat.postMessage", to("blocks", blocks(t, richText(map[string]any{"type": "hologram"}))), "invalid_blocks"},
		{"chat.postMessage", to("blocks", blocks(t, map[string]any{"type": "rich_text"})), "invalid_blocks"},
		{"chat.postMessage", to("blocks", blocks(t, buttons(maxElements+1, "x", "y"))), "invalid_blocks"},
		{"chat.postMessage", to("blocks", blocks(t, buttons(0, "x", "y"))), "invalid_blocks"},
		{"chat.postMessage", to("blocks", blocks(t, buttons(1, strings.Repeat("é", maxLabel+1), "y"))), "invalid_blocks"},
		{"chat.postMessage", to("blocks", blocks(t, buttons(1, "", "y"))), "invalid_blocks"},
		{"chat.postMessage", to("blocks", blocks(t, buttons(1, "x", strings.Repeat("y", maxValue+1)))), "invalid_blocks"},
		{"chat.postMessage", to("text", "x", "thread_ts", "0"), "invalid_thread_ts"},
		{"chat.postMessage", to("text", "x", "thread_ts", "1700000000.000009"), "thread_not_found"},
		{"chat.postMessage", to("text", "x", "thread_ts", inside), "cannot_reply_to_message"},
		{"chat.postMessage", to("text", "x", "metadata", "{}"), "invalid_metadata_format"},
		{"chat.postMessage", to("text", "x", "token", "xoxb-wrong"), "invalid_auth"},
		{"chat.postMessage", to("text", "x", "token", ""), "not_authed"},
		{"chat.update", to("text", "x", "ts", "1700000000.000009"), "message_not_found"},
		{"chat.update", to("text", "x", "ts", mine), "cant_update_message"},
		{"reactions.add", to("name", "eyes", "timestamp", "1700000000.000009"), "message_not_found"},
		{"reactions.add", to("name", "no such", "timestamp", mine), "invalid_name"},
		{"reactions.remove", to("name", "eyes", "timestamp", mine), "no_reaction"},
		{"conversations.replies", to("ts", "1700000000.000009"), "thread_not_found"},
		{"users.info", fields("user", "U0NONE"), "user_not_found"},
		{"files.info", fields("file", "F0NONE"), "file_not_found"},
		{"files.getUploadURLExternal", fields("filename", "x", "length", "0"), "invalid_arguments"},
		{"files.completeUploadExternal", fields("files", `[{"id":"F0NONE"}]`), "file_not_found"},
		{"apps.connections.open", fields(), "invalid_auth"},
		{"no.such", fields(), "unknown_method"},
	} {
		g := call(t, s, c.method, c.form)
		require.False(t, g.OK, c.want)
		require.Equal(t, c.want, g.Error)
		require.Contains(t, g.Metadata.Messages[0], token, "a refusal carries the token, so that a leak shows")
	}
	require.Empty(t, s.Messages(DM(ann)))
	s.Scopes("files:read")
	require.Equal(t, "chat:write", call(t, s, "chat.postMessage", to("text", "x")).Needed)
	resp, err := s.Client().PostForm(s.URL+"/apichat.postMessage", to("text", "x"))
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusNotFound, resp.StatusCode, "an address without its slash")
}

func TestShowsWhatPeopleSee(t *testing.T) {
	s := server(t)
	for _, c := range []struct {
		form  url.Values
		text  string
		pings int
		links []string
	}{
		{fields("text", "*b* <!here> <@U0ANN> <https://e.example|bank> &lt;x&gt; :smile:"), "b @here @U0ANN bank <x> ☺", 2, []string{"https://e.example"}},
		{fields("text", "*b* &lt;x&gt; :smile:", "mrkdwn", "false"), "*b* <x> :smile:", 0, nil},
		{fields("blocks", blocks(t, section("mrkdwn", "_i_ <!channel>"), section("plain_text", "*p* <!here>"))), "i @channel*p* <!here>", 1, nil},
		{fields("blocks", blocks(t, richText(map[string]any{"type": "text", "text": "*t* <!here>"}, map[string]any{"type": "broadcast", "range": "here"},
			map[string]any{"type": "user", "user_id": "U1"}, map[string]any{"type": "link", "url": "https://a.example"},
			map[string]any{"type": "emoji", "name": "x"}), buttons(2, "Yes", "y"))), "*t* <!here>@here@U1https://a.example:x:", 2, []string{"https://a.example"}},
	} {
		c.form.Set("channel", room)
		g := call(t, s, "chat.postMessage", c.form)
		require.True(t, g.OK, g.Error)
		all := s.Messages(room)
		m := all[len(all)-1]
		require.Equal(t, c.text, m.Text)
		require.Equal(t, c.pings, m.Pings)
		require.Equal(t, c.links, m.Links)
		require.Equal(t, g.TS, m.TS)
	}
	require.Equal(t, []string{"Yes", "Yes"}, s.Messages(room)[3].Buttons)
	call(t, s, "chat.postMessage", fields("channel", room, "text", strings.Repeat("x", splitText+1)))
	require.Len(t, s.Messages(room), 6, "a long text becomes several messages")
}

func TestEveryEncodingOfACall(t *testing.T) {
	s := server(t)
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for key, value := range map[string]string{"channel": room, "text": "multipart", "token": token} {
		require.NoError(t, w.WriteField(key, value))
	}
	require.NoError(t, w.Close())
	resp, err := s.Client().Post(s.APIURL()+"chat.postMessage", w.FormDataContentType(), &form)
	require.NoError(t, err)
	require.True(t, read(t, resp).OK)
	req, err := http.NewRequest(http.MethodPost, s.APIURL()+"chat.postMessage", strings.NewReader(
		`{"channel":"C0ROOM","text":"json","blocks":[{"type":"divider"}],"metadata":{"event_type":"x","event_payload":{"id":1}}}`))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err = s.Client().Do(req)
	require.NoError(t, err)
	require.True(t, read(t, resp).OK)
	h := call(t, s, "conversations.history", fields("channel", room, "limit", "1", "include_all_metadata", "true"))
	require.Len(t, h.Messages, 1)
	require.Equal(t, s.Messages(room)[1].TS, h.Messages[0].TS, "the newest first")
	require.NotNil(t, h.Messages[0].Metadata)
	require.Equal(t, 2, s.Count("chat.postMessage"))
}

// listener is an app that answers with the statuses in turn, the last one for ever.
func listener(t *testing.T, statuses ...int) (string, func() []http.Header) {
	t.Helper()
	var mu sync.Mutex
	var seen []http.Header
	l := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			seen = append(seen, r.Header.Clone())
		}
		w.WriteHeader(statuses[min(len(seen)-1, len(statuses)-1)])
	}))
	t.Cleanup(l.Close)
	return l.URL, func() []http.Header {
		mu.Lock()
		defer mu.Unlock()
		return seen
	}
}

func TestCallsAgainUntilItIsHeard(t *testing.T) {
	s := server(t)
	hook, seen := listener(t, 503, 500, 200)
	s.Hook(hook)
	s.Say(ann, "hello")
	require.True(t, s.Wait(func() bool { return s.Acked() == 1 }, limit))
	require.Len(t, seen(), 3)
	require.Empty(t, seen()[0].Get("X-Slack-Retry-Num"))
	require.Equal(t, "2", seen()[2].Get("X-Slack-Retry-Num"))
	s.Redeliver()
	require.True(t, s.Wait(func() bool { return s.Acked() == 2 }, limit))
	hook, _ = listener(t, 404)
	s.Hook(hook)
	s.Say(ann, "lost")
	require.True(t, s.Wait(func() bool { return s.Lost() == 1 && s.Pending() == 0 }, limit))
}

func TestSocketModeBringsAgainWhatIsNotAcknowledged(t *testing.T) {
	s := server(t)
	s.AckWithin(time.Millisecond)
	g := call(t, s, "apps.connections.open", fields("token", app))
	require.True(t, g.OK)
	conn, resp, err := websocket.DefaultDialer.Dial(g.URL, nil)
	require.NoError(t, err)
	defer conn.Close()
	require.Equal(t, http.StatusSwitchingProtocols, resp.StatusCode)
	_, _, err = websocket.DefaultDialer.Dial(g.URL, nil)
	require.Error(t, err, "a ticket is good for one connection")
	var frame struct {
		Type    string `json:"type"`
		ID      string `json:"envelope_id"`
		Attempt int    `json:"retry_attempt"`
	}
	require.NoError(t, conn.ReadJSON(&frame))
	require.Equal(t, "hello", frame.Type)
	s.Say(ann, "hello")
	for attempt := range 2 {
		require.NoError(t, conn.ReadJSON(&frame))
		require.Equal(t, "events_api", frame.Type)
		require.Equal(t, attempt, frame.Attempt)
		if attempt == 0 {
			s.AckWithin(limit)
		}
	}
	require.NoError(t, conn.WriteJSON(map[string]string{"envelope_id": frame.ID}))
	require.True(t, s.Wait(func() bool { return s.Acked() == 1 }, limit))
	require.NoError(t, conn.WriteJSON(map[string]string{"payload": strings.Repeat("x", maxAck)}))
	require.True(t, s.Wait(func() bool { return s.Connections() == 0 }, limit), "too much in an acknowledgement ends the connection")
}

func TestFailuresAndLosses(t *testing.T) {
	s := server(t)
	s.Fail("auth.test", Failure{Status: 429, RetryAfter: 7}, 1)
	resp, err := s.Client().PostForm(s.APIURL()+"auth.test", fields("token", token))
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, "7", resp.Header.Get("Retry-After"))
	require.True(t, call(t, s, "auth.test", fields()).OK)
	s.AcceptThenDrop("chat.postMessage", 1)
	_, err = s.Client().PostForm(s.APIURL()+"chat.postMessage", fields("token", token, "channel", room, "text", "x"))
	require.Error(t, err)
	require.Len(t, s.Messages(room), 1)
	_, err = s.Client().Get("http://example.org/")
	require.ErrorContains(t, err, "may not talk to")
	require.Panics(t, func() { s.SayIn("C0NONE", ann, "x") })
	require.Panics(t, func() { s.Press(room, ann, s.Messages(room)[0].TS, "no such button") })
}
