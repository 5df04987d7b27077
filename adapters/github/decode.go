package github

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
)

// State words of GitHub. An issue that was closed before reasons existed has none, which
// meant that it was done.
// https://docs.github.com/en/rest/issues/issues#update-an-issue
const (
	stateClosed      = "closed"
	reasonNotPlanned = "not_planned"
	reasonDuplicate  = "duplicate"
)

// pull tells whether it is a pull request, which is no issue to us.
func (i issue) pull() bool { return i.PullRequest.Value != nil }

// standing is the issue in the desk's words.
func (i issue) standing(at reference, web string) bot.Issue {
	out := bot.Issue{
		Place: at.place(), Title: i.Title.Value, URL: web + "/" + string(at.repo) + "/issues/" + strconv.Itoa(at.number),
		State: bot.IssueOpen, Milestone: i.Milestone.Value.Title.Value,
	}
	if i.State.Value == stateClosed {
		out.State = bot.IssueFixed
		if i.Reason.Value == reasonNotPlanned || i.Reason.Value == reasonDuplicate {
			out.State = bot.IssueDeclined
		}
	}
	for _, label := range i.Labels.Value {
		if name := label.Value.Name.Value; name != "" {
			out.Labels = append(out.Labels, name)
		}
	}
	return out
}

// tracked tells how an issue stands since it was last changed. The key has a fingerprint
// of what it tells, because two changes of one second are two deliveries.
func tracked(standing bot.Issue, updated time.Time) bot.Message {
	labels := slices.Sorted(slices.Values(standing.Labels))
	sum := sha256.Sum256([]byte(strings.Join(append([]string{string(standing.State), standing.Title, standing.Milestone}, labels...), "\x00")))
	return bot.Message{
		Delivery: fmt.Sprintf("%s:issue:%s:%d:%s", Channel, standing.Place.Chat, updated.Unix(), hex.EncodeToString(sum[:4])),
		Place:    standing.Place, Kind: bot.Tracked, Issue: &standing, At: updated.UTC(),
	}
}

// said is a comment on an issue, and edited its latest wording.
func (c comment) said(at reference) bot.Message {
	id := strconv.FormatInt(c.ID.Value, 10)
	return bot.Message{
		Delivery: Channel + ":comment:" + id, ID: id, Place: at.place(), From: c.User.Value.person(), Kind: bot.Said,
		Text: withoutComments(c.Body.Value), At: c.Created.Value.UTC(),
	}
}

// changed tells whether the comment was written anew.
func (c comment) changed() bool { return c.Updated.Value.After(c.Created.Value) }

func (c comment) edited(at reference) bot.Message {
	m := c.said(at)
	m.Delivery += ":edited:" + strconv.FormatInt(c.Updated.Value.Unix(), 10)
	m.Kind, m.ID, m.ReplyTo, m.At = bot.Edited, "", m.ID, c.Updated.Value.UTC()
	return m
}

func (c comment) deleted(at reference, now time.Time) bot.Message {
	m := c.said(at)
	m.Delivery += ":deleted"
	m.Kind, m.Text, m.ID, m.ReplyTo, m.At = bot.Deleted, "", "", m.ID, now.UTC()
	return m
}

// reference is the issue it is on, told by the issue's address; ok is false on a pull
// request.
func (c comment) reference() (reference, bool) {
	if strings.Contains(c.Page.Value, "/pull/") {
		return reference{}, false
	}
	return fromAddress(c.Issue.Value)
}

// published is a version that came out.
func (r release) published(repo repository) bot.Message {
	return bot.Message{
		Delivery: Channel + ":release:" + strconv.FormatInt(r.ID.Value, 10), Place: repo.place(), Kind: bot.Released,
		Text: r.Tag.Value, At: r.Published.Value.UTC(),
	}
}

// moved tells that an issue goes on elsewhere.
func moved(from, to reference, when time.Time) bot.Message {
	return bot.Message{
		Delivery: Channel + ":moved:" + from.place().Chat + ":" + to.place().Chat, Place: from.place(), Kind: bot.Moved,
		MovedTo: to.place(), At: when.UTC(),
	}
}

// out tells whether the version is there for people. A draft is not.
func (r release) out() bool {
	return r.ID.Value > 0 && r.Tag.Value != "" && !r.Draft.Value && !r.Published.Value.IsZero()
}

// ghost is who GitHub shows in place of an account that was deleted.
const ghost = "ghost"

// person has the account's number as id: logins change hands.
func (u user) person() bot.Person {
	if u.ID.Value <= 0 || u.Login.Value == "" {
		return bot.Person{ID: Channel + ":" + ghost, Name: ghost}
	}
	return bot.Person{ID: Channel + ":" + strconv.FormatInt(u.ID.Value, 10), Name: u.Login.Value}
}

// fromAddress reads the address of a repository or an issue in the API.
func fromAddress(address string) (reference, bool) {
	_, path, found := strings.Cut(address, "/repos/")
	if !found {
		return reference{}, false
	}
	if repo, number, numbered := strings.Cut(path, "/issues/"); numbered {
		return parsePlace(bot.Place{Channel: Channel, Chat: repo + "#" + number})
	}
	repo, ok := parseRepository(path)
	return reference{repo: repo}, ok
}
