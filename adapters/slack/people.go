package slack

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters/intake"
	"github.com/firstline-helpdesk/firstline/bot"
)

const (
	// askFor is how long a message waits for the name of whoever wrote it, the first
	// time. Slack gives us three seconds for everything.
	// https://docs.slack.dev/apis/events-api/#responding
	askFor = 800 * time.Millisecond
	// nameFor is how long a name is good, and againAfter when to ask again after a
	// failure.
	nameFor    = 12 * time.Hour
	againAfter = time.Minute
)

// people knows what Slack's payloads leave out: names, languages, and the chat
// that each person has with us.
type people struct {
	gate     *gate
	now      func() time.Time
	profiles *intake.Memory[profile]
	chats    *intake.Memory[string]
}

type profile struct {
	name, lang string
	until      time.Time
}

func newPeople(g *gate, now func() time.Time) *people {
	return &people{gate: g, now: now, profiles: intake.NewMemory[profile](), chats: intake.NewMemory[string]()}
}

// complete fills in name and language. A failure leaves them empty: a message is
// worth more than a name.
func (p *people) complete(ctx context.Context, who *bot.Person, user, handle string) {
	known, found := p.profiles.Get(user)
	if !found || p.now().After(known.until) {
		if fresh, err := p.ask(ctx, user); err == nil {
			known = fresh
		} else {
			known.until = p.now().Add(againAfter)
		}
		p.profiles.Put(user, known)
	}
	who.Name, who.Lang = first(known.name, handle), known.lang
}

// ask is https://docs.slack.dev/reference/methods/users.info.
func (p *people) ask(ctx context.Context, user string) (profile, error) {
	ctx, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	var answer struct {
		User soft[struct {
			Name    soft[string] `json:"name"`
			Real    soft[string] `json:"real_name"`
			Locale  soft[string] `json:"locale"`
			Profile soft[struct {
				Display soft[string] `json:"display_name"`
				Real    soft[string] `json:"real_name"`
			}] `json:"profile"`
		}] `json:"user"`
	}
	err := p.gate.call(ctx, "users.info", url.Values{"user": {user}, "include_locale": {"true"}}, &answer)
	if err != nil {
		return profile{}, err
	}
	u := answer.User.Value
	lang, _, _ := strings.Cut(u.Locale.Value, "-")
	return profile{
		name: first(u.Profile.Value.Display.Value, u.Real.Value, u.Profile.Value.Real.Value, u.Name.Value), lang: strings.ToLower(lang),
		until: p.now().Add(nameFor),
	}, nil
}

// chat gives the chat a person has with us, or otherwise when it cannot be had.
// https://docs.slack.dev/reference/methods/conversations.open
func (p *people) chat(ctx context.Context, user, otherwise string) string {
	if known, found := p.chats.Get(user); found {
		return known
	}
	ctx, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	var answer struct {
		Channel soft[struct {
			ID soft[string] `json:"id"`
		}] `json:"channel"`
	}
	err := p.gate.call(ctx, "conversations.open", url.Values{"users": {user}}, &answer)
	id := answer.Channel.Value.ID.Value
	if err != nil || !idForm.MatchString(id) {
		return otherwise
	}
	p.chats.Put(user, id)
	return id
}
