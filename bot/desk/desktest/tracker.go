package desktest

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// makersName is the channel of the tracker in a talk, makersPlace its repository.
const makersName = "makers"

var makersPlace = bot.Place{Channel: makersName, Chat: "makers/product"}

// tracker is the repository of the talk's makers; nowhere for none.
func (r *runner) tracker() bot.Place {
	if r.settings["tracker"] == "" {
		return bot.Place{}
	}
	return makersPlace
}

// makers is the tracker of a talk. Its issues are numbered from 1; what was sent there
// stands among what the desk says.
type makers struct {
	channel *channel
	issues  []bot.Issue
	faults  []*adapters.Fault
}

func (k *makers) Name() string                              { return makersName }
func (k *makers) Limits() adapters.Limits                   { return adapters.Limits{} }
func (k *makers) Run(context.Context, adapters.Inbox) error { return nil }
func (k *makers) Repository() bot.Place                     { return makersPlace }

func (k *makers) Send(_ context.Context, r bot.Reply) (adapters.Sent, error) {
	if fault := k.fault(); fault != nil {
		return adapters.Sent{}, fault
	}
	shown := &message{place: bot.Place{Channel: makersName, Chat: makersName}, text: strings.TrimPrefix(r.Title+"\n", "\n") + r.Text}
	k.channel.fresh = append(k.channel.fresh, shown)
	if r.To.Chat != makersPlace.Chat {
		return adapters.Sent{ID: "comment"}, nil
	}
	place := makersPlace
	place.Chat += "#" + strconv.Itoa(len(k.issues)+1)
	k.issues = append(k.issues, bot.Issue{Place: place, Title: r.Title, State: bot.IssueOpen})
	return adapters.Sent{ID: strconv.Itoa(len(k.issues))}, nil
}

func (k *makers) fault() error {
	if len(k.faults) == 0 {
		return nil
	}
	fault := k.faults[0]
	k.faults = k.faults[1:]
	return fault
}

func (k *makers) Look(_ context.Context, at bot.Place) (bot.Issue, error) {
	if fault := k.fault(); fault != nil {
		return bot.Issue{}, fault
	}
	for _, issue := range k.issues {
		if issue.Place == at {
			return issue, nil
		}
	}
	return bot.Issue{}, &adapters.Fault{Kind: adapters.Refused, Err: errors.New("no such issue")}
}

// Search gives the open issues that share a longer word.
func (k *makers) Search(_ context.Context, _ bot.Place, words string, limit int) ([]bot.Issue, error) {
	var found []bot.Issue
	for _, issue := range k.issues {
		for _, word := range strings.Fields(strings.ToLower(words)) {
			if issue.State == bot.IssueOpen && len(word) > 4 && len(found) < limit && strings.Contains(strings.ToLower(issue.Title), word) {
				found = append(found, issue)
				break
			}
		}
	}
	return found, nil
}

func (k *makers) Parse(text string) (bot.Place, bool) {
	number, found := strings.CutPrefix(text, makersPlace.Chat)
	if !strings.HasPrefix(text, "#") && !found {
		number = ""
	}
	n, err := strconv.Atoi(strings.TrimPrefix(number, "#"))
	return bot.Place{Channel: makersName, Chat: makersPlace.Chat + "#" + strconv.Itoa(n)}, err == nil
}

var (
	issueLine   = regexp.MustCompile(`^issue #(\d+) (open|fixed|declined)(?: in (.+))?$`)
	commentLine = regexp.MustCompile(`^([a-z]+) says on #(\d+): (.+)$`)
	titledLine  = regexp.MustCompile(`^issue is there: (.+)$`)
)

// news delivers what the makers do; ok is false for what is no news.
func (r *runner) news(text string) (ok bool, err error) {
	r.count++
	m := bot.Message{Delivery: makersName + ":" + strconv.Itoa(r.count), ID: strconv.Itoa(r.count), At: r.now}
	switch found := issueLine.FindStringSubmatch(text); {
	case found != nil:
		issue, err := r.makers.numbered(found[1])
		if err != nil {
			return true, err
		}
		issue.State, issue.Milestone = bot.IssueState(found[2]), found[3]
		now := *issue
		m.Kind, m.Place, m.Issue = bot.Tracked, issue.Place, &now
	case titledLine.MatchString(text):
		_, err := r.makers.Send(context.Background(), bot.Reply{To: makersPlace, Title: titledLine.FindStringSubmatch(text)[1]})
		r.channel.fresh = nil
		return true, err
	case commentLine.MatchString(text):
		found := commentLine.FindStringSubmatch(text)
		issue, err := r.makers.numbered(found[2])
		if err != nil {
			return true, err
		}
		m.Kind, m.Place, m.Text = bot.Said, issue.Place, found[3]
		m.From = bot.Person{ID: makersName + ":" + found[1], Name: found[1]}
	case strings.HasPrefix(text, "release "):
		m.Kind, m.Place, m.Text = bot.Released, makersPlace, strings.TrimPrefix(text, "release ")
	default:
		return false, nil
	}
	r.spoke = bot.Place{}
	return true, r.desk.Deliver(context.Background(), m)
}

func (k *makers) numbered(n string) (*bot.Issue, error) {
	i, err := strconv.Atoi(n)
	if err != nil || i < 1 || i > len(k.issues) {
		return nil, fmt.Errorf("the makers have no issue #%s", n)
	}
	return &k.issues[i-1], nil
}
