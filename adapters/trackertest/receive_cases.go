package trackertest

import (
	"net/http"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// bringsComments: every comment comes once, in order, with who said it, where and when.
func bringsComments(e *env) {
	issue := e.Open("Search is slow", "since Monday")
	other := e.Open("Printing", "")
	for _, at := range []bot.Place{issue, other} {
		for _, text := range []string{"Which version?", "And *since* when?\nTell us."} {
			id := e.Comment(at, text)
			m := e.next(bot.Said)
			require.Equal(e, at, m.Place)
			require.Equal(e, text, m.Text)
			require.Equal(e, id, m.ID)
			require.Equal(e, e.Maker, m.From)
		}
	}
	if e.Again != nil {
		key := e.inbox.keys()[len(e.inbox.keys())-1]
		e.Again()
		e.await(e.inbox, "the same again", func() bool { return e.inbox.again[key] > 0 })
	}
	e.Comment(issue, "the last")
	require.Equal(e, "the last", e.next(bot.Said).Text)
	e.none(bot.Said)
}

// nothingOfItsOwn: what the desk wrote never comes back, also after a restart.
func nothingOfItsOwn(e *env) {
	issue := e.Open("Search is slow", "")
	e.send(e.Tracker, e.reply(issue, "we wrote this"))
	e.send(e.Tracker, e.reply(e.Tracker.Repository(), "and this"))
	e.Comment(issue, "they wrote this")
	require.Equal(e, "they wrote this", e.next(bot.Said).Text)
	e.none(bot.Said)
	e.stop()
	e.inbox = newInbox()
	e.Cleanup(e.running(e.Restart(), e.inbox))
	require.Equal(e, "they wrote this", e.next(bot.Said).Text)
	e.none(bot.Said)
}

// until waits for the issue to stand in a certain way.
func (e *env) until(issue bot.Place, want func(i bot.Issue) bool) bot.Message {
	e.Helper()
	for {
		m := e.next(bot.Tracked)
		require.NotNil(e, m.Issue)
		require.Equal(e, m.Place, m.Issue.Place)
		if m.Place == issue && want(*m.Issue) {
			return m
		}
	}
}

// tellsHowIssuesStand: closing, as done or as not, opening again, labels and milestones
// are told, the second time as well as the first.
func tellsHowIssuesStand(e *env) {
	issue := e.Open("Search is slow", "")
	keys := map[string]bool{}
	for range 2 {
		for _, state := range []bot.IssueState{bot.IssueFixed, bot.IssueOpen, bot.IssueDeclined, bot.IssueOpen} {
			e.Stand(issue, state)
			m := e.until(issue, func(i bot.Issue) bool { return i.State == state })
			require.Equal(e, "Search is slow", m.Issue.Title)
			require.NotEmpty(e, m.Issue.URL)
			keys[m.Delivery] = true
		}
	}
	require.Len(e, keys, 8, "every change is a delivery of its own")
	e.Label(issue, "bug")
	require.Equal(e, []string{"bug"}, e.until(issue, func(i bot.Issue) bool { return len(i.Labels) > 0 }).Issue.Labels)
	e.Milestone(issue, "v1.9.2")
	require.Equal(e, "v1.9.2", e.until(issue, func(i bot.Issue) bool { return i.Milestone != "" }).Issue.Milestone)
}

// tellsOfVersions: each version comes once, of the repository.
func tellsOfVersions(e *env) {
	for _, version := range []string{"v1.9.2", "v2.0.0-rc.1"} {
		e.Publish(version)
		m := e.next(bot.Released)
		require.Equal(e, version, m.Text)
		require.Equal(e, e.Tracker.Repository(), m.Place)
	}
	e.none(bot.Released)
}

// keysOutliveARestart: what a tracker tells again after a crash has the keys it had.
func keysOutliveARestart(e *env) {
	issue := e.Open("Search is slow", "")
	e.Comment(issue, "Which version?")
	e.next(bot.Said)
	e.Stand(issue, bot.IssueFixed)
	e.until(issue, func(i bot.Issue) bool { return i.State == bot.IssueFixed })
	e.Publish("v1.9.2")
	e.next(bot.Released)
	e.stop()
	known := map[string]bool{}
	for _, key := range e.inbox.keys() {
		known[key] = true
	}
	second := newInbox()
	stop := e.running(e.Restart(), second)
	e.Comment(issue, "And now?")
	e.await(second, "a comment after the restart", func() bool {
		for _, m := range second.first {
			if m.Text == "And now?" {
				return true
			}
		}
		return false
	})
	stop()
	for _, key := range second.keys() {
		m := second.first[key]
		if m.Kind == bot.Said && m.Text == "And now?" || m.Kind == bot.Tracked {
			continue // the new comment changed the issue too
		}
		require.True(e, known[key], "%s was told before under another key", m.Kind)
	}
}

// storedBeforeForgotten: what could not be stored comes again, under the same key.
func storedBeforeForgotten(e *env) {
	issue := e.Open("Search is slow", "")
	e.Comment(issue, "before")
	e.next(bot.Said)
	e.inbox.fail(2)
	e.Comment(issue, "please keep this")
	m := e.next(bot.Said)
	require.Equal(e, "please keep this", m.Text)
	e.inbox.mu.Lock()
	defer e.inbox.mu.Unlock()
	require.NotEmpty(e, e.inbox.refused)
	for _, r := range e.inbox.refused {
		if r.Text == m.Text {
			require.Equal(e, m.Delivery, r.Delivery)
		}
	}
}

// refusesForgery: a call that is not authentic gets 401 or 403 and has no effect.
func refusesForgery(e *env) {
	_, webhook := e.Tracker.(adapters.Webhook)
	if !webhook || e.Forge == nil {
		e.Skip("not applicable: nothing is delivered over HTTP")
	}
	before := len(e.inbox.keys())
	require.Contains(e, []int{http.StatusUnauthorized, http.StatusForbidden}, e.Forge())
	require.Len(e, e.inbox.keys(), before)
	issue := e.Open("Search is slow", "")
	e.Comment(issue, "a real one")
	require.Equal(e, "a real one", e.next(bot.Said).Text)
	e.none(bot.Said)
}
