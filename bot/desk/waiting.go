package desk

import (
	"context"
	"errors"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// A reply that a channel does not take now is tried again, and its place waits behind
// it. How long depends on whose trouble it is. When others get through meanwhile it is
// the reply's own, and it is set aside after a few tries so that the next may go. When
// nobody gets through the channel is down, and its replies wait out the outage. A
// channel that says "later" or is not set up right keeps its replies until nobody
// would want them any more. Whoever they are for, staff hear that they wait.
const (
	// fewTries is after how many failures a reply is set aside when others of its
	// channel went out meanwhile: after four minutes.
	fewTries = 8
	// manyTries is after how many it is when none did and nobody else tried: after an
	// hour.
	manyTries = 20
	// outage is how long replies wait for a channel that takes none.
	outage = 24 * time.Hour
	// horizon is how long they wait for one that is busy or not set up right: as long
	// as a delivery is remembered.
	horizon = store.KeepDeliveries
	// tellAfter is after how long staff are told that their words wait.
	tellAfter = 10 * time.Minute
)

// health is how a channel has been lately.
type health struct {
	// sent is when it last took something, failing the lanes that failed since.
	sent    time.Time
	failing map[string]bool
}

// maxFailing is how many failing lanes are told apart.
const maxFailing = 16

// tookOne notes that a channel took a reply.
func (d *Desk) tookOne(channel string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.health[channel] = health{sent: d.opt.Now()}
}

// failedAt notes that a channel did not take a reply.
func (d *Desk) failedAt(p bot.Place) {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := d.health[p.Channel]
	if h.failing == nil {
		h.failing = map[string]bool{}
	}
	if len(h.failing) < maxFailing {
		h.failing[p.Lane()] = true
	}
	d.health[p.Channel] = h
}

// isHopeless tells whether a reply that failed so often should be set aside.
func (d *Desk) isHopeless(out outgoing, tries int) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := d.health[out.Reply.To.Channel]
	down := len(h.failing) > 1
	return tries >= fewTries && h.sent.After(out.Failed) || tries >= manyTries && !down
}

// waits keeps a reply back for a while, or gives it up when it has waited for as
// long as it may. Staff are told, once, after a while.
func (d *Desk) waits(ctx context.Context, item store.Item, out outgoing, kind adapters.FaultKind, wait time.Duration) {
	now := d.opt.Now()
	most, fresh := horizon, true
	if kind == adapters.Broken {
		most, fresh = outage, false
		d.failedAt(out.Reply.To)
	}
	changed := out.Failed.IsZero()
	if changed {
		out.Failed = now
	}
	if now.Sub(out.Queued) > most || out.Track == "" && kind == adapters.Broken && d.isHopeless(out, item.Attempt+1) {
		d.giveUp(ctx, item, out, string(kind))
		return
	}
	again := store.Again{Token: item.Token, NotBefore: now.Add(wait), Fresh: fresh}
	tell := !out.Told && now.Sub(out.Failed) >= tellAfter
	if !tell && !changed {
		d.record(ctx, store.ChangeSet{Again: []store.Again{again}}, out.Trace)
		return
	}
	out.Told = out.Told || tell
	err := d.decide(ctx, out.Trace+"-w", func(f *draft) error {
		again.Value = f.encode(out.kept())
		f.set.Again = []store.Again{again}
		if !tell {
			return nil
		}
		return f.tellWaiting(out, kind)
	})
	if err != nil && !errors.Is(err, store.ErrFenced) {
		d.log.Error("cannot keep a reply back", "message_id", out.Trace, "err", err)
	}
}

// tellWaiting tells the staff of a ticket that what was said to its person waits.
func (f *draft) tellWaiting(out outgoing, kind adapters.FaultKind) error {
	t, err := f.ticketAt(out)
	if err != nil || t == nil || out.Lead {
		return err
	}
	if out.Track != "" {
		f.event(t, "waiting", bot.Person{}, "tracker "+string(kind))
		f.toRoom(t, "staff.tracker_waiting", "number", number(t), "reason", f.staffText("reason."+string(kind)))
		return nil
	}
	f.event(t, "waiting", t.Person, string(kind))
	f.toRoom(t, "staff.still_waiting", "number", number(t), "person", t.Person.Called(),
		"reason", f.staffText("reason."+string(kind)), "text", f.brief(out.Reply.Text))
	return nil
}
