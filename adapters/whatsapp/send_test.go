package whatsapp

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/whatsapp/whatsappfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

func idle(t *testing.T) (*whatsappfake.Server, *Adapter) {
	t.Helper()
	s := whatsappfake.New(whatsappfake.Account{})
	t.Cleanup(s.Close)
	s.AddUser(ann, "Ann Banda")
	return s, newAdapter(t, s, slog.New(slog.DiscardHandler))
}

// lastCall is the newest request to send something.
func lastCall(t *testing.T, s *whatsappfake.Server) map[string]any {
	t.Helper()
	calls := s.Journal()
	require.NotEmpty(t, calls)
	var body map[string]any
	require.NoError(t, json.Unmarshal([]byte(calls[len(calls)-1].Body), &body))
	return body
}

func TestNewRefusesWhatCanNeverWork(t *testing.T) {
	good := Options{PhoneNumberID: "42", AccessToken: "secret-token", AppSecret: "secret-app", VerifyToken: "secret-word"}
	_, err := New(good)
	require.NoError(t, err)
	for want, spoil := range map[string]func(*Options){
		"phone_number_id":   func(o *Options) { o.PhoneNumberID = "42/../1" },
		"access_token":      func(o *Options) { o.AccessToken = " " },
		"blanks":            func(o *Options) { o.AccessToken = "secret token" },
		"app_secret":        func(o *Options) { o.AppSecret = "" },
		"verify_token":      func(o *Options) { o.VerifyToken = "" },
		"api_url":           func(o *Options) { o.APIURL = "graph.facebook.com" },
		"template.language": func(o *Options) { o.Template.Name = "x" },
	} {
		o := good
		spoil(&o)
		_, err := New(o)
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "secret-")
		require.NotContains(t, err.Error(), "secret token")
	}
}

func TestWhatACallLooksLike(t *testing.T) {
	s, a := idle(t)
	asked := s.Say(ann, "where?")
	_, err := a.Send(context.Background(), bot.Reply{ID: "reply-1", To: place(ann), Text: "https://example.org/a_b_c", Quote: asked})
	require.NoError(t, err)
	require.Equal(t, map[string]any{
		"messaging_product": "whatsapp", "recipient_type": "individual", "to": ann, "type": "text",
		"text": map[string]any{"body": "https://example.org/a_b_c", "preview_url": false}, "context": map[string]any{"message_id": asked},
		"biz_opaque_callback_data": "reply-1",
	}, lastCall(t, s))
	require.Equal(t, asked, s.Messages(ann)[0].ReplyTo)
	s.AddHidden(hiddenID, "Someone")
	_, err = a.Send(context.Background(), bot.Reply{ID: "reply-2", To: place(hiddenID), Text: "x"})
	require.NoError(t, err)
	require.Equal(t, hiddenID, lastCall(t, s)["recipient"])
	require.NotContains(t, lastCall(t, s), "to")
	for _, to := range []bot.Place{{Channel: "telegram", Chat: ann}, {Channel: "whatsapp"}, {Channel: "whatsapp", Chat: "a b"}, {Channel: "whatsapp", Chat: ann, Thread: "1"}} {
		_, err = a.Send(context.Background(), bot.Reply{To: to, Text: "x"})
		require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind)
	}
	require.Len(t, s.Journal(), 2)
}

func TestButtonsOrAList(t *testing.T) {
	s, a := idle(t)
	buttons := func(labels ...string) []bot.Button {
		var out []bot.Button
		for i, l := range labels {
			out = append(out, bot.Button{Label: l, Data: fmt.Sprintf("d:1:%d", i)})
		}
		return out
	}
	for _, c := range []struct {
		kind   string
		labels []string
	}{
		{"button", []string{"Yes"}},
		{"button", []string{"Yes", "No", strings.Repeat("é", maxButtonTitle)}},
		{"list", []string{"Yes", "No", strings.Repeat("é", maxButtonTitle+1)}},
		{"list", []string{"Yes", "No", "Talk to a person", "More"}},
		{"list", []string{"Printing", "Printing"}},
	} {
		_, err := a.Send(context.Background(), bot.Reply{To: place(ann), Text: "?", Buttons: buttons(c.labels...)})
		require.NoError(t, err, c.labels)
		require.Equal(t, c.kind, lastCall(t, s)["interactive"].(map[string]any)["type"])
		messages := s.Messages(ann)
		require.Equal(t, c.labels, messages[len(messages)-1].Buttons)
	}
	_, err := a.Send(context.Background(), bot.Reply{To: place(ann), Text: "", Buttons: buttons("Yes")})
	require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind)
}

func TestLimitsLeaveRoomForInvisibleCharacters(t *testing.T) {
	s, a := idle(t)
	for _, r := range []bot.Reply{
		{Text: strings.Repeat("*_~`", 4*textLimit)},
		{Text: strings.Repeat("> *x*\n", textLimit), Buttons: []bot.Button{{Label: "More", Data: "d:1:m"}}},
	} {
		r.To = place(ann)
		for _, part := range adapters.Fit(a.Limits(), r) {
			_, err := a.Send(context.Background(), part)
			require.NoError(t, err)
		}
	}
	require.NotEmpty(t, s.Messages(ann))
}

func TestPlain(t *testing.T) {
	mark := string(invisible)
	for text, want := range map[string]string{
		"*bold* _it_ ~no~":          "*" + mark + "bold* _" + mark + "it_ ~" + mark + "no~",
		"snake_case_name 3*4*5 a~b": "snake_case_name 3*4*5 a~b",
		"a ***b*** c":               "a *" + mark + "*" + mark + "*" + mark + "b*" + mark + "*" + mark + "* c",
		"- item\n* item\n1. step":   "- item\n* item\n1. step",
		"> said\nno > no":           ">" + mark + " said\nno > no",
		"run `ls`":                  "run `" + mark + "ls`" + mark,
		"https://x.org/_a_/*b* _c_": "https://x.org/_a_/*b* _" + mark + "c_",
		"*http://x.org/a_b*":        "*" + mark + "http://x.org/a_b*",
		"мир_мир_ 你*好*":             "мир_мир_ 你*好*",
		"ends with *":               "ends with *",
		"":                          "",
	} {
		require.Equal(t, want, plain(text, maxBody), text)
		require.Equal(t, text, strings.ReplaceAll(plain(text, maxBody), mark, ""), "nothing else changes")
	}
	require.Equal(t, "*"+mark+"a *a *a", plain("*a *a *a", 9), "what finds no room stays as it is")
	require.Equal(t, 5000, utf8.RuneCountInString(plain(strings.Repeat("`", 5000), maxBody)))
}

func FuzzPlain(f *testing.F) {
	f.Add("*a* _b_ `c` > d https://x.org/_y_", 40)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		text = bot.CleanText(text)
		got := plain(text, limit)
		require.LessOrEqual(t, utf8.RuneCountInString(got), max(limit, utf8.RuneCountInString(text)))
		mark := string(invisible)
		require.Equal(t, strings.ReplaceAll(text, mark, ""), strings.ReplaceAll(got, mark, ""))
	})
}

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		failure whatsappfake.Failure
		kind    adapters.FaultKind
		words   string
		after   time.Duration
	}{
		{whatsappfake.Failure{Status: 400, Code: 131047}, adapters.Closed, "24 hours", 0},
		{whatsappfake.Failure{Status: 400, Code: 131026}, adapters.Gone, "cannot deliver", 0},
		{whatsappfake.Failure{Status: 400, Code: 131051}, adapters.Refused, "kind of message", 0},
		{whatsappfake.Failure{Status: 400, Code: 130472}, adapters.Refused, "", 0},
		{whatsappfake.Failure{Status: 400, Code: 131009}, adapters.Refused, "", 0},
		{whatsappfake.Failure{Status: 400, Code: 131056}, adapters.Busy, "", 16 * time.Second},
		{whatsappfake.Failure{Status: 429, Code: 130429, RetryAfter: 40}, adapters.Busy, "", 40 * time.Second},
		{whatsappfake.Failure{Status: 403, Code: 4}, adapters.Busy, "", 5 * time.Minute},
		{whatsappfake.Failure{Status: 400, Code: 80007}, adapters.Busy, "", 5 * time.Minute},
		{whatsappfake.Failure{Status: 400, Code: 131048}, adapters.Busy, "", time.Hour},
		{whatsappfake.Failure{Status: 429, HTML: "slow down"}, adapters.Busy, "", defaultBusy},
		{whatsappfake.Failure{Status: 429, Code: 130429, RetryAfter: 1 << 30}, adapters.Busy, "", maxRetryAfter},
		{whatsappfake.Failure{Status: 500, Code: 131000}, adapters.Broken, "", 0},
		{whatsappfake.Failure{Status: 503, Code: 131016}, adapters.Broken, "", 0},
		{whatsappfake.Failure{Status: 500, Code: 999999}, adapters.Broken, "", 0},
		{whatsappfake.Failure{Status: 502, HTML: "<h1>Bad Gateway</h1>"}, adapters.Broken, "", 0},
		{whatsappfake.Failure{Status: 0}, adapters.Broken, "", 0},
		{whatsappfake.Failure{Status: 302, Location: "https://evil.example/"}, adapters.Broken, "302", 0},
		{whatsappfake.Failure{Status: 200, HTML: "please sign in"}, adapters.Broken, "api_url", 0},
		{whatsappfake.Failure{Status: 200, Code: 131047}, adapters.Closed, "", 0},
		{whatsappfake.Failure{Status: 401, Code: 190}, adapters.Misconfigured, "access_token", 0},
		{whatsappfake.Failure{Status: 401, Code: 0}, adapters.Misconfigured, "access_token", 0},
		{whatsappfake.Failure{Status: 403, Code: 10}, adapters.Misconfigured, "permission", 0},
		{whatsappfake.Failure{Status: 403, Code: 200}, adapters.Misconfigured, "permission", 0},
		{whatsappfake.Failure{Status: 403, Code: 299}, adapters.Misconfigured, "permission", 0},
		{whatsappfake.Failure{Status: 400, Code: 131031}, adapters.Misconfigured, "locked", 0},
		{whatsappfake.Failure{Status: 400, Code: 131042}, adapters.Misconfigured, "payment", 0},
		{whatsappfake.Failure{Status: 400, Code: 368}, adapters.Misconfigured, "blocked", 0},
		{whatsappfake.Failure{Status: 404, HTML: "no such page"}, adapters.Misconfigured, "api_url", 0},
		{whatsappfake.Failure{Status: 400, Code: 100, Subcode: 33}, adapters.Misconfigured, "phone_number_id", 0},
		{whatsappfake.Failure{Status: 400, Code: 100}, adapters.Refused, "", 0},
		{whatsappfake.Failure{Status: 400, Code: 999999}, adapters.Refused, "999999", 0},
	} {
		s, a := idle(t)
		s.Fail("messages", c.failure, 1)
		_, err := a.Send(context.Background(), bot.Reply{To: place(ann), Text: "secret words 0977"})
		f := adapters.AsFault(err)
		require.Equal(t, c.kind, f.Kind, "%+v: %v", c.failure, err)
		require.ErrorContains(t, err, c.words)
		require.Equal(t, c.after, f.After, "%+v", c.failure)
		for _, secret := range []string{"0977", "secret", ann, s.Account.AccessToken, "evil"} {
			require.NotContains(t, err.Error(), secret)
		}
	}
}

func TestEveryCodeHasWords(t *testing.T) {
	for code, m := range meanings {
		require.NotEmpty(t, m.kind, code)
		require.NotEmpty(t, m.words, code)
		require.Equal(t, m.kind == adapters.Busy, m.wait > 0, code)
		require.Less(t, len(m.words), 200, code)
	}
}

func TestTheWindow(t *testing.T) {
	s, a := idle(t)
	send := func() error {
		_, err := a.Send(context.Background(), bot.Reply{To: place(ann), Text: "x"})
		return err
	}
	require.NoError(t, send())
	s.Advance(24*time.Hour + time.Second)
	require.Equal(t, adapters.Closed, adapters.AsFault(send()).Kind)
	err := a.Knock(context.Background(), place(ann))
	require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind, "the template is not approved yet")
	require.ErrorContains(t, err, "channels.whatsapp.template")
	s.AddTemplate("support_update", "en", "APPROVED")
	require.NoError(t, a.Knock(context.Background(), place(ann)))
	require.Equal(t, "template", lastCall(t, s)["type"])
	require.Equal(t, adapters.Closed, adapters.AsFault(send()).Kind, "a template opens nothing by itself")
	s.Say(ann, "yes?")
	require.NoError(t, send())
	a.template = Template{}
	require.Equal(t, adapters.Refused, adapters.AsFault(a.Knock(context.Background(), place(ann))).Kind)
	require.Equal(t, adapters.Refused, adapters.AsFault(a.Knock(context.Background(), bot.Place{Channel: "web"})).Kind)
}

func TestAClosedWindowIsMostlyToldLater(t *testing.T) {
	d := running(t, func(d *desk) { d.LateWindow(true) })
	d.Advance(25 * time.Hour)
	sent, err := d.adapter.Send(context.Background(), bot.Reply{To: place(ann), Text: "x"})
	require.NoError(t, err)
	m := d.next(t)
	require.Equal(t, bot.Shut, m.Reach)
	require.Equal(t, sent.ID, m.ReplyTo)
	require.Equal(t, meanings[windowShut].words, m.Text)
}

func TestAQuoteThatIsNotKnownIsLeftOut(t *testing.T) {
	s, a := idle(t)
	_, err := a.Send(context.Background(), bot.Reply{To: place(ann), Text: "x", Quote: "987"})
	require.NoError(t, err)
	require.Equal(t, 2, s.Count("messages"))
	require.NotContains(t, lastCall(t, s), "context")
	s.Fail("messages", whatsappfake.Failure{Status: 400, Code: 131026}, 1)
	_, err = a.Send(context.Background(), bot.Reply{To: place(ann), Text: "x", Quote: "wamid.1"})
	require.Equal(t, adapters.Gone, adapters.AsFault(err).Kind, "other refusals are final")
	require.Equal(t, 3, s.Count("messages"))
}

// A connection that breaks after WhatsApp took the message is Broken: the desk
// sends again, because it cannot know.
func TestAnswerLost(t *testing.T) {
	s, a := idle(t)
	s.AcceptThenDrop("messages", 1)
	_, err := a.Send(context.Background(), bot.Reply{To: place(ann), Text: "x"})
	require.Equal(t, adapters.Broken, adapters.AsFault(err).Kind)
	require.NotContains(t, err.Error(), "/messages")
	require.Len(t, s.Messages(ann), 1)
}

func TestMarks(t *testing.T) {
	s, a := idle(t)
	id := s.Say(ann, "hello")
	require.NoError(t, a.React(context.Background(), place(ann), id, adapters.MarkSent))
	require.Equal(t, []string{"✅"}, s.Marks(ann, id))
	require.Empty(t, s.Messages(ann), "a sign is no message to read")
	require.Equal(t, adapters.Refused, adapters.AsFault(a.React(context.Background(), place(ann), id, "unknown")).Kind)
	require.Equal(t, adapters.Refused, adapters.AsFault(a.React(context.Background(), place("x y"), id, adapters.MarkSent)).Kind)
	s.Advance(25 * time.Hour)
	require.Equal(t, adapters.Closed, adapters.AsFault(a.React(context.Background(), place(ann), id, adapters.MarkSeen)).Kind)
}

func TestRead(t *testing.T) {
	s, a := idle(t)
	id := s.Say(ann, "hello")
	a.Read(context.Background(), place(ann), id)
	require.True(t, s.WasRead(ann, id))
	require.Equal(t, map[string]any{"type": "text"}, lastCall(t, s)["typing_indicator"])
	a.Read(context.Background(), place(ann), "wamid.unknown")
	require.Equal(t, http.StatusBadRequest, s.Journal()[1].Status)
}
