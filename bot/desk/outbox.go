package desk

import (
	"context"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// outgoing is an item of the outbox.
type outgoing struct {
	Reply bot.Reply `json:"reply"`
	// QuoteRef names what to quote in the same lane, when it is known by then.
	QuoteRef string `json:"quote_ref,omitempty"`
	// Part is how many parts of the reply were sent already.
	Part int `json:"part,omitempty"`
	// Receipt is said in a room once the reply was taken.
	Receipt *receipt `json:"receipt,omitempty"`
	// Queued is when it was decided, Trace the message that caused it.
	Queued time.Time `json:"queued"`
	Trace  string    `json:"trace"`
}

// receipt tells staff that their words went out.
type receipt struct {
	Room   bot.Place `json:"room"`
	Quote  string    `json:"quote,omitempty"`
	For    string    `json:"for,omitempty"`
	Ticket int       `json:"ticket"`
	Text   string    `json:"text"`
}

// outboxLoop is hop 6: it leases the first reply of every lane and sends it. A
// lane that must wait for its pace waits in its own goroutine, so that it delays
// nobody else.
func (d *Desk) outboxLoop(ctx context.Context) {
	lease := func(n int) ([]store.Item, error) {
		return d.opt.Store.LeaseOutbox(ctx, d.opt.Owner, d.opt.Now(), n, leaseTime)
	}
	slots := make(chan struct{}, senders)
	d.loop(ctx, waiting, d.outboxWork, lease, func(ctx context.Context, item store.Item) {
		out, err := store.Decode[outgoing](item.Value)
		if err == nil && !d.waitPace(ctx, out.Reply.To) {
			return
		}
		slots <- struct{}{}
		defer func() { <-slots }()
		d.deliverOut(ctx, item)
	})
}

// waitPace waits until the lane may be spoken to again. It reports false when
// ctx ended first.
func (d *Desk) waitPace(ctx context.Context, p bot.Place) bool {
	wait := d.takePace(p)
	if wait <= 0 {
		return true
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// takePace books one message to a lane and says how long to wait before it: none
// for a short burst, then the channel's pace.
func (d *Desk) takePace(p bot.Place) time.Duration {
	a, ok := d.adapters[p.Channel]
	if !ok || a.Limits().Pace <= 0 {
		return 0
	}
	pace, now := a.Limits().Pace, d.opt.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.pace) > 10_000 {
		for lane, full := range d.pace {
			if full.Before(now) {
				delete(d.pace, lane)
			}
		}
	}
	full := d.pace[p.Lane()]
	if full.Before(now) {
		full = now
	}
	d.pace[p.Lane()] = full.Add(pace)
	return full.Add(pace).Sub(now) - burst*pace
}

// deliverOut sends one part of a reply and records what became of it.
func (d *Desk) deliverOut(ctx context.Context, item store.Item) {
	out, err := store.Decode[outgoing](item.Value)
	if err != nil {
		d.log.Error("a reply in the outbox cannot be read", "err", err)
		d.record(ctx, store.ChangeSet{Done: []store.Token{item.Token}}, out.Trace)
		return
	}
	a, ok := d.adapters[out.Reply.To.Channel]
	if !ok || d.isPaused(out.Reply.To.Channel) {
		d.giveBack(ctx, item, pauseTime, true, out.Trace)
		return
	}
	// A send under way is finished even when the desk is stopping: cut off, nobody
	// would know whether it arrived.
	sendCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTime)
	defer cancel()
	parts := adapters.Fit(a.Limits(), out.Reply)
	part := min(out.Part, len(parts)-1)
	id, fault := d.sendPart(sendCtx, a, out, parts[part])
	if fault != nil {
		d.failed(context.WithoutCancel(ctx), item, out, fault)
		return
	}
	d.counts.sent.Add(1)
	set := store.ChangeSet{Put: d.remember(out, parts[part], id)}
	if part < len(parts)-1 {
		out.Part = part + 1
		value, err := store.Encode(out)
		if err != nil {
			d.log.Error("cannot keep a reply's progress", "message_id", out.Trace, "err", err)
		}
		set.Again = []store.Again{{Token: item.Token, Value: value, Fresh: true}}
	} else {
		set.Done = []store.Token{item.Token}
		set.Outbox = receiptFor(out)
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
			r.Ref = ""
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
	if r.Quote == "" && out.QuoteRef != "" {
		stands, _, err := store.Get[shown](ctx, d.opt.Store, shownKey(r.To, out.QuoteRef))
		if err != nil {
			return "", adapters.AsFault(err)
		}
		r.Quote = stands.ID
	}
	got, err := a.Send(ctx, r)
	if err != nil {
		return "", adapters.AsFault(err)
	}
	return got.ID, nil
}

// remember writes down which message stands for a ticket in a room, so that it
// can be edited and answers to it are understood.
func (d *Desk) remember(out outgoing, r bot.Reply, id string) []store.Put {
	if id == "" || d.levelOf(r.To) == 0 || r.Ticket == 0 {
		return nil
	}
	var puts []store.Put
	add := func(key store.Key, v any) {
		value, err := store.Encode(v)
		if err != nil {
			d.log.Error("cannot remember a sent message", "message_id", out.Trace, "err", err)
			return
		}
		puts = append(puts, store.Put{Key: key, Value: value})
	}
	add(sentKey(r.To, id), sent{Ticket: r.Ticket, Buttons: out.Reply.Buttons})
	if r.Ref != "" {
		add(shownKey(r.To, r.Ref), shown{ID: id})
	}
	return puts
}

func receiptFor(out outgoing) []store.Push {
	if out.Receipt == nil {
		return nil
	}
	r := out.Receipt
	said := outgoing{
		Reply: bot.Reply{ID: out.Reply.ID + "-r", To: r.Room, Text: r.Text, Quote: r.Quote, For: r.For, Ticket: r.Ticket},
		// A receipt is young when it is written, however long the reply waited.
		Queued: out.Queued, Trace: out.Trace,
	}
	value, err := store.Encode(said)
	if err != nil {
		return nil
	}
	return []store.Push{{ID: said.Reply.ID, Lane: r.Room.Lane(), Value: value}}
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
