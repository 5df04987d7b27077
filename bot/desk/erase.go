package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// eraseMax is how many things one commit of an erasing takes out: few, so that what
// people write meanwhile does not wait.
const eraseMax = 200

// eraseTicket takes out of a ticket what tells who asked and what was said, with its
// files; numbers, times and the chain of its history stay. Of the history it takes
// out the words of one person or, for nobody, of everybody. The ticket is marked when
// all else is gone, so that whoever dies before does it again.
func (d *Desk) eraseTicket(ctx context.Context, n int, person bot.Person) error {
	t, _, err := store.Get[bot.Ticket](ctx, d.opt.Store, ticketKey(n))
	if err != nil {
		return err
	}
	if !t.Place.Zero() {
		err := d.eraseWhere(ctx, store.Key("sent/"+t.Place.Lane()+"/"), func(r store.Record) (bool, error) {
			about, err := store.Decode[sent](r.Value)
			return about.Carried != nil && about.Carried.Ticket == n, err
		})
		if err != nil {
			return err
		}
	}
	if err := d.eraseThread(ctx, n); err != nil {
		return err
	}
	err = d.decide(ctx, traceOf("erase/"+strconv.Itoa(n)+d.itemID()), func(f *draft) error {
		return f.eraseTicket(n, person)
	})
	if err != nil {
		return fmt.Errorf("erase a ticket: %w", err)
	}
	d.counts.erasedTickets.Add(1)
	return nil
}

func (f *draft) eraseTicket(n int, person bot.Person) error {
	t, err := f.ticket(n)
	if err != nil || !t.Erased.IsZero() {
		return err
	}
	if err := cmp.Or(f.redact(t, person), f.unindex(n), f.partAll(t), f.leaveIssue(t), f.forgetWays(t)); err != nil {
		return err
	}
	if t.Erase(f.now) {
		f.closed(t)
		f.toRoom(t, "staff.forgotten", "number", number(t))
	}
	f.event(t, bot.EventErased, bot.Person{}, "")
	if !person.Nobody() {
		// Rooms show the question on the card for years: they show it no more.
		f.editCard(t, "")
	}
	return nil
}

// partAll lets the tickets that were merged with one stand for themselves again, as
// they are now: its end is not theirs.
func (f *draft) partAll(t *bot.Ticket) error {
	if !t.Running() {
		return nil
	}
	others, err := f.followers(t)
	if err != nil {
		return err
	}
	for _, other := range others {
		t.Part(other)
		f.waitsItself(other, t)
		f.event(other, "parted", bot.Person{}, "")
		f.editCard(other, "")
	}
	if t.Follows == 0 {
		return nil
	}
	leader, err := f.ticket(t.Follows)
	if err == nil {
		leader.Part(t)
	}
	return err
}

// eraseThread takes out what was said in a ticket, its dead letters and its files.
func (d *Desk) eraseThread(ctx context.Context, n int) error {
	if err := d.eraseAll(ctx, threadPrefix(n)); err != nil {
		return err
	}
	if err := d.eraseAll(ctx, deadPrefix(n)); err != nil {
		return err
	}
	for _, key := range []store.Key{proposalKey(n), preparedKey(n)} {
		if err := d.eraseAll(ctx, key); err != nil {
			return err
		}
	}
	if err := d.DeleteFiles(n); err != nil {
		return fmt.Errorf("delete the files of a ticket: %w", err)
	}
	return nil
}

// eraseTalk takes out a conversation with all that was said in it and all that waits
// for it. When somebody writes meanwhile it goes on until nothing is left. What the
// desk remembers of the messages in a room is not part of anybody's conversation.
func (d *Desk) eraseTalk(ctx context.Context, p bot.Place) error {
	if p.Thread == "" && d.levelOf(p) == 0 {
		for _, prefix := range []store.Key{"sent/", "shown/"} {
			if err := d.eraseAll(ctx, prefix+store.Key(p.Lane()+"/")); err != nil {
				return err
			}
		}
	}
	if err := d.DeleteUploads(p); err != nil {
		return fmt.Errorf("delete the files of a conversation: %w", err)
	}
	for more := true; more; {
		err := d.decide(ctx, traceOf("erase/"+p.String()+d.itemID()), func(f *draft) error {
			more = false
			key := conversationKey(p)
			f.recall.drop(key)
			c, err := load[bot.Conversation](f, key)
			if err != nil {
				return err
			}
			f.set.Expect = append(f.set.Expect, store.Expect{Key: key, Version: c.version})
			for _, prefix := range []store.Key{talkPrefix(p), heldPrefix(p)} {
				records, err := f.opt.Store.List(f.ctx, prefix, "", eraseMax)
				if err != nil {
					return fmt.Errorf("list what to erase: %w", err)
				}
				more = more || len(records) == eraseMax
				for _, r := range records {
					f.drop(r.Key)
				}
			}
			if !more {
				f.drop(key)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("erase a conversation: %w", err)
		}
	}
	d.recall.drop(conversationKey(p))
	return nil
}

// eraseLetters takes out the dead letters that fit and belong to no ticket.
func (d *Desk) eraseLetters(ctx context.Context, fits func(dead) bool) (int, error) {
	n := 0
	err := d.eraseWhere(ctx, deadPrefix(0), func(r store.Record) (bool, error) {
		letter, err := store.Decode[dead](r.Value)
		if err != nil || !fits(letter) {
			return false, err
		}
		n++
		return true, nil
	})
	return n, err
}

// eraseMoves forgets where somebody's chat was before and went to.
func (d *Desk) eraseMoves(ctx context.Context, lane string) error {
	return d.eraseWhere(ctx, movedPrefix, func(r store.Record) (bool, error) {
		to, err := store.Decode[bot.Place](r.Value)
		from := strings.TrimPrefix(string(r.Key), string(movedPrefix))
		if err != nil || from != lane && to.Lane() != lane {
			return false, err
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.moves, from)
		return true, nil
	})
}

// eraseAll takes out every record with a prefix.
func (d *Desk) eraseAll(ctx context.Context, prefix store.Key) error {
	return d.eraseWhere(ctx, prefix, func(store.Record) (bool, error) { return true, nil })
}

// eraseWhere takes out the records with a prefix that fit, a little in each commit.
// It ends before the first for which fits returns errEnough.
func (d *Desk) eraseWhere(ctx context.Context, prefix store.Key, fits func(store.Record) (bool, error)) error {
	after := store.Key("")
	for {
		records, err := d.opt.Store.List(ctx, prefix, after, eraseMax)
		if err != nil {
			return fmt.Errorf("list what to erase: %w", err)
		}
		if len(records) == 0 {
			return nil
		}
		set, enough := store.ChangeSet{Now: d.opt.Now()}, false
		for _, r := range records {
			fit, err := fits(r)
			if enough = errors.Is(err, errEnough); enough {
				break
			}
			if err != nil {
				return fmt.Errorf("read what to erase: %w", err)
			}
			if fit {
				set.Put = append(set.Put, store.Put{Key: r.Key})
			}
		}
		if len(set.Put) > 0 {
			if _, err := d.opt.Store.Commit(ctx, set); err != nil {
				return fmt.Errorf("erase: %w", err)
			}
			d.counts.erasedRecords.Add(int64(len(set.Put)))
		}
		if enough {
			return nil
		}
		after = records[len(records)-1].Key
	}
}
