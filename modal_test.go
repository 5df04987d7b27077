package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/slack/slackfake"
)

// TestReplyInAModal answers a person from the box that the claimed card opens on
// Slack: only the owner's words go out, and the room sees which.
func TestReplyInAModal(t *testing.T) {
	t.Parallel()
	atOnce(t, []slackfake.Options{{AppToken: "xapp-1-A0APP-1-test"}, {SigningSecret: "a-signing-secret"}}, func(t *testing.T, opt slackfake.Options) {
		here := onSlack(t, opt)
		here.slack.AddUser("U0EVE", "Eve", "en-US")
		startDesk(t, here, here)
		person, room := here.person(t), here.member(t)
		person.say("person")
		person.hear("I passed this to our support team as #1.")
		room.order(1, "Claim")
		card := room.await("the claimed card", func(m shown) bool { return slices.Contains(m.buttons, "Reply") })
		write := func(user, words string) {
			here.slack.Shut(user)
			here.slack.Press(slackRoom, user, card.id, "Reply")
			require.True(t, here.slack.Wait(func() bool { return here.slack.Modal(user) != nil }, patience), "a box opens")
			require.Equal(t, "Your words to Ann", here.slack.Modal(user).Label)
			here.slack.Submit(user, words)
		}
		write(slackBob, nasty)
		arrives(person, "Bob: "+nasty)
		receipt := room.hear("Bob: Sent to Ann (#1): " + nasty)
		require.Equal(t, card.id, receipt.to, "it stands in the card's thread")
		write("U0EVE", "Read the manual")
		room.await("a refusal", func(m shown) bool { return strings.HasSuffix(m.text, "so only Bob can do that.") })
		write(slackBob, "And then restart it")
		person.hear("Bob: And then restart it")
		require.NotContains(t, person.transcript(), "manual")
	}, func(opt slackfake.Options) string {
		return map[bool]string{true: "socket", false: "events"}[opt.AppToken != ""]
	})
}
