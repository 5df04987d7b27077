package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// eachTalk gives the conversations whose keys come after one, in order. It jumps over
// what was said in them.
func (d *Desk) eachTalk(ctx context.Context, after store.Key, each func(bot.Conversation) error) error {
	for {
		first, err := d.opt.Store.List(ctx, "chat/", after, 1)
		if err != nil {
			return fmt.Errorf("list conversations: %w", err)
		}
		if len(first) == 0 {
			return nil
		}
		key := talkOf(first[0].Key)
		c, version, err := store.Get[bot.Conversation](ctx, d.opt.Store, key)
		if err != nil {
			return err
		}
		if version == 0 {
			// Lines without their conversation: only a place is known of it.
			c.Place = placeOf(key)
		}
		if err := each(c); err != nil {
			return err
		}
		after = key
	}
}

// talkOf gives the key of the conversation that a record below "chat/" belongs to.
func talkOf(key store.Key) store.Key {
	s := string(key)
	if i := strings.LastIndex(s, "/talk/"); i >= 0 && !strings.HasSuffix(s, "/to") {
		s = s[:i] + "/to"
	}
	return store.Key(s)
}

// placeOf reads the place out of the key of a conversation.
func placeOf(key store.Key) bot.Place {
	s := strings.TrimSuffix(strings.TrimPrefix(string(key), "chat/"), "/to")
	channel, chat, _ := strings.Cut(s, ":")
	return bot.Place{Channel: channel, Chat: chat}
}

// eachTicket gives the tickets whose numbers come after one, in order. Those whose
// records are damaged it leaves out, and names in its error at the end, which is
// store.ErrDamaged.
func (d *Desk) eachTicket(ctx context.Context, after int, each func(*bot.Ticket) error) error {
	var damaged error
	for {
		records, err := d.opt.Store.List(ctx, ticketPrefix, ticketKey(after), 0)
		if errors.Is(err, store.ErrDamaged) {
			records, err = d.ticketsOneByOne(ctx, after)
		}
		if err != nil {
			return fmt.Errorf("list tickets: %w", err)
		}
		if len(records) == 0 {
			return damaged
		}
		for _, r := range records {
			after, _ = theNumber(strings.TrimLeft(strings.TrimPrefix(string(r.Key), ticketPrefix), "0"))
			t, err := store.Decode[bot.Ticket](r.Value)
			if errors.Is(err, store.ErrDamaged) {
				damaged = errors.Join(damaged, fmt.Errorf("ticket %d: %w", after, store.ErrDamaged))
				continue
			}
			if err != nil {
				return fmt.Errorf("list tickets: %w", err)
			}
			if err := each(&t); err != nil {
				return err
			}
		}
	}
}

const ticketPrefix = "ticket/"

// ticketsOneByOne gives some of the tickets whose numbers come after one, where one that
// cannot be read is among them: of that only the key.
func (d *Desk) ticketsOneByOne(ctx context.Context, after int) ([]store.Record, error) {
	last, _, err := store.Get[int](ctx, d.opt.Store, counterKey)
	if err != nil {
		return nil, err
	}
	var all []store.Record
	for n := after + 1; n <= last && len(all) < eraseMax; n++ {
		records, err := d.opt.Store.Load(ctx, ticketKey(n))
		switch {
		case errors.Is(err, store.ErrDamaged):
			all = append(all, store.Record{Key: ticketKey(n)})
		case err != nil:
			return nil, err
		case records[0].Version > 0:
			all = append(all, records[0])
		}
	}
	return all, nil
}
