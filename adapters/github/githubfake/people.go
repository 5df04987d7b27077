package githubfake

import (
	"slices"
	"strings"
	"time"
)

// What people do on GitHub's pages. Each has the webhook told, where there is one.

// Open makes an issue and gives its number.
func (s *Server) Open(name, login, title, body string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.repos[strings.ToLower(name)]
	i := s.make(r, login, title, body)
	s.told(r, "issues", "opened", map[string]any{"issue": s.shownIssue(r, i)})
	return i.Number
}

// OpenPull makes a pull request and gives its number.
func (s *Server) OpenPull(name, login, title string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.make(s.repos[strings.ToLower(name)], login, title, "")
	i.Pull = true
	return i.Number
}

// make makes an issue. The caller holds the lock.
func (s *Server) make(r *repo, login, title, body string) *Issue {
	at := s.tick()
	i := &Issue{Number: len(r.issues) + 1, Title: title, Body: body, State: "open", Author: login, Created: at, Updated: at}
	r.issues = append(r.issues, i)
	s.Ring()
	return i
}

// change changes an issue and tells of it.
func (s *Server) change(name string, number int, action string, more map[string]any, how func(i *Issue)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.repos[strings.ToLower(name)]
	i := r.find(number)
	i.Updated = s.tick()
	how(i)
	event := map[string]any{"issue": s.shownIssue(r, i)}
	for key, value := range more {
		event[key] = value
	}
	s.told(r, "issues", action, event)
	s.Ring()
}

// CloseIssue closes an issue; the reason is "completed", "not_planned" or "duplicate".
func (s *Server) CloseIssue(name string, number int, reason string) {
	s.change(name, number, "closed", nil, func(i *Issue) { i.State, i.Reason = "closed", reason })
}

// Reopen opens it again.
func (s *Server) Reopen(name string, number int) {
	s.change(name, number, "reopened", nil, func(i *Issue) { i.State, i.Reason = "open", "reopened" })
}

// Label gives it a label.
func (s *Server) Label(name string, number int, label string) {
	s.change(name, number, "labeled", nil, func(i *Issue) { i.Labels = append(i.Labels, label) })
}

// Unlabel takes a label away.
func (s *Server) Unlabel(name string, number int, label string) {
	s.change(name, number, "unlabeled", nil, func(i *Issue) {
		i.Labels = slices.DeleteFunc(i.Labels, func(l string) bool { return l == label })
	})
}

// SetMilestone puts it under a milestone; "" takes it out.
func (s *Server) SetMilestone(name string, number int, title string) {
	action := "milestoned"
	if title == "" {
		action = "demilestoned"
	}
	s.change(name, number, action, nil, func(i *Issue) { i.Milestone = title })
}

// Retitle gives it another title.
func (s *Server) Retitle(name string, number int, title string) {
	s.change(name, number, "edited", nil, func(i *Issue) { i.Title = title })
}

// Lock ends the conversation; nothing is told of it that an adapter would hear.
func (s *Server) Lock(name string, number int) {
	s.change(name, number, "locked", nil, func(i *Issue) { i.Locked = true })
}

// DeleteIssue deletes it.
func (s *Server) DeleteIssue(name string, number int) {
	s.change(name, number, "deleted", nil, func(i *Issue) { i.deleted = true })
}

// Transfer moves it to another repository, and gives its number there.
func (s *Server) Transfer(name string, number int, to string) int {
	s.mu.Lock()
	r, target := s.repos[strings.ToLower(name)], s.repos[strings.ToLower(to)]
	i := r.find(number)
	copied := *i
	copied.Number = len(target.issues) + 1
	target.issues = append(target.issues, &copied)
	s.moved[strings.ToLower(name)+"/issues/"+itoa(number)] = target.name + "/issues/" + itoa(copied.Number)
	changes := map[string]any{"changes": map[string]any{"new_issue": s.shownIssue(target, &copied), "new_repository": s.shownRepo(target)}}
	s.mu.Unlock()
	s.change(name, number, "transferred", changes, func(i *Issue) { i.deleted = true })
	return copied.Number
}

// Comment says something under an issue, and gives the comment's id.
func (s *Server) Comment(name string, number int, login, text string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.repos[strings.ToLower(name)]
	i := r.find(number)
	c := s.say(i, login, text)
	s.told(r, "issue_comment", "created", map[string]any{"issue": s.shownIssue(r, i), "comment": s.shownComment(r, i, c)})
	return c.ID
}

// say adds a comment. The caller holds the lock.
func (s *Server) say(i *Issue, login, text string) Comment {
	at := s.tick()
	c := Comment{ID: s.next(), Body: text, Author: login, Created: at, Updated: at}
	i.Comments = append(i.Comments, c)
	i.Updated = at
	s.Ring()
	return c
}

// EditComment gives a comment another wording.
func (s *Server) EditComment(name string, number int, id int64, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.repos[strings.ToLower(name)]
	i := r.find(number)
	for n := range i.Comments {
		if c := &i.Comments[n]; c.ID == id {
			c.Body, c.Updated = text, s.tick()
			s.told(r, "issue_comment", "edited", map[string]any{"issue": s.shownIssue(r, i), "comment": s.shownComment(r, i, *c)})
		}
	}
	s.Ring()
}

// DeleteComment takes a comment back.
func (s *Server) DeleteComment(name string, number int, id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.repos[strings.ToLower(name)]
	i := r.find(number)
	for n, c := range i.Comments {
		if c.ID == id {
			i.Comments = slices.Delete(i.Comments, n, n+1)
			s.told(r, "issue_comment", "deleted", map[string]any{"issue": s.shownIssue(r, i), "comment": s.shownComment(r, i, c)})
			break
		}
	}
	s.Ring()
}

// Publish makes a release, or a draft of one, which nobody is told of.
func (s *Server) Publish(name string, rel Release) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.repos[strings.ToLower(name)]
	rel.ID = s.next()
	if rel.PublishedAt.IsZero() {
		rel.PublishedAt = s.tick()
	}
	rel.PublishedAt = rel.PublishedAt.UTC().Truncate(time.Second)
	r.releases = append(r.releases, &rel)
	action := "published"
	if rel.Draft {
		action = "created"
	}
	s.told(r, "release", action, map[string]any{"release": s.shownRelease(r, &rel)})
	s.Ring()
}
