package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// Level 3 is the tracker of the product's makers. What goes there takes the same road
// as every reply: queued with the decision that made it, sent when the tracker takes
// it, tried again until then. What comes from there comes through the inbox. A ticket
// that waits for an issue is linked to it by a record ("issue/<lane>/t/<number>"), and
// the desk keeps how the issue stands ("issue/<lane>/at") while any ticket waits.

// What an item of the outbox asks of a tracker.
const (
	trackFile    = "file"    // make an issue of the reply
	trackComment = "comment" // say it on the issue
	trackLink    = "link"    // look the issue up, and link the ticket to it
	trackSearch  = "search"  // look for issues like the reply's text
)

// tracking is how an issue stands that tickets wait for.
type tracking struct {
	Issue bot.Issue `json:"issue"`
	// FixedAt is when the desk heard that it was fixed.
	FixedAt time.Time `json:"fixed_at,omitzero"`
}

const issuePrefix = store.Key("issue/")

func issueKey(p bot.Place) store.Key { return issuePrefix + store.Key(p.Lane()+"/at") }

func issueTickets(p bot.Place) store.Key { return issuePrefix + store.Key(p.Lane()+"/t/") }

func issueTicketKey(p bot.Place, n int) store.Key {
	return store.Key(fmt.Sprintf("%s%08d", issueTickets(p), n))
}

// trackerOf gives the tracker of that name; nil for other channels.
func (d *Desk) trackerOf(channel string) adapters.Tracker {
	tracker, _ := d.adapters[channel].(adapters.Tracker)
	return tracker
}

// tracker gives the tracker of level 3; nil for none.
func (d *Desk) tracker() adapters.Tracker { return d.trackerOf(d.opt.Tracker.Channel) }

// follows tells whether news of a tracker concern any ticket.
func (d *Desk) follows(ctx context.Context, m bot.Message) (bool, error) {
	if m.Kind != bot.Released {
		_, version, err := store.Get[tracking](ctx, d.opt.Store, issueKey(m.Place))
		return version > 0, err
	}
	records, err := d.opt.Store.List(ctx, issuePrefix+store.Key(m.Place.Lane()+"#"), "", 1)
	return len(records) > 0, err
}

// Followed are the issues that tickets wait for, for those who poll them.
func (d *Desk) Followed(ctx context.Context) ([]bot.Place, error) {
	var all []bot.Place
	err := d.eachIssue(ctx, "", func(key store.Key, at tracking) error {
		all = append(all, at.Issue.Place)
		return nil
	})
	return all, err
}

// eachIssue gives the issues that tickets wait for, after a key.
func (d *Desk) eachIssue(ctx context.Context, after store.Key, each func(store.Key, tracking) error) error {
	for {
		records, err := d.opt.Store.List(ctx, issuePrefix, after, eraseMax)
		if err != nil {
			return fmt.Errorf("list the issues: %w", err)
		}
		if len(records) == 0 {
			return nil
		}
		for _, r := range records {
			after = r.Key
			if !strings.HasSuffix(string(r.Key), "/at") {
				continue
			}
			at, err := store.Decode[tracking](r.Value)
			if err != nil {
				return fmt.Errorf("read an issue: %w", err)
			}
			if err := each(r.Key, at); err != nil {
				return err
			}
		}
	}
}

// leaveIssue ends a ticket's waiting for its issue. With the last one the desk forgets
// the issue.
func (f *draft) leaveIssue(t *bot.Ticket) error {
	if t.Issue.Zero() || t.State != bot.Upstream {
		return nil
	}
	f.drop(issueTicketKey(t.Issue, t.Number))
	records, err := f.opt.Store.List(f.ctx, issueTickets(t.Issue), "", errandStep+2)
	if err != nil {
		return fmt.Errorf("list the tickets of an issue: %w", err)
	}
	waits := map[store.Key]bool{}
	for _, r := range records {
		waits[r.Key] = true
	}
	// Others may leave it or begin to wait for it in the same draft.
	for _, p := range f.set.Put {
		if strings.HasPrefix(string(p.Key), string(issueTickets(t.Issue))) {
			waits[p.Key] = p.Value != nil
		}
	}
	if !slices.Contains(slices.Collect(maps.Values(waits)), true) {
		f.drop(issueKey(t.Issue))
	}
	return nil
}

// waitsItself links a ticket to the issue for which it has waited with another one.
func (f *draft) waitsItself(t, leader *bot.Ticket) {
	if t.State == bot.Upstream {
		f.put(issueTicketKey(t.Issue, t.Number), t.Number)
		t.Mirror = leader.Mirror
	}
}

// lapsed ends an item for the tracker whose ticket was erased meanwhile, or keeps it
// back while that cannot be told.
func (d *Desk) lapsed(ctx context.Context, item store.Item, out outgoing) bool {
	if out.Track == "" {
		return false
	}
	t, _, err := store.Get[bot.Ticket](ctx, d.opt.Store, ticketKey(out.Reply.Ticket))
	if err != nil {
		d.log.Warn("the ticket of something for the tracker cannot be read now", "message_id", out.Trace, "err", err)
		d.giveBack(ctx, item, time.Second, false, out.Trace)
		return true
	}
	if t.Erased.IsZero() {
		return false
	}
	d.record(ctx, store.ChangeSet{Done: []store.Token{item.Token}}, out.Trace)
	return true
}

// askTracker queues something for the tracker. It is nobody's reply, and no room reads it.
func (f *draft) askTracker(t *bot.Ticket, what string, to bot.Place, title, text string) {
	f.queue(outgoing{Track: what, By: f.who, Reply: bot.Reply{To: to, Title: title, Text: text, Ticket: t.Number}})
}

// tracked does what follows when the tracker has answered.
func (d *Desk) tracked(ctx context.Context, item store.Item, out outgoing, then func(f *draft, t *bot.Ticket) error) {
	err := d.decide(ctx, out.Trace+"-t", func(f *draft) error {
		f.set.Done, f.who = []store.Token{item.Token}, out.By
		t, err := f.ticket(out.Reply.Ticket)
		var none *bot.Refusal
		if errors.As(err, &none) {
			return nil
		}
		if err != nil {
			return err
		}
		return then(f, t)
	})
	if err != nil && !errors.Is(err, store.ErrFenced) {
		d.log.Error("cannot record what the tracker answered", "message_id", out.Trace, "err", err)
	}
}

// noTracker ends an item for a tracker that is no longer configured. Nobody waits for a
// search; of the rest staff are told at once, and can have it sent again.
func (d *Desk) noTracker(ctx context.Context, item store.Item, out outgoing) bool {
	if out.Track == "" || d.adapters[out.Reply.To.Channel] != nil {
		return false
	}
	if out.Track == trackSearch {
		d.record(ctx, store.ChangeSet{Done: []store.Token{item.Token}}, out.Trace)
	} else {
		d.giveUp(context.WithoutCancel(ctx), item, out, string(adapters.Misconfigured))
	}
	return true
}

// askedTracker does an item that only asks the tracker. A search that fails is given
// up; everything else waits for the tracker as a reply does.
func (d *Desk) askedTracker(ctx context.Context, item store.Item, out outgoing, a adapters.Tracker) {
	ask, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTime)
	defer cancel()
	ctx = context.WithoutCancel(ctx)
	if out.Track == trackSearch {
		found, err := a.Search(ask, out.Reply.To, out.Reply.Text, similarIssues)
		if err != nil {
			d.log.Warn("the tracker could not be searched", "message_id", out.Trace, "err", adapters.AsFault(err).Err)
			found = nil
		}
		d.tracked(ctx, item, out, func(f *draft, t *bot.Ticket) error { f.showSimilar(t, found); return nil })
		return
	}
	issue, err := a.Look(ask, out.Reply.To)
	if err == nil {
		d.tookOne(out.Reply.To.Channel)
		d.tracked(ctx, item, out, func(f *draft, t *bot.Ticket) error { return f.linkTo(t, issue) })
		return
	}
	fault := adapters.AsFault(err)
	if fault.Kind == adapters.Refused || fault.Kind == adapters.Gone {
		d.tracked(ctx, item, out, func(f *draft, t *bot.Ticket) error {
			f.toRoom(t, "staff.no_such_issue", "number", number(t), "issue", out.Reply.To.Chat)
			return nil
		})
		return
	}
	d.failed(ctx, item, out, a, fault)
}
