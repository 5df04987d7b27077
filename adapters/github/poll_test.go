package github

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/github/githubfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

// looker is a poller whose rounds the test makes itself.
type looker struct {
	*poller
	in *stored
}

func looking(t *testing.T, change func(*Options)) (*githubfake.Server, *looker) {
	t.Helper()
	s, options := fake(t, slog.New(slog.DiscardHandler))
	options.WebhookSecret = ""
	if change != nil {
		change(&options)
	}
	a := connected(t, s, options)
	in := &stored{}
	a.door.Open(t.Context(), in)
	return s, &looker{newPoller(a), in}
}

// lookOnce makes a round and gives what came of it.
func (p *looker) lookOnce(t *testing.T) []bot.Message {
	t.Helper()
	require.NoError(t, p.round(t.Context()))
	return p.in.take()
}

// Where nothing happened a look costs nothing: GitHub answers 304, which does not count.
func TestNothingNewCostsNothing(t *testing.T) {
	s, p := looking(t, nil)
	repo := s.Setup.Repository
	n := s.Open(repo, maker, "x", "")
	s.Comment(repo, n, maker, "hello")
	s.Publish(repo, githubfake.Release{Tag: "v1"})
	require.Len(t, p.lookOnce(t), 3)
	require.Empty(t, p.lookOnce(t))
	for _, name := range []string{"issues.list", "comments.repo", "releases.list"} {
		paid := s.Count(name, 200)
		for range 5 {
			require.Empty(t, p.lookOnce(t))
		}
		require.Equal(t, paid, s.Count(name, 200), name)
		require.GreaterOrEqual(t, s.Count(name, 304), 5, name)
	}
	s.Comment(repo, n, maker, "again")
	require.Len(t, p.lookOnce(t), 2, "the comment, and the issue it changed")
}

// A week is looked back at the start and no further, page by page, and nothing is missed
// or told twice.
func TestTheFirstLookGoesThroughAWeek(t *testing.T) {
	s, p := looking(t, nil)
	repo := s.Setup.Repository
	old := s.Open(repo, maker, "old", "")
	s.Publish(repo, githubfake.Release{Tag: "v0", PublishedAt: s.Now().Add(-8 * 24 * time.Hour)})
	s.Advance(8 * 24 * time.Hour)
	p.start = p.a.now().Add(-lookBack)
	p.home = []*stream{p.comments(p.a.home), p.releases(p.a.home), p.issues(p.a.home)}
	for i := range 250 {
		n := s.Open(repo, maker, "new", "")
		if i%2 == 0 {
			s.Comment(repo, n, maker, "hello")
		}
	}
	seen := map[string]int{}
	for _, m := range p.lookOnce(t) {
		seen[m.Delivery]++
		require.NotEqual(t, reference{p.a.home, old}.place(), m.Place)
	}
	require.Len(t, seen, 250+125)
	for key, times := range seen {
		require.Equal(t, 1, times, key)
	}
	require.Empty(t, p.lookOnce(t))
}

// A failure in the middle of a list loses nothing of it.
func TestALookThatFailsIsMadeAgain(t *testing.T) {
	s, p := looking(t, nil)
	n := s.Open(s.Setup.Repository, maker, "x", "")
	s.Comment(s.Setup.Repository, n, maker, "hello")
	inbox := p.in
	inbox.fail(errUnsettled)
	var unsaved *notStored
	require.ErrorAs(t, p.round(t.Context()), &unsaved)
	inbox.fail(nil)
	for _, name := range []string{"comments.repo", "issues.list", "releases.list"} {
		s.Fail(name, githubfake.Failure{Status: 500, HTML: "x"}, 1)
		require.Error(t, p.round(t.Context()))
	}
	kinds := []bot.Kind{}
	for _, m := range append(inbox.take(), p.lookOnce(t)...) {
		kinds = append(kinds, m.Kind)
	}
	slices.Sort(kinds)
	require.Equal(t, []bot.Kind{bot.Said, bot.Tracked}, kinds)
}

// One odd entry of a list takes nothing else with it.
func TestAnOddEntryOfAList(t *testing.T) {
	s, p := looking(t, nil)
	s.Fail("issues.list", githubfake.Failure{Status: 200, Body: `[7, null, {"number":"x"}, {"number":1},
		{"number":5,"state":"open","title":["odd"],"labels":[7,{"name":"bug"}],"updated_at":"2026-11-22T10:00:00Z"}]`}, 1)
	all := p.lookOnce(t)
	require.Len(t, all, 1)
	require.Equal(t, []string{"bug"}, all[0].Issue.Labels)
}

// The wait follows what went wrong, and what GitHub asks for.
func TestWaitsBetweenLooks(t *testing.T) {
	s, p := looking(t, func(o *Options) { o.Every = time.Minute })
	s.Fail("comments.repo", githubfake.Failure{Status: 403, Message: "API rate limit exceeded", Reset: s.Now().Add(40 * time.Minute)}, 1)
	require.GreaterOrEqual(t, p.setback(t.Context(), p.round(t.Context())), 39*time.Minute)
	for range 20 {
		require.LessOrEqual(t, p.setback(t.Context(), errNotGitHub), longestWait+time.Second)
	}
	s.Header("X-Poll-Interval", "300")
	p.lookOnce(t)
	calls := len(s.Journal())
	p.lookOnce(t)
	require.Len(t, s.Journal(), calls, "asked to wait for five minutes")
	s.Advance(301 * time.Second)
	p.lookOnce(t)
	require.Greater(t, len(s.Journal()), calls)
}

// What staff linked in other repositories is asked for one by one; what is wrong with one
// stops no other, and what nobody follows any more is not asked for.
func TestFollowedIssues(t *testing.T) {
	var followed []bot.Place
	s, p := looking(t, func(o *Options) { o.Followed = func(context.Context) ([]bot.Place, error) { return followed, nil } })
	s.AddRepository("other/tool")
	s.AddRepository("other/hidden")
	gone, n := s.Open("other/tool", maker, "gone", ""), s.Open("other/tool", maker, "x", "")
	s.DeleteIssue("other/tool", gone)
	at := reference{"other/tool", n}.place()
	followed = []bot.Place{{Channel: Channel, Chat: "nobody/nothing#1"}, {Channel: Channel, Chat: "other/tool#1"}, {Channel: "web", Chat: "x"}, at}
	s.Comment("other/tool", n, maker, "hello")
	s.Publish("other/tool", githubfake.Release{Tag: "v7"})
	require.ElementsMatch(t, []bot.Kind{bot.Said, bot.Tracked, bot.Released}, kinds(p.lookOnce(t)))
	around := func() []bot.Message {
		var all []bot.Message
		for range aroundEvery {
			all = append(all, p.lookOnce(t)...)
		}
		return all
	}
	require.Empty(t, around())
	s.CloseIssue("other/tool", n, "completed")
	told := around()
	require.Len(t, told, 1)
	require.Equal(t, bot.IssueFixed, told[0].Issue.State)
	s.AddRepository("third/place")
	moved := s.Transfer("other/tool", n, "third/place")
	told = around()
	require.Equal(t, bot.Moved, told[0].Kind)
	require.Equal(t, reference{"third/place", moved}.place(), told[0].MovedTo)
	followed = nil
	around()
	require.Empty(t, p.around)
}

// The desk may have been away for longer than a look goes back.
func TestOwnFollowedIssuesAreLookedAtOnce(t *testing.T) {
	var followed []bot.Place
	s, p := looking(t, func(o *Options) { o.Followed = func(context.Context) ([]bot.Place, error) { return followed, nil } })
	n := s.Open(s.Setup.Repository, maker, "x", "")
	s.CloseIssue(s.Setup.Repository, n, "completed")
	s.Advance(30 * 24 * time.Hour)
	followed = []bot.Place{reference{p.a.home, n}.place()}
	p.start = p.a.now().Add(-lookBack)
	p.home = []*stream{p.comments(p.a.home), p.releases(p.a.home), p.issues(p.a.home)}
	told := p.lookOnce(t)
	require.Len(t, told, 1)
	require.Equal(t, bot.IssueFixed, told[0].Issue.State)
	asked := s.Count("issues.get", 0)
	for range 2 * aroundEvery {
		p.lookOnce(t)
	}
	require.Equal(t, asked, s.Count("issues.get", 0))
}

// An edit that came between two looks is told after what it changed.
func TestEditsAreLookedUp(t *testing.T) {
	s, p := looking(t, nil)
	n := s.Open(s.Setup.Repository, maker, "x", "")
	id := s.Comment(s.Setup.Repository, n, maker, "in 1.9.2")
	p.lookOnce(t)
	s.EditComment(s.Setup.Repository, n, id, "in 1.9.3")
	all := p.lookOnce(t)
	require.Len(t, all, 1)
	require.Equal(t, bot.Edited, all[0].Kind)
	require.Equal(t, "in 1.9.3", all[0].Text)
}

func kinds(all []bot.Message) []bot.Kind {
	var out []bot.Kind
	for _, m := range all {
		out = append(out, m.Kind)
	}
	return out
}

// A login that GitHub does not tell leaves the marker to tell what is ours.
func TestWithoutALogin(t *testing.T) {
	s, p := looking(t, nil)
	s.Fail("user", githubfake.Failure{Status: 403, Message: "Resource not accessible by integration"}, 1)
	n := s.Open(s.Setup.Repository, maker, "x", "")
	first, err := p.a.Send(t.Context(), bot.Reply{ID: "r1", To: reference{p.a.home, n}.place(), Text: "ours"})
	require.NoError(t, err)
	s.Comment(s.Setup.Repository, n, s.Setup.Login, "typed by hand with the same account")
	said := slices.DeleteFunc(p.lookOnce(t), func(m bot.Message) bool { return m.Kind != bot.Said })
	require.Len(t, said, 1)
	require.True(t, strings.HasPrefix(said[0].Text, "typed by hand"))
	fresh := connected(t, s, Options{Repository: s.Setup.Repository, Token: s.Setup.Token, APIURL: s.URL, HTTP: s.Client(), Now: s.Now})
	again, err := fresh.Send(t.Context(), bot.Reply{ID: "r1", To: reference{p.a.home, n}.place(), Text: "ours"})
	require.NoError(t, err)
	require.Equal(t, first, again)
}
