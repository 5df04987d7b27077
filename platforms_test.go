package main

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/slack/slackfake"
)

// TestOneConversationOnEveryPlatform tells one story, from a question to the rating,
// with the person and the staff on every pair of services.
func TestOneConversationOnEveryPlatform(t *testing.T) {
	fromAnn, fromBob := testPhoto(t, 10), testPhoto(t, 200)
	everyPair(t, func(t *testing.T, person, room *chatter) {
		person.say("certificate")
		person.choose(person.hear("Which of these do you mean?"), 1, "Print a certificate")
		answer := person.await("an answer", func(m shown) bool { return len(m.buttons) > 0 && m.buttons[0] == "Yes" })
		require.Contains(t, answer.text, "Did that help?")
		require.Equal(t, []string{"Yes", "No", "Talk to a person"}, answer.buttons)
		person.press(answer.id, "No")
		person.hear("I passed this to our support team as #1.")

		card := room.card(1)
		require.Contains(t, card.text, "from Ann: certificate")
		require.Equal(t, []string{"Claim", "More"}, card.buttons)
		room.order(1, "Claim")
		person.hear("Bob is looking into it.")
		room.claimed(1, "Bob")

		room.marked(room.answer(card.id, "Please turn the printer off and on."))
		person.hear("Bob: Please turn the printer off and on.")
		person.photo("", "This is what it shows", fromAnn)
		words := room.hear("#1 Ann: This is what it shows")
		require.Equal(t, card.id, words.to, "the person's words stand at the card")
		room.photographed(fromAnn)
		room.marked(room.photo(card.id, "Press this one", fromBob))
		person.hear("Bob: Press this one")
		person.photographed(fromBob)
		room.answer(card.id, "// she needs a new printer")
		room.hear("Noted on #1.")
		room.say("queue")
		room.hear("#1 with Bob, waiting ")

		room.order(1, "Solve")
		room.hear("#1 is solved; I asked Ann to confirm.")
		ask := person.hear("Bob says #1 is solved. Is it?")
		person.choose(ask, 1, "Yes, solved")
		rate := person.hear("Good to hear.")
		room.hear("Ann confirmed #1.")
		person.choose(rate, 5, "5")
		person.hear("Thank you for telling us.")
		room.hear("Ann rated #1: 5 of 5.")

		require.NotContains(t, person.transcript(), "new printer", "notes stay in the room")
		for _, c := range []*chatter{person, room} {
			seen := map[string]bool{}
			for _, m := range c.sees() {
				require.False(t, seen[m.text+string(m.file)], "%q came twice", m)
				seen[m.text+string(m.file)] = true
			}
		}
	})
}

// TestOneTicketInRoomsOfEveryPlatform has a member in a room of each service press
// Claim at one moment. One of them gets the ticket, and the others are told who.
func TestOneTicketInRoomsOfEveryPlatform(t *testing.T) {
	t.Parallel()
	telegram, slack, whatsapp := onTelegram(t, true), onSlack(t, slackfake.Options{SigningSecret: "a-signing-secret"}), onWhatsApp(whatsAppFake(t))
	startDesk(t, telegram, telegram, slack, whatsapp)
	person := telegram.person(t)
	rooms := []*chatter{telegram.member(t), slack.member(t), whatsapp.member(t)}
	person.say("person")
	person.hear("I passed this to our support team as #1.")
	person.say("Nothing prints")
	for _, room := range rooms {
		room.hear("#1 Ann: Nothing prints")
	}
	for _, room := range rooms {
		room.press(room.card(1).id, "Claim")
	}
	person.hear("Bob is looking into it.")
	const taken = "#1 is with Bob since "
	var owner *chatter
	for _, room := range rooms {
		room.await("a claim or who has it", func(m shown) bool {
			return strings.HasPrefix(m.text, taken) || slices.Contains(m.buttons, "Solve") || m.text == "#1 is now with Bob."
		})
	}
	refused := func() (n int) {
		for _, room := range rooms {
			n += min(room.times(taken), 1)
		}
		return n
	}
	// Each service wakes only those who wait for it.
	for _, room := range rooms {
		room.wait(func() bool { return refused() == len(rooms)-1 }, patience/6)
	}
	require.Equal(t, len(rooms)-1, refused(), "all but one are refused")
	for _, room := range rooms {
		if room.times(taken) == 0 {
			owner = room
		}
	}
	for _, room := range rooms {
		if room != owner {
			room.answer(room.card(1).id, "Read the manual")
			room.await("a refusal", func(m shown) bool { return strings.HasSuffix(m.text, "so only Bob can do that.") })
		}
	}
	owner.answer(owner.card(1).id, "Please turn it off and on.")
	person.hear("Bob: Please turn it off and on.")
	require.Equal(t, 1, person.times("Bob is looking into it."))
	require.NotContains(t, person.transcript(), "Read the manual")
}

// testPhoto is a small picture of one colour.
func testPhoto(t *testing.T, grey uint8) []byte {
	picture := image.NewGray(image.Rect(0, 0, 16, 16))
	for i := range picture.Pix {
		picture.Pix[i] = color.Gray{Y: grey}.Y
	}
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, picture, nil))
	return b.Bytes()
}
