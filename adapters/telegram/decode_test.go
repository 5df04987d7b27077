package telegram

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
	return reader{botID: 4242, botName: "firstline_test_bot", now: func() time.Time { return clock }}
}

// in reads one message update; fields is what comes after the usual ones.
func in(t testing.TB, chat, fields string) *bot.Message {
	t.Helper()
	raw := fmt.Sprintf(`{"update_id":5,"message":{"message_id":9,"date":1700000000,"chat":%s,`+
		`"from":{"id":7,"is_bot":false,"first_name":"Ann","last_name":"Banda","language_code":"en"},%s}}`, chat, fields)
	require.True(t, json.Valid([]byte(raw)), raw)
	got, err := testReader().read([]byte(raw))
	require.NoError(t, err)
	require.Equal(t, int64(5), got.update)
	return got.message
}

const (
	oneToOne = `{"id":7,"type":"private"}`
	group    = `{"id":-100,"type":"supergroup"}`
)

func TestWhatIsSaidToTheDesk(t *testing.T) {
	mention := func(offset, length int) string {
		return fmt.Sprintf(`,"entities":[{"type":"mention","offset":%d,"length":%d}]`, offset, length)
	}
	for _, c := range []struct {
		name, chat, fields string
		text               string
		direct, ignored    bool
	}{
		{"private", oneToOne, `"text":"hello"`, "hello", true, false},
		{"start", oneToOne, `"text":"/start"`, "/start", true, false},
		{"group talk", group, `"text":"hello"`, "hello", false, false},
		{"command in a group", group, `"text":"/queue"`, "/queue", true, false},
		{"command for us", group, `"text":"/claim@Firstline_Test_Bot 12"`, "/claim 12", true, false},
		{"command for another bot", group, `"text":"/claim@other_bot 12"`, "", false, true},
		{"command for another bot, private", oneToOne, `"text":"/test@bar"`, "", false, true},
		{"a path is no command", group, `"text":"/usr/bin@x"`, "/usr/bin@x", false, false},
		{"mention first", group, `"text":"@firstline_test_bot, where?"` + mention(0, 19), "where?", true, false},
		{"mention last, after emoji", group, `"text":"👍👍 help @firstline_test_bot"` + mention(10, 19), "👍👍 help", true, false},
		{"mention inside", group, `"text":"ask @firstline_test_bot now"` + mention(4, 19), "ask @firstline_test_bot now", true, false},
		{"mention of another", group, `"text":"@someone_else hi"` + mention(0, 13), "@someone_else hi", false, false},
		{"entity past the end", group, `"text":"@firstline_test_bot"` + mention(0, 99), "@firstline_test_bot", false, false},
		{"entity before the beginning", group, `"text":"hi"` + mention(-1, 2), "hi", false, false},
		{"entity too large to add", group, `"text":"hi"` + mention(1, 9223372036854775807), "hi", false, false},
		{"two mentions", group, `"text":"@firstline_test_bot hi @firstline_test_bot","entities":[` +
			`{"type":"mention","offset":0,"length":19},{"type":"mention","offset":23,"length":19}]`, "hi", true, false},
		{"text mention", group, `"text":"Desk hi","entities":[{"type":"text_mention","offset":0,"length":4,"user":{"id":4242}}]`, "hi", true, false},
		{"answer to us", group, `"text":"ok","reply_to_message":{"message_id":3,"from":{"id":4242,"is_bot":true}}`, "ok", true, false},
		{"answer to another", group, `"text":"ok","reply_to_message":{"message_id":3,"from":{"id":8}}`, "ok", false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := in(t, c.chat, c.fields)
			if c.ignored {
				require.Nil(t, m)
				return
			}
			require.NotNil(t, m)
			require.Equal(t, bot.Said, m.Kind)
			require.Equal(t, c.text, m.Text)
			require.Equal(t, c.direct, m.Direct)
		})
	}
}

func TestPlaceAndQuotation(t *testing.T) {
	general := in(t, group, `"text":"x","message_thread_id":33,"reply_to_message":{"message_id":30}`)
	require.Equal(t, bot.Place{Channel: "telegram", Chat: "-100"}, general.Place)
	require.Equal(t, "30", general.ReplyTo)
	topic := in(t, group, `"text":"x","message_thread_id":33,"is_topic_message":true,"reply_to_message":{"message_id":33,"from":{"id":4242}}`)
	require.Equal(t, "33", topic.Place.Thread)
	require.Empty(t, topic.ReplyTo, "the opening of the topic is no quotation")
	require.False(t, topic.Direct)
	answer := in(t, group, `"text":"x","message_thread_id":33,"is_topic_message":true,"reply_to_message":{"message_id":40}`)
	require.Equal(t, "40", answer.ReplyTo)
}

func TestFilesAndUnreadable(t *testing.T) {
	photo := in(t, oneToOne, `"caption":"my form","photo":[{"file_id":"s","width":90},{"file_id":"l","width":1280,"file_size":5000},{"file_id":"m","width":320}]`)
	require.Equal(t, bot.Said, photo.Kind)
	require.Equal(t, "my form", photo.Text)
	require.Equal(t, []bot.File{{ID: "l", Type: "image/jpeg", Size: 5000}}, photo.Files)
	document := in(t, oneToOne, `"document":{"file_id":"d","file_name":"a.pdf","mime_type":"application/pdf"}`)
	require.Equal(t, bot.Said, document.Kind)
	require.Equal(t, []bot.File{{ID: "d", Name: "a.pdf", Type: "application/pdf"}}, document.Files)
	for kind, files := range map[string]int{
		`"voice":{"file_id":"v"}`: 1, `"sticker":{"file_id":"v"}`: 1, `"video_note":{"file_id":"v"}`: 1, `"location":{"latitude":1}`: 0,
		`"contact":{"phone_number":"1"}`: 0, `"poll":{"id":"1"}`: 0, `"dice":{"value":3}`: 0, `"hologram":{"new":true}`: 0,
		`"animation":{"file_id":"v"},"document":{"file_id":"w"}`: 1, `"voice":{"file_id":"v"},"caption":"listen"`: 1, `"photo":"odd"`: 0,
	} {
		m := in(t, oneToOne, kind)
		require.NotNil(t, m, kind)
		require.Equal(t, bot.Unreadable, m.Kind, kind)
		require.Len(t, m.Files, files, kind)
		require.True(t, m.Direct)
	}
}

func TestWhatIsIgnored(t *testing.T) {
	require.Nil(t, in(t, group, `"new_chat_members":[{"id":8}]`))
	require.Nil(t, in(t, group, `"migrate_from_chat_id":-1009`))
	require.Nil(t, in(t, group, `"text":"as the group","sender_chat":{"id":-100}`))
	for name, raw := range map[string]string{
		"a bot":          `{"update_id":5,"message":{"message_id":9,"chat":{"id":7,"type":"private"},"from":{"id":8,"is_bot":true},"text":"x"}}`,
		"channel":        `{"update_id":5,"channel_post":{"message_id":9,"chat":{"id":7,"type":"channel"},"text":"x"}}`,
		"unknown update": `{"update_id":5,"hologram":{"a":1}}`,
		"press, inline":  `{"update_id":5,"callback_query":{"id":"1","from":{"id":7},"inline_message_id":"i","data":"x"}}`,
		"live location":  `{"update_id":5,"edited_message":{"message_id":9,"chat":{"id":7,"type":"private"},"from":{"id":7},"location":{}}}`,
		"joined a group": `{"update_id":5,"my_chat_member":{"chat":{"id":-1,"type":"group"},"from":{"id":7},"new_chat_member":{"status":"left"}}}`,
		"came back":      `{"update_id":5,"my_chat_member":{"chat":{"id":7,"type":"private"},"from":{"id":7},"new_chat_member":{"status":"member"}}}`,
	} {
		got, err := testReader().read([]byte(raw))
		require.NoError(t, err, name)
		require.Nil(t, got.message, name)
		require.Equal(t, int64(5), got.update, name)
	}
}

func TestEditedPressedLeft(t *testing.T) {
	read := func(raw string) received {
		got, err := testReader().read([]byte(raw))
		require.NoError(t, err)
		require.NotNil(t, got.message)
		require.Equal(t, "telegram:4242:5", got.message.Delivery)
		return got
	}
	edited := read(`{"update_id":5,"edited_message":{"message_id":9,"date":1700000000,"edit_date":1700000060,` +
		`"chat":{"id":7,"type":"private"},"from":{"id":7},"text":"better"}}`).message
	require.Equal(t, bot.Edited, edited.Kind)
	require.Equal(t, "9", edited.ID)
	require.Equal(t, int64(1700000060), edited.At.Unix())
	pressed := read(`{"update_id":5,"callback_query":{"id":"q1","from":{"id":7,"first_name":"Ann"},"data":"t:1:claim",` +
		`"message":{"message_id":12,"date":0,"chat":{"id":-100,"type":"supergroup"}}}}`)
	require.Equal(t, "q1", pressed.query)
	require.Equal(t, bot.Message{
		Delivery: "telegram:4242:5", Place: place(-100, 0), From: bot.Person{ID: "telegram:7", Name: "Ann"}, Kind: bot.Pressed,
		Press: "t:1:claim", ReplyTo: "12", Direct: true, At: clock,
	}, *pressed.message)
	left := read(`{"update_id":5,"my_chat_member":{"chat":{"id":7,"type":"private"},"from":{"id":7},"date":1700000000,` +
		`"new_chat_member":{"status":"kicked"}}}`).message
	require.Equal(t, bot.Left, left.Kind)
	require.Equal(t, "telegram:7", left.From.ID)
	back := read(`{"update_id":5,"my_chat_member":{"chat":{"id":7,"type":"private"},"from":{"id":7},"date":1700000000,` +
		`"old_chat_member":{"status":"kicked"},"new_chat_member":{"status":"member"}}}`).message
	require.Equal(t, bot.Returned, back.Kind)
	require.Equal(t, "telegram:7", back.From.ID)
}

func FuzzDecodeUpdate(f *testing.F) {
	f.Add(`{"update_id":5,"message":{"message_id":9,"date":1,"chat":{"id":7,"type":"private"},"from":{"id":7},"text":"@a 👍","entities":[{"type":"mention","offset":1,"length":3}]}}`)
	f.Add(`{"update_id":5,"edited_message":{"message_id":9,"edit_date":-1,"chat":{"id":-7,"type":"group"},"from":{"id":7},"caption":"/x@firstline_test_bot"}}`)
	f.Add(`{"update_id":5,"callback_query":{"id":"q","from":{"id":7},"data":"d","message":{"message_id":1,"chat":{"id":7}}}}`)
	f.Add(`{"update_id":5,"my_chat_member":{"chat":{"id":7,"type":"private"},"new_chat_member":{"status":"kicked"}}}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, raw string) {
		got, err := testReader().read([]byte(raw))
		if err != nil || got.message == nil {
			require.Nil(t, got.message)
			return
		}
		m := *got.message
		require.True(t, strings.HasPrefix(m.Delivery, "telegram:4242:"))
		require.False(t, m.Place.Zero())
		require.NotEqual(t, "0", m.Place.Chat)
		require.NotEqual(t, "telegram:0", m.From.ID)
		require.NotEmpty(t, m.Kind)
		require.False(t, m.At.IsZero())
	})
}
