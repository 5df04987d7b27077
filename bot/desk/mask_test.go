package desk_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
)

// planted gives personal data the ways people write it, each with a part that must
// not be seen.
func planted(n int) (written, secret []string) {
	rnd := rand.New(rand.NewPCG(7, 7))
	for i := range n {
		number := fmt.Sprintf("9%08d", rnd.IntN(1e8))
		zero := []rune("0٠০")[rnd.IntN(3)]
		digits := strings.Map(func(r rune) rune { return zero + r - '0' }, number)
		cut := []rune(digits)
		a, b, c := string(cut[:3]), string(cut[3:6]), string(cut[6:])
		var tail string
		switch i % 8 {
		case 0:
			tail = b + c
			written = append(written, "+260"+a+tail)
		case 1:
			tail = b + " " + c
			written = append(written, "+260 "+a+" "+tail)
		case 2:
			tail = b + "-" + c
			written = append(written, "(+260) "+a+"-"+tail)
		case 3:
			tail = b + c
			written = append(written, "0"+a+" "+tail)
		case 4:
			tail = b + c
			written = append(written, "00260"+a+tail)
		case 5:
			tail = b + " " + c
			written = append(written, a+" "+tail)
		case 6:
			tail = number
			written = append(written, "banda."+number+"@example.org")
		case 7:
			tail = "handa" + number
			written = append(written, "Chanda"+number+" @ Mail.Example.co.zm")
		}
		secret = append(secret, tail)
	}
	return written, secret
}

// asJSON writes a value as pages get it. Printed by Go, the bytes of a hash would be
// a row of numbers that may look like anything.
func asJSON(t *testing.T, v any) string {
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return strings.ToLower(string(data))
}

// TestNothingPlantedIsReadInARoom has 200 people write something personal in a
// question, in words to the desk, in the name of a file and as their own name, and
// reads all that the room and the desk page are shown: cards, words, orders, alerts.
func TestNothingPlantedIsReadInARoom(t *testing.T) {
	s := newSmallDesk(t)
	written, secret := planted(200)
	for i, data := range written {
		who := fmt.Sprintf("p%d", i)
		n := i + 1
		s.says(who, who, strings.Repeat("words ", i%60)+"my contact is "+data+" and it hurts")
		s.says(who, who, "person")
		s.says(who, who, "again "+data+".", bot.File{ID: "f" + who, Name: data + ".jpg"})
		if i%5 != 0 {
			continue // every way of writing comes up in what follows too
		}
		s.says("room", "bob", fmt.Sprintf("claim %d", n))
		s.says("room", "bob", fmt.Sprintf("reply %d I have %s of you", n, data))
		s.chat.refuse = who
		s.says("room", "bob", fmt.Sprintf("reply %d and %s", n, data))
		s.chat.refuse = ""
		s.says("room", "bob", fmt.Sprintf("note %d call %s", n, data))
		s.says("room", "bob", fmt.Sprintf("show %d", n))
		if i%20 == 0 {
			s.says("room", "bob", fmt.Sprintf("release %d", n))
			s.says("room", "bob", "queue")
		}
	}
	queue, err := s.Queue(t.Context())
	require.NoError(t, err)
	room := strings.ToLower(s.chat.heard("room"))
	shown := asJSON(t, queue)
	for i := range secret {
		require.False(t, strings.Contains(room, secret[i]), "%q is read in the room", written[i])
		require.False(t, strings.Contains(shown, secret[i]), "%q is read in the queue", written[i])
		ticket, lines, err := s.Ticket(t.Context(), i+1)
		require.NoError(t, err)
		require.NotContains(t, asJSON(t, ticket)+asJSON(t, lines), secret[i], "%q is read on the desk page", written[i])
		if i%5 == 0 {
			require.Contains(t, strings.ToLower(s.chat.heard(fmt.Sprintf("p%d", i))), secret[i], "the person reads it whole")
		}
	}
	require.Contains(t, room, "[phone ")
	require.Contains(t, room, "[email ")
	digits := 0
	for _, r := range room {
		if digits++; !unicode.IsDigit(r) {
			digits = 0
		}
		require.False(t, digits > 6, "a long row of digits is left")
	}
}

// TestNamesThatAreNumbersAreMasked: who has no name is called by their id, which on
// some channels is their phone number.
func TestNamesThatAreNumbersAreMasked(t *testing.T) {
	s := newSmallDesk(t)
	number := "260955000001"
	m := bot.Message{
		Delivery: "test:n", Place: bot.Place{Channel: "test", Chat: number}, From: bot.Person{ID: "test:" + number},
		Kind: bot.Said, Text: "person", Direct: true,
	}
	require.NoError(t, s.Deliver(t.Context(), m))
	s.settle()
	s.says("room", "bob", "claim 1")
	s.says("room", "bob", "reply 1 hello")
	s.says("room", "bob", "solve 1")
	s.says("room", "bob", "show 1")
	room := s.chat.heard("room")
	require.Contains(t, room, "Sent to [phone ")
	require.NotContains(t, room, "000001")
	ticket, _, err := s.Ticket(t.Context(), 1)
	require.NoError(t, err)
	require.NotContains(t, ticket.Person.Called(), "000001")
}

// TestClearIsWhisperedWhereTheChannelCan: the room is not told, and not twice.
func TestClearIsWhisperedWhereTheChannelCan(t *testing.T) {
	s := newSmallDesk(t)
	s.says("ann", "ann", "call me on 0955 123 456")
	s.says("ann", "ann", "person")
	s.says("room", "bob", "claim 1")
	require.NotContains(t, s.chat.heard("room"), "123 456")
	s.says("room", "bob", "show 1 --clear")
	require.NotContains(t, s.chat.heard("room"), "123 456", "this channel shows a room's replies to all")
	require.Contains(t, s.chat.heard("bob"), "0955 123 456")
	s.start()
	s.says("room", "bob", "show 1")
	require.Contains(t, s.chat.heard("room"), "shown clear (Bob)", "it is recorded")
}

// TestAnExcerptCutsNoNumberInTwo: what a card leaves out may begin inside a number.
func TestAnExcerptCutsNoNumberInTwo(t *testing.T) {
	s := newSmallDesk(t)
	for k := range 14 {
		who := fmt.Sprintf("p%d", k)
		s.says(who, who, strings.Repeat("a ", 150-k)+"955 123 456 is my number")
		s.says(who, who, "person")
		require.NotContains(t, s.chat.heard("room"), "955 1", "%d signs before the end", 2*k)
	}
}

// TestWhoLeftTheDeskSeesNothingClear: somebody who solved a ticket and is no longer
// listed reads it no more, in a chat of their own neither.
func TestWhoLeftTheDeskSeesNothingClear(t *testing.T) {
	s := newSmallDesk(t)
	listed := []string{"test:bob", "test:eve"}
	s.options = func(o *desk.Options) { o.Levels[0].Staff = listed }
	s.start()
	s.says("ann", "ann", "my number is 0955 123 456")
	s.says("ann", "ann", "person")
	s.says("room", "bob", "claim 1")
	s.says("bob", "bob", "show 1 --clear")
	read := strings.Count(s.chat.heard("bob"), "0955 123 456")
	require.Positive(t, read)
	listed = []string{"test:eve"}
	s.start()
	s.says("bob", "bob", "show 1 --clear")
	require.Equal(t, read, strings.Count(s.chat.heard("bob"), "0955 123 456"))
}

// TestVisitorsWithoutAName: an id that says nothing does not stand for a name.
func TestVisitorsWithoutAName(t *testing.T) {
	s := newSmallDesk(t)
	id := "xgnndcdaxsrsdvurlytprtcnyk"
	for _, text := range []string{"my printer smokes", "person"} {
		require.NoError(t, s.Deliver(t.Context(), bot.Message{
			Delivery: "test:" + text, Place: bot.Place{Channel: "test", Chat: id}, From: bot.Person{ID: "test:" + id},
			Kind: bot.Said, Text: text, Direct: true,
		}))
		s.settle()
	}
	s.says("room", "bob", "show 1")
	require.NotContains(t, s.chat.heard("room"), id)
	require.Contains(t, s.chat.heard("room"), "…cnyk")
	ticket, lines, err := s.Ticket(t.Context(), 1)
	require.NoError(t, err)
	require.Empty(t, ticket.Person.Name, "the page finds its own words for somebody without a name")
	for _, line := range lines {
		require.NotContains(t, line.Who.Name, id)
	}
}
