package main

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// planted is what people and staff write in the story, who they are, and what opens
// the services to the desk: none of it may be logged.
var planted = []string{
	"purple elephant", "0955 123 456", "0955123456", "ann.banda@example.org", "secret note", "secret answer", "photo-of-ann",
	"Ann", "Bob", phoneAnn, phoneBob, slackAnn, slackBob, testToken, "a-webhook-secret", "xoxb-1-2-test", "a-signing-secret", "xapp-1-A0APP-1-test",
}

// TestLogsAndMetricsTellOfNobody tells a whole story on every service, with trouble in
// it, and reads all that the operator's machine has written down at the level it has
// by itself: no words, no names, no numbers, no tokens.
func TestLogsAndMetricsTellOfNobody(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{{"whatsapp", "slack by events"}, {"slack by socket", "telegram by webhook"}} {
		t.Run("person on "+pair[0]+" and staff on "+pair[1], func(t *testing.T) {
			t.Parallel()
			here, there := platformKinds[pair[0]](t), platformKinds[pair[1]](t)
			log := startDesk(t, here, there)
			tellAll(t, here.person(t), there.member(t))

			address := adminForm.FindStringSubmatch(log.String())
			require.NotNil(t, address, "%s", log)
			response, err := http.Get("http://" + address[1] + "/metrics")
			require.NoError(t, err)
			figures, err := io.ReadAll(response.Body)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			require.Contains(t, string(figures), "firstline_forgotten_total 1")
			written := log.String() + string(figures)
			for _, secret := range planted {
				require.NotContains(t, written, secret)
			}
		})
	}
}

// tellAll has a person and staff say everything there is to say, up to "forget me".
func tellAll(t *testing.T, person, room *chatter) {
	person.say("a purple elephant ate my form, call 0955 123 456 or ann.banda@example.org")
	person.await("an answer", func(shown) bool { return true })
	person.say("person")
	person.hear("I passed this to our support team as #1.")
	card := room.card(1)
	room.order(1, "Claim")
	person.hear("Bob is looking into it.")
	person.photo("", "photo-of-ann 0955123456", testPhoto(t, 77))
	room.answer(card.id, "// secret note")
	room.hear("Noted on #1.")
	room.answer(card.id, "secret answer about the purple elephant")
	person.hear("Bob: secret answer")
	room.say("show 1 --clear")
	room.say("dance with the purple elephant")
	person.say("my data")
	person.say("forget me")
	erase := person.await("the question", func(m shown) bool { return strings.HasPrefix(m.text, "Shall I erase everything") })
	person.choose(erase, 1, "Erase everything")
	person.hear("Everything I knew about you is erased.")
	room.hear("#1: the person asked to be forgotten.")
}
