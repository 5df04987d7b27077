package github

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/github/githubfake"
)

// Each thing that can be wrong is told, alone and with what to do, and asking makes nothing.
func TestCheck(t *testing.T) {
	yes := true
	for name, c := range map[string]struct {
		options func(*Options)
		server  func(s *githubfake.Server)
		want    string
	}{
		"all is well":       {nil, nil, ""},
		"bad token":         {func(o *Options) { o.Token = "github_pat_old" }, nil, "make a new one for tracker.token"},
		"unknown":           {func(o *Options) { o.Repository = "nobody/nothing" }, nil, "there is no repository nobody/nothing"},
		"may not write":     {nil, func(s *githubfake.Server) { s.Set(s.Setup.Repository, githubfake.Change{ReadOnly: &yes}) }, "needs Issues: read and write"},
		"issues off":        {nil, func(s *githubfake.Server) { s.Set(s.Setup.Repository, githubfake.Change{NoIssues: &yes}) }, "turn them on in its settings"},
		"archived":          {nil, func(s *githubfake.Server) { s.Set(s.Setup.Repository, githubfake.Change{Archived: &yes}) }, "is archived"},
		"renamed":           {nil, func(s *githubfake.Server) { s.Rename(s.Setup.Repository, "a/b") }, "is called a/b now"},
		"no public address": {func(o *Options) { o.PublicURL = "" }, nil, "public_url is not"},
		"clock off":         {func(o *Options) { o.Now = func() time.Time { return time.Now().Add(-time.Hour) } }, nil, "the clock of this machine is 1h0m"},
		"no scope":          {nil, func(s *githubfake.Server) { s.Header("X-Oauth-Scopes", "read:org, gist") }, "lacks the scope public_repo"},
		"scope":             {nil, func(s *githubfake.Server) { s.Header("X-Oauth-Scopes", "public_repo") }, ""},
		"private, no scope": {nil, func(s *githubfake.Server) {
			s.Set(s.Setup.Repository, githubfake.Change{Private: &yes})
			s.Header("X-Oauth-Scopes", "public_repo")
		}, "lacks the scope repo"},
		"ends soon": {nil, func(s *githubfake.Server) {
			s.Header("Github-Authentication-Token-Expiration", s.Now().Add(72*time.Hour).UTC().Format("2006-01-02 15:04:05 MST"))
		}, "the token ends on"},
		"not GitHub": {nil, func(s *githubfake.Server) {
			s.Fail("repo", githubfake.Failure{Status: 200, Body: "<html>"}, 1)
		}, "is api_url right?"},
		"down": {nil, func(s *githubfake.Server) { s.Fail("repo", githubfake.Failure{Status: 503, HTML: "x"}, 1) }, "answered 503"},
	} {
		t.Run(name, func(t *testing.T) {
			s, a := quiet(t, c.options)
			if c.server != nil {
				c.server(s)
			}
			told := a.Check(t.Context())
			if c.want == "" {
				require.Empty(t, told)
			} else {
				require.NotEmpty(t, told)
				require.Contains(t, strings.Join(told, "\n"), c.want)
			}
			if name != "issues off" && name != "renamed" {
				require.LessOrEqual(t, len(told), 1, "%q", told)
			}
			require.NotContains(t, strings.Join(told, "\n"), s.Setup.Token)
		})
	}
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	for name, c := range map[string]struct {
		opt  Options
		want string
	}{
		"nothing":  {Options{}, "owner/name"},
		"path":     {Options{Repository: "a/b/c", Token: "x"}, "owner/name"},
		"dots":     {Options{Repository: "a/..", Token: "x"}, "owner/name"},
		"no token": {Options{Repository: "a/b"}, "token is missing"},
		"blanks":   {Options{Repository: "a/b", Token: "hunter 2"}, "token is missing or has blanks"},
		"address":  {Options{Repository: "a/b", Token: "x", APIURL: "ftp://x"}, "api_url"},
		"userinfo": {Options{Repository: "a/b", Token: "x", APIURL: "https://ann:hunter2@x"}, "api_url"},
	} {
		_, err := New(c.opt)
		require.ErrorContains(t, err, c.want, name)
		require.NotContains(t, err.Error(), "hunter", name)
	}
	for api, web := range map[string]string{
		"": "https://github.com", "https://api.github.com/": "https://github.com", "https://ghe.example/api/v3": "https://ghe.example",
		"https://api.acme.ghe.com": "https://acme.ghe.com",
	} {
		a, err := New(Options{Repository: "OpenCRVS/Core", Token: "x", APIURL: api})
		require.NoError(t, err)
		require.Equal(t, web, a.web)
		require.Equal(t, "opencrvs/core", a.Repository().Chat)
		got, ok := a.Parse(web + "/OpenCRVS/Core/issues/12")
		require.True(t, ok)
		require.Equal(t, "opencrvs/core#12", got.Chat)
		require.Equal(t, adapters.Runes, a.Limits().Unit)
	}
}
