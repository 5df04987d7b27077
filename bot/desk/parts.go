package desk

import (
	"context"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// part is one thing to send of a reply.
type part struct {
	reply  bot.Reply
	within time.Duration
	send   func(ctx context.Context) (string, *adapters.Fault)
}

// parts are the texts of a reply, made to fit, and then its files. The same reply
// has the same parts at every attempt.
func (d *Desk) parts(a adapters.Adapter, out outgoing, attempt int) []part {
	if out.Mark != "" {
		return []part{{out.Reply, sendTime, func(ctx context.Context) (string, *adapters.Fault) { return d.mark(ctx, a, out) }}}
	}
	if out.Knock {
		return []part{{out.Reply, sendTime, func(ctx context.Context) (string, *adapters.Fault) { return d.knockOnly(ctx, a, out) }}}
	}
	if out.Amend {
		return []part{{out.Reply, sendTime, func(ctx context.Context) (string, *adapters.Fault) { return d.amend(ctx, a, out) }}}
	}
	var all []part
	if out.Reply.Text != "" || len(out.Reply.Files) == 0 {
		for _, r := range adapters.Fit(a.Limits(), out.Reply) {
			all = append(all, part{r, sendTime, func(ctx context.Context) (string, *adapters.Fault) { return d.sendPart(ctx, a, out, r) }})
		}
	}
	for _, f := range out.Reply.Files {
		all = append(all, part{out.Reply, fileTime, func(ctx context.Context) (string, *adapters.Fault) {
			r, fault := d.quoting(ctx, out, out.Reply)
			if fault != nil {
				return "", fault
			}
			return d.sendFile(ctx, a, out, r, f, attempt)
		}})
	}
	return all
}

// asked is what knockOnly gives in place of an id when the person was asked.
const asked = "asked"

// knockOnly asks a person to write; that it is not possible is no fault.
func (d *Desk) knockOnly(ctx context.Context, a adapters.Adapter, out outgoing) (string, *adapters.Fault) {
	knocker, ok := a.(adapters.Knocker)
	if !ok {
		return "", nil
	}
	if err := knocker.Knock(ctx, out.Reply.To); err != nil {
		if fault := adapters.AsFault(err); fault.Kind == adapters.Busy || fault.Kind == adapters.Broken || fault.Kind == adapters.Misconfigured {
			return "", fault
		}
		return "", nil
	}
	return asked, nil
}

// amend edits what a person was told. It gives "" where that is not possible.
func (d *Desk) amend(ctx context.Context, a adapters.Adapter, out outgoing) (string, *adapters.Fault) {
	editor, edits := a.(adapters.Editor)
	stands, _, err := store.Get[shown](ctx, d.opt.Store, shownKey(out.Reply.To, out.Reply.Ref))
	if err != nil {
		return "", adapters.AsFault(err)
	}
	fitted := adapters.Fit(a.Limits(), out.Reply)
	if !edits || stands.ID == "" || len(fitted) != 1 {
		return "", nil
	}
	if err := editor.Edit(ctx, stands.ID, fitted[0]); err != nil {
		switch fault := adapters.AsFault(err); fault.Kind {
		case adapters.Uneditable, adapters.Refused, adapters.Gone:
			return "", nil
		default:
			return "", fault
		}
	}
	return stands.ID, nil
}

// mark puts a sign on a message, where the channel has signs.
func (d *Desk) mark(ctx context.Context, a adapters.Adapter, out outgoing) (string, *adapters.Fault) {
	reactor, ok := a.(adapters.Reactor)
	if !ok {
		return "", nil
	}
	switch old, err := d.overtaken(ctx, out); {
	case err != nil:
		return "", adapters.AsFault(err)
	case old:
		return "", nil
	}
	if err := reactor.React(ctx, out.Reply.To, out.Reply.Quote, out.Mark); err != nil {
		fault := adapters.AsFault(err)
		if fault.Kind == adapters.Refused || fault.Kind == adapters.Uneditable || fault.Kind == adapters.Gone {
			// The message is gone; nobody misses a sign on it.
			return "", nil
		}
		return "", fault
	}
	return "", nil
}

// quoting fills in the message to quote, when it is known by now.
func (d *Desk) quoting(ctx context.Context, out outgoing, r bot.Reply) (bot.Reply, *adapters.Fault) {
	if r.Quote != "" || out.QuoteRef == "" {
		return r, nil
	}
	stands, _, err := store.Get[shown](ctx, d.opt.Store, shownKey(r.To, out.QuoteRef))
	if err != nil {
		return r, adapters.AsFault(err)
	}
	r.Quote = stands.ID
	return r, nil
}
