package slack

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/slack/slackfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

func idle(t *testing.T) (*slackfake.Server, *Adapter) {
	t.Helper()
	s := workspace(t, appToken)
	return s, newAdapter(t, s, slog.New(slog.DiscardHandler), appToken)
}

func say(t *testing.T, a *Adapter, r bot.Reply) string {
	t.Helper()
	sent, err := a.Send(context.Background(), r)
	require.NoError(t, err)
	return sent.ID
}

func last(t *testing.T, s *slackfake.Server, chat string) slackfake.Message {
	t.Helper()
	all := s.Messages(chat)
	require.NotEmpty(t, all)
	return all[len(all)-1]
}

func TestNewRefusesWhatCanNeverWork(t *testing.T) {
	for _, opt := range []Options{
		{}, {BotToken: "xoxp-1-user", SigningSecret: secret}, {BotToken: "xoxb-a/b", SigningSecret: secret}, {BotToken: botToken},
		{BotToken: botToken, AppToken: "xoxb-wrong-kind"}, {BotToken: botToken, SigningSecret: secret, APIURL: "slack.com/api/"},
		{BotToken: botToken, SigningSecret: secret, APIURL: "ftp://slack.com/"}, {BotToken: botToken, SigningSecret: secret, APIURL: "https://x/?y"},
	} {
		_, err := New(opt)
		require.Error(t, err, opt)
		require.NotContains(t, err.Error(), "wrong-kind")
	}
	a, err := New(Options{BotToken: botToken, SigningSecret: secret})
	require.NoError(t, err)
	require.Equal(t, "https://slack.com/api/", a.gate.base.String())
	for _, given := range []string{"http://127.0.0.1:1/api", "http://127.0.0.1:1/api/", "http://127.0.0.1:1/api//"} {
		a, err := New(Options{BotToken: botToken, AppToken: appToken, APIURL: given})
		require.NoError(t, err)
		require.Equal(t, "http://127.0.0.1:1/api/", a.gate.base.String())
	}
}

func TestWordsCallNobodyAndAddressesCanBeClicked(t *testing.T) {
	s, a := idle(t)
	for text, links := range map[string][]string{
		"<!channel> <!here> <@U0ANN> <!subteam^S1> @here :smile: *b* _i_ ~s~ `c`": nil,
		"see https://help.example.org/a_b?c=1&d=2, or (https://en.example/wiki/X_(y)).": {
			"https://help.example.org/a_b?c=1&d=2", "https://en.example/wiki/X_(y)"},
		"http://a https:// http://":   {"http://a"},
		"<https://evil.example|bank>": {"https://evil.example"},
		"*https://a.example*":         {"https://a.example"},
		"https://a.example/%zz":       nil,
		"https://" + strings.Repeat("a", 200) + ".example/\u0645\u0631": {"https://" + strings.Repeat("a", 200) + ".example/\u0645\u0631"},
	} {
		ts := say(t, a, bot.Reply{ID: "1", To: place(room, ""), Text: text, Linked: true})
		m := last(t, s, room)
		require.Equal(t, ts, m.TS)
		require.Equal(t, text, m.Text)
		require.Zero(t, m.Pings)
		require.Equal(t, links, m.Links, text)
		say(t, a, bot.Reply{ID: "2", To: place(room, ""), Text: text})
		require.Equal(t, text, last(t, s, room).Text)
		require.Empty(t, last(t, s, room).Links, "people's words link nowhere")
	}
	for _, c := range s.Journal() {
		require.Equal(t, "false", c.Params["unfurl_links"]+c.Params["unfurl_media"][5:])
		require.NotContains(t, c.Params["text"], "<", "the text beside the blocks is escaped")
		require.Equal(t, "none", c.Params["link_names"]+c.Params["parse"])
	}
}

func TestAnswersGoIntoTheThread(t *testing.T) {
	s, a := idle(t)
	card := say(t, a, bot.Reply{ID: "card", To: place(room, ""), Text: "#1", Buttons: []bot.Button{{Label: "Claim", Data: "t:1:claim"}}})
	say(t, a, bot.Reply{ID: "2", To: place(room, ""), Text: "about it", Quote: card})
	require.Equal(t, card, last(t, s, room).Thread)
	inside := s.Reply(room, bob, card, "hello")
	say(t, a, bot.Reply{ID: "3", To: place(room, card), Text: "in the thread", Quote: inside})
	require.Equal(t, card, last(t, s, room).Thread, "the thread of the place counts, not the message in it")
	asked := s.Say(ann, "where?")
	say(t, a, bot.Reply{ID: "4", To: place(annDM, ""), Text: "there", Quote: asked})
	require.Empty(t, last(t, s, annDM).Thread, "a talk with one person has no threads")
	for _, quote := range []string{"1700000000.000001", "nonsense"} {
		say(t, a, bot.Reply{ID: "5" + quote, To: place(room, ""), Text: "late", Quote: quote})
		require.Empty(t, last(t, s, room).Thread)
		require.Equal(t, "late", last(t, s, room).Text)
	}
	mention := s.Mention(room, ann, "", "help")
	s.Reply(room, ann, mention, "please")
	s.Delete(room, mention)
	say(t, a, bot.Reply{ID: "6", To: place(room, mention), Text: "too late"})
	require.Empty(t, last(t, s, room).Thread)
	say(t, a, bot.Reply{ID: "7", To: place(room, inside), Text: "wrong thread"})
	require.Empty(t, last(t, s, room).Thread)
}

func TestBlocksThatSlackDoesNotTakeGoOutPlain(t *testing.T) {
	s, a := idle(t)
	r := bot.Reply{ID: "1", To: place(annDM, ""), Text: "a < b & *c* <!here>", Buttons: []bot.Button{{Label: "Yes", Data: "y"}, {Label: "No", Data: "n"}}}
	for _, code := range []string{"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"} {
		s.Fail("chat.postMessage", slackfake.Failure{Status: 200, Code: code}, 1)
		ts := say(t, a, r)
		m := last(t, s, annDM)
		require.Equal(t, "a < b & *c* <!here>\n1. Yes\n2. No", m.Text)
		require.Zero(t, m.Pings)
		s.Fail("chat.update", slackfake.Failure{Status: 200, Code: code}, 1)
		require.NoError(t, a.Edit(context.Background(), ts, r))
		require.Equal(t, 1, last(t, s, annDM).Edits)
	}
	s.Fail("chat.postMessage", slackfake.Failure{Status: 200, Code: "msg_too_long"}, 2)
	_, err := a.Send(context.Background(), r)
	require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind)
}

// When an answer gets lost, the next attempt finds what arrived.
func TestALostAnswerIsNotSaidTwice(t *testing.T) {
	s, a := idle(t)
	card := say(t, a, bot.Reply{ID: "card", To: place(room, ""), Text: "#1"})
	for _, to := range []bot.Place{place(annDM, ""), place(room, ""), place(room, card)} {
		r := bot.Reply{ID: "reply-" + to.String(), To: to, Text: "only once"}
		before := len(s.Messages(to.Chat))
		s.AcceptThenDrop("chat.postMessage", 1)
		_, err := a.Send(context.Background(), r)
		require.Equal(t, adapters.Broken, adapters.AsFault(err).Kind)
		look := "conversations.history"
		if to.Thread != "" {
			look = "conversations.replies"
		}
		s.Fail(look, slackfake.Failure{Status: 502, HTML: "x"}, 1)
		_, err = a.Send(context.Background(), r)
		require.Equal(t, adapters.Broken, adapters.AsFault(err).Kind, "while we cannot look, we do not say it again")
		ts := say(t, a, r)
		require.Len(t, s.Messages(to.Chat), before+1)
		require.Equal(t, last(t, s, to.Chat).TS, ts)
	}
	r := bot.Reply{ID: "never arrived", To: place(annDM, ""), Text: "at last"}
	s.Fail("chat.postMessage", slackfake.Failure{Status: 0}, 1)
	_, err := a.Send(context.Background(), r)
	require.Equal(t, adapters.Broken, adapters.AsFault(err).Kind)
	say(t, a, r)
	require.Equal(t, "at last", last(t, s, annDM).Text)

	s.AcceptThenDrop("chat.postMessage", 1)
	r.ID = "no right to look"
	_, err = a.Send(context.Background(), r)
	require.Error(t, err)
	s.Fail("conversations.history", slackfake.Failure{Status: 200, Code: "missing_scope"}, 1)
	say(t, a, r)
}

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		chat    string
		failure slackfake.Failure
		kind    adapters.FaultKind
	}{
		{annDM, slackfake.Failure{Status: 200, Code: "channel_not_found"}, adapters.Gone},
		{room, slackfake.Failure{Status: 200, Code: "channel_not_found"}, adapters.Refused},
		{room, slackfake.Failure{Status: 200, Code: "is_archived"}, adapters.Refused},
		{annDM, slackfake.Failure{Status: 200, Code: "user_disabled"}, adapters.Gone},
		{annDM, slackfake.Failure{Status: 200, Code: "account_inactive"}, adapters.Misconfigured},
		{annDM, slackfake.Failure{Status: 200, Code: "token_revoked"}, adapters.Misconfigured},
		{annDM, slackfake.Failure{Status: 200, Code: "missing_scope", Needed: "chat:write"}, adapters.Misconfigured},
		{annDM, slackfake.Failure{Status: 200, Code: "no_text"}, adapters.Refused},
		{annDM, slackfake.Failure{Status: 200, Code: "restricted_action"}, adapters.Refused},
		{annDM, slackfake.Failure{Status: 200, Code: "ratelimited"}, adapters.Busy},
		{annDM, slackfake.Failure{Status: 429}, adapters.Busy},
		{annDM, slackfake.Failure{Status: 200, Code: "fatal_error"}, adapters.Broken},
		{annDM, slackfake.Failure{Status: 200}, adapters.Broken},
		{annDM, slackfake.Failure{Status: 200, HTML: "a page"}, adapters.Broken},
		{annDM, slackfake.Failure{Status: 302, HTML: "a page"}, adapters.Broken},
		{annDM, slackfake.Failure{Status: 503, HTML: "a page"}, adapters.Broken},
		{annDM, slackfake.Failure{Status: 404, HTML: "a page"}, adapters.Misconfigured},
		{annDM, slackfake.Failure{Status: 413, HTML: "a page"}, adapters.Refused},
		{annDM, slackfake.Failure{Status: 0}, adapters.Broken},
		{annDM, slackfake.Failure{Status: 200, Code: "Secret WORDS 0977"}, adapters.Refused},
		{annDM, slackfake.Failure{Status: 200, Code: "missing_scope", Needed: "0977 " + botToken}, adapters.Misconfigured},
	} {
		s, a := idle(t)
		s.Fail("chat.postMessage", c.failure, 1)
		_, err := a.Send(context.Background(), bot.Reply{ID: "r", To: place(c.chat, ""), Text: "secret words 0977"})
		f := adapters.AsFault(err)
		require.Equal(t, c.kind, f.Kind, "%v", c.failure)
		require.NotContains(t, err.Error(), "0977")
		require.NotContains(t, err.Error(), "TestBotToken")
		if c.kind == adapters.Busy {
			require.Equal(t, defaultBusy, f.After)
		}
	}
}

func TestRealRefusalsOfTheService(t *testing.T) {
	s, a := idle(t)
	s.Kick(room)
	_, err := a.Send(context.Background(), bot.Reply{To: place(room, ""), Text: "x"})
	require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind)
	require.ErrorContains(t, err, "/invite")
	for _, to := range []bot.Place{place("../x", ""), place(room, "soon"), place("", "")} {
		_, err = a.Send(context.Background(), bot.Reply{To: to, Text: "x"})
		require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind)
	}
	theirs := s.Say(ann, "mine")
	for _, id := range []string{"", "nonsense", "1700000000.000001", theirs} {
		err := a.Edit(context.Background(), id, bot.Reply{To: place(annDM, ""), Text: "x"})
		require.Equal(t, adapters.Uneditable, adapters.AsFault(err).Kind, id)
	}
	s.Pace(time.Hour)
	say(t, a, bot.Reply{To: place(annDM, ""), Text: "one"})
	_, err = a.Send(context.Background(), bot.Reply{To: place(annDM, ""), Text: "two"})
	require.Equal(t, adapters.Busy, adapters.AsFault(err).Kind)
	require.InDelta(t, time.Hour, adapters.AsFault(err).After, float64(2*time.Second))
}

// A server may be odd in everything but the two things that count.
func TestAnOddAnswerIsStillAnAnswer(t *testing.T) {
	odd := roundTrip(func(*http.Request) (*http.Response, error) {
		return answerWith(`{"ok":true,"channel":{},"ts":"1700000000.000700","message":{"blocks":[{"type":17}],"thread_ts":4},"warning":9,"errors":"x"}`), nil
	})
	a, err := New(Options{BotToken: botToken, SigningSecret: secret, HTTP: &http.Client{Transport: odd}})
	require.NoError(t, err)
	require.Equal(t, "1700000000.000700", say(t, a, bot.Reply{ID: "r", To: place(annDM, ""), Text: "x"}))
}

func TestMarksReplaceEachOther(t *testing.T) {
	s, a := idle(t)
	ts := s.Say(ann, "look")
	for mark, want := range map[adapters.Mark]string{adapters.MarkSent: "white_check_mark", adapters.MarkFailed: "warning"} {
		require.NoError(t, a.React(context.Background(), place(annDM, ""), ts, mark))
		require.Equal(t, []string{want}, s.Reactions(annDM, ts))
	}
	err := a.React(context.Background(), place(annDM, ""), "1700000000.000001", adapters.MarkSeen)
	require.Equal(t, adapters.Uneditable, adapters.AsFault(err).Kind)
	require.Equal(t, adapters.Refused, adapters.AsFault(a.React(context.Background(), place(annDM, ""), ts, "new")).Kind)
}

func TestCheck(t *testing.T) {
	s, a := idle(t)
	require.Empty(t, a.Check(context.Background()))
	problems := func() string { return strings.Join(a.Check(context.Background()), "\n") }
	s.Scopes("chat:write, im:history,files:read")
	require.Contains(t, problems(), "lacks the scopes app_mentions:read, channels:history, commands, files:write,")
	s.Skew(2 * time.Minute)
	require.Contains(t, problems(), "clock is off by")
	s.Fail("apps.connections.open", slackfake.Failure{Status: 200, Code: "invalid_auth"}, 1)
	require.Contains(t, problems(), "channels.slack.app_token")
	s.Fail("auth.test", slackfake.Failure{Status: 200, Code: "account_inactive"}, 1)
	require.Contains(t, problems(), "install it again")
	require.NotContains(t, problems(), "Token-Of")
}

// The app that people create must have the rights that the adapter checks for.
func TestTheManifestAsksForTheScopes(t *testing.T) {
	raw, err := os.ReadFile("manifest.yaml")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(raw), "    bot:\n")
	require.True(t, found)
	list, _, found := strings.Cut(rest, "\nsettings:")
	require.True(t, found)
	var asked []string
	for line := range strings.Lines(list + "\n") {
		scope, _, _ := strings.Cut(strings.TrimSpace(line), " #")
		asked = append(asked, strings.TrimPrefix(scope, "- "))
	}
	require.Equal(t, scopes, asked)
}
