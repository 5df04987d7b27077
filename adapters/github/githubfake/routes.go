package githubfake

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	const repo = "/api/v3/repos/{owner}/{name}"
	for pattern, route := range map[string]struct {
		name string
		do   func(c *call) reply
	}{
		"GET /api/v3/user":                           {"user", func(c *call) reply { return ok(s.user(s.Setup.Login)) }},
		"GET " + repo:                                {"repo", (*call).repository},
		"GET " + repo + "/issues":                    {"issues.list", (*call).listIssues},
		"POST " + repo + "/issues":                   {"issues.create", (*call).createIssue},
		"GET " + repo + "/issues/{number}":           {"issues.get", (*call).getIssue},
		"GET " + repo + "/issues/comments":           {"comments.repo", (*call).repoComments},
		"GET " + repo + "/issues/{number}/comments":  {"comments.list", (*call).listComments},
		"POST " + repo + "/issues/{number}/comments": {"comments.create", (*call).createComment},
		"GET " + repo + "/releases":                  {"releases.list", (*call).listReleases},
		"GET /api/v3/search/issues":                  {"search", (*call).search},
	} {
		mux.HandleFunc(pattern, s.handle(route.name, route.do))
	}
	mux.HandleFunc("/", s.handle("unknown", func(*call) reply { return refuse(http.StatusNotFound, "Not Found") }))
	return mux
}

// repo gives the repository of the call, or what to answer instead.
func (c *call) repo() (*repo, *reply) {
	name := strings.ToLower(c.r.PathValue("owner") + "/" + c.r.PathValue("name"))
	if to, moved := c.s.moved[name]; moved {
		return nil, c.redirected("/repos/"+name, "/repos/"+to)
	}
	if to, moved := c.s.moved[name+"/issues/"+c.r.PathValue("number")]; moved {
		return nil, c.redirected("/repos/"+name+"/issues/"+c.r.PathValue("number"), "/repos/"+to)
	}
	r := c.s.repos[name]
	if r == nil {
		out := refuse(http.StatusNotFound, "Not Found")
		return nil, &out
	}
	return r, nil
}

// redirected answers with the new address, of the same path otherwise.
func (c *call) redirected(from, to string) *reply {
	status := http.StatusMovedPermanently
	if c.r.Method != http.MethodGet {
		status = http.StatusTemporaryRedirect
	}
	path := strings.TrimPrefix(strings.ToLower(c.r.URL.Path), "/api/v3"+from)
	location := c.s.URL + to + path
	if c.r.URL.RawQuery != "" {
		location += "?" + c.r.URL.RawQuery
	}
	return &reply{fail: &Failure{Status: status, Message: "Moved", Location: location}}
}

// issue gives the repository and the issue of the call, or what to answer instead.
func (c *call) issue() (*repo, *Issue, *reply) {
	r, no := c.repo()
	if no != nil {
		return nil, nil, no
	}
	n := number(c.r.PathValue("number"))
	if i := r.find(n); i != nil {
		return r, i, nil
	}
	out := refuse(http.StatusNotFound, "Not Found")
	if n >= 1 && n <= len(r.issues) {
		out = refuse(http.StatusGone, "This issue was deleted")
	}
	return nil, nil, &out
}

func (c *call) repository() reply {
	r, no := c.repo()
	if no != nil {
		return *no
	}
	return ok(c.s.shownRepo(r))
}

// writable refuses what may not be written.
func (r *repo) writable() *reply {
	var out reply
	switch {
	case r.readOnly:
		out = refuse(http.StatusForbidden, "Resource not accessible by personal access token")
	case r.archived:
		out = refuse(http.StatusForbidden, "Repository was archived so is read-only.")
	case r.noIssues:
		out = refuse(http.StatusGone, "Issues are disabled for this repo")
	default:
		return nil
	}
	return &out
}

func (c *call) createIssue() reply {
	r, no := c.repo()
	if no != nil {
		return *no
	}
	if no := r.writable(); no != nil {
		return *no
	}
	var params struct{ Title, Body *string }
	if json.Unmarshal(c.body, &params) != nil {
		return refuse(http.StatusBadRequest, "Problems parsing JSON")
	}
	if params.Title == nil || strings.TrimSpace(*params.Title) == "" {
		return invalid("title", "missing_field")
	}
	if utf8.RuneCountInString(*params.Title) > longestTitle {
		return invalid("title", "too_long")
	}
	body := ""
	if params.Body != nil {
		body = *params.Body
	}
	if utf8.RuneCountInString(body) > longestBody {
		return invalid("body", "too_long")
	}
	i := c.s.make(r, c.s.Setup.Login, *params.Title, body)
	shown := c.s.shownIssue(r, i)
	c.s.told(r, "issues", "opened", map[string]any{"issue": shown})
	return reply{status: http.StatusCreated, value: shown}
}

func invalid(field, code string) reply {
	return refuse(http.StatusUnprocessableEntity, "Validation Failed", map[string]any{"resource": "Issue", "field": field, "code": code})
}

func (c *call) createComment() reply {
	r, i, no := c.issue()
	if no != nil {
		return *no
	}
	if no := r.writable(); no != nil {
		return *no
	}
	if i.Locked {
		return refuse(http.StatusForbidden, "Unable to create comment because issue is locked.")
	}
	var params struct{ Body string }
	if json.Unmarshal(c.body, &params) != nil {
		return refuse(http.StatusBadRequest, "Problems parsing JSON")
	}
	if strings.TrimSpace(params.Body) == "" {
		return invalid("body", "missing_field")
	}
	if utf8.RuneCountInString(params.Body) > longestBody {
		return invalid("body", "too_long")
	}
	said := c.s.say(i, c.s.Setup.Login, params.Body)
	shown := c.s.shownComment(r, i, said)
	c.s.told(r, "issue_comment", "created", map[string]any{"issue": c.s.shownIssue(r, i), "comment": shown})
	return reply{status: http.StatusCreated, value: shown}
}

func (c *call) getIssue() reply {
	r, i, no := c.issue()
	if no != nil {
		return *no
	}
	return ok(c.s.shownIssue(r, i))
}

// page gives the part of a list that was asked for.
func page[T any](c *call, list []T, show func(T) map[string]any) reply {
	q := c.r.URL.Query()
	size := min(cmp.Or(number(q.Get("per_page")), 30), 100)
	from := min(size*(max(number(q.Get("page")), 1)-1), len(list))
	to := min(from+size, len(list))
	out := []any{}
	for _, one := range list[from:to] {
		out = append(out, show(one))
	}
	answer := ok(out)
	answer.more = to < len(list)
	return answer
}

func since(q url.Values) time.Time {
	t, err := time.Parse(time.RFC3339, q.Get("since"))
	if err != nil {
		return time.Time{}
	}
	return t
}

func (c *call) listIssues() reply {
	r, no := c.repo()
	if no != nil {
		return *no
	}
	if r.noIssues {
		return refuse(http.StatusGone, "Issues are disabled for this repo")
	}
	q := c.r.URL.Query()
	var list []*Issue
	for _, i := range r.issues {
		wanted := q.Get("state") == "all" || i.State == cmp.Or(q.Get("state"), "open")
		if creator := q.Get("creator"); creator != "" && !strings.EqualFold(creator, i.Author) {
			wanted = false
		}
		if wanted && !i.deleted && !i.Updated.Before(since(q)) {
			list = append(list, i)
		}
	}
	slices.SortStableFunc(list, func(x, y *Issue) int {
		if q.Get("sort") == "updated" {
			return x.Updated.Compare(y.Updated)
		}
		return x.Created.Compare(y.Created)
	})
	if q.Get("direction") != "asc" {
		slices.Reverse(list)
	}
	return page(c, list, func(i *Issue) map[string]any { return c.s.shownIssue(r, i) })
}
