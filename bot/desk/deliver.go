package desk

import (
	"context"
	"fmt"
	"hash/crc32"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// Deliver is hop 2: the first delivery of a message goes into the inbox, on disk;
// any other one does nothing. Nil means that the adapter may acknowledge. What is
// said in a group that is no room of ours, and not to us, is not kept at all.
func (d *Desk) Deliver(ctx context.Context, m bot.Message) error {
	if m.Delivery == "" || m.Place.Zero() {
		return fmt.Errorf("deliver: a message needs a delivery key and a place")
	}
	if !m.Direct && !alwaysKept(m.Kind) && d.levelOf(m.Place) == 0 && d.trackerOf(m.Place.Channel) == nil {
		d.counts.ignored.Add(1)
		return nil
	}
	if d.trackerOf(m.Place.Channel) != nil {
		if follows, err := d.follows(ctx, m); err != nil || !follows {
			d.counts.ignored.Add(1)
			return err
		}
	}
	m = m.Clean()
	lane := m.Place.Lane()
	if m.Kind == bot.Reached {
		// Reports have a lane of their own: one that must wait for the record of its
		// message delays nobody's words.
		lane += "#reached"
	}
	value, err := store.Encode(m)
	if err != nil {
		return fmt.Errorf("deliver: %w", err)
	}
	id := d.itemID()
	d.messages.put(id, m)
	if m.Kind != bot.Reached {
		d.behind.expect(lane, id, m)
	}
	result, err := d.opt.Store.Commit(ctx, store.ChangeSet{
		Now:        d.opt.Now(),
		Deliveries: []store.Delivery{{Key: m.Delivery, Sum: sum(m)}},
		Inbox:      []store.Push{{ID: id, Lane: lane, Value: value}},
	})
	if err != nil || result.Outcome != store.Applied {
		d.messages.take(id)
		d.behind.forget(lane, id)
	}
	d.behind.arrived(lane, id)
	if err != nil {
		d.counts.refused.Add(1)
		return fmt.Errorf("store a delivered message: %w", err)
	}
	switch {
	case result.Outcome == store.Duplicate && result.Differs:
		d.counts.duplicates.Add(1)
		d.log.Warn("a delivery came again with another body", "message_id", m.Trace(), "channel", m.Place.Channel)
	case result.Outcome == store.Duplicate:
		d.counts.duplicates.Add(1)
	default:
		d.counts.received.Add(1)
		signal(d.inboxWork)
	}
	return nil
}

// alwaysKept are kinds that concern the desk wherever they happen.
func alwaysKept(k bot.Kind) bool {
	return k == bot.Pressed || k == bot.Reached || k == bot.Moved || k == bot.Left || k == bot.Returned
}

func sum(m bot.Message) uint32 {
	said := string(m.Kind) + "\x00" + m.From.ID + "\x00" + m.Text + "\x00" + m.Press
	return crc32.ChecksumIEEE([]byte(said)) | 1
}
