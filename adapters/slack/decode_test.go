package slack

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

var clock = time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)

func testReader() reader {
	return reader{
		self: self{Team: "T1", User: "UBOT", Bot: "BBOT", Name: "firstline"}, now: func() time.Time { return clock },
		known: func(address string) bool { return strings.HasPrefix(address, "https://hooks.slack.com/") },
		begun: func(thread bot.Place) string {
			if thread.Thread == "1700000000.000300" {
				return "slack:U7"
			}
			return ""
		},
	}
}

// inEvent reads an event; fields is what comes after the usual ones, or in their place.
func inEvent(t testing.TB, fields string) *bot.Message {
	t.Helper()
	raw := `{"type":"event_callback","team_id":"TX","event_id":"Ev1","event":{"type":"message","user":"U7","team":"T1",` +
		`"ts":"1700000000.000900","channel":"C1","channel_type":"channel",` + fields + `}}`
	require.True(t, json.Valid([]byte(raw)), raw)
	got, err := testReader().read(events, []byte(raw))
	require.NoError(t, err)
	return got.message
}

const (
	oneToOne = `"channel":"D1","channel_type":"im",`
	inThread = `"thread_ts":"1700000000.000100",`
)

func TestWhatIsSaidToTheDesk(t *testing.T) {
	for _, c := range []struct {
		name, fields string
		text         string
		direct       bool
		thread, to   string
	}{
		{"to the bot", oneToOne + `"text":"hello"`, "hello", true, "", ""},
		{"in a thread to the bot", oneToOne + inThread + `"text":"hello"`, "hello", true, "", "1700000000.000100"},
		{"by the id alone", `"channel":"D1","channel_type":null,"text":"hello"`, "hello", true, "", ""},
		{"in a channel", `"text":"hello"`, "hello", false, "", ""},
		{"in a thread", inThread + `"text":"hello"`, "hello", false, "1700000000.000100", "1700000000.000100"},
		{"the message above a thread", `"thread_ts":"1700000000.000900","text":"hello"`, "hello", false, "", ""},
		{"under a message of ours", inThread + `"parent_user_id":"UBOT","text":"ok"`, "ok", true, "1700000000.000100", "1700000000.000100"},
		{"under one's own mention", `"thread_ts":"1700000000.000300","text":"and now?"`, "and now?", true, "1700000000.000300", "1700000000.000300"},
		{"under somebody else's mention", `"user":"U8","thread_ts":"1700000000.000300","text":"I think"`, "I think", false, "1700000000.000300", "1700000000.000300"},
		{"a mention", `"text":"<@UBOT> where?"`, "where?", true, "1700000000.000900", ""},
		{"a mention with a name", `"text":"<@UBOT|firstline>: where?"`, "where?", true, "1700000000.000900", ""},
		{"a mention in a thread", inThread + `"text":"<@UBOT>, where?"`, "where?", true, "1700000000.000100", "1700000000.000100"},
		{"a mention at the end", `"text":"where? <@UBOT>"`, "where?", true, "1700000000.000900", ""},
		{"a mention inside", `"text":"ask <@UBOT> now"`, "ask @firstline now", true, "1700000000.000900", ""},
		{"nothing but a mention", `"text":"<@UBOT>"`, "", true, "1700000000.000900", ""},
		{"a mention as its own event", `"type":"app_mention","channel_type":null,"text":"<@UBOT> where?"`, "where?", true, "1700000000.000900", ""},
		{"of somebody else", `"text":"<@UOTHER> hi"`, "@UOTHER hi", false, "", ""},
		{"also to the channel", `"subtype":"thread_broadcast",` + inThread + `"text":"x"`, "x", false, "1700000000.000100", "1700000000.000100"},
		{"forwarded", oneToOne + `"text":"","attachments":[{"text":"their words"},17,{"fallback":"more"}]`, "their words\nmore", true, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := inEvent(t, c.fields)
			require.NotNil(t, m)
			require.Equal(t, bot.Said, m.Kind)
			require.Equal(t, c.text, m.Text)
			require.Equal(t, c.direct, m.Direct)
			require.Equal(t, c.thread, m.Place.Thread)
			require.Equal(t, c.to, m.ReplyTo)
			require.Equal(t, "slack:T1:"+m.Place.Chat+":1700000000.000900", m.Delivery)
			require.Equal(t, time.Unix(1700000000, 900_000).UTC(), m.At)
		})
	}
}

func TestTextBecomesPlain(t *testing.T) {
	for raw, want := range map[string]string{
		"a &amp;lt; b &lt;c&gt; &amp;":               "a &lt; b <c> &",
		"<https://a.example/?x=1&amp;y=2>":           "https://a.example/?x=1&y=2",
		"<https://evil.example|bank>":                "bank (https://evil.example)",
		"<http://example.org|example.org>":           "example.org",
		"<http://example.org/|example.org>":          "example.org",
		"<mailto:a@b.org|a@b.org> <tel:+260|+260>":   "a@b.org +260",
		"<mailto:a@b.org>":                           "a@b.org",
		"<@U1> <@U1|ann> <#C1|general> <#C1>":        "@U1 @ann #general #C1",
		"<!here> <!channel|channel> <!everyone>":     "@here @channel @everyone",
		"<!subteam^S1|@team> <!subteam^S1>":          "@team @S1",
		"<!date^1392734382^{date}|18 Feb 2014>":      "18 Feb 2014",
		"<> < a":                                     "<> < a",
		"<@UBOT> <@UBOT> hi <@UBOT>":                 "hi",
		"<https://x.example|&lt;script&gt;>":         "<script> (https://x.example)",
		"*bold* _it_ `code` :smile:":                 "*bold* _it_ `code` :smile:",
		"<@U1|&amp;lt;> <!subteam^S1|&lt;@UBOT&gt;>": "@&lt; @<@UBOT>",
	} {
		text, _ := testReader().addressed(raw)
		require.Equal(t, want, text, raw)
	}
}

func TestFilesAndUnreadable(t *testing.T) {
	m := inEvent(t, oneToOne+`"subtype":"file_share","text":"my form","files":[{"id":"F1","name":"a.pdf","mimetype":"application/pdf","size":5000},`+
		`{"id":"F2","mode":"tombstone"},17,{"name":"no id"},{"id":"F3","mimetype":"image/png","size":"odd"}]`)
	require.Equal(t, bot.Said, m.Kind)
	require.Equal(t, []bot.File{{ID: "F1", Name: "a.pdf", Type: "application/pdf", Size: 5000}, {ID: "F3", Type: "image/png"}}, m.Files)
	for fields, kind := range map[string]bot.Kind{
		`"files":[{"id":"F1","mimetype":"image/png"}]`:                                         bot.Said,
		`"files":[{"id":"F1","mimetype":"audio/mp4","subtype":"slack_audio"}]`:                 bot.Unreadable,
		`"text":"listen","files":[{"id":"F1","mimetype":"audio/mp4","subtype":"slack_audio"}]`: bot.Unreadable,
		`"files":[{"id":"F1","mimetype":"video/mp4"}]`:                                         bot.Unreadable,
		`"text":"see","files":[{"id":"F1","mimetype":"video/mp4"}]`:                            bot.Said,
		`"text":""`: bot.Unreadable,
		`"text":{"a":1},"blocks":[{"type":"hologram"}]`: bot.Unreadable,
		`"text":"","files":"odd"`:                       bot.Unreadable,
	} {
		require.Equal(t, kind, inEvent(t, oneToOne+fields).Kind, fields)
	}
	voice := inEvent(t, oneToOne+`"files":[{"id":"F1","mimetype":"audio/mp4","subtype":"slack_audio"}]`)
	require.True(t, voice.Files[0].Voice)
}

func TestWhatIsIgnored(t *testing.T) {
	for _, fields := range []string{
		`"bot_id":"BBOT","text":"mine"`, `"user":"UBOT","text":"mine"`, `"bot_profile":{"id":"B2"},"text":"x"`, `"user":"USLACKBOT","text":"x"`,
		`"subtype":"bot_message","bot_id":"B2","text":"x"`, `"subtype":"channel_join","text":"joined"`, `"subtype":"hologram","text":"x"`,
		`"hidden":true,"text":"x"`, `"type":"reaction_added"`, `"type":"app_mention","bot_id":"B2","text":"<@UBOT> hi"`,
	} {
		require.Nil(t, inEvent(t, fields), fields)
	}
	for _, raw := range []string{`{"type":"hologram"}`, `{"type":"message","text":"no wrapper"}`, `{}`, `{"type":"event_callback"}`, `{"type":17}`} {
		got, err := testReader().read(events, []byte(raw))
		require.NoError(t, err, raw)
		require.Nil(t, got.message, raw)
	}
}

func TestWhatBreaksTheChannelIsTold(t *testing.T) {
	for _, raw := range []string{
		`{"type":"event_callback","event":{"type":"app_uninstalled"}}`, `{"type":"event_callback","event":{"type":"tokens_revoked"}}`,
		`{"type":"app_rate_limited"}`,
	} {
		got, err := testReader().read(events, []byte(raw))
		require.NoError(t, err)
		require.NotEmpty(t, got.alarm, raw)
		require.Nil(t, got.message)
	}
}

func changed(message, before string) string {
	return oneToOne + fmt.Sprintf(`"subtype":"message_changed","hidden":true,"user":null,"ts":"1700000009.000100",`+
		`"message":%s,"previous_message":%s`, message, before)
}

func TestEditsAndDeletions(t *testing.T) {
	const old = `{"user":"U7","text":"old","ts":"1700000000.000500"}`
	m := inEvent(t, changed(`{"user":"U7","text":"new &amp; better","ts":"1700000000.000500","edited":{"ts":"1700000008.000000"}}`, old))
	require.Equal(t, bot.Message{
		Delivery: "slack:T1:D1:1700000000.000500:1700000008.000000", ID: "1700000000.000500", Place: place("D1", ""),
		From: bot.Person{ID: "slack:U7"}, Kind: bot.Edited, Text: "new & better", ReplyTo: "1700000000.000500", Direct: true, Private: true,
		At: time.Unix(1700000008, 0).UTC(),
	}, *m)
	for name, fields := range map[string]string{
		"a preview":      changed(`{"user":"U7","text":"old","ts":"1700000000.000500","attachments":[{}]}`, old),
		"a bot streams":  changed(`{"user":"U7","bot_id":"B2","text":"new","ts":"1700000000.000500"}`, `{"bot_id":"B2","text":"ol"}`),
		"ours":           changed(`{"user":"UBOT","text":"new","ts":"1700000000.000500"}`, old),
		"nobody":         changed(`{"text":"new","ts":"1700000000.000500"}`, old),
		"no words left":  changed(`{"user":"U7","text":"","ts":"1700000000.000500"}`, old),
		"ours is gone":   oneToOne + `"subtype":"message_deleted","deleted_ts":"1700000000.000500","previous_message":{"bot_id":"BBOT","user":"UBOT"}`,
		"unknown author": oneToOne + `"subtype":"message_deleted","deleted_ts":"1700000000.000500"`,
	} {
		require.Nil(t, inEvent(t, fields), name)
	}
	thread := inEvent(t, `"subtype":"message_changed","user":null,"ts":"1700000009.000100","message":{"user":"U7","text":"new",`+
		`"ts":"1700000000.000500","thread_ts":"1700000000.000100","parent_user_id":"UBOT"},"previous_message":`+old)
	require.Equal(t, "1700000000.000100", thread.Place.Thread)
	require.True(t, thread.Direct)
	gone := inEvent(t, oneToOne+`"subtype":"message_deleted","user":null,"deleted_ts":"1700000000.000500","previous_message":`+old)
	require.Equal(t, bot.Deleted, gone.Kind)
	require.Equal(t, "1700000000.000500", gone.ReplyTo)
	require.Equal(t, "slack:U7", gone.From.ID)
	stone := inEvent(t, changed(`{"subtype":"tombstone","user":"USLACKBOT","text":"This message was deleted.","ts":"1700000000.000500"}`, old))
	require.Equal(t, bot.Deleted, stone.Kind)
	require.Equal(t, gone.Delivery, stone.Delivery)
}

func TestPeopleOfOtherTeams(t *testing.T) {
	require.Equal(t, "slack:U7", inEvent(t, `"text":"x"`).From.ID)
	require.Equal(t, "slack:U7", inEvent(t, `"team":null,"text":"x"`).From.ID)
	require.Equal(t, "slack:T2.U7", inEvent(t, `"team":"T2","text":"x"`).From.ID)
	require.Equal(t, "slack:T2.U7", inEvent(t, `"user_team":"T2","text":"x"`).From.ID)
}

func TestChannelWithANewID(t *testing.T) {
	m := inEvent(t, `"type":"channel_id_changed","old_channel_id":"C1","new_channel_id":"C2"`)
	require.Equal(t, bot.Message{Delivery: "slack:T1:Ev1", Place: place("C1", ""), Kind: bot.Moved, MovedTo: place("C2", ""), At: clock}, *m)
}

func pressed(fields string) (received, error) {
	return testReader().read(interactions, []byte(`{"type":"block_actions","user":{"id":"U7","team_id":"T1","name":"ann"},`+
		`"container":{"type":"message","message_ts":"1700000000.000200","channel_id":"C1"},"trigger_id":"1.2.x",`+
		`"actions":[{"type":"button","action_id":"b0","value":"t:1:claim","action_ts":"1700000005.000000"}]`+fields+`}`))
}

func TestPresses(t *testing.T) {
	got, err := pressed(`,"team":null,"response_url":"https://hooks.slack.com/actions/1"`)
	require.NoError(t, err)
	require.Equal(t, "ann", got.handle)
	require.Equal(t, bot.Message{
		Delivery: "slack:T1:press:C1:1700000000.000200:U7:1700000005.000000", Place: place("C1", ""), From: bot.Person{ID: "slack:U7"},
		Kind: bot.Pressed, Press: "t:1:claim", ReplyTo: "1700000000.000200", Direct: true, At: time.Unix(1700000005, 0).UTC(),
	}, *got.message)
	got, err = pressed(`,"message":{"thread_ts":"1700000000.000100"}`)
	require.NoError(t, err)
	require.Equal(t, place("C1", "1700000000.000100"), got.message.Place)
	got, err = pressed(`,"actions":[{"type":"static_select"},{"type":"button","action_id":"t:2:more","action_ts":"1700000005.000000"}]`)
	require.NoError(t, err)
	require.Equal(t, "t:2:more", got.message.Press, "a button without a value")
	for _, fields := range []string{
		`,"response_url":"https://evil.example/x"`, `,"user":{"id":"../x"}`, `,"container":{"channel_id":"C1","message_ts":"now"}`,
	} {
		_, err := pressed(fields)
		require.ErrorIs(t, err, errShape, fields)
	}
	for _, fields := range []string{`,"type":"view_submission"`, `,"actions":[]`, `,"actions":[{"type":"overflow"}]`, `,"container":{"type":"view"}`} {
		got, err := pressed(fields)
		require.NoError(t, err, fields)
		require.Nil(t, got.message, fields)
	}
}

func TestSlashCommands(t *testing.T) {
	read := func(text string) received {
		got, err := testReader().read(commands, []byte(fmt.Sprintf(`{"command":"/desk","text":%q,"user_id":"U7","user_name":"ann",`+
			`"team_id":"T1","channel_id":"C1","trigger_id":"1.2.x","is_enterprise_install":false}`, text)))
		require.NoError(t, err)
		return got
	}
	require.Equal(t, bot.Message{
		Delivery: "slack:T1:command:1.2.x", Place: place("C1", ""), From: bot.Person{ID: "slack:U7"}, Kind: bot.Said, Text: "reply 12 <ok>",
		Direct: true, At: clock,
	}, *read("reply 12 &lt;ok&gt;").message)
	require.Equal(t, "help", read(" ").message.Text)
}

func FuzzReceive(f *testing.F) {
	f.Add(0, `{"type":"event_callback","event_id":"E","event":{"type":"message","user":"U7","ts":"1700000000.000900","channel":"C1","text":"<@UBOT> &lt;x&gt;"}}`)
	f.Add(0, `{"type":"event_callback","event":`+`{"type":"message","subtype":"message_changed","channel":"D1","ts":"1700000000.1","message":{"user":"U1","text":"a","ts":"1700000000.2"},"previous_message":{"text":"b"}}}`)
	f.Add(0, `{"type":"event_callback","event_id":"E1","event":{"type":"channel_id_changed","old_channel_id":"C1","new_channel_id":"C2"}}`)
	f.Add(1, `{"type":"block_actions","user":{"id":"U7"},"container":{"message_ts":"1700000000.000200","channel_id":"C1"},"actions":[{"type":"button","value":"x","action_ts":"1700000000.000200"}]}`)
	f.Add(2, `{"command":"/desk","text":"queue","user_id":"U7","channel_id":"C1","trigger_id":"1"}`)
	f.Add(0, `[]`)
	f.Fuzz(func(t *testing.T, from int, raw string) {
		sources := []source{events, interactions, commands}
		got, err := testReader().read(sources[uint(from)%3], []byte(raw))
		if err != nil || got.message == nil {
			require.Nil(t, got.message)
			return
		}
		m := *got.message
		require.True(t, strings.HasPrefix(m.Delivery, "slack:T1:"))
		require.False(t, m.Place.Zero())
		require.Regexp(t, idForm, m.Place.Chat)
		require.True(t, m.Place.Thread == "" || tsForm.MatchString(m.Place.Thread))
		require.NotEmpty(t, m.Kind)
		require.False(t, m.At.IsZero())
		require.True(t, m.Kind == bot.Moved || got.user != "")
		require.NotEqual(t, "slack:UBOT", m.From.ID)
		_, err = json.Marshal(m)
		require.NoError(t, err)
	})
}
