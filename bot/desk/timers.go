package desk

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// Kinds of timers, one of each for a ticket.
const (
	// leaseTimer rings when a claim ends.
	leaseTimer = "lease"
	// whichTimer rings when a person has not said which ticket their words are about.
	whichTimer = "which"
	// clockTimer rings when the clocks of a ticket have something to say.
	clockTimer = "clock"
)

// alarm is what a timer holds.
type alarm struct {
	Kind   string `json:"kind"`
	Ticket int    `json:"ticket"`
	// Of is what else it is about, where it is no ticket.
	Of string `json:"of,omitempty"`
	// Cause is the trace of the decision that set it: what rings at the same moment
	// for another reason is another ring.
	Cause string `json:"cause,omitempty"`
}

func timerID(kind string, number int) string { return kind + "/" + strconv.Itoa(number) }

func (d *Desk) timerLoop(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		timers, err := d.opt.Store.DueTimers(ctx, d.opt.Owner, d.opt.Now(), 64, leaseTime)
		if err != nil && ctx.Err() == nil {
			d.log.Error("cannot read timers", "err", err)
		}
		for _, timer := range timers {
			d.ring(ctx, timer)
		}
		d.teach(ctx)
		d.announce(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// ring does what a due timer asks for. It takes effect once: the delivery key is
// the timer with the time it was due.
func (d *Desk) ring(ctx context.Context, timer store.Timer) {
	defer d.survive("a timer", timer.ID, func() {})
	a, err := store.Decode[alarm](timer.Value)
	cause := "timer/" + timer.ID + "@" + strconv.FormatInt(timer.Due.UnixNano(), 10) + a.Cause
	if err == nil {
		err = d.decide(ctx, traceOf(cause), func(f *draft) error {
			f.set.Deliveries = []store.Delivery{{Key: cause}}
			f.set.Cancel = []string{timer.ID}
			switch a.Kind {
			case errandTimer:
				return f.goOn(a.Of)
			case knownTimer:
				return f.knownRings(a.Ticket)
			}
			t, err := f.ticket(a.Ticket)
			var none *bot.Refusal
			if errors.As(err, &none) {
				return nil
			}
			if err != nil || !t.Erased.IsZero() {
				return err
			}
			switch a.Kind {
			case leaseTimer:
				return f.leaseEnds(t)
			case whichTimer:
				return f.undecided(t)
			}
			return f.clocksRing(t)
		})
	}
	if err != nil && ctx.Err() == nil {
		d.log.Error("a timer could not be handled", "timer", timer.ID, "err", err)
	}
}

// leaseEnds asks the owner whether they are still on it, and after a while of
// silence gives the ticket back to the queue.
func (f *draft) leaseEnds(t *bot.Ticket) error {
	hours := f.level(t.Level).Terms.Hours
	switch {
	case t.State != bot.Claimed:
		return nil
	case !hours.Open(f.now) && f.now.Sub(t.LeaseUntil) > graceTime:
		// The desk was down when it ended, and now nobody is there to be asked.
		f.timer(leaseTimer, t.Number, hours.NextOpen(f.now))
		return nil
	case f.now.Before(t.LeaseUntil):
		f.timer(leaseTimer, t.Number, t.LeaseUntil)
		return nil
	case !t.Asked:
		t.Asked, t.LeaseUntil = true, hours.Add(f.now, graceTime)
		f.timer(leaseTimer, t.Number, t.LeaseUntil)
		text := f.staffText("staff.still", "name", t.Owner.Called(), "number", number(t))
		f.inRoom(t, t.Room, text, f.ticketButton(t, doKeep), f.ticketButton(t, doRelease))
		return nil
	}
	had, released := t.Expire(f.now)
	if !released {
		return nil
	}
	f.event(t, "expired", had, "")
	if err := f.tellAll(t, "ticket.released"); err != nil {
		return err
	}
	f.toRooms(t, "staff.expired", "name", had.Called(), "number", number(t))
	f.editCard(t, "")
	return nil
}
