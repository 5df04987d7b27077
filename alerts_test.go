package main

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/telegram/telegramfake"
)

// TestAnAlertReachesTheRoom goes the whole way on the real program: a call with the
// secret becomes a card, a sentence makes a known issue of it, a person who asks gets
// that line, and the resolved alert closes the ticket. A call without the secret does
// nothing.
func TestAnAlertReachesTheRoom(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.AddUser(ann, "Ann", "en")
	s.AddUser(bob, "Bob", "en")
	config := telegramConfig(t, killArticles(t))
	text, err := os.ReadFile(config)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(config, append(text, "alerts: {secret: s3cret-of-alerts}\n"...), 0o600))
	log := s.serveOn(config)
	require.True(t, s.Wait(func() bool { return publicForm.MatchString(log.String()) }, patience))
	hook := "http://" + publicForm.FindStringSubmatch(log.String())[1] + "/hooks/alerts"
	post := func(secret, body string) int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, hook, strings.NewReader(body))
		require.NoError(t, err)
		r.Header.Set("Authorization", "Bearer "+secret)
		resp, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		return resp.StatusCode
	}
	fired := `{"title":"Search is slow","text":"es1 takes 9 s","key":"search","severity":"critical"}`
	require.Equal(t, 401, post("forged", `{"title":"Forged"}`))
	require.Equal(t, 200, post("s3cret-of-alerts", fired))
	card := s.hear(testRoom, "#1 operations from alert: Search is slow")
	require.Equal(t, []string{"Claim", "More", "Known issue"}, card.Buttons)

	s.Press(bob, testRoom, card.ID, "Known issue")
	ask := s.hear(testRoom, "What shall people be told about #1?")
	loads := func() int { return strings.Count(log.String(), "knowledge base loaded") }
	before := loads()
	s.ReplyIn(testRoom, bob, "Search is slow today; we are on it", ask.ID)
	s.hear(testRoom, "K1 · 0 people: Search is slow today; we are on it")
	require.True(t, s.Wait(func() bool { return loads() > before }, patience), "the search knows")
	s.Say(ann, "search is slow")
	told := s.hear(ann, "Search is slow today; we are on it")
	require.Equal(t, []string{"Me too", "Something else"}, told.Buttons)
	s.Press(ann, ann, told.ID, "Me too")
	s.hear(ann, "Thank you, I have counted you in.")
	s.await(testRoom, "the count", func(m telegramfake.Message) bool {
		return strings.HasPrefix(m.Text, "K1 · 1 person: ") && m.Edits > 0
	})

	require.Equal(t, 200, post("s3cret-of-alerts", strings.Replace(fired, `"critical"`, `"critical","status":"resolved"`, 1)))
	s.hear(testRoom, "#1: the alert is over. I closed the ticket.")
	s.SayIn(testRoom, bob, "fixed K1 It works again.")
	s.hear(ann, "This is fixed: “Search is slow today; we are on it” It works again.")
	for _, m := range s.Messages(testRoom) {
		require.NotContains(t, m.Text, "Forged")
	}
	for _, private := range []string{"s3cret-of-alerts", "es1 takes", "Search is slow"} {
		require.NotContains(t, log.String(), private)
	}
}
