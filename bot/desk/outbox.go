package desk

import (
	"context"
	"errors"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// outgoing is an item of the outbox.
type outgoing struct {
	Reply bot.Reply `json:"reply"`
	// Line is the line of the transcript whose text and buttons the reply has. They
	// are not kept in the item too, so that the longest thing of a turn is written
	// once, and forgetting the line forgets the reply.
	Line store.Key `json:"line,omitempty"`
	// QuoteRef names what to quote in the same lane, when it is known by then.
	QuoteRef string `json:"quote_ref,omitempty"`
	// Part is how many parts of the reply, texts and then files, were sent already.
	Part int `json:"part,omitempty"`
	// Receipt is said in a room once the reply was taken.
	Receipt *receipt `json:"receipt,omitempty"`
	// Mark is a sign to put on the message Reply.Quote instead of saying anything.
	Mark adapters.Mark `json:"mark,omitempty"`
	// Track is what to do at the tracker, By who asked for it.
	Track string     `json:"track,omitempty"`
	By    bot.Person `json:"by,omitzero"`
	// Consult is what to ask the language model instead of saying anything, for By.
	Consult *consultation `json:"consult,omitempty"`
	// Knock asks the person to write instead of saying anything.
	Knock bool `json:"knock,omitempty"`
	// Lost tells that a file of it could not be passed on, which staff were told.
	Lost bool `json:"lost,omitempty"`
	// Failed is when a try to send it first failed, Told that staff know that it waits.
	Failed time.Time `json:"failed,omitzero"`
	Told   bool      `json:"told,omitempty"`
	// Lead tells that it is for the lead of the ticket's level: its staff hear when it
	// could not be sent.
	Lead bool `json:"lead,omitempty"`
	// Paced tells that its turn in the pace of its channel was booked before.
	Paced bool `json:"paced,omitempty"`
	// Amend corrects what the person was told earlier under Reply.Ref, or does nothing.
	Amend bool `json:"amend,omitempty"`
	// News is where it is kept what became of it, for news of a known issue.
	News store.Key `json:"news,omitempty"`
	// Crowd tells that many are told the same: it counts as news does.
	Crowd bool `json:"crowd,omitempty"`
	// Asks is the order whose words an answer to it is; "" for most.
	Asks string `json:"asks,omitempty"`
	// Hold is the record of the words that wait for the end of the hold, at Ready.
	Hold  string    `json:"hold,omitempty"`
	Ready time.Time `json:"-"`
	// Queued is when it was decided, Trace the message that caused it.
	Queued time.Time `json:"queued"`
	Trace  string    `json:"trace"`
}

// outboxLoop is hop 6: it leases the first reply of every lane and sends it. A
// lane that must wait for its pace waits in its own goroutine, so that it delays
// nobody else.
func (d *Desk) outboxLoop(ctx context.Context) {
	lease := func(n int) ([]store.Item, error) {
		return d.opt.Store.LeaseOutbox(ctx, d.opt.Owner, d.opt.Now(), n, leaseTime)
	}
	d.loop(ctx, waiting, d.outboxWork, lease, func(ctx context.Context, item store.Item) {
		leased := d.opt.Now()
		out, ok := d.readOut(ctx, item)
		if !ok || d.letGo(ctx, item, out) || !d.waitPace(ctx, item, out) {
			return
		}
		out.Paced = false // of this try
		leave, ok := d.queues(ctx, item, out)
		if !ok {
			return
		}
		defer leave()
		// Each channel has slots of its own, so that a slow one delays no other.
		slots := d.slots[out.Reply.To.Channel]
		if slots == nil {
			d.deliverOut(ctx, item, out)
			return
		}
		select {
		case <-ctx.Done():
			return
		case slots <- struct{}{}:
		}
		defer func() { <-slots }()
		if d.opt.Now().Sub(leased) > leaseTime-2*fileTime {
			// The turn came too late for this lease. It ends unused, and the reply comes
			// up again: sent now, it might go out twice.
			return
		}
		d.deliverOut(ctx, item, out)
	})
}

// kept is what the outbox keeps of a reply.
func (out outgoing) kept() outgoing {
	if out.Line != "" {
		out.Reply.Text, out.Reply.Buttons = "", nil
	}
	return out
}

// readOut reads an item of the outbox. One that cannot be read is dropped.
func (d *Desk) readOut(ctx context.Context, item store.Item) (outgoing, bool) {
	if out, ok := d.outs.take(item.ID); ok {
		return out, true
	}
	out, err := store.Decode[outgoing](item.Value)
	if err == nil && out.Line != "" && out.Reply.Text == "" {
		var line bot.Line
		var version store.Version
		if line, version, err = store.Get[bot.Line](ctx, d.opt.Store, out.Line); err == nil && version == 0 {
			err = errForgotten
		}
		if err != nil && !errors.Is(err, errForgotten) && !errors.Is(err, store.ErrDamaged) {
			d.log.Warn("a reply in the outbox cannot be read now", "message_id", out.Trace, "err", err)
			d.giveBack(ctx, item, time.Second, false, out.Trace)
			return out, false
		}
		out.Reply.Text, out.Reply.Buttons = line.Text, line.Buttons
	}
	if err != nil {
		d.log.Error("a reply in the outbox cannot be read", "message_id", out.Trace, "err", err)
		d.record(ctx, store.ChangeSet{Done: []store.Token{item.Token}, Put: d.heard(out, heardFailed)}, out.Trace)
	}
	return out, err == nil
}

// errForgotten tells that what was to be said is no longer in the transcript.
var errForgotten = errors.New("the words are no longer kept")

// deliverOut sends one part of a reply and records what became of it.
func (d *Desk) deliverOut(ctx context.Context, item store.Item, out outgoing) {
	if out.Consult != nil {
		d.consultModel(ctx, item, out)
		return
	}
	defer d.survive("sending a reply", out.Trace, func() {
		d.failed(context.WithoutCancel(ctx), item, out, d.adapters[out.Reply.To.Channel], &adapters.Fault{Kind: adapters.Broken, Err: errPanic})
	})
	if d.lapsed(ctx, item, out) || d.noTracker(ctx, item, out) {
		return
	}
	a, ok := d.adapters[out.Reply.To.Channel]
	if !ok || d.isPaused(out.Reply.To.Channel) {
		d.waits(ctx, item, out, adapters.Misconfigured, pauseTime)
		return
	}
	if tracker := d.trackerOf(out.Reply.To.Channel); tracker != nil && (out.Track == trackSearch || out.Track == trackLink) {
		d.askedTracker(ctx, item, out, tracker)
		return
	}
	// A send under way is finished even when the desk is stopping: cut off, nobody
	// would know whether it arrived.
	parts := d.parts(a, out, item.Attempt)
	part := min(out.Part, len(parts)-1)
	sendCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), parts[part].within)
	defer cancel()
	d.flying(out, +1)
	defer d.flying(out, -1)
	id, fault := parts[part].send(sendCtx)
	if fault != nil && fault.Kind == lost {
		out.Lost, fault = true, nil
	}
	if fault != nil {
		d.failed(context.WithoutCancel(ctx), item, out, a, fault)
		return
	}
	d.counts.sent.Add(1)
	d.tookOne(out.Reply.To.Channel)
	if out.Track == trackFile {
		d.tracked(context.WithoutCancel(ctx), item, out, func(f *draft, t *bot.Ticket) error { return f.filed(t, out, id) })
		return
	}
	set := store.ChangeSet{Put: d.remember(out, parts[part].reply, id)}
	if part < len(parts)-1 {
		out.Part = part + 1
		value, err := store.Encode(out.kept())
		if err != nil {
			d.log.Error("cannot keep a reply's progress", "message_id", out.Trace, "err", err)
		}
		set.Again = []store.Again{{Token: item.Token, Value: value, Fresh: true}}
	} else {
		set.Done = []store.Token{item.Token}
		set.Outbox = d.receiptFor(out, id)
		set.Put = append(set.Put, d.heard(out, heardSent)...)
	}
	d.record(ctx, set, out.Trace)
}

// sendPart says one part, or edits what stands under its ref. It returns the
// channel's id of what stands there now.
func (d *Desk) sendPart(ctx context.Context, a adapters.Adapter, out outgoing, r bot.Reply) (string, *adapters.Fault) {
	if r.Edit {
		stands, _, err := store.Get[shown](ctx, d.opt.Store, shownKey(r.To, r.Ref))
		if err != nil {
			return "", adapters.AsFault(err)
		}
		editor, can := a.(adapters.Editor)
		if !can {
			if r.Instead == "" {
				return "", nil
			}
			r.Text, r.Buttons, r.Quote = r.Instead, nil, stands.ID
		} else if stands.ID != "" {
			err := editor.Edit(ctx, stands.ID, r)
			if err == nil {
				return stands.ID, nil
			}
			if fault := adapters.AsFault(err); fault.Kind != adapters.Uneditable {
				return "", fault
			}
		}
	}
	r, fault := d.quoting(ctx, out, r)
	if fault != nil {
		return "", fault
	}
	got, err := a.Send(ctx, r)
	if err != nil {
		return "", adapters.AsFault(err)
	}
	return got.ID, nil
}

// record commits what became of a reply. When the store does not answer the reply
// stays leased and is sent again later: the one window in which a reply can go
// out twice.
func (d *Desk) record(ctx context.Context, set store.ChangeSet, trace string) {
	set.Now = d.opt.Now()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTime)
	defer cancel()
	if _, err := d.opt.Store.Commit(ctx, set); err != nil {
		d.log.Error("cannot record a sent reply", "message_id", trace, "err", err)
		return
	}
	if len(set.Outbox) > 0 || len(set.Again) > 0 {
		signal(d.outboxWork)
	}
}
