package github

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
)

// stream is one list that grows: asked again, it gives what is new.
type stream struct {
	path  string
	query url.Values
	// newest is when the last change that was seen happened; the next look begins
	// before it. Without bySince the list has no beginning to ask for.
	newest  time.Time
	bySince bool
	// ordered tells that what changed last comes last.
	ordered bool
	// etag stands for the last answer to asked.
	etag, asked string
	// notBefore is when GitHub allows the next look.
	notBefore time.Time
	// read makes messages of one entry, and says when it changed.
	read func(raw json.RawMessage) ([]bot.Message, time.Time)
}

// issues are those of a repository that changed.
func (p *poller) issues(repo repository) *stream {
	return &stream{
		path: repo.path() + "/issues", query: url.Values{"state": {"all"}, "sort": {"updated"}, "direction": {"asc"}},
		newest: p.start, bySince: true, ordered: true,
		read: func(raw json.RawMessage) ([]bot.Message, time.Time) {
			return p.readIssue(raw, repo)
		},
	}
}

func (p *poller) readIssue(raw json.RawMessage, repo repository) ([]bot.Message, time.Time) {
	var i issue
	if json.Unmarshal(raw, &i) != nil || i.Number.Value <= 0 || i.State.Value == "" || i.Updated.Value.IsZero() {
		return nil, time.Time{}
	}
	if i.pull() {
		return nil, i.Updated.Value
	}
	m := tracked(i.standing(reference{repo: repo, number: i.Number.Value}, p.a.web), i.Updated.Value)
	return p.a.newer(m), i.Updated.Value
}

// comments are those of a repository that changed.
func (p *poller) comments(repo repository) *stream {
	return &stream{
		path: repo.path() + "/issues/comments", query: url.Values{"sort": {"updated"}, "direction": {"asc"}},
		newest: p.start, bySince: true, ordered: true,
		read: func(raw json.RawMessage) ([]bot.Message, time.Time) {
			return p.readComment(raw, repo)
		},
	}
}

func (p *poller) readComment(raw json.RawMessage, repo repository) ([]bot.Message, time.Time) {
	var c comment
	if json.Unmarshal(raw, &c) != nil || c.ID.Value <= 0 || c.Created.Value.IsZero() {
		return nil, time.Time{}
	}
	at, ok := c.reference()
	at.repo = repo // the address has the new name of one that was renamed
	if !ok || at.number == 0 || p.a.own(c.Body.Value, c.User.Value) {
		return nil, c.Updated.Value
	}
	messages := []bot.Message{c.said(at)}
	if c.changed() {
		messages = append(messages, c.edited(at))
	}
	return messages, c.Updated.Value
}

// releases are the newest of a repository.
func (p *poller) releases(repo repository) *stream {
	return &stream{
		path: repo.path() + "/releases", query: url.Values{},
		read: func(raw json.RawMessage) ([]bot.Message, time.Time) {
			var r release
			if json.Unmarshal(raw, &r) != nil || !r.out() || r.Published.Value.Before(p.start) {
				return nil, time.Time{}
			}
			return []bot.Message{r.published(repo)}, r.Published.Value
		},
	}
}

// look asks for what is new and delivers it. When it fails, the next look asks for the
// same again.
func (p *poller) look(ctx context.Context, s *stream) error {
	if p.a.now().Before(s.notBefore) {
		return nil
	}
	since, newest := s.newest.Add(-overlap), s.newest
	for page := 1; page <= maxPages; {
		query := s.at(since, page)
		asked := s.path + "?" + query.Encode()
		etag := ""
		if asked == s.asked {
			etag = s.etag
		}
		var list []json.RawMessage
		told, err := p.a.gate.get(ctx, s.path, query, etag, &list)
		if err != nil {
			return err
		}
		if wait := pollInterval(told.header); wait > 0 {
			s.notBefore = p.a.now().Add(wait)
		}
		if told.same {
			break
		}
		last, err := p.hand(ctx, s, list)
		if err != nil {
			return err
		}
		s.asked, s.etag = asked, told.etag
		if last.After(newest) {
			newest = last
		}
		if len(list) < perPage || !s.bySince {
			break
		}
		// A list that changes while it is read moves its pages, so that a new beginning
		// is asked for rather than the next page, unless all of one page is one second.
		if page++; s.ordered && newest.After(since) {
			since, page = newest, 1
		}
	}
	s.newest = newest
	return nil
}

// hand delivers what a list holds, and says when the last change in it was.
func (p *poller) hand(ctx context.Context, s *stream, list []json.RawMessage) (time.Time, error) {
	if !s.bySince {
		slices.Reverse(list) // newest first
	}
	var newest time.Time
	for _, raw := range list {
		messages, changed := s.read(raw)
		if err := p.deliver(ctx, messages); err != nil {
			return newest, err
		}
		if changed.After(newest) {
			newest = changed
		}
	}
	return newest, nil
}

// at is the question for a page.
func (s *stream) at(since time.Time, page int) url.Values {
	query := url.Values{"per_page": {strconv.Itoa(perPage)}}
	for key, values := range s.query {
		query[key] = values
	}
	if s.bySince {
		query.Set("since", stamp(since))
	}
	if page > 1 {
		query.Set("page", strconv.Itoa(page))
	}
	return query
}
