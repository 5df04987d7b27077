package github

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
)

var errMalformed = errors.New("the call is not what its event should be")

// event is what the webhook brings, of the three events the desk hears.
// https://docs.github.com/en/webhooks/webhook-events-and-payloads
type event struct {
	Action     soft[string]  `json:"action"`
	Issue      soft[issue]   `json:"issue"`
	Comment    soft[comment] `json:"comment"`
	Release    soft[release] `json:"release"`
	Repository soft[struct {
		FullName soft[string] `json:"full_name"`
	}] `json:"repository"`
	Changes soft[struct {
		NewIssue soft[struct {
			Number soft[int] `json:"number"`
		}] `json:"new_issue"`
		NewRepository soft[struct {
			FullName soft[string] `json:"full_name"`
		}] `json:"new_repository"`
	}] `json:"changes"`
}

// standings are the actions after which an issue stands differently.
var standings = []string{"closed", "reopened", "labeled", "unlabeled", "milestoned", "demilestoned", "edited"}

// read makes messages of an event; none for one that the desk does not hear. An error
// means that it should be one and cannot be read.
func (a *Adapter) read(ctx context.Context, name string, body []byte) ([]bot.Message, error) {
	switch name {
	case "issues", "issue_comment", "release":
	case "ping":
		a.log.InfoContext(ctx, "github reached the hook")
		return nil, nil
	default:
		a.log.DebugContext(ctx, "ignored an event the desk does not use")
		return nil, nil
	}
	var e event
	if json.Unmarshal(body, &e) != nil {
		return nil, errMalformed
	}
	repo, ok := parseRepository(e.Repository.Value.FullName.Value)
	if !ok || e.Action.Value == "" {
		return nil, errMalformed
	}
	if name == "release" {
		return e.release(repo)
	}
	i := e.Issue.Value
	at := reference{repo: repo, number: i.Number.Value}
	switch {
	case i.pull():
		return nil, nil
	case at.number <= 0:
		return nil, errMalformed
	case name == "issue_comment":
		return a.commentEvent(e.Action.Value, e.Comment.Value, at)
	}
	return a.issueEvent(e, at)
}

func (e event) release(repo repository) ([]bot.Message, error) {
	r := e.Release.Value
	switch {
	case e.Action.Value != "published" || r.Draft.Value:
		return nil, nil
	case !r.out():
		return nil, errMalformed
	}
	return []bot.Message{r.published(repo)}, nil
}

func (a *Adapter) commentEvent(action string, c comment, at reference) ([]bot.Message, error) {
	if c.ID.Value <= 0 || c.Created.Value.IsZero() || c.Updated.Value.IsZero() {
		return nil, errMalformed
	}
	if a.own(c.Body.Value, c.User.Value) {
		return nil, nil
	}
	switch action {
	case "created":
		return []bot.Message{c.said(at)}, nil
	case "edited":
		return []bot.Message{c.edited(at)}, nil
	case "deleted":
		return []bot.Message{c.deleted(at, a.now())}, nil
	}
	return nil, nil
}

func (a *Adapter) issueEvent(e event, at reference) ([]bot.Message, error) {
	i := e.Issue.Value
	if i.Updated.Value.IsZero() || i.State.Value == "" {
		return nil, errMalformed
	}
	standing := i.standing(at, a.web)
	switch action := e.Action.Value; {
	case slices.Contains(standings, action):
		return a.newer(tracked(standing, i.Updated.Value)), nil
	case action == "deleted":
		// Nothing more will come of it, which is all that people need to know.
		standing.State = bot.IssueDeclined
		m := tracked(standing, i.Updated.Value)
		m.Delivery += ":deleted"
		return []bot.Message{m}, nil
	case action == "transferred":
		return a.transferred(e, at, i.Updated.Value)
	}
	return nil, nil
}

// transferred tells where the issue went.
func (a *Adapter) transferred(e event, at reference, when time.Time) ([]bot.Message, error) {
	repo, ok := parseRepository(e.Changes.Value.NewRepository.Value.FullName.Value)
	to := reference{repo: repo, number: e.Changes.Value.NewIssue.Value.Number.Value}
	if !ok || to.number <= 0 {
		return nil, errMalformed
	}
	return []bot.Message{moved(at, to, when)}, nil
}

// newer leaves out a standing that is older than one that was told: events may overtake
// each other, and what is looked up may overtake them.
func (a *Adapter) newer(m bot.Message) []bot.Message {
	if last, told := a.states.Get(m.Place.Chat); told && last.After(m.At) {
		return nil
	}
	a.states.Put(m.Place.Chat, m.At)
	return []bot.Message{m}
}
