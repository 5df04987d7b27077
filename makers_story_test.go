package main

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/github/githubfake"
	"github.com/firstline-helpdesk/firstline/adapters/slack/slackfake"
)

// TestFromWhatsAppToTheMakersAndBack goes the whole way with everybody on another
// service: who asks, in French, on WhatsApp, first line on Telegram, the technical team on
// Slack and the makers on GitHub. She keeps one conversation, and is told in her language
// when the fix is installed.
func TestFromWhatsAppToTheMakersAndBack(t *testing.T) {
	t.Parallel()
	whatsapp, telegram := onWhatsApp(whatsAppFake(t)), onTelegram(t, true)
	slack := onSlack(t, slackfake.Options{SigningSecret: "a-signing-secret"})
	makers := githubfake.New(githubfake.Setup{})
	t.Cleanup(makers.Close)
	repo := makers.Setup.Repository
	github := &platform{found: func(_ *testing.T, base string) { makers.Hook(base + "/hooks/github") }}
	log := runDesk(t, "[en, fr]", []string{
		"  - rooms: [" + strconv.Quote(telegram.room) + "]", "    hold: 1ms",
		"  - rooms: [" + strconv.Quote(slack.room) + "]", "    hold: 1ms",
		"  - tracker: {github: " + repo + ", token: " + makers.Setup.Token + ", webhook_secret: " + makers.Setup.Secret + ", api_url: " + strconv.Quote(makers.URL) + "}",
	}, whatsapp, telegram, slack, github)

	person, first, second := whatsapp.person(t), telegram.member(t), slack.member(t)
	person.say("personne")
	person.hear("J'ai transmis ceci")
	person.say("La recherche ne trouve plus Mutale Banda, +260 955 123 456, depuis la mise à jour")
	first.hear("#1 Ann (français): La recherche")
	first.order(1, "Claim")
	person.hear("Bob s'en occupe.")
	first.claimed(1, "Bob")
	first.say("escalate 1 because search finds nothing since the upgrade")
	person.hear("J'ai transmis #1 à notre équipe technique.")
	second.hear("#1 comes to you because: search finds nothing")
	second.order(1, "Claim")
	second.claimed(1, "Bob")
	second.say("escalate 1 because Search finds nothing since the upgrade. It was Mutale Banda, call +260 955 123 456.")
	proposal := second.await("a proposal", func(m shown) bool { return len(m.buttons) > 1 && m.buttons[0] == "Create the issue" })
	require.Contains(t, proposal.text, "I hid what may be personal: Mutale, Banda")
	second.press(proposal.id, "Create the issue")
	second.hear("#1 waits for " + repo + "#1 now")
	person.hear("Notre équipe technique a transmis #1 aux concepteurs du logiciel.")

	makers.Comment(repo, 1, "maria", "Fixed on the trunk")
	second.hear("#1, maria on " + repo + "#1: Fixed on the trunk")
	makers.SetMilestone(repo, 1, "v1.9.2")
	makers.CloseIssue(repo, 1, "completed")
	second.hear("#1: the makers have fixed " + repo + "#1, in v1.9.2.")
	person.hear("Les concepteurs du logiciel ont corrigé le problème de #1.")
	first.say("deployed v1.9.2")
	asked := person.hear("La correction de #1 est maintenant sur votre système (v1.9.2).")
	person.choose(asked, 1, "Oui, ça marche")
	second.hear("Ann confirmed #1.")

	issue := makers.Issue(repo, 1)
	left := issue.Title + issue.Body
	for _, c := range issue.Comments {
		left += c.Body
	}
	for _, secret := range []string{"Mutale", "Banda", "955 123", "Ann", "mise à jour"} {
		require.NotContains(t, left, secret)
	}
	for _, inside := range []string{"maria", "trunk", "deployed", "upgrade"} {
		require.NotContains(t, person.transcript(), inside, "what staff and makers say stays inside")
	}
	require.NotContains(t, strings.ToLower(log.String()), "mutale")
}
