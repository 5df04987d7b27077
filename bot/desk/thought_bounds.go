package desk

import (
	"context"
	"slices"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/store"
)

// within is a context for what is asked for one message: the time is for all of it, also
// when the draft is made again.
func (t *thought) within(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	if !t.until.IsZero() {
		return context.WithDeadline(ctx, t.until)
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	t.until, _ = limited.Deadline()
	return limited, cancel
}

// namesFor are the names that must not leave with a question: who asks, and who had to do
// with their last ticket, for they may write of them.
func (f *draft) namesFor(c bot.Conversation, m bot.Message) ([]string, error) {
	names, n := []string{m.From.Name}, c.Ticket
	if n == 0 && len(c.Past) > 0 {
		n = c.Past[len(c.Past)-1]
	}
	if n == 0 {
		return names, nil
	}
	t, version, err := store.Get[bot.Ticket](f.ctx, f.opt.Store, ticketKey(n))
	if err != nil || version == 0 {
		return names, err
	}
	others, err := f.namesIn(f.ctx, &t)
	return append(names, others...), err
}

// outdated tells that articles were edited while the model was asked about them, so that
// what it says is of a text that is no longer there.
func (f *draft) outdated(found dialogue.Found) bool {
	if f.thought == nil || f.thought.base == nil {
		return false
	}
	base := f.opt.KB()
	return base != f.thought.base && slices.ContainsFunc(found.Hits[:min(len(found.Hits), max(found.Choices, 1))], func(hit kb.Hit) bool {
		now, ok := forPeople{base}.Section(hit.Section.ID, hit.Article.Lang)
		return !ok || now.Article.Lang != hit.Article.Lang || now.Section.ID != hit.Section.ID || now.Text() != hit.Text()
	})
}

// forPeople finds sections that people may read: an index of meanings may be older than
// the articles.
type forPeople struct{ base *kb.Base }

// Section finds a section by its id.
func (p forPeople) Section(id, lang string) (kb.Hit, bool) {
	hit, ok := p.base.Section(id, lang)
	return hit, ok && hit.Article.Audience != kb.StaffOnly && !hit.Article.Hidden
}
