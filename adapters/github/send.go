package github

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

const (
	// lookBack is how far back a comment of ours may be, and perPage the longest page
	// the API gives. https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
	lookBack = 7 * 24 * time.Hour
	perPage  = 100
	// maxPages bounds how much of one issue's talk is looked through.
	maxPages = 10
	// settles is how long after a request whose end nobody saw a list may still lack
	// what it made.
	settles = 10 * time.Second
)

// Send makes an issue at a repository or a comment on an issue, unless the reply's marker
// is there already. An error is always a *[adapters.Fault].
func (a *Adapter) Send(ctx context.Context, r bot.Reply) (adapters.Sent, error) {
	to, ok := parsePlace(r.To)
	if !ok {
		return adapters.Sent{}, refuse("the place is no repository and no issue")
	}
	text, err := body(r.Text, r.ID, r.Linked)
	if err != nil {
		return adapters.Sent{}, a.fault(err, to)
	}
	heading := title(r.Title)
	if to.number == 0 && heading == "" {
		return adapters.Sent{}, refuse("an issue needs a title")
	}
	select {
	case a.writing <- struct{}{}:
		defer func() { <-a.writing }()
	case <-ctx.Done():
		return adapters.Sent{}, a.fault(ctx.Err(), to)
	}
	if id, known := a.sent.Get(r.ID); known {
		return adapters.Sent{ID: id}, nil
	}
	id, err := a.earlier(ctx, to, r.ID)
	if err == nil && id == "" {
		id, err = a.write(ctx, to, heading, text, r.ID)
	}
	if err != nil {
		return adapters.Sent{}, a.fault(err, to)
	}
	a.sent.Put(r.ID, id)
	return adapters.Sent{ID: id}, nil
}

// write makes the issue or the comment, and remembers when nobody knows whether it did.
func (a *Adapter) write(ctx context.Context, to reference, heading, body, id string) (string, error) {
	path, params := to.repo.path()+"/issues", map[string]string{"title": heading, "body": body}
	if to.number > 0 {
		path, params = to.path()+"/comments", map[string]string{"body": body}
	}
	var made struct {
		ID     int64 `json:"id"`
		Number int   `json:"number"`
	}
	err := a.gate.post(ctx, path, params, &made)
	if err == nil && to.number == 0 {
		made.ID = int64(made.Number)
	}
	if err == nil && made.ID <= 0 {
		err = errNotGitHub
	}
	if err != nil {
		if f := a.fault(err, to); f.Kind == adapters.Broken {
			a.doubts.Put(id, a.now())
		}
		return "", err
	}
	return strconv.FormatInt(made.ID, 10), nil
}

// earlier looks for what the reply was made before; "" for nothing.
func (a *Adapter) earlier(ctx context.Context, to reference, id string) (string, error) {
	if at, doubted := a.doubts.Get(id); doubted {
		if rest := settles - a.now().Sub(at); rest > 0 && rest <= settles {
			return "", &adapters.Fault{Kind: adapters.Busy, After: rest, Err: errUnsettled}
		}
	}
	if to.number == 0 {
		return a.earlierIssue(ctx, to, marker(id))
	}
	return a.earlierComment(ctx, to, marker(id))
}

func (a *Adapter) earlierIssue(ctx context.Context, to reference, mark string) (string, error) {
	query := url.Values{"state": {"all"}, "sort": {"created"}, "direction": {"desc"}, "per_page": {strconv.Itoa(perPage)}}
	if login := a.whoami(ctx); login != "" {
		query.Set("creator", login)
	}
	var list []soft[issue]
	if _, err := a.gate.get(ctx, to.repo.path()+"/issues", query, "", &list); err != nil {
		return "", err
	}
	for _, one := range list {
		i := one.Value
		if i.Number.Value > 0 && a.carries(i.Body.Value, i.User.Value, mark) {
			return strconv.Itoa(i.Number.Value), nil
		}
	}
	return "", nil
}

func (a *Adapter) earlierComment(ctx context.Context, to reference, mark string) (string, error) {
	a.whoami(ctx)
	for page := 1; page <= maxPages; page++ {
		query := url.Values{
			"since": {stamp(a.now().Add(-lookBack))}, "per_page": {strconv.Itoa(perPage)}, "page": {strconv.Itoa(page)},
		}
		var list []soft[comment]
		told, err := a.gate.get(ctx, to.path()+"/comments", query, "", &list)
		if err != nil {
			return "", err
		}
		for _, one := range list {
			c := one.Value
			if c.ID.Value > 0 && a.carries(c.Body.Value, c.User.Value, mark) {
				return strconv.FormatInt(c.ID.Value, 10), nil
			}
		}
		if !told.more {
			break
		}
	}
	return "", nil
}

// carries tells whether it is this reply, and not a stranger's copy of its marker.
func (a *Adapter) carries(body string, by user, mark string) bool {
	return strings.HasSuffix(strings.TrimSpace(body), mark) && a.own(body, by)
}

// stamp is a time as the API reads it.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
