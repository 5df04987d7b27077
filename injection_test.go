package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// nasty is markup of every service at once, and a variable of the articles.
const nasty = "<!channel> <@U1> <https://evil|bank> <b>x</b> *_~` & {{helpline}}"

// bare are an address and a name as they stand. The phones and programs of people
// on Telegram and WhatsApp make a link of any address by themselves, in every text,
// and a sender cannot stop them; Slack's do so only where they are told to. Then at
// least it leads where it says. A name calls nobody anywhere.
const bare = "see https://evil.example/a?b=1 or ask @bob_the_owner"

// nastyPairs are marks that come in pairs, so that each would format something.
const nastyPairs = "*bold* _slanted_ ~struck~ `code` ```more``` > quoted &lt;b&gt; &amp; @everyone <!here|all> <tel:1|call> [a](https://evil.example) :smile:"

// TestNastyTextIsOnlyText sends markup from the person to staff and back, on every
// pair of services: everybody reads the very same characters, nobody is called,
// nothing of the person's is a link for staff, and no address of the staff's hides
// behind other words.
func TestNastyTextIsOnlyText(t *testing.T) {
	everyPair(t, func(t *testing.T, person, room *chatter) {
		person.say(nasty)
		person.await("an answer", func(shown) bool { return true })
		person.say("person")
		person.hear("I passed this to our support team as #1.")
		card := room.card(1)
		require.Equal(t, "#1 how-to from Ann: "+nasty, card.text)
		room.order(1, "Claim")
		person.hear("Bob is looking into it.")
		for _, words := range []string{nasty, nastyPairs, bare} {
			person.say(words)
			arrives(room, "#1 Ann: "+words)
			room.answer(card.id, words)
			arrives(person, "Bob: "+words)
		}
		room.answer(card.id, "// "+nasty)
		room.hear("Noted on #1.")
		room.say("show 1")
		all := room.await("everything about the ticket", func(m shown) bool { return strings.Contains(m.text, "History:") })
		require.Contains(t, all.text, "Bob: // "+nasty)
		room.order(1, "Release")
		person.hear("#1 is back with our support team.")
		for _, m := range room.sees() {
			require.Zero(t, m.pings, "%q calls somebody", m.text)
			require.Empty(t, m.links, "%q links somewhere", m.text)
		}
		for _, c := range []*chatter{person, room} {
			for _, m := range c.sees() {
				for _, link := range m.links {
					require.Contains(t, m.text, link, "an address stands behind other words")
				}
				require.NotContains(t, m.text, "+260 955 000 000", "people's words are no article")
			}
		}
	})
}

// arrives waits for a message that reads exactly so.
func arrives(c *chatter, text string) {
	c.t.Helper()
	c.await("exactly "+text, func(m shown) bool { return m.text == text })
}
