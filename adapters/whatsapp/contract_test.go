package whatsapp

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/adaptertest"
	"github.com/firstline-helpdesk/firstline/adapters/whatsapp/whatsappfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

const (
	ann = "260971234567"
	bob = "260977000111"
)

func TestContract(t *testing.T) {
	adaptertest.Run(t, adaptertest.Harness{
		Start: startService,
		Skip:  map[string]string{"EditsInPlace": "WhatsApp has no way to edit a message"},
	})
}

// A person who hides their number is held to the same law.
func TestContractWithoutANumber(t *testing.T) {
	adaptertest.Run(t, adaptertest.Harness{
		Start: func(t *testing.T, log *slog.Logger) adaptertest.Service {
			return serve(t, log, "US.13491208655302741918")
		},
		Skip: map[string]string{"EditsInPlace": "WhatsApp has no way to edit a message"},
	})
}

func startService(t *testing.T, log *slog.Logger) adaptertest.Service { return serve(t, log, ann) }

// serve plays one person's chat with the business.
func serve(t *testing.T, log *slog.Logger, who string) adaptertest.Service {
	s, a := connected(t, log)
	if digits.MatchString(who) {
		s.AddUser(who, "Ann Banda")
	} else {
		s.AddHidden(who, "Ann Banda")
	}
	return adaptertest.Service{
		Adapter: a,
		Place:   bot.Place{Channel: "whatsapp", Chat: who},
		Person:  bot.Person{ID: "whatsapp:" + who, Name: "Ann Banda"},
		Secrets: []string{s.Account.AccessToken, s.Account.AppSecret, s.Account.VerifyToken},
		Say:     func(text string) string { return s.Say(who, text) },
		Answer:  func(to, text string) string { return s.Reply(who, text, to) },
		Again:   s.Redeliver,
		Acked:   s.Acked,
		Press:   func(message, label string) { s.Press(who, message, label) },
		Shown:   func() []adaptertest.Shown { return shown(s.Messages(who)) },
		Fail:    func(kind adapters.FaultKind) bool { return fail(s, kind) },
		Trouble: func() { s.BreakOff(3) },
		Own: func() {
			s.PushRaw(whatsappfake.Escape(map[string]any{"entry": []any{map[string]any{"changes": []any{
				map[string]any{"field": "smb_message_echoes", "value": map[string]any{
					"metadata": map[string]any{"phone_number_id": s.Account.PhoneNumberID},
					"message_echoes": []any{map[string]any{
						"from": s.Account.DisplayNumber, "to": who, "id": "wamid.ECHO", "type": "text", "text": map[string]any{"body": "I said that"},
					}},
				}},
				map[string]any{"field": "messages", "value": map[string]any{
					"metadata": map[string]any{"phone_number_id": s.Account.PhoneNumberID, "display_phone_number": s.Account.DisplayNumber},
					"messages": []any{map[string]any{
						"from": s.Account.DisplayNumber, "id": "wamid.OWN", "type": "text", "text": map[string]any{"body": "and that"},
					}},
				}},
			}}}}))
		},
		Unreadable: func() { s.SendVoice(who, []byte("OggS")) },
		Poison: func() {
			s.PushRaw([]byte(`{"entry":[7,{"changes":{"field":"messages"}},{"changes":["x",{"field":"messages","value":[]}]}]`))
		},
		Forge:      func() int { return s.Post([]byte(`{"entry":[]}`), s.Sign([]byte(`{"entry":[ ]}`))) },
		SendFile:   func(name, mime string, data []byte) { s.SendDocument(who, name, mime, "", data) },
		FilesShown: func() []adaptertest.ShownFile { return filesShown(s.Messages(who)) },
		Marks:      func(id string) []string { return s.Marks(who, id) },
		Edited:     func(id, text string) { s.Rewrite(who, id, text) },
	}
}

// connected is a fake with a subscribed adapter that is not running yet.
func connected(t *testing.T, log *slog.Logger) (*whatsappfake.Server, *Adapter) {
	t.Helper()
	s := whatsappfake.New(whatsappfake.Account{})
	t.Cleanup(s.Close)
	a := newAdapter(t, s, log)
	mux := http.NewServeMux()
	a.Mount(mux)
	hook := httptest.NewServer(mux)
	t.Cleanup(hook.Close)
	require.NoError(t, s.Subscribe(hook.URL+"/hooks/whatsapp"))
	return s, a
}

func newAdapter(t *testing.T, s *whatsappfake.Server, log *slog.Logger) *Adapter {
	t.Helper()
	a, err := New(Options{
		PhoneNumberID: s.Account.PhoneNumberID, AccessToken: s.Account.AccessToken, AppSecret: s.Account.AppSecret,
		VerifyToken: s.Account.VerifyToken, APIURL: s.URL + "/", HTTP: s.Client(), Log: log, Now: s.Now,
		Template: Template{Name: "support_update", Language: "en"},
	})
	require.NoError(t, err)
	return a
}

func shown(messages []whatsappfake.Message) []adaptertest.Shown {
	var out []adaptertest.Shown
	for _, m := range messages {
		out = append(out, adaptertest.Shown{ID: m.ID, Text: m.Text, Buttons: m.Buttons, Quote: m.ReplyTo})
	}
	return out
}

func filesShown(messages []whatsappfake.Message) []adaptertest.ShownFile {
	var out []adaptertest.ShownFile
	for _, m := range messages {
		if m.File != nil {
			out = append(out, adaptertest.ShownFile{Text: m.Text, Data: m.File.Bytes})
		}
	}
	return out
}

// fail provokes every kind but Uneditable, as nothing is edited, and Moved: a new
// number is told by a message and not by a refusal.
func fail(s *whatsappfake.Server, kind adapters.FaultKind) bool {
	failures := map[adapters.FaultKind]whatsappfake.Failure{
		adapters.Broken:        {Status: 502, HTML: "<h1>Bad Gateway</h1>"},
		adapters.Busy:          {Status: 400, Code: 131056, Title: "pair rate limit hit"},
		adapters.Gone:          {Status: 400, Code: 131026, Title: "Message undeliverable"},
		adapters.Closed:        {Status: 400, Code: 131047, Title: "Re-engagement message"},
		adapters.Refused:       {Status: 400, Code: 999999, Title: "something new about"},
		adapters.Misconfigured: {Status: 401, Code: 190, Title: "Invalid OAuth access token"},
	}
	f, known := failures[kind]
	if known {
		s.Fail("messages", f, 1)
	}
	return known
}
