package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// Somebody who wants to be forgotten is a record ("forget/<hash>") until all of it is
// done, so that a crash ends nothing half way: each step finds what is still there.
// It is done twice. The second time, a day later, takes what was on its way while the
// first went through: a reply that was being sent, a note of staff on the ticket, and
// the last line itself that says that everything is erased.

// forgetAgain is how long after the first time the second one follows: longer than
// any reply may wait in the outbox.
const forgetAgain = outage + time.Hour

// forgetRetry is when somebody is forgotten for whom it failed.
const forgetRetry = time.Hour

const forgetPrefix = store.Key("forget/")

func forgetKey(person string) store.Key {
	sum := sha256.Sum256([]byte(person))
	return forgetPrefix + store.Key(hex.EncodeToString(sum[:16]))
}

// forgetting is what stands in the record.
type forgetting struct {
	Person bot.Person `json:"person"`
	// Tell is where they asked, and hear that it is done.
	Tell bot.Place `json:"tell,omitzero"`
	Due  time.Time `json:"due"`
	// Again is set between the two times, with the tickets of the first.
	Again   bool  `json:"again,omitempty"`
	Tickets []int `json:"tickets,omitempty"`
}

// Forgotten tells how much was erased.
type Forgotten struct {
	Tickets int `json:"tickets"`
	Talks   int `json:"conversations"`
	Letters int `json:"letters"`
	// Unread tells that some tickets are damaged, so that whose they are is not known.
	Unread bool `json:"unread,omitempty"`
}

// startForget notes down that the person of a conversation wants to be forgotten.
func (f *draft) startForget(c *bot.Conversation, who bot.Person) {
	f.put(forgetKey(who.ID), forgetting{Person: who, Tell: c.Place, Due: f.now})
	signal(f.eraseWork)
}

// Forget erases everything about somebody now, and once more a day later; who asked
// for it is recorded. It returns a *bot.Refusal when nothing is kept about them.
func (d *Desk) Forget(ctx context.Context, person string, by bot.Person) (Forgotten, error) {
	job := forgetting{Person: bot.Person{ID: person}, Due: d.opt.Now()}
	done, tickets, err := d.forget(ctx, job)
	switch {
	case err != nil:
		return done, err
	case done == (Forgotten{Unread: done.Unread}):
		return done, &bot.Refusal{Reason: bot.NoSuchPerson}
	}
	d.counts.forgotten.Add(1)
	return done, d.decide(ctx, traceOf("forget/"+d.itemID()), func(f *draft) error {
		f.put(forgetKey(person), forgetting{Person: job.Person, Again: true, Tickets: tickets, Due: f.now.Add(forgetAgain)})
		return f.record("forgot somebody", by, fmt.Sprintf("%d tickets", done.Tickets))
	})
}

// forgetDue does what is due of all that was asked. It reports whether there was any.
func (d *Desk) forgetDue(ctx context.Context) (bool, error) {
	records, err := d.opt.Store.List(ctx, forgetPrefix, "", 0)
	if err != nil {
		return false, fmt.Errorf("list who is to be forgotten: %w", err)
	}
	did := false
	for _, r := range records {
		job, err := store.Decode[forgetting](r.Value)
		if err != nil {
			d.log.Error("a record of who is to be forgotten cannot be read", "err", err)
			continue
		}
		if d.opt.Now().Before(job.Due) {
			continue
		}
		do := d.forgetFirst
		if job.Again {
			do = d.forgetRest
		}
		if err := do(ctx, r, job); err != nil {
			d.log.Error("somebody cannot be forgotten now; it is tried again", "in", forgetRetry, "err", err)
			if err := d.postpone(ctx, r.Key); err != nil {
				return did, err
			}
			continue
		}
		did = true
	}
	return did, nil
}

// postpone has somebody forgotten later, so that what fails for them does not keep
// others from it.
func (d *Desk) postpone(ctx context.Context, key store.Key) error {
	return d.decide(ctx, traceOf("postpone/"+string(key)+d.itemID()), func(f *draft) error {
		job, err := load[forgetting](f, key)
		if err != nil || job.version == 0 {
			return err
		}
		job.value.Due = f.now.Add(forgetRetry)
		keep(f, key, job)
		return nil
	})
}

// forgetFirst does what a person asked for, and tells them.
func (d *Desk) forgetFirst(ctx context.Context, r store.Record, job forgetting) error {
	before, _, err := store.Get[bot.Conversation](ctx, d.opt.Store, conversationKey(job.Tell))
	if err != nil {
		return err
	}
	_, tickets, err := d.forget(ctx, job)
	if err != nil {
		return err
	}
	d.counts.forgotten.Add(1)
	return d.decide(ctx, traceOf(string(r.Key)+job.Due.String()), func(f *draft) error {
		next := forgetting{Person: bot.Person{ID: job.Person.ID}, Tell: job.Tell, Again: true, Tickets: tickets, Due: f.now.Add(forgetAgain)}
		if !job.Tell.Zero() {
			// On pages people read the transcript, behind the last line they have seen.
			c, err := f.conversation(job.Tell)
			if err != nil {
				return err
			}
			c.Lines = max(c.Lines, before.Lines)
			if c.Seen.IsZero() {
				c.Person.ID, c.Lang = job.Person.ID, f.dialogue.Lang(before)
			}
			f.tellKey(c, "data.erased")
		}
		f.put(r.Key, next)
		return nil
	})
}

// forgetRest takes what was on its way the first time, and the line that told so.
// Whoever has written since has started anew, and that is theirs.
func (d *Desk) forgetRest(ctx context.Context, r store.Record, job forgetting) error {
	for _, n := range job.Tickets {
		if err := d.eraseThread(ctx, n); err != nil {
			return err
		}
	}
	if !job.Tell.Zero() {
		mine, others, err := d.voices(ctx, job.Tell, job.Person.ID)
		if err != nil {
			return err
		}
		if !mine && !others {
			if err := d.eraseTalk(ctx, job.Tell); err != nil {
				return err
			}
		}
	}
	return d.decide(ctx, traceOf(string(r.Key)+job.Due.String()), func(f *draft) error {
		f.set.Expect = append(f.set.Expect, store.Expect{Key: r.Key, Version: r.Version})
		f.drop(r.Key)
		return nil
	})
}

// forget erases what there is now, a little in each commit. The conversations go last,
// because they tell what else is theirs. It gives the numbers of the tickets too.
func (d *Desk) forget(ctx context.Context, job forgetting) (done Forgotten, tickets []int, err error) {
	who := job.Person
	all, err := d.tracesOf(ctx, job)
	if err != nil {
		return done, nil, err
	}
	if done.Unread = all.damaged != nil; done.Unread {
		d.log.Error("somebody is forgotten, but some tickets cannot be read, and may be theirs", "err", all.damaged)
	}
	if len(all.tickets) > len(job.Tickets) {
		// Noted down first: once erased, a ticket does not tell whose it was.
		err := d.decide(ctx, traceOf("forget/"+d.itemID()), func(f *draft) error {
			job.Tickets = all.tickets
			f.put(forgetKey(who.ID), job)
			return nil
		})
		if err != nil {
			return done, nil, err
		}
	}
	for _, n := range all.tickets {
		if err := d.eraseTicket(ctx, n, who); err != nil {
			return done, nil, err
		}
	}
	for _, n := range all.wroteIn {
		if err := d.eraseWordsIn(ctx, n, who); err != nil {
			return done, nil, err
		}
	}
	done.Letters, err = d.eraseLetters(ctx, func(l dead) bool {
		return l.Said != nil && all.theirs(l.Said.Place, l.Said.From) || l.Out != nil && all.theirs(l.Out.Reply.To, bot.Person{})
	})
	if err != nil {
		return done, nil, err
	}
	for _, id := range d.idsOf(who.ID) {
		if err := cmp.Or(d.unlearn(ctx, id), d.eraseManner(ctx, id), d.leaveKnowns(ctx, id)); err != nil {
			return done, nil, err
		}
	}
	for _, c := range all.talks {
		erase := d.eraseTalk
		if c.shared {
			erase = func(ctx context.Context, p bot.Place) error { return d.eraseVoice(ctx, p, who, all.tickets) }
		}
		if err := erase(ctx, c.Place); err != nil {
			return done, nil, err
		}
	}
	// Where they moved tells what else was theirs, so it goes last.
	if err := d.eraseMoves(ctx, who.ID); err != nil {
		return done, nil, err
	}
	done.Tickets, done.Talks = len(all.tickets), len(all.talks)
	return done, all.tickets, nil
}
