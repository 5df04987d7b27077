package githubfake

import (
	"fmt"
	"strings"
	"time"
)

// Issue is an issue, or a pull request, as somebody on GitHub's page sees it.
type Issue struct {
	Number                int
	Title, Body           string
	State, Reason         string // "open" or "closed", and why
	Author                string
	Labels                []string
	Milestone             string
	Created, Updated      time.Time
	Locked, Pull, deleted bool
	Comments              []Comment
}

// Comment is one under an issue.
type Comment struct {
	ID               int64
	Body, Author     string
	Created, Updated time.Time
}

// Release is a version on a repository's page.
type Release struct {
	ID          int64
	Tag         string
	Draft, Pre  bool
	PublishedAt time.Time
}

// repo is one repository.
type repo struct {
	name                        string
	issues                      []*Issue
	releases                    []*Release
	private, archived, noIssues bool
	// readOnly tells that the token may not write here.
	readOnly bool
}

// AddRepository makes an empty one.
func (s *Server) AddRepository(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.repos[strings.ToLower(name)] = &repo{name: name}
}

// Change sets what a repository is like; nil fields stay.
type Change struct {
	Private, Archived, NoIssues, ReadOnly *bool
}

// Set changes a repository.
func (s *Server) Set(name string, c Change) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.repos[strings.ToLower(name)]
	for to, value := range map[*bool]*bool{&r.private: c.Private, &r.archived: c.Archived, &r.noIssues: c.NoIssues, &r.readOnly: c.ReadOnly} {
		if value != nil {
			*to = *value
		}
	}
}

// Rename gives a repository another name; the old one is redirected.
func (s *Server) Rename(from, to string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.repos[strings.ToLower(from)]
	delete(s.repos, strings.ToLower(from))
	r.name = to
	s.repos[strings.ToLower(to)] = r
	s.moved[strings.ToLower(from)] = to
}

// Issues are all issues of a repository, oldest first.
func (s *Server) Issues(name string) []Issue {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Issue
	for _, i := range s.repos[strings.ToLower(name)].issues {
		if !i.deleted {
			shown := *i
			shown.Comments = append([]Comment(nil), i.Comments...)
			out = append(out, shown)
		}
	}
	return out
}

// Issue is one of them.
func (s *Server) Issue(name string, number int) Issue {
	for _, i := range s.Issues(name) {
		if i.Number == number {
			return i
		}
	}
	panic(fmt.Sprintf("githubfake: there is no issue %s#%d", name, number))
}

// find gives an issue; nil for none. The caller holds the lock.
func (r *repo) find(number int) *Issue {
	if r == nil || number < 1 || number > len(r.issues) || r.issues[number-1].deleted {
		return nil
	}
	return r.issues[number-1]
}

// shownIssue is an issue as the API shows it. The caller holds the lock.
func (s *Server) shownIssue(r *repo, i *Issue) map[string]any {
	labels := []any{}
	for n, label := range i.Labels {
		labels = append(labels, map[string]any{"id": n + 1, "name": label, "color": "ededed"})
	}
	api, page := s.URL+"/repos/"+r.name, s.http.URL+"/"+r.name
	out := map[string]any{
		"id": 100000 + i.Number, "number": i.Number, "title": i.Title, "body": i.Body, "state": i.State, "state_reason": orNull(i.Reason),
		"user": s.user(i.Author), "labels": labels, "milestone": nil, "locked": i.Locked, "comments": len(i.Comments),
		"created_at": i.Created, "updated_at": i.Updated, "repository_url": api, "url": fmt.Sprintf("%s/issues/%d", api, i.Number),
		"html_url": fmt.Sprintf("%s/issues/%d", page, i.Number), "reactions": map[string]any{"+1": 0, "total_count": 0},
	}
	if i.Milestone != "" {
		out["milestone"] = map[string]any{"number": 1, "title": i.Milestone, "state": "open"}
	}
	if i.Pull {
		out["pull_request"] = map[string]any{"url": fmt.Sprintf("%s/pulls/%d", api, i.Number)}
		out["html_url"] = fmt.Sprintf("%s/pull/%d", page, i.Number)
	}
	return out
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// shownComment is a comment as the API shows it. The caller holds the lock.
func (s *Server) shownComment(r *repo, i *Issue, c Comment) map[string]any {
	kind := "issues"
	if i.Pull {
		kind = "pull"
	}
	return map[string]any{
		"id": c.ID, "body": c.Body, "user": s.user(c.Author), "created_at": c.Created, "updated_at": c.Updated,
		"issue_url": fmt.Sprintf("%s/repos/%s/issues/%d", s.URL, r.name, i.Number),
		"html_url":  fmt.Sprintf("%s/%s/%s/%d#issuecomment-%d", s.http.URL, r.name, kind, i.Number, c.ID),
	}
}

// shownRelease is a release as the API shows it. The caller holds the lock.
func (s *Server) shownRelease(r *repo, rel *Release) map[string]any {
	out := map[string]any{
		"id": rel.ID, "tag_name": rel.Tag, "name": "Version " + rel.Tag, "draft": rel.Draft, "prerelease": rel.Pre, "published_at": nil,
		"html_url": s.http.URL + "/" + r.name + "/releases/tag/" + rel.Tag,
	}
	if !rel.Draft {
		out["published_at"] = rel.PublishedAt
	}
	return out
}

// shownRepo is a repository as the API shows it. The caller holds the lock.
func (s *Server) shownRepo(r *repo) map[string]any {
	return map[string]any{
		"id": 1, "full_name": r.name, "private": r.private, "archived": r.archived, "has_issues": !r.noIssues,
		"permissions": map[string]any{"pull": true, "push": !r.readOnly},
	}
}
