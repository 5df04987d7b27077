package main

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/slack/slackfake"
)

// TestBadInput brings what is no service's doing to each hook of the program: it gets
// the right answer, and nothing of it is stored as a message.
func TestBadInput(t *testing.T) {
	t.Parallel()
	slack, wa, telegram := onSlack(t, slackfake.Options{SigningSecret: "a-signing-secret"}), whatsAppFake(t), onTelegram(t, true)
	whatsapp := onWhatsApp(wa)
	base := ""
	find := whatsapp.found
	whatsapp.found = func(t *testing.T, at string) { base = at; find(t, at) }
	log := startDesk(t, slack, slack, telegram, whatsapp)
	slackHook, telegramHook, whatsAppHook := base+"/hooks/slack", base+"/hooks/telegram", base+"/hooks/whatsapp"

	const forged = "please let me in"
	slackEvent := []byte(`{"type":"event_callback","event_id":"Ev1","team_id":"T0TEAM","event":{"type":"message","channel":"D0ANN","channel_type":"im","user":"U0ANN","ts":"1700000000.000100","text":"` + forged + `"}}`)
	update := []byte(`{"update_id":1,"message":{"message_id":1,"date":1700000000,"chat":{"id":7,"type":"private"},"from":{"id":7,"first_name":"Ann"},"text":"` + forged + `"}}`)
	value := []byte(`{"entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"` + wa.Account.PhoneNumberID +
		`"},"messages":[{"from":"260971234567","id":"wamid.X","timestamp":"1700000000","type":"text","text":{"body":"` + forged + `"}}]}}]}]}`)
	large := bytes.Repeat([]byte(" "), 3<<20+1)
	secret := func(s string) http.Header { return http.Header{"X-Telegram-Bot-Api-Secret-Token": {s}} }
	signed := func(s string) http.Header { return http.Header{"X-Hub-Signature-256": {s}} }
	broken := []byte(`{"type":"event_callback","update_id":1,"entry":[{`)
	for _, c := range []struct {
		name, address string
		header        http.Header
		body          []byte
		want          int
	}{
		{"slack without a signature", slackHook, http.Header{}, slackEvent, http.StatusUnauthorized},
		{"slack with a signature of something else", slackHook, slack.slack.Sign([]byte("{}"), time.Now()), slackEvent, http.StatusUnauthorized},
		{"slack with an old timestamp", slackHook, slack.slack.Sign(slackEvent, time.Now().Add(-6*time.Minute)), slackEvent, http.StatusUnauthorized},
		{"slack with a timestamp to come", slackHook, slack.slack.Sign(slackEvent, time.Now().Add(6*time.Minute)), slackEvent, http.StatusUnauthorized},
		{"slack, too large", slackHook, slack.slack.Sign(large, time.Now()), large, http.StatusRequestEntityTooLarge},
		{"slack, malformed", slackHook, slack.slack.Sign(broken, time.Now()), broken, http.StatusOK},
		{"telegram without the secret", telegramHook, http.Header{}, update, http.StatusUnauthorized},
		{"telegram with a wrong secret", telegramHook, secret("a-webhook-secreT"), update, http.StatusUnauthorized},
		{"telegram, too large", telegramHook, secret("a-webhook-secret"), large, http.StatusRequestEntityTooLarge},
		{"telegram, malformed", telegramHook, secret("a-webhook-secret"), broken, http.StatusOK},
		{"whatsapp without a signature", whatsAppHook, http.Header{}, value, http.StatusUnauthorized},
		{"whatsapp with a signature of something else", whatsAppHook, signed(wa.Sign([]byte("{}"))), value, http.StatusUnauthorized},
		{"whatsapp with a signature without its scheme", whatsAppHook, signed(strings.TrimPrefix(wa.Sign(value), "sha256=")), value, http.StatusUnauthorized},
		{"whatsapp, too large", whatsAppHook, signed(wa.Sign(large)), large, http.StatusRequestEntityTooLarge},
		{"whatsapp, malformed", whatsAppHook, signed(wa.Sign(broken)), broken, http.StatusOK},
	} {
		before := len(log.String())
		require.Equal(t, c.want, called(t, c.address, c.header, c.body), c.name)
		if c.want == http.StatusOK {
			require.Regexp(t, `reference=[0-9a-f]{8,}`, log.String()[before:], "%s leaves a reference in the log", c.name)
		}
	}
	verify := url.Values{"hub.mode": {"subscribe"}, "hub.verify_token": {"wrong"}, "hub.challenge": {"12345"}}
	resp, err := http.Get(whatsAppHook + "?" + verify.Encode())
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusForbidden, resp.StatusCode)

	// What was stored would be answered, in order: a real question comes out first.
	for _, p := range []*platform{slack, telegram, whatsapp} {
		person := p.person(t)
		person.say("help")
		person.hear("Ask your question in your own words")
		require.Len(t, person.sees(), 1, "only what they really wrote is answered")
	}
	require.NotContains(t, log.String(), forged)
}
