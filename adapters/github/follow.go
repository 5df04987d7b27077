package github

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// lookAround asks for the issues that staff linked: those of other repositories always,
// and those of our own at the start, in case the desk was away for longer than a look goes
// back. What is wrong with one of them is no trouble of the others.
func (p *poller) lookAround(ctx context.Context) error {
	places, err := p.a.followed(ctx)
	if err != nil {
		return fmt.Errorf("ask which issues are followed: %w", err)
	}
	wanted := map[string]bool{}
	for _, place := range places {
		at, ok := parsePlace(place)
		if !ok || at.number == 0 || (at.repo == p.a.home && p.rounds > 1) {
			continue
		}
		for _, s := range p.streams(at) {
			if wanted[s.path] {
				continue
			}
			wanted[s.path] = true
			if err := p.lookElsewhere(ctx, s, at); err != nil {
				return err
			}
		}
	}
	for path := range p.around {
		if !wanted[path] {
			delete(p.around, path)
		}
	}
	return nil
}

// streams are what is asked for an issue of another repository. They are kept, with what
// they have seen, as long as somebody follows the issue.
func (p *poller) streams(at reference) []*stream {
	fresh := []*stream{p.talk(at), p.one(at)}
	if at.repo != p.a.home {
		fresh = append(fresh, p.releases(at.repo))
	}
	for i, s := range fresh {
		if kept, known := p.around[s.path]; known {
			fresh[i] = kept
			continue
		}
		p.around[s.path] = s
	}
	return fresh
}

// talk are the comments of one issue, in the order they were made.
func (p *poller) talk(at reference) *stream {
	return &stream{
		path: at.path() + "/comments", query: url.Values{}, newest: p.start, bySince: true,
		read: func(raw json.RawMessage) ([]bot.Message, time.Time) {
			return p.readComment(raw, at.repo)
		},
	}
}

// one is an issue by itself.
func (p *poller) one(at reference) *stream { return &stream{path: at.path()} }

// lookElsewhere looks at one of them. Only what concerns all is an error.
func (p *poller) lookElsewhere(ctx context.Context, s *stream, at reference) error {
	var err error
	if s.read != nil {
		err = p.look(ctx, s)
	} else {
		err = p.lookAt(ctx, s, at)
	}
	var unsaved *notStored
	if err == nil || errors.As(err, &unsaved) || ctx.Err() != nil {
		return err
	}
	if f := p.a.fault(err, at); f.Kind != adapters.Refused {
		return err
	}
	var e *apiError
	if errors.As(err, &e) && e.Status != http.StatusNotFound && e.Status != http.StatusGone {
		p.a.log.WarnContext(ctx, "an issue that is followed could not be looked up", "err", e)
	}
	s.notBefore = p.a.now().Add(time.Hour)
	return nil
}

// lookAt asks how one issue stands.
func (p *poller) lookAt(ctx context.Context, s *stream, at reference) error {
	if p.a.now().Before(s.notBefore) {
		return nil
	}
	var raw json.RawMessage
	told, err := p.a.gate.get(ctx, s.path, nil, s.etag, &raw)
	if err != nil || told.same {
		return err
	}
	var i issue
	now := at
	var messages []bot.Message
	if json.Unmarshal(raw, &i) == nil && i.Number.Value > 0 {
		if now = i.at(at.repo); now != at {
			messages = append(messages, moved(at, now, i.Updated.Value))
		}
	}
	standing, _ := p.readIssue(raw, now.repo)
	if err := p.deliver(ctx, append(messages, standing...)); err != nil {
		return err
	}
	s.etag = told.etag
	return nil
}
