package github

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/github/githubfake"
	"github.com/firstline-helpdesk/firstline/adapters/trackertest"
	"github.com/firstline-helpdesk/firstline/bot"
)

// The tracker by itself, where GitHub cannot reach the desk.
func TestContractByLooking(t *testing.T) {
	trackertest.Run(t, trackertest.Harness{Start: func(t *testing.T, log *slog.Logger) trackertest.Service {
		s, options := fake(t, log)
		options.WebhookSecret = ""
		options.Every = time.Millisecond
		return service(t, s, options)
	}})
}

// The tracker with a webhook, which also looks by itself now and then, and when something was lost.
func TestContractByWebhook(t *testing.T) {
	trackertest.Run(t, trackertest.Harness{Start: func(t *testing.T, log *slog.Logger) trackertest.Service {
		s, options := fake(t, log)
		options.Every = 50 * time.Millisecond
		out := service(t, s, options)
		out.Again = s.Redeliver
		out.Forge = func() int {
			e := githubfake.Event{Name: "issue_comment", Body: []byte(`{"action":"created"}`)}
			return s.Post(e, s.Sign([]byte(`{"action":"created" }`)), "application/json")
		}
		return out
	}})
}

// fake is a server and the options of an adapter for it.
func fake(t *testing.T, log *slog.Logger) (*githubfake.Server, Options) {
	t.Helper()
	s := githubfake.New(githubfake.Setup{})
	t.Cleanup(s.Close)
	return s, Options{
		Repository: s.Setup.Repository, Token: s.Setup.Token, WebhookSecret: s.Setup.Secret, APIURL: s.URL, HTTP: s.Client(), Log: log,
		Now: s.Now, PublicURL: "https://help.example.org", Every: time.Hour,
	}
}

// connected makes an adapter and, where it has a webhook, has the server call it.
func connected(t *testing.T, s *githubfake.Server, options Options) *Adapter {
	t.Helper()
	a, err := New(options)
	require.NoError(t, err)
	if options.WebhookSecret != "" {
		mux := http.NewServeMux()
		a.Mount(mux)
		serve(t, s, mux)
	}
	return a
}

// serve has the server call these addresses.
func serve(t testing.TB, s *githubfake.Server, mux http.Handler) {
	hook := httptest.NewServer(mux)
	t.Cleanup(hook.Close)
	s.Hook(hook.URL + hookPath)
}

const maker = "maker-mary"

func service(t *testing.T, s *githubfake.Server, options Options) trackertest.Service {
	repo := s.Setup.Repository
	of := func(p bot.Place) int {
		r, ok := parsePlace(p)
		require.True(t, ok)
		return r.number
	}
	return trackertest.Service{
		Tracker: connected(t, s, options),
		Restart: func() adapters.Tracker { return connected(t, s, options) },
		Secrets: []string{s.Setup.Token, s.Setup.Secret},
		Maker:   bot.Person{ID: "github:" + s.PersonID(maker), Name: maker},
		Open: func(title, text string) bot.Place {
			return bot.Place{Channel: Channel, Chat: fmt.Sprintf("%s#%d", repo, s.Open(repo, maker, title, text))}
		},
		Comment: func(p bot.Place, text string) string {
			return strconv.FormatInt(s.Comment(repo, of(p), maker, text), 10)
		},
		Stand: func(p bot.Place, state bot.IssueState) {
			switch state {
			case bot.IssueOpen:
				s.Reopen(repo, of(p))
			case bot.IssueFixed:
				s.CloseIssue(repo, of(p), "completed")
			case bot.IssueDeclined:
				s.CloseIssue(repo, of(p), "not_planned")
			}
		},
		Label:     func(p bot.Place, label string) { s.Label(repo, of(p), label) },
		Milestone: func(p bot.Place, title string) { s.SetMilestone(repo, of(p), title) },
		Publish:   func(version string) { s.Publish(repo, githubfake.Release{Tag: version}) },
		Lock:      func(p bot.Place) { s.Lock(repo, of(p)) },
		Made: func() []trackertest.Shown {
			var out []trackertest.Shown
			for _, i := range s.Issues(repo) {
				out = append(out, shown(strconv.Itoa(i.Number), i.Title, i.Body))
			}
			return out
		},
		Said: func(p bot.Place) []trackertest.Shown {
			var out []trackertest.Shown
			for _, c := range s.Issue(repo, of(p)).Comments {
				out = append(out, shown(strconv.FormatInt(c.ID, 10), "", c.Body))
			}
			return out
		},
		Fail:    func(kind adapters.FaultKind) bool { return fail(s, kind) },
		Drop:    func() { s.AcceptThenDrop(githubfake.Write, 1) },
		Pass:    s.Advance,
		Missing: bot.Place{Channel: Channel, Chat: repo + "#4711"},
		Spellings: func(p bot.Place) []string {
			n := strconv.Itoa(of(p))
			page := s.Web() + "/" + repo + "/issues/" + n
			return []string{"#" + n, repo + "#" + n, page, page + "/", page + "#issuecomment-7", page + "?x=1"}
		},
	}
}

// shown is what the fake's reader makes of a body. A link is an effect only where it leads
// to an issue, which is a reference; whether plain links are made is tested apart.
func shown(id, title, body string) trackertest.Shown {
	r := githubfake.Render(body)
	out := trackertest.Shown{ID: id, Title: title, Text: r.Text}
	for what, list := range map[string][]string{"pings": r.Pings, "refers to": r.Refers, "markup": r.Markup} {
		for _, one := range list {
			out.Effects = append(out.Effects, what+" "+one)
		}
	}
	return out
}

func fail(s *githubfake.Server, kind adapters.FaultKind) bool {
	failures := map[adapters.FaultKind]githubfake.Failure{
		adapters.Broken:        {Status: 502, HTML: "<h1>Unicorn!</h1>"},
		adapters.Busy:          {Status: 403, Message: "You have exceeded a secondary rate limit", Secondary: true, RetryAfter: 30},
		adapters.Refused:       {Status: 422, Message: "Validation Failed", Errors: []map[string]any{{"field": "body", "code": "custom"}}},
		adapters.Misconfigured: {Status: 401, Message: "Bad credentials"},
	}
	f, known := failures[kind]
	if known {
		s.Fail(githubfake.Write, f, 1)
	}
	return known
}
