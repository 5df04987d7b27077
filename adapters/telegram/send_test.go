package telegram

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/telegram/telegramfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func answerWith(body string) *http.Response {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
}

func idle(t *testing.T) (*telegramfake.Server, *Adapter) {
	t.Helper()
	s := telegramfake.New(testToken)
	t.Cleanup(s.Close)
	s.AddUser(ann, "Ann", "en")
	s.AddGroup(room, "Level 1")
	return s, newAdapter(t, s, slog.New(slog.DiscardHandler))
}

func TestNewRefusesWhatCanNeverWork(t *testing.T) {
	for _, token := range []string{"", "no colon", "12:", ":abc", "12:a/b", "99999999999999999999:abc"} {
		_, err := New(Options{Token: token})
		require.Error(t, err, token)
		require.False(t, len(token) > 3 && strings.Contains(err.Error(), token), "the error repeats the token")
	}
	for _, address := range []string{"api.telegram.org", "ftp://x", "http://"} {
		_, err := New(Options{Token: testToken, APIURL: address})
		require.ErrorContains(t, err, "api_url")
	}
}

func TestSendToATopicQuotingWithoutPreview(t *testing.T) {
	s, a := idle(t)
	s.AddTopic(room, 33)
	asked := s.SayInTopic(room, 33, ann, "where?")
	_, err := a.Send(context.Background(), bot.Reply{To: place(room, 33), Text: "https://example.org", Quote: "1"})
	require.NoError(t, err)
	require.Equal(t, []telegramfake.Message{{ID: 2, Text: "https://example.org", ReplyTo: asked, Thread: 33}}, s.Messages(room))
	calls := s.Journal()
	require.JSONEq(t, `{"is_disabled":true}`, calls[len(calls)-1].Params["link_preview_options"])
	_, err = a.Send(context.Background(), bot.Reply{To: place(room, 34), Text: "x"})
	require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind)
	require.ErrorContains(t, err, "message thread not found")
}

func TestShortLabelsShareARow(t *testing.T) {
	rows := keyboard([]bot.Button{{Label: "Yes"}, {Label: "No"}, {Label: "Talk to a person"}, {Label: "More"}, {Label: strings.Repeat("x", 40)}, {Label: "End"}})
	var sizes []int
	for _, row := range rows.InlineKeyboard {
		sizes = append(sizes, len(row))
	}
	require.Equal(t, []int{3, 1, 1, 1}, sizes)
}

func TestMarkupThatDoesNotParseGoesOutPlain(t *testing.T) {
	s, a := idle(t)
	s.Fail("sendMessage", telegramfake.Failure{Status: 400, Description: "Bad Request: can't parse entities: unsupported start tag"}, 1)
	sent, err := a.Send(context.Background(), bot.Reply{To: place(ann, 0), Text: "a < b"})
	require.NoError(t, err)
	s.Fail("editMessageText", telegramfake.Failure{Status: 400, Description: "Bad Request: can't parse entities: unsupported start tag"}, 1)
	require.Equal(t, "a < b", s.Messages(ann)[0].Text)
	require.NoError(t, a.Edit(context.Background(), sent.ID, bot.Reply{To: place(ann, 0), Text: "a > b"}))
	require.Equal(t, "a > b", s.Messages(ann)[0].Text)
}

// An answer to a message that was sent must not be mistaken for a failure because
// of a value that is new: the message would be sent twice.
func TestUnknownValuesInAnAnswerAreNoFailure(t *testing.T) {
	odd := roundTrip(func(*http.Request) (*http.Response, error) {
		return answerWith(`{"ok":true,"result":{"message_id":77,"date":"soon","chat":{"id":1,"type":"x"},` +
			`"forward_origin":{"type":"hologram"},"entities":[{"type":"new","offset":"0"}]}}`), nil
	})
	a, err := New(Options{Token: testToken, HTTP: &http.Client{Transport: odd}})
	require.NoError(t, err)
	sent, err := a.Send(context.Background(), bot.Reply{To: place(ann, 0), Text: "x"})
	require.NoError(t, err)
	require.Equal(t, "77", sent.ID)
}

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		status      int
		description string
		kind        adapters.FaultKind
	}{
		{400, "Bad Request: chat not found", adapters.Gone},
		{400, "Bad Request: BUTTON_DATA_INVALID", adapters.Refused},
		{400, "Bad Request: message is too long", adapters.Refused},
		{400, `Bad Request: something "chat not found"`, adapters.Refused},
		{403, "Forbidden: user is deactivated", adapters.Gone},
		{403, "Forbidden: bot was kicked from the supergroup chat", adapters.Gone},
		{403, "Forbidden: something new", adapters.Gone},
		{401, "Unauthorized", adapters.Misconfigured},
		{404, "Not Found", adapters.Misconfigured},
		{409, "Conflict: x", adapters.Broken},
		{413, "Request Entity Too Large", adapters.Refused},
		{429, "Too Many Requests: retry after", adapters.Busy},
		{500, "Internal Server Error", adapters.Broken},
	} {
		s, a := idle(t)
		s.Fail("sendMessage", telegramfake.Failure{Status: c.status, Description: c.description}, 1)
		_, err := a.Send(context.Background(), bot.Reply{To: place(ann, 0), Text: "secret words 0977"})
		f := adapters.AsFault(err)
		require.Equal(t, c.kind, f.Kind, c.description)
		require.NotContains(t, err.Error(), "0977")
		require.NotContains(t, err.Error(), "AAtest")
		if c.kind == adapters.Busy {
			require.Equal(t, defaultBusy, f.After)
		}
	}
}

func TestRealRefusalsOfTheService(t *testing.T) {
	s, a := idle(t)
	s.Migrate(room, -1005)
	_, err := a.Send(context.Background(), bot.Reply{To: place(room, 0), Text: "x"})
	require.Equal(t, adapters.Moved, adapters.AsFault(err).Kind)
	require.Equal(t, place(-1005, 0), adapters.AsFault(err).To)
	s.Block(ann)
	_, err = a.Send(context.Background(), bot.Reply{To: place(ann, 0), Text: "x"})
	require.Equal(t, adapters.Gone, adapters.AsFault(err).Kind)
	_, err = a.Send(context.Background(), bot.Reply{To: bot.Place{Channel: "telegram", Chat: "@name"}, Text: "x"})
	require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind)
	require.Equal(t, adapters.Uneditable, adapters.AsFault(a.Edit(context.Background(), "", bot.Reply{To: place(ann, 0)})).Kind)
}

// A connection that breaks after Telegram took the message is Broken: the desk sends
// again, because it cannot know.
func TestAnswerLost(t *testing.T) {
	s, a := idle(t)
	s.AcceptThenDrop("sendMessage", 1)
	_, err := a.Send(context.Background(), bot.Reply{To: place(ann, 0), Text: "x"})
	require.Equal(t, adapters.Broken, adapters.AsFault(err).Kind)
	require.NotContains(t, err.Error(), "/bot")
	require.Len(t, s.Messages(ann), 1)
}

func TestNothingIsReachable(t *testing.T) {
	s, a := idle(t)
	a.gate.base = "http://127.0.0.1:1"
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	err := a.gate.call(ctx, "getMe", struct{}{}, new(bool))
	require.Error(t, err)
	require.NotContains(t, err.Error(), testToken)
	require.Zero(t, s.Count("getMe"))
}

func TestCheck(t *testing.T) {
	s, a := idle(t)
	require.Empty(t, a.Check(context.Background()))
	s.Privacy(true)
	require.Contains(t, strings.Join(a.Check(context.Background()), "\n"), "/setprivacy")
	s.Fail("getMe", telegramfake.Failure{Status: 401, Description: "Unauthorized"}, 1)
	require.Contains(t, strings.Join(a.Check(context.Background()), "\n"), "check channels.telegram.token")
}

func TestTyping(t *testing.T) {
	s, a := idle(t)
	a.Typing(context.Background(), place(ann, 0))
	calls := s.Journal()
	require.Equal(t, "sendChatAction", calls[len(calls)-1].Method)
	require.Equal(t, "typing", calls[len(calls)-1].Params["action"])
	a.Typing(context.Background(), place(1, 0))
}

func TestWordsOfPeopleCallNobody(t *testing.T) {
	s, a := idle(t)
	for text, pings := range map[string]int{
		"ask @bob_the_owner, @eve_1 or (@carl)": 3, "@all of you": 0, "ann@example.org": 0, "@ alone, @x and @": 0,
	} {
		r := bot.Reply{To: bot.Place{Channel: "telegram", Chat: strconv.FormatInt(room, 10)}, Text: text}
		_, err := a.Send(t.Context(), r)
		require.NoError(t, err)
		m := s.Messages(room)[len(s.Messages(room))-1]
		require.Equal(t, text, m.Text)
		require.Zero(t, m.Pings, text)
		r.Linked = true
		_, err = a.Send(t.Context(), r)
		require.NoError(t, err)
		require.Equal(t, pings, s.Messages(room)[len(s.Messages(room))-1].Pings, text)
	}
	full := strings.Repeat("@name ", sendLimit/6)
	require.LessOrEqual(t, len(words(bot.Reply{Text: full}, len(full)+5)), len(full)+5*len(joiner))
}
