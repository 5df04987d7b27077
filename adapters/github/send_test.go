package github

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/github/githubfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

// quiet is a fake with an adapter that does not run.
func quiet(t *testing.T, change func(*Options)) (*githubfake.Server, *Adapter) {
	t.Helper()
	s, options := fake(t, slog.New(slog.DiscardHandler))
	if change != nil {
		change(&options)
	}
	return s, connected(t, s, options)
}

func report(s *githubfake.Server, id string) bot.Reply {
	return bot.Reply{ID: id, To: bot.Place{Channel: Channel, Chat: s.Setup.Repository}, Title: "Printing fails", Text: "since Monday"}
}

func kindOf(err error) adapters.FaultKind {
	if err == nil {
		return ""
	}
	return adapters.AsFault(err).Kind
}

// Every status gets the kind that decides rightly, at the repository and at an issue of it,
// and at an issue of somebody else's.
func TestFaultsByStatus(t *testing.T) {
	const broken, busy, refused, misconfigured = adapters.Broken, adapters.Busy, adapters.Refused, adapters.Misconfigured
	reset := time.Now().Add(20 * time.Minute)
	for name, c := range map[string]struct {
		failure                githubfake.Failure
		repo, issue, elsewhere adapters.FaultKind
		after                  time.Duration
	}{
		"bad token":           {githubfake.Failure{Status: 401, Message: "Bad credentials"}, misconfigured, misconfigured, misconfigured, 0},
		"no right":            {githubfake.Failure{Status: 403, Message: "Resource not accessible"}, misconfigured, misconfigured, refused, 0},
		"not found":           {githubfake.Failure{Status: 404, Message: "Not Found"}, misconfigured, refused, refused, 0},
		"issues off":          {githubfake.Failure{Status: 410, Message: "Issues are disabled"}, misconfigured, refused, refused, 0},
		"locked":              {githubfake.Failure{Status: 403, Message: "issue is locked"}, refused, refused, refused, 0},
		"primary limit":       {githubfake.Failure{Status: 403, Message: "API rate limit exceeded", Reset: reset}, busy, busy, busy, 19 * time.Minute},
		"primary limit, 429":  {githubfake.Failure{Status: 429, Message: "API rate limit exceeded", Reset: reset}, busy, busy, busy, 19 * time.Minute},
		"secondary limit":     {githubfake.Failure{Status: 403, Message: "slow down", Secondary: true, RetryAfter: 77}, busy, busy, busy, 77 * time.Second},
		"limit without words": {githubfake.Failure{Status: 403, Message: "x", RetryAfter: 5}, busy, busy, busy, 5 * time.Second},
		"secondary, no time":  {githubfake.Failure{Status: 403, Message: "x", Secondary: true}, busy, busy, busy, time.Minute},
		"too quickly":         {githubfake.Failure{Status: 422, Message: "was submitted too quickly"}, busy, busy, busy, time.Minute},
		"invalid":             {githubfake.Failure{Status: 422, Message: "Validation Failed"}, refused, refused, refused, 0},
		"moved for good":      {githubfake.Failure{Status: 307, Location: "/elsewhere"}, misconfigured, misconfigured, refused, 0},
		"server error":        {githubfake.Failure{Status: 500, Message: "oops"}, broken, broken, broken, 0},
		"a proxy's page":      {githubfake.Failure{Status: 502, HTML: "<h1>Bad</h1>"}, broken, broken, broken, 0},
		"no JSON":             {githubfake.Failure{Status: 201, Body: "<html>ok</html>"}, broken, broken, broken, 0},
		"another shape":       {githubfake.Failure{Status: 201, Body: `[1]`}, broken, broken, broken, 0},
		"nothing inside":      {githubfake.Failure{Status: 201, Body: `{}`}, broken, broken, broken, 0},
		"accepted":            {githubfake.Failure{Status: 202, Body: `{}`}, broken, broken, broken, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s, a := quiet(t, nil)
			s.AddRepository("other/tool")
			own, other := s.Open(s.Setup.Repository, maker, "x", ""), s.Open("other/tool", maker, "x", "")
			for i, to := range []struct {
				place bot.Place
				want  adapters.FaultKind
			}{
				{a.Repository(), c.repo}, {reference{a.home, own}.place(), c.issue}, {reference{"other/tool", other}.place(), c.elsewhere},
			} {
				s.Fail(githubfake.Write, c.failure, 1)
				r := report(s, name+string(rune('a'+i)))
				r.To, r.Text = to.place, "Zzyzx secret words"
				_, err := a.Send(t.Context(), r)
				f := adapters.AsFault(err)
				require.Equal(t, to.want, f.Kind, "%s: %v", to.place, err)
				require.NotContains(t, err.Error(), s.Setup.Token)
				require.NotContains(t, err.Error(), "Zzyzx")
				if f.Kind == adapters.Busy {
					require.GreaterOrEqual(t, f.After, c.after)
					require.LessOrEqual(t, f.After, c.after+2*time.Minute)
				}
			}
		})
	}
}

// What GitHub says about a refused field reaches staff, in its code words only.
func TestARefusalNamesTheField(t *testing.T) {
	s, a := quiet(t, nil)
	s.Fail(githubfake.Write, githubfake.Failure{Status: 422, Message: "x", Errors: []map[string]any{
		{"field": "body", "code": "too_long"}, {"field": "Dear Ann", "code": "custom"},
	}}, 1)
	_, err := a.Send(t.Context(), report(s, "r1"))
	require.ErrorContains(t, err, "422: body too_long")
	require.NotContains(t, err.Error(), "Ann")
}

// The desk gives up after some time; what was made then is found later.
func TestACallThatHangsIsADoubt(t *testing.T) {
	s, a := quiet(t, nil)
	s.Fail("issues.create", githubfake.Failure{Hang: true}, 1)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { _, err := a.Send(ctx, report(s, "r1")); done <- err }()
	require.True(t, s.Wait(func() bool { return s.Count("issues.create", 0) == 1 }, 5*time.Second))
	cancel()
	require.Equal(t, adapters.Broken, kindOf(<-done))
	_, err := a.Send(t.Context(), report(s, "r1"))
	require.Equal(t, adapters.Busy, kindOf(err), "it may still show up")
	require.Equal(t, 1, s.Count("issues.create", 0))
	s.Advance(settles)
	sent, err := a.Send(t.Context(), report(s, "r1"))
	require.NoError(t, err)
	require.Equal(t, "1", sent.ID)
	require.Len(t, s.Issues(s.Setup.Repository), 1)
}

// When looking for an earlier try fails, nothing is made.
func TestNothingIsMadeUnseen(t *testing.T) {
	s, a := quiet(t, nil)
	for _, f := range []githubfake.Failure{{Status: 503}, {Status: 429, RetryAfter: 3}, {Status: 200, Body: "nonsense"}} {
		s.Fail("issues.list", f, 1)
		_, err := a.Send(t.Context(), report(s, "r1"))
		require.Error(t, err)
	}
	require.Zero(t, s.Count("issues.create", 0))
}

// A marker that a stranger copied is not taken for the desk's own.
func TestAStrangersMarkerIsNotOurs(t *testing.T) {
	s, a := quiet(t, nil)
	n := s.Open(s.Setup.Repository, maker, "x", "mine\n\n"+marker("r1"))
	at := reference{a.home, n}.place()
	s.Comment(s.Setup.Repository, n, maker, "mine\n\n"+marker("r2"))
	one, err := a.Send(t.Context(), report(s, "r1"))
	require.NoError(t, err)
	require.NotEqual(t, "1", one.ID)
	_, err = a.Send(t.Context(), bot.Reply{ID: "r2", To: at, Text: "ours"})
	require.NoError(t, err)
	require.Len(t, s.Issue(s.Setup.Repository, n).Comments, 2)
}

// The comment is found among hundreds of the same week.
func TestTheMarkerIsFoundOnALaterPage(t *testing.T) {
	s, a := quiet(t, nil)
	n := s.Open(s.Setup.Repository, maker, "x", "")
	for range 230 {
		s.Comment(s.Setup.Repository, n, maker, "me too")
	}
	r := bot.Reply{ID: "r1", To: reference{a.home, n}.place(), Text: "ours"}
	first, err := a.Send(t.Context(), r)
	require.NoError(t, err)
	_, fresh := s, connected(t, s, Options{Repository: s.Setup.Repository, Token: s.Setup.Token, APIURL: s.URL, HTTP: s.Client(), Now: s.Now})
	second, err := fresh.Send(t.Context(), r)
	require.NoError(t, err)
	require.Equal(t, first, second)
	require.Len(t, s.Issue(s.Setup.Repository, n).Comments, 231)
}

// The token stays with the server of api_url, whatever an answer says.
func TestNoRedirectTakesTheTokenElsewhere(t *testing.T) {
	var strangers []*http.Request
	evil := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { strangers = append(strangers, r) }))
	defer evil.Close()
	s, a := quiet(t, func(o *Options) { o.HTTP = &http.Client{} })
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, name := range []string{"issues.get", "issues.list", "issues.create"} {
			s.Fail(name, githubfake.Failure{Status: status, Location: evil.URL + "/x"}, 1)
		}
		_, err := a.Look(t.Context(), reference{a.home, 1}.place())
		require.Error(t, err)
		for range 2 {
			_, err = a.Send(t.Context(), report(s, "r1"))
			require.Error(t, err)
		}
	}
	require.Empty(t, strangers)
}

// A renamed repository is read under its new name and never written to unawares.
func TestARenamedRepository(t *testing.T) {
	s, a := quiet(t, nil)
	n := s.Open(s.Setup.Repository, maker, "x", "")
	s.Rename(s.Setup.Repository, "opencrvs/core-two")
	i, err := a.Look(t.Context(), reference{a.home, n}.place())
	require.NoError(t, err)
	require.Equal(t, "opencrvs/core-two#1", i.Place.Chat)
	_, err = a.Send(t.Context(), report(s, "r1"))
	require.Equal(t, adapters.Misconfigured, kindOf(err))
	require.Len(t, s.Issues("opencrvs/core-two"), 1)
	require.Contains(t, strings.Join(a.Check(t.Context()), "\n"), "is called opencrvs/core-two now")
}

// An answer without end is cut off.
func TestAnswersAreBounded(t *testing.T) {
	s, a := quiet(t, nil)
	s.Fail("issues.get", githubfake.Failure{Status: 200, Body: `{"number":1,"state":"` + strings.Repeat("x", maxAnswer)}, 1)
	_, err := a.Look(t.Context(), reference{a.home, 1}.place())
	require.Equal(t, adapters.Broken, kindOf(err))
}

func TestLooksOnlyAtIssues(t *testing.T) {
	s, a := quiet(t, nil)
	n := s.OpenPull(s.Setup.Repository, maker, "a change")
	_, err := a.Look(t.Context(), reference{a.home, n}.place())
	require.Equal(t, adapters.Refused, kindOf(err))
	require.ErrorContains(t, err, "pull request")
}
