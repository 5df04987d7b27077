package desk

import (
	"context"
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

// eachTicket gives the tickets whose numbers come after one, in order.
func (d *Desk) eachTicket(ctx context.Context, after int, each func(*bot.Ticket) error) error {
	from := ticketKey(after)
	for {
		records, err := d.opt.Store.List(ctx, "ticket/", from, 0)
		if err != nil {
			return fmt.Errorf("list tickets: %w", err)
		}
		if len(records) == 0 {
			return nil
		}
		for _, r := range records {
			t, err := store.Decode[bot.Ticket](r.Value)
			if err != nil {
				return fmt.Errorf("list tickets: %w", err)
			}
			if err := each(&t); err != nil {
				return err
			}
		}
		from = records[len(records)-1].Key
	}
}
