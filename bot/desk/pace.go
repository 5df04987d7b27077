package desk

import (
	"cmp"
	"context"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// maxPaced bounds how many lanes' pace is remembered at once.
const maxPaced = 10_000

// paceAhead is how long a reply waits for its turn with a worker of its own. There are
// only so many: those whose turn is later go back with their turn booked, so that a
// crowd on one channel delays nobody on another.
const paceAhead = 2 * time.Second

// waitPace waits until the lane and its channel's account may be spoken to again.
// It reports false when ctx ended first, or the reply went back until its turn.
func (d *Desk) waitPace(ctx context.Context, item store.Item, out outgoing) bool {
	if out.Paced {
		return true
	}
	wait := d.takePace(out.Reply.To)
	switch {
	case wait <= 0:
		return true
	case wait > paceAhead:
		out.Paced = true
		value, err := store.Encode(out.kept())
		if err != nil {
			d.log.Error("cannot book a reply's turn", "message_id", out.Trace, "err", err)
			return true
		}
		again := store.Again{Token: item.Token, Value: value, NotBefore: d.opt.Now().Add(wait), Fresh: true}
		d.record(ctx, store.ChangeSet{Again: []store.Again{again}}, out.Trace)
		return false
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
// for a short burst after a rest, then the channel's pace.
func (d *Desk) takePace(p bot.Place) time.Duration {
	a, ok := d.adapters[p.Channel]
	if !ok {
		return 0
	}
	limits := a.Limits()
	every, burst := limits.Pace, limits.Burst
	if pacer, ok := a.(adapters.Pacer); ok {
		every, burst = pacer.Pace(p)
	}
	now := d.opt.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.pace) > maxPaced {
		for lane, full := range d.pace {
			if full.Before(now) {
				delete(d.pace, lane)
			}
		}
	}
	// A second's worth of an account's allowance may go at once.
	account := cmp.Or(limits.AccountPace, time.Second)
	return max(
		d.book(p.Lane(), now, every, burst),
		d.book(p.Channel, now, limits.AccountPace, int(time.Second/account)),
	)
}

// book takes one from a bucket that refills one each every and holds burst. It
// returns how long to wait for it. The lock is held.
func (d *Desk) book(bucket string, now time.Time, every time.Duration, burst int) time.Duration {
	if every <= 0 {
		return 0
	}
	full := d.pace[bucket]
	if full.Before(now) {
		full = now
	}
	full = full.Add(every)
	d.pace[bucket] = full
	return full.Sub(now) - time.Duration(max(burst, 1))*every
}
