package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/telegram/telegramfake"
)

// people of the stories; what they write is found again by its words.
const (
	ann = 7
	bob = 101
	eve = 102
)

// realArticles is the folder of a real product's manual, which lies outside of
// the repository.
func realArticles() (string, bool) {
	shared := os.Getenv("FIRSTLINE_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "shared")
	}
	dir, err := filepath.Abs(filepath.Join(shared, "bench", "opencrvs", "kb"))
	if err != nil {
		return "", false
	}
	info, err := os.Stat(dir)
	return dir, err == nil && info.IsDir()
}

// TestTelegramStory tells what the desk is for, from a question to the rating.
func TestTelegramStory(t *testing.T) {
	t.Parallel()
	dir, ok := realArticles()
	t.Run("real articles", func(t *testing.T) {
		t.Parallel()
		if !ok {
			t.Skip("SKIPPED: there are no real articles; point FIRSTLINE_SHARED to the folder that holds bench/opencrvs/kb")
		}
		tellStory(t, telegramConfig(t, dir))
	})
	t.Run("built-in articles", func(t *testing.T) {
		t.Parallel()
		tellStory(t, telegramConfig(t))
	})
}

// tellStory has a clerk ask what both sets of articles answer.
func tellStory(t *testing.T, config string) {
	const question = "What is the PIN for when the screen locks?"
	s := newService(t)
	s.AddUser(ann, "Ann", "en")
	s.AddUser(bob, "Bob", "en")
	s.AddUser(eve, "Eve", "en")
	log := s.serveOn(config)

	s.Say(ann, question)
	answer := s.await(ann, "an answer", func(m telegramfake.Message) bool { return len(m.Buttons) > 0 })
	require.Contains(t, answer.Text, "PIN")
	require.Contains(t, answer.Text, "Did that help?")
	require.Equal(t, []string{"Yes", "No", "Talk to a person"}, answer.Buttons)

	s.Press(ann, ann, answer.ID, "No")
	passed := s.hear(ann, "I passed this to our support team as #1.")
	card := s.hear(testRoom, "#1 ")
	require.Contains(t, card.Text, "from Ann: "+question)
	require.Equal(t, []string{"Claim", "More"}, card.Buttons)

	owner, other := s.claimTogether(card.ID, 1, ann, bob, eve)
	s.hear(testRoom, card.Text+"\nWith "+owner.name+" since ")
	s.converse(card.ID, owner, other)
	s.finish(card.ID, owner)

	require.Equal(t, []string{
		answer.Text + " [Yes] [No] [Talk to a person]",
		passed.Text,
		owner.name + " is looking into it.",
		owner.name + ": Please sign out and in again.",
		owner.name + " says #1 is solved. Is it? [Yes, solved] [No, not yet]",
		"Good to hear. How did we do? 1 is poor, 5 is very good. [1] [2] [3] [4] [5]",
		"Thank you for telling us.",
	}, texts(s.Messages(ann)), "the person's whole chat")
	s.staySecret(log, question)
}

type member struct {
	id   int64
	name string
}

// claimTogether has two members press Claim at one moment and tells who has the
// ticket and who has not.
func (s *service) claimTogether(card int64, ticket int, clerk, one, two int64) (owner, other member) {
	s.t.Helper()
	pair := []member{{one, s.name(one)}, {two, s.name(two)}}
	s.PressTogether(testRoom, card, "Claim", one, two)
	told := s.await(clerk, "who is looking into it", func(m telegramfake.Message) bool {
		return strings.HasSuffix(m.Text, " is looking into it.")
	})
	owner, other = pair[0], pair[1]
	if strings.HasPrefix(told.Text, other.name) {
		owner, other = other, owner
	}
	require.Equal(s.t, owner.name+" is looking into it.", told.Text)
	refused := s.hear(testRoom, fmt.Sprintf("#%d is with %s since ", ticket, owner.name))
	require.Equal(s.t, card, refused.ReplyTo, "who lost is told at the card")
	return owner, other
}

// name is what the people of the stories are called.
func (s *service) name(id int64) string {
	switch id {
	case bob:
		return "Bob"
	case eve:
		return "Eve"
	}
	return fmt.Sprintf("Staff%d", id)
}

// converse is everything that is said between the claim and the end.
func (s *service) converse(card int64, owner, other member) {
	said := s.ReplyIn(testRoom, owner.id, "Please sign out and in again.", card)
	s.hear(ann, owner.name+": Please sign out and in again.")
	s.receipt(said)

	s.ReplyIn(testRoom, owner.id, "// she has never been trained", card)
	s.hear(testRoom, "Noted on #1.")
	s.ReplyIn(testRoom, other.id, "Tell her to read the manual", card)
	s.hear(testRoom, "#1 is with "+owner.name+" since ")
	s.await(testRoom, "a refusal", func(m telegramfake.Message) bool {
		return strings.HasSuffix(m.Text, "so only "+owner.name+" can do that.")
	})
	s.SayIn(testRoom, other.id, "Anybody want a coffee?")

	s.Say(ann, "It went away, the screen is blue now")
	words := s.hear(testRoom, "#1 Ann: It went away, the screen is blue now")
	require.Equal(s.t, card, words.ReplyTo, "the person's words stand at the card")
}

// receipt waits for the sign on the words of staff that says that they went out.
func (s *service) receipt(said int64) {
	s.t.Helper()
	ok := s.Wait(func() bool { return len(s.Reactions(testRoom, said)) == 1 }, patience)
	require.True(s.t, ok, "message %d in the room gets no receipt", said)
}

// finish solves, confirms and rates.
func (s *service) finish(card int64, owner member) {
	s.Press(owner.id, testRoom, card, "Solve")
	s.hear(testRoom, "#1 is solved; I asked Ann to confirm.")
	ask := s.hear(ann, owner.name+" says #1 is solved. Is it?")
	require.Equal(s.t, []string{"Yes, solved", "No, not yet"}, ask.Buttons)
	s.Press(ann, ann, ask.ID, "Yes, solved")
	rate := s.hear(ann, "Good to hear.")
	s.hear(testRoom, "Ann confirmed #1.")
	s.Press(ann, ann, rate.ID, "5")
	s.hear(ann, "Thank you for telling us.")
	s.hear(testRoom, "Ann rated #1: 5 of 5.")
	closed := s.await(testRoom, "the closed card", func(m telegramfake.Message) bool {
		return m.ID == card && strings.HasSuffix(m.Text, "\nClosed. Rated 5 of 5.")
	})
	require.Empty(s.t, closed.Buttons)
}

// staySecret looks for the words of staff among what the person got, and for the
// words of everybody in the log.
func (s *service) staySecret(log *journal, question string) {
	all := strings.Join(texts(s.Messages(ann)), "\n")
	for _, inside := range []string{"never been trained", "read the manual", "coffee", "Claim", "Noted"} {
		require.NotContains(s.t, all, inside, "staff talk reached the person")
	}
	for _, private := range []string{question, "Ann", "Bob", "Eve", "sign out and in", "never been trained", "screen is blue", testToken} {
		require.NotContains(s.t, log.String(), private, "the log tells what is private")
	}
}

// TestTelegramClaims has two members press Claim at one moment, for twenty
// tickets in four rooms. The rooms are on different desks, so that the pace of a
// chat does not make the test long.
func TestTelegramClaims(t *testing.T) {
	t.Parallel()
	const desks, tickets = 4, 5
	var all []*service
	for range desks {
		s := newService(t)
		all = append(all, s)
		for i := range int64(tickets) {
			s.AddUser(1000+i, fmt.Sprintf("Clerk%d", i), "en")
			s.AddUser(2000+i, s.name(2000+i), "en")
			s.AddUser(3000+i, s.name(3000+i), "en")
		}
		s.serveOn(telegramConfig(t))
	}
	for i := range int64(tickets) {
		for _, s := range all {
			s.Say(1000+i, "person")
			s.hear(1000+i, fmt.Sprintf("I passed this to our support team as #%d.", i+1))
		}
	}
	for i := range int64(tickets) {
		for _, s := range all {
			number := int(i) + 1
			card := s.hear(testRoom, fmt.Sprintf("#%d ", number))
			owner, _ := s.claimTogether(card.ID, number, 1000+i, 2000+i, 3000+i)
			s.hear(testRoom, fmt.Sprintf("%s\nWith %s since ", card.Text, owner.name))
		}
	}
	for i := range int64(tickets) {
		for _, s := range all {
			claims := strings.Count(strings.Join(texts(s.Messages(1000+i)), "\n"), "is looking into it.")
			require.Equal(t, 1, claims, "a ticket has one owner")
		}
	}
}
