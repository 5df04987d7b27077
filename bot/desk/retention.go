package desk

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// What is closed for longer than Options.Keep is erased, by a look through everything
// once a day. The look goes in steps, each a few records long and with a rest behind
// it, so that nobody waits for it; where it has got to is a record ("retention"), so
// that a restart goes on there. What has no time of its own is as old as the newest
// thing that it belongs to.

const retentionKey = store.Key("retention")

const (
	// retentionEvery is how long after the end of a look the next begins.
	retentionEvery = 24 * time.Hour
	// retentionStep is how many tickets or conversations one step looks at, and
	// retentionRest how long it rests.
	retentionStep = 50
	retentionRest = 50 * time.Millisecond
	// privacyTick is how often the loop looks for what is due.
	privacyTick = time.Minute
	// privacyLead is how long one of several processes on a store does the work.
	privacyLead = 5 * time.Minute
)

// The parts of a look.
const (
	lookTickets = "tickets"
	lookTalks   = "talks"
	lookLetters = "letters"
	lookMarks   = "marks"
)

// look is how far the look through everything has got.
type look struct {
	Next time.Time `json:"next"`
	// Part is "" between two looks. After is the last key looked at, or number.
	Part  string    `json:"part,omitempty"`
	After store.Key `json:"after,omitempty"`
	From  int       `json:"from,omitempty"`
	// Done is the number below which every ticket is erased.
	Done int `json:"done,omitempty"`
}

// privacyLoop erases what is to be forgotten and what is too old.
func (d *Desk) privacyLoop(ctx context.Context) {
	tick := time.NewTicker(privacyTick)
	defer tick.Stop()
	for {
		_, err := d.opt.Store.Lead(ctx, "privacy", d.opt.Owner, d.opt.Now(), privacyLead)
		more := err == nil
		for more && ctx.Err() == nil {
			if more, err = d.privacyStep(ctx); more {
				rest(ctx, retentionRest)
			}
		}
		if err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrNotLeader) {
			d.log.Error("cannot erase what is to be forgotten; it is tried again", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-d.eraseWork:
		case <-tick.C:
		}
	}
}

func rest(ctx context.Context, wait time.Duration) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// privacyStep does a little of what is due. It reports whether it did anything.
func (d *Desk) privacyStep(ctx context.Context) (did bool, err error) {
	defer d.survive("erasing", "privacy", func() { did, err = false, errPanic })
	if did, err := d.forgetDue(ctx); did || err != nil {
		return did, err
	}
	if d.opt.Keep <= 0 {
		return false, nil
	}
	at, version, err := store.Get[look](ctx, d.opt.Store, retentionKey)
	if err != nil {
		return false, err
	}
	now := d.opt.Now()
	if at.Part == "" {
		if version > 0 && now.Before(at.Next) {
			return false, nil
		}
		at.Part, at.After, at.From = lookTickets, "", at.Done
	}
	if err := d.lookOn(ctx, &at, now.Add(-d.opt.Keep)); err != nil {
		return false, err
	}
	if at.Part == "" {
		at.Next = now.Add(retentionEvery)
		d.counts.sweeps.Add(1)
	}
	value, err := store.Encode(at)
	if err != nil {
		return false, err
	}
	_, err = d.opt.Store.Commit(ctx, store.ChangeSet{
		Now: now, Expect: []store.Expect{{Key: retentionKey, Version: version}}, Put: []store.Put{{Key: retentionKey, Value: value}},
	})
	return err == nil, err
}

// lookOn goes on with a look for one step.
func (d *Desk) lookOn(ctx context.Context, at *look, before time.Time) error {
	switch at.Part {
	case lookTickets:
		return d.lookAtTickets(ctx, at, before)
	case lookTalks:
		return d.lookAtTalks(ctx, at, before)
	}
	if at.Part == lookMarks {
		return d.lookAtMarks(ctx, at, before.Add(-bot.ReopenFor))
	}
	at.Part, at.After = lookMarks, ""
	if err := cmp.Or(d.unlearnOld(ctx, before), d.eraseKnowns(ctx, before), d.eraseColleagues(ctx)); err != nil {
		return err
	}
	_, err := d.eraseLetters(ctx, func(l dead) bool { return l.At.Before(before) })
	return err
}

// errEnough ends a step.
var errEnough = errors.New("enough for one step")

// lookAtTickets erases tickets that were closed before a time. They are numbered as
// they were opened, so that the first that was opened later ends the part.
func (d *Desk) lookAtTickets(ctx context.Context, at *look, before time.Time) error {
	looked, ended := 0, true
	err := d.eachTicket(ctx, at.From, func(t *bot.Ticket) error {
		switch {
		case t.Opened.After(before):
			return errEnough
		case looked == retentionStep:
			ended = false
			return errEnough
		}
		looked++
		if t.Erased.IsZero() && t.State == bot.Closed && t.ClosedAt.Before(before) {
			if err := d.eraseTicket(ctx, t.Number, bot.Person{}); err != nil {
				return err
			}
			t.Erased = before
		}
		if !t.Erased.IsZero() && at.Done == t.Number-1 {
			at.Done = t.Number
		}
		at.From = t.Number
		return nil
	})
	if errors.Is(err, store.ErrDamaged) {
		d.log.Error("tickets that cannot be read are not erased when they are old", "err", err)
		err = nil
	}
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	if ended {
		at.Part, at.After = lookTalks, ""
	}
	return nil
}

// lookAtTalks erases what was said before a time, and whole conversations in which
// nothing was said since, unless a ticket holds them.
func (d *Desk) lookAtTalks(ctx context.Context, at *look, before time.Time) error {
	looked := 0
	err := d.eachTalk(ctx, at.After, func(c bot.Conversation) error {
		if looked == retentionStep {
			return errEnough
		}
		looked++
		at.After = conversationKey(c.Place)
		if d.levelOf(c.Place) > 0 {
			return nil // a room is nobody's conversation
		}
		// A place that nobody has spoken at was never seen, and is not old for that.
		if !c.Seen.IsZero() && c.Ticket == 0 && len(c.Also) == 0 && c.Seen.Before(before) {
			return d.eraseTalk(ctx, c.Place)
		}
		return d.eraseOldLines(ctx, c.Place, before)
	})
	if err == nil {
		at.Part, at.After = lookLetters, ""
	}
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// eraseOldLines takes out the lines of a transcript that were said before a time.
func (d *Desk) eraseOldLines(ctx context.Context, p bot.Place, before time.Time) error {
	return d.eraseWhere(ctx, talkPrefix(p), func(r store.Record) (bool, error) {
		line, err := store.Decode[bot.Line](r.Value)
		if err == nil && !line.At.Before(before) {
			err = errEnough // they are in the order they were said
		}
		return err == nil, err
	})
}
