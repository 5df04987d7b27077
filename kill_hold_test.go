package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/telegram/telegramfake"
)

// TestKillInTheHold kills the program while words of staff can still be taken back:
// none are lost or doubled, and none that were stopped go out.
func TestKillInTheHold(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.AddUser(ann, "Ann", "en")
	s.AddUser(bob, "Bob", "en")
	config := telegramConfig(t, killArticles(t))
	text, err := os.ReadFile(config)
	require.NoError(t, err)
	require.Contains(t, string(text), "hold: 300ms")
	require.NoError(t, os.WriteFile(config, []byte(strings.Replace(string(text), "hold: 300ms", "hold: 3s", 1)), 0o600))

	l, err := s.born(config, nil)
	require.NoError(t, err)
	again := func() {
		require.NoError(t, l.cmd.Process.Kill())
		_ = l.ended()
		l, err = s.born(config, nil)
		require.NoError(t, err)
	}
	s.Say(ann, "person")
	s.hear(ann, "I passed this to our support team as #1.")
	card := s.hear(testRoom, "#1 how-to from Ann")
	s.SayIn(testRoom, bob, "claim 1")
	s.hear(ann, "Bob is looking into it.")

	s.ReplyIn(testRoom, bob, "These words are kept.", card.ID)
	s.SayIn(testRoom, bob, "note 1 the first is on disk")
	s.hear(testRoom, "Noted on #1.")
	again()
	s.hear(ann, "Bob: These words are kept.")

	s.ReplyIn(testRoom, bob, "These words are stopped.", card.ID)
	s.SayIn(testRoom, bob, "undo")
	s.hear(testRoom, "Stopped. Ann has not seen it (#1).")
	again()
	s.ReplyIn(testRoom, bob, "These words are the last.", card.ID)
	edited := s.ReplyIn(testRoom, bob, "These wrods are edited.", card.ID)
	s.Rewrite(testRoom, edited, "These words were edited.")
	s.SayIn(testRoom, bob, "note 1 the edit is on disk")
	require.True(t, s.Wait(func() bool { return count(s.Messages(testRoom), "Noted on #1.") == 2 }, patience))
	again()
	s.hear(ann, "Bob: These words were edited.")
	require.NoError(t, l.cmd.Process.Kill())
	_ = l.ended()

	got := s.Messages(ann)
	for begins, want := range map[string]int{
		"Bob: These words are kept.": 1, "Bob: These words are the last.": 1, "Bob: These words were edited.": 1,
		"Bob: These wrods": 0, "Bob: These words are stopped.": 0,
	} {
		require.Equal(t, want, count(got, begins), "%s; Ann got:\n%s", begins, strings.Join(texts(got), "\n"))
	}
}

func count(messages []telegramfake.Message, begins string) (n int) {
	for _, m := range messages {
		if strings.HasPrefix(m.Text, begins) {
			n++
		}
	}
	return n
}
