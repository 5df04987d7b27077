package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/whatsapp/whatsappfake"
)

// template configures the message that may be sent after the 24 hours.
const template = "    template: {name: support_update, language: en}"

// What staff read of words that do not arrive.
const (
	undeliverable = "#1: your words did not reach Ann: WhatsApp cannot deliver to this person: they are not on WhatsApp, blocked us, or use a very old version"
	held          = "#1: held. The channel lets us write to Ann only after they write again; it goes out then."
	heldKnocked   = "#1: held. The channel lets us write to Ann only after they write again. I asked them to; it goes out then."
)

// windowCases are what the room reads first, and how often the person is asked to write.
var windowCases = map[string]struct {
	yaml      []string
	templates int
	first     string
}{
	"with a template":    {[]string{template}, 1, heldKnocked},
	"without a template": {nil, 0, held},
}

// claimedTicket runs a desk with Ann on WhatsApp and Bob, who has claimed her
// ticket, on Telegram.
func claimedTicket(t *testing.T, s *whatsappfake.Server, more ...string) (person, room *chatter) {
	here, there := onWhatsApp(s, more...), onTelegram(t, false)
	startDesk(t, here, there)
	person, room = here.person(t), there.member(t)
	person.say("person")
	person.hear("I passed this to our support team as #1.")
	room.order(1, "Claim")
	person.hear("Bob is looking into it.")
	room.claimed(1, "Bob")
	return person, room
}

// settled waits until all reports were taken, and the room has answered after them.
func settled(t *testing.T, s *whatsappfake.Server, room *chatter) {
	t.Helper()
	require.True(t, s.Wait(func() bool { return s.Pending() == 0 }, patience))
	noted := room.times("Noted on #1.")
	room.answer(room.card(1).id, "// a note")
	require.True(t, room.wait(func() bool { return room.times("Noted on #1.") > noted }, patience))
}

// TestWhatsAppReceipts has the reports on a message come before the call that sent
// it has returned, after it, and in the wrong order.
func TestWhatsAppReceipts(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		report func(s *whatsappfake.Server)
	}{
		{"before the send has returned", func(s *whatsappfake.Server) { s.Report(true, "sent", "delivered", "read") }},
		{"after the send has returned", func(s *whatsappfake.Server) { s.Report(false, "sent", "delivered", "read") }},
		{"read before delivered", func(s *whatsappfake.Server) { s.Report(true, "read", "delivered", "sent") }},
		{"newest first", func(s *whatsappfake.Server) { s.OutOfOrder(true); s.Report(false, "sent", "delivered", "read") }},
	}
	type one = struct {
		name   string
		report func(s *whatsappfake.Server)
	}
	atOnce(t, cases, func(t *testing.T, c one) {
		s := whatsAppFake(t)
		c.report(s)
		person, room := claimedTicket(t, s)
		said := room.answer(room.card(1).id, "Please try again.")
		person.hear("Bob: Please try again.")
		room.marked(said, "👀")
		s.Redeliver()
		settled(t, s, room)
		require.Equal(t, []string{"👀"}, room.marks(said), "what is known never moves down")
		require.Zero(t, room.times("#1: "), "nothing has failed")
	}, func(c one) string { return c.name })
}

// TestWhatsAppLateFailure has WhatsApp take words and report later that they will not
// arrive. The room hears it once, in plain words.
func TestWhatsAppLateFailure(t *testing.T) {
	t.Parallel()
	s := whatsAppFake(t)
	person, room := claimedTicket(t, s)
	said := room.photo(room.card(1).id, "Press this one", testPhoto(t, 100))
	words := person.hear("Bob: Press this one")
	photo := person.photographed(testPhoto(t, 100))
	room.marked(said, "👍")
	s.Status(words.id, "failed", 131026)
	s.Status(photo.id, "failed", 131026)
	s.Status(words.id, "failed", 131026)
	s.Redeliver()
	room.await("the bad news", func(m shown) bool { return m.text == undeliverable && m.to == said })
	room.marked(said, "👎")
	s.Status(photo.id, "read")
	settled(t, s, room)
	require.Equal(t, 1, room.times("#1: "), "the room hears it once:\n%s", room.transcript())
	require.Equal(t, []string{"👎"}, room.marks(said))
}

// TestWhatsAppLateWindow is TestWhatsAppWindow where WhatsApp takes the words and
// reports later, or at once, that the 24 hours were over, as it mostly does.
func TestWhatsAppLateWindow(t *testing.T) {
	t.Parallel()
	for name, c := range windowCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := whatsAppFake(t)
			s.AddTemplate("support_update", "en", "APPROVED")
			person, room := claimedTicket(t, s, c.yaml...)
			s.LateWindow(true)
			s.Advance(25 * time.Hour)
			photo := testPhoto(t, 100)
			one := room.photo(room.card(1).id, "First words", photo)
			room.await("what became of it", func(m shown) bool { return m.text == c.first && m.to == one })
			room.marked(one, "👎")
			two := room.answer(room.card(1).id, "Second words")
			room.await("what became of it", func(m shown) bool { return m.text == held && m.to == two })
			settled(t, s, room)
			require.Equal(t, 2, room.times("#1: "), "the room hears it once of each:\n%s", room.transcript())
			require.Equal(t, c.templates, person.times("(support_update)"), "asked once:\n%s", person.transcript())
			require.Equal(t, []string{"👎"}, room.marks(one), "the photo came after the words, and changes nothing")

			person.say("Hello again")
			person.hear("Bob: Second words")
			person.photographed(photo)
			all := person.transcript()
			require.Less(t, strings.Index(all, "Bob: First words"), strings.Index(all, "Bob: Second words"))
			require.Equal(t, 1, person.times("Bob: First words"))
			room.marked(one, "👍")
			room.marked(two, "👍")
		})
	}
}

// TestWhatsAppWindow lets 24 hours pass. What staff write then is held, the room sees
// it, the person gets the template once, and the words when they write again.
func TestWhatsAppWindow(t *testing.T) {
	t.Parallel()
	for name, c := range windowCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := whatsAppFake(t)
			s.AddTemplate("support_update", "en", "APPROVED")
			person, room := claimedTicket(t, s, c.yaml...)
			s.Advance(25 * time.Hour)
			one := room.answer(room.card(1).id, "First words")
			room.await("what became of it", func(m shown) bool { return m.text == c.first && m.to == one })
			two := room.answer(room.card(1).id, "Second words")
			room.await("what became of it", func(m shown) bool { return m.text == held && m.to == two })
			require.Equal(t, c.templates, person.times("(support_update)"), "asked once")
			require.Zero(t, person.times("Bob: "))
			require.Empty(t, room.marks(one), "nothing has gone out yet")

			person.say("Hello again")
			person.hear("Bob: Second words")
			all := person.transcript()
			require.Less(t, strings.Index(all, "Bob: First words"), strings.Index(all, "Bob: Second words"))
			room.hear("#1 Ann: Hello again")
			room.marked(one)
			room.marked(two)
			require.Equal(t, 1, person.times("Bob: First words"))
			require.Equal(t, c.templates, person.times("(support_update)"))
		})
	}
}

// TestWhatsAppRoomAfterANight holds the card of a room that has been silent for a
// day, and shows it before anything else when staff write.
func TestWhatsAppRoomAfterANight(t *testing.T) {
	t.Parallel()
	s := whatsAppFake(t)
	s.AddTemplate("support_update", "en", "APPROVED")
	here, there := onTelegram(t, false), onWhatsApp(s, template)
	startDesk(t, here, there)
	person, room := here.person(t), there.member(t)
	s.Advance(25 * time.Hour)
	person.say("person")
	person.hear("I passed this to our support team as #1.")
	room.hear("(support_update)")
	room.say("queue")
	room.hear("#1 open, waiting ")
	require.Equal(t, "(support_update)", room.sees()[0].text)
	require.Equal(t, room.card(1).id, room.sees()[1].id, "the card comes first")
	room.order(1, "Claim")
	person.hear("Bob is looking into it.")
}
