package whatsapp

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

var clock = time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)

const hiddenID = "US.13491208655302741918"

func testAdapter(t testing.TB) *Adapter {
	t.Helper()
	a, err := New(Options{
		PhoneNumberID: "42", AccessToken: "token", AppSecret: "s", VerifyToken: "v",
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return clock },
	})
	require.NoError(t, err)
	return a
}

// in reads one value; fields is what it has besides the metadata.
func in(t testing.TB, a *Adapter, fields string) []bot.Message {
	t.Helper()
	body := `{"entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"42","display_phone_number":"+1 555-000-1111"},` + fields + `}}]}]}`
	require.True(t, json.Valid([]byte(body)), body)
	messages, err := a.read(context.Background(), []byte(body))
	require.NoError(t, err)
	return messages
}

// one reads one message of Ann.
func one(t testing.TB, fields string) bot.Message {
	t.Helper()
	got := in(t, testAdapter(t), `"contacts":[{"profile":{"name":"Ann"},"wa_id":"260"}],"messages":[{"id":"wamid.1","from":"260","timestamp":"1700000000",`+fields+`}]`)
	require.Len(t, got, 1, fields)
	return got[0]
}

func TestPlainMessage(t *testing.T) {
	require.Equal(t, bot.Message{
		Delivery: "whatsapp:42:wamid.1", ID: "wamid.1", Place: place("260"), From: bot.Person{ID: "whatsapp:260", Name: "Ann"},
		Kind: bot.Said, Text: "hi", ReplyTo: "wamid.0", Direct: true, At: time.Unix(1700000000, 0).UTC(),
	}, one(t, `"type":"text","text":{"body":"hi"},"context":{"id":"wamid.0","from":"1"}`))
}

func TestTypes(t *testing.T) {
	for fields, want := range map[string]bot.Message{
		`"type":"text","text":{"body":"  "}`:                            {Kind: bot.Unreadable, Text: "  "},
		`"text":{"body":"no type"}`:                                     {Kind: bot.Said, Text: "no type"},
		`"type":"image","image":{"id":"7","caption":"look"}`:            {Kind: bot.Said, Text: "look", Files: []bot.File{{ID: "7"}}},
		`"type":"image","image":{"caption":"no file"}`:                  {Kind: bot.Said, Text: "no file"},
		`"type":"document","document":{"id":"7","filename":"a.pdf"}`:    {Kind: bot.Said, Files: []bot.File{{ID: "7", Name: "a.pdf"}}},
		`"type":"video","video":{"id":"7","mime_type":"video/mp4"}`:     {Kind: bot.Unreadable, Files: []bot.File{{ID: "7", Type: "video/mp4"}}},
		`"type":"audio","audio":{"id":"7","voice":true}`:                {Kind: bot.Unreadable, Files: []bot.File{{ID: "7", Voice: true}}},
		`"type":"audio","audio":{"id":"7","voice":"yes","mime_type":3}`: {Kind: bot.Unreadable, Files: []bot.File{{ID: "7"}}},
		`"type":"sticker","sticker":{"id":"7"}`:                         {Kind: bot.Unreadable, Files: []bot.File{{ID: "7"}}},
		`"type":"hologram","hologram":{"id":"7"}`:                       {Kind: bot.Unreadable},
		`"type":7`: {Kind: bot.Unreadable},
		`"type":"button","button":{"payload":"d:1:y","text":"Yes"}`:                                       {Kind: bot.Pressed, Press: "d:1:y"},
		`"type":"interactive","interactive":{"button_reply":{"id":"d:1:y"}}`:                              {Kind: bot.Pressed, Press: "d:1:y"},
		`"type":"interactive","interactive":{"list_reply":{"id":"d:1:n"}}`:                                {Kind: bot.Pressed, Press: "d:1:n"},
		`"type":"interactive","interactive":{"button_reply":"odd"}`:                                       {Kind: bot.Unreadable},
		`"type":"interactive","interactive":{"nfm_reply":{"response_json":7}}`:                            {Kind: bot.Unreadable},
		`"type":"revoke","revoke":{"original_message_id":"wamid.0"}`:                                      {Kind: bot.Deleted, ReplyTo: "wamid.0"},
		`"type":"edit","edit":{"original_message_id":"w","message":{"text":{"body":"new"}}}`:              {Kind: bot.Edited, Text: "new", ReplyTo: "w"},
		`"type":"edit","edit":{"original_message_id":"w","message":{"image":{"id":"7","caption":"new"}}}`: {Kind: bot.Edited, Text: "new", ReplyTo: "w", Files: []bot.File{{ID: "7"}}},
		`"type":"system","system":{"type":"user_changed_number","wa_id":"261"}`:                           {Kind: bot.Moved, MovedTo: place("261")},
		`"type":"system","system":{"type":"user_changed_number","new_wa_id":"261"}`:                       {Kind: bot.Moved, MovedTo: place("261")},
	} {
		m := one(t, fields)
		require.Equal(t, "wamid.1", m.ID)
		require.Equal(t, place("260"), m.Place)
		require.Equal(t, "whatsapp:260", m.From.ID)
		want.ID, want.Delivery, want.Place, want.From, want.At, want.Direct = m.ID, m.Delivery, m.Place, m.From, m.At, true
		require.Equal(t, want, m, fields)
	}
}

func TestWhatIsIgnored(t *testing.T) {
	for _, fields := range []string{
		`"messages":[{"id":"w","from":"260","type":"reaction","reaction":{"message_id":"x","emoji":"👍"}}]`,
		`"messages":[{"id":"w","from":"260","type":"request_welcome"}]`,
		`"messages":[{"id":"w","from":"260","type":"text","text":{"body":"in a group"},"group_id":"g"}]`,
		`"messages":[{"id":"w","from":"15550001111","type":"text","text":{"body":"from ourselves"}}]`,
		`"messages":[{"id":"w","from":"260","type":"system","system":{"type":"customer_identity_changed"}}]`,
		`"messages":[{"id":"w","from":"260","type":"edit","edit":{"original_message_id":"w","message":{"image":{"id":"7"}}}}]`,
		`"messages":[{"id":"w","from":"260","type":"edit","edit":{"message":{"text":{"body":"which?"}}}}]`,
		`"messages":[{"id":"w","from":"260","type":"revoke"}]`,
		`"messages":[{"from":"260","text":{"body":"no id"}}]`,
		`"messages":[{"id":"w","text":{"body":"no sender"}}]`,
		`"messages":[{"id":"w","from":"<script>","text":{"body":"odd sender"}}]`,
		`"messages":[{"id":"` + strings.Repeat("w", maxID+1) + `","from":"260","text":{"body":"odd id"}}]`,
		`"messages":"odd","statuses":7,"contacts":{},"errors":[{"code":130429},"odd"]`,
		`"statuses":[{"id":"w","status":"sent","recipient_id":"260"},{"id":"w","status":"played","recipient_id":"260"},{"id":"w","status":"deleted","recipient_id":"260"}]`,
		`"statuses":[{"id":"w","status":"read","recipient_id":"g","recipient_type":"group"},{"id":"w","status":"read"},{"status":"read","recipient_id":"260"}]`,
	} {
		require.Empty(t, in(t, testAdapter(t), fields), fields)
	}
}

// A person is one person, with or without the number, as long as the program runs.
func TestNumberAndIDAreOnePerson(t *testing.T) {
	a := testAdapter(t)
	say := func(fields, contacts string) bot.Message {
		t.Helper()
		got := in(t, a, `"contacts":[`+contacts+`],"messages":[{"id":"w","type":"text","text":{"body":"x"}`+fields+`}]`)
		require.Len(t, got, 1)
		require.Equal(t, got[0].From.ID, got[0].Place.Lane())
		return got[0]
	}
	hidden := `,"from_user_id":"` + hiddenID + `"`
	require.Equal(t, place(hiddenID), say(hidden, `{"user_id":"`+hiddenID+`","profile":{"name":"Ann"}}`).Place)
	require.Equal(t, place(hiddenID), say(`,"from":"`+hiddenID+`"`, "").Place, "the id stands in the wrong field now and then")
	require.Equal(t, place(hiddenID), say("", `{"user_id":"`+hiddenID+`"}`).Place, "or only beside the message")
	both := say(hidden+`,"from":"260"`, `{"wa_id":"260","user_id":"`+hiddenID+`","profile":{"name":"Ann"}}`)
	require.Equal(t, place("260"), both.Place)
	require.Equal(t, "Ann", both.From.Name)
	require.Equal(t, place("260"), say(hidden, "").Place, "learned from the message before")
	require.Equal(t, place("260"), say(`,"from":"`+hiddenID+`"`, "").Place)
	require.Equal(t, place("270"), say("", `{"wa_id":"270"}`).Place)
	other := say(`,"from_user_id":"US.2"`, `{"wa_id":"1","user_id":"US.1","profile":{"name":"No"}},{"user_id":"US.2","profile":{"name":"Yes"}}`)
	require.Equal(t, "Yes", other.From.Name)
	status := in(t, a, `"statuses":[{"id":"w","status":"read","recipient_user_id":"`+hiddenID+`"}]`)
	require.Equal(t, place("260"), status[0].Place)
	moved := in(t, a, `"messages":[{"id":"w","type":"system","from":"260","system":{"type":"user_changed_number","wa_id":"261","user_id":"US.9","previous_user_id":"`+hiddenID+`"}}]`)
	require.Equal(t, place("260"), moved[0].Place)
	require.Equal(t, place("261"), moved[0].MovedTo)
	require.Equal(t, place("261"), say(`,"from_user_id":"US.9"`, "").Place)
	moved = in(t, a, `"messages":[{"id":"w","type":"system","system":{"type":"user_changed_user_id","user_id":"MX.8","previous_user_id":"CO.7"}}]`)
	require.Equal(t, place("CO.7"), moved[0].Place)
	require.Equal(t, place("MX.8"), moved[0].MovedTo)
}

func TestAliasesAreBounded(t *testing.T) {
	a := newAliases()
	for i := range 3 * maxAliases {
		require.Equal(t, "7", a.one("7", fmt.Sprintf("US.%d", i)))
	}
	require.LessOrEqual(t, len(a.fresh)+len(a.stale), 2*maxAliases)
	require.Equal(t, "7", a.one("", fmt.Sprintf("US.%d", 3*maxAliases-1)), "the newest are kept")
	require.Equal(t, "US.0", a.one("", "US.0"), "the oldest are forgotten")
}

func TestStatuses(t *testing.T) {
	status := func(fields string) bot.Message {
		got := in(t, testAdapter(t), `"statuses":[{"id":"wamid.5","timestamp":"1700000000123","recipient_id":"260",`+fields+`}]`)
		require.Len(t, got, 1, fields)
		return got[0]
	}
	require.Equal(t, bot.Message{
		Delivery: "whatsapp:42:wamid.5:delivered", Place: place("260"), From: bot.Person{ID: "whatsapp:260"}, Kind: bot.Reached,
		Reach: bot.Arrived, ReplyTo: "wamid.5", Direct: true, At: time.UnixMilli(1700000000123).UTC(),
	}, status(`"status":"delivered"`))
	require.Equal(t, bot.Seen, status(`"status":"read"`).Reach)
	for fields, words := range map[string]string{
		`"status":"failed","errors":["odd",{"code":131026}]`:     "cannot deliver to this person",
		`"status":"failed","errors":[{"code":7777,"title":"x"}]`: "7777",
		`"status":"failed"`: "no reason",
	} {
		m := status(fields)
		require.Equal(t, bot.Failed, m.Reach)
		require.Contains(t, m.Text, words)
	}
	shut := status(`"status":"failed","errors":[{"code":131047}]`)
	require.Equal(t, bot.Shut, shut.Reach)
	require.Contains(t, shut.Text, "24 hours")
}

func TestTimes(t *testing.T) {
	for raw, want := range map[string]time.Time{
		`"1700000000"`: time.Unix(1700000000, 0), `1700000000`: time.Unix(1700000000, 0), `"1700000000123"`: time.UnixMilli(1700000000123),
		`"0"`: clock, `"-5"`: clock, `"soon"`: clock, `{}`: clock, `null`: clock, `"9223372036854775807"`: clock, `"99999999999999999999"`: clock,
	} {
		got := in(t, testAdapter(t), `"messages":[{"id":"w","from":"260","type":"text","text":{"body":"x"},"timestamp":`+raw+`}]`)
		require.Len(t, got, 1)
		require.True(t, want.Equal(got[0].At), "%s: %s", raw, got[0].At)
	}
}

func FuzzReceive(f *testing.F) {
	for _, seed := range []string{
		`{"id":"w","from":"260","timestamp":"1","type":"text","text":{"body":"👍"},"context":{"id":"x"}}`,
		`{"id":"w","from_user_id":"US.1","type":"image","image":{"id":"7","caption":"\u0000"}}`,
		`{"id":"w","type":"system","from":"1","system":{"type":"user_changed_number","wa_id":"2"}}`,
		`{"id":"w","from":"260","type":"edit","edit":{"original_message_id":"x","message":{"text":{"body":"n"}}}}`,
		`{"id":"w","status":"failed","recipient_id":"260","errors":[{"code":131047}]}`,
		`{"entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"42"},"messages":[{}]}}]}]}`, `[[]]`, `7`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		a := testAdapter(t)
		check := func(messages []bot.Message) {
			for _, m := range messages {
				require.True(t, strings.HasPrefix(m.Delivery, "whatsapp:42:"))
				require.Regexp(t, handle, m.Place.Chat)
				require.Equal(t, m.Place.Lane(), m.From.ID)
				require.NotEmpty(t, m.Kind)
				require.True(t, m.Direct)
				_, err := json.Marshal(m)
				require.NoError(t, err, "a store must be able to write it down")
			}
		}
		messages, err := a.read(context.Background(), []byte(raw))
		if err == nil {
			check(messages)
		}
		if !json.Valid([]byte(raw)) {
			return
		}
		good := `{"id":"wamid.good","from":"299","type":"text","text":{"body":"good"}}`
		const batch = `{"entry":[%[2]s,{"changes":[%[2]s,{"field":"messages","value":{"metadata":{"phone_number_id":"42"},` +
			`"contacts":[%[2]s],"messages":[%[2]s,%[1]s],"statuses":[%[2]s],"errors":[%[2]s]}}]}]}`
		messages, err = a.read(context.Background(), fmt.Appendf(nil, batch, good, raw))
		require.NoError(t, err)
		check(messages)
		found := slices.ContainsFunc(messages, func(m bot.Message) bool { return m.ID == "wamid.good" })
		require.True(t, found, "the good message is lost")
	})
}
