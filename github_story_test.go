package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/github/githubfake"
	"github.com/firstline-helpdesk/firstline/adapters/telegram/telegramfake"
)

// secondRoom is where the technical team sits.
const secondRoom = -1002

// TestGitHubStory tells how a problem goes to the makers of the product and comes back to
// the person as a fix, over the services' own protocols. GitHub calls the webhook.
func TestGitHubStory(t *testing.T) {
	t.Parallel()
	s, makers := newService(t), githubfake.New(githubfake.Setup{})
	t.Cleanup(makers.Close)
	s.AddGroup(secondRoom, "Second line")
	s.AddUser(ann, "Ann", "en")
	s.AddUser(bob, "Bob", "en")
	log := s.serveWithMakers(makers)

	s.Say(ann, "person")
	card := s.hear(testRoom, "#1 ")
	s.Press(bob, testRoom, card.ID, "Claim")
	s.hear(ann, "Bob is looking into it.")
	s.SayIn(testRoom, bob, "escalate 1 because search finds nothing since the upgrade")
	card = s.hear(secondRoom, "#1 ")
	s.Press(bob, secondRoom, card.ID, "Claim")
	s.await(secondRoom, "the card with its owner", func(m telegramfake.Message) bool { return strings.Contains(m.Text, "With Bob since") })
	s.SayIn(secondRoom, bob, "escalate 1 because Search finds nothing. Ask @ann or see #1")
	proposal := s.await(secondRoom, "a proposal", func(m telegramfake.Message) bool { return len(m.Buttons) > 1 && m.Buttons[0] == "Create the issue" })
	s.Press(bob, secondRoom, proposal.ID, "Create the issue")
	require.True(t, s.Wait(func() bool { return len(makers.Issues(makers.Setup.Repository)) == 1 }, patience))
	s.hear(secondRoom, "#1 waits for "+makers.Setup.Repository+"#1 now")
	issues := makers.Issues(makers.Setup.Repository)
	require.Len(t, issues, 1)
	shown := githubfake.Render(issues[0].Body)
	require.Empty(t, append(shown.Pings, shown.Refers...), "%q", shown.Text)
	require.NotContains(t, issues[0].Title+shown.Text, "Ann")

	repo := makers.Setup.Repository
	makers.Comment(repo, 1, "maria", "Which version is it?")
	s.hear(secondRoom, "#1, maria on "+repo+"#1: Which version is it?")
	s.SayIn(secondRoom, bob, "comment 1 it is 1.9.1")
	require.True(t, s.Wait(func() bool { return len(makers.Issue(repo, 1).Comments) == 2 }, patience))
	makers.SetMilestone(repo, 1, "v1.9.2")
	makers.CloseIssue(repo, 1, "completed")
	s.hear(secondRoom, "#1: the makers have fixed "+repo+"#1, in v1.9.2.")
	s.SayIn(secondRoom, bob, "deployed v1.9.2")
	asked := s.hear(ann, "The fix for #1")
	s.Press(ann, ann, asked.ID, asked.Buttons[0])
	s.await(ann, "a question for a rating", func(m telegramfake.Message) bool { return len(m.Buttons) == 5 })
	for _, text := range texts(s.Messages(secondRoom)) {
		require.NotContains(t, text, "on "+repo+"#1: it is 1.9.1", "its own comment came back")
	}
	require.NotContains(t, log.String(), makers.Setup.Token)
}

// serveWithMakers runs the program with two rooms and the makers' tracker, and has GitHub
// call it.
func (s *service) serveWithMakers(makers *githubfake.Server) *journal {
	s.t.Helper()
	lines := []string{
		"name: Test desk", "languages: [en]", "store: bolt:" + filepath.Join(s.t.TempDir(), "firstline.db"),
		"listen: 127.0.0.1:0", "admin_listen: 127.0.0.1:0", "public_url: https://help.example.org",
		"channels:", "  telegram:", "    token: " + testToken, "    api_url: ${API_URL}",
		"levels:", fmt.Sprintf(`  - rooms: ["telegram:%d"]`, testRoom), "    hold: 1ms", fmt.Sprintf(`  - rooms: ["telegram:%d"]`, secondRoom),
		"  - tracker:", "      github: " + makers.Setup.Repository, "      token: " + makers.Setup.Token,
		"      webhook_secret: " + makers.Setup.Secret, "      api_url: " + strconv.Quote(makers.URL),
	}
	path := filepath.Join(s.t.TempDir(), "firstline.yaml")
	require.NoError(s.t, os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
	log := s.serveOn(path)
	var address []string
	require.Eventually(s.t, func() bool {
		address = listeningForm.FindStringSubmatch(log.String())
		return address != nil
	}, patience, 10*time.Millisecond)
	makers.Hook("http://" + address[1] + "/hooks/github")
	return log
}
