package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// News of a known issue goes to everybody who joined it, oldest first. The news is a
// record with a cursor for each channel. Each step is one commit: replies for a few
// people and the cursor behind them, so that a crash between two steps neither
// forgets nor repeats anybody. There are never more of these replies in the outbox
// than a channel's account may send in a third of a second: an answer to somebody else
// waits that long for them and no longer. What became of each is a record that the
// commit writes which ends the reply; the rooms see the sums.

// broadcast is news that is being told.
type broadcast struct {
	Known   int `json:"known"`
	Edition int `json:"edition"`
	// Text is what staff wrote, "" for none; About is what people know the issue by.
	Text  string `json:"text,omitempty"`
	About string `json:"about,omitempty"`
	// End tells that it is fixed. Silent tells nobody: only tickets no longer wait.
	End    bool       `json:"end,omitempty"`
	Silent bool       `json:"silent,omitempty"`
	By     bot.Person `json:"by"`
	// Room is where it was ordered, and hears the sum.
	Room  bot.Place `json:"room"`
	Total int       `json:"total"`
	// At is how far each channel has got, Over when the last one came to its end.
	At   map[string]cursor `json:"at,omitempty"`
	Over time.Time         `json:"over,omitzero"`
	// Shown tells that the room sees how far it is.
	Shown bool `json:"shown,omitempty"`
}

// cursor is how far a broadcast has got on one channel.
type cursor struct {
	After store.Key `json:"after,omitempty"`
	// Queued is for how many people a reply was made.
	Queued int  `json:"queued,omitempty"`
	Done   bool `json:"done,omitempty"`
}

const broadcastPrefix = store.Key("broadcast/")

func broadcastKey(number int) store.Key {
	return broadcastPrefix + store.Key(fmt.Sprintf("%08d", number))
}

func heardPrefix(number, edition int) store.Key {
	return knownKey(number) + store.Key(fmt.Sprintf("/ed/%04d/", edition))
}

// heardKey is where it is kept what became of the news for who joined under a key.
func heardKey(number, edition int, in store.Key) store.Key {
	return heardPrefix(number, edition) + in[len(knownKey(number)+"/in/"):]
}

// What became of news for one person.
const (
	heardSent   = "sent"
	heardHeld   = "held"
	heardFailed = "failed"
	// heardQuiet: they typed stop, and were not told.
	heardQuiet = "quiet"
	// heardThere: the group where they joined was told for another one of it.
	heardThere = "there"
	// heardDamaged: their record could not be read.
	heardDamaged = "damaged"
)

const (
	// broadcastStep is for how many people one commit makes replies at most.
	broadcastStep = 16
	// broadcastShare is how much of a channel's time the replies of broadcasts in the
	// outbox may take together.
	broadcastShare = 300 * time.Millisecond
	// broadcastTick is how often the loop looks without having been called.
	broadcastTick = time.Second
	// newsRecount is for how long nothing may come to its end before what is under way
	// is counted anew: another process may send it.
	newsRecount = 2 * time.Second
	// broadcastLead is how long one of several processes on a store does the work.
	broadcastLead = time.Minute
)

// startBroadcast begins to tell news. News that is still being told stops where it
// is: the new one goes to all, and says what holds.
func (f *draft) startBroadcast(b broadcast) error {
	key := broadcastKey(b.Known)
	old, err := load[broadcast](f, key)
	if err != nil {
		return err
	}
	old.value = b
	keep(f, key, old)
	f.timer(knownTimer, b.Known, f.now.Truncate(knownCardEvery).Add(knownCardEvery))
	signal(f.broadcastWork)
	return nil
}

// broadcasts lists the news that is being told.
func (d *Desk) broadcasts(ctx context.Context) ([]broadcast, error) {
	return listAll[broadcast](ctx, d.opt.Store, broadcastPrefix)
}

// tellSome makes replies for the next n people of a channel. It reports for how many.
// Whose records are damaged is not told, and keeps it from nobody else.
func (d *Desk) tellSome(ctx context.Context, number int, channel string, n int) (queued int, err error) {
	damaged := map[store.Key]bool{}
	for {
		before := len(damaged)
		err = d.decide(ctx, traceOf("broadcast/"+d.itemID()), func(f *draft) error {
			var err error
			queued, err = f.tellSome(number, channel, n, damaged)
			return err
		})
		if err == nil || len(damaged) == before {
			return queued, err
		}
		d.log.Error("somebody cannot be told news of a known issue", "err", err)
	}
}

func (f *draft) tellSome(number int, channel string, n int, damaged map[store.Key]bool) (queued int, err error) {
	key := broadcastKey(number)
	b, err := load[broadcast](f, key)
	at := b.value.At[channel]
	if err != nil || b.version == 0 || at.Done {
		return 0, err
	}
	records, err := f.opt.Store.List(f.ctx, knownInPrefix(number, channel), at.After, n)
	if err != nil {
		return 0, fmt.Errorf("list who joined a known issue: %w", err)
	}
	for _, r := range records {
		at.After = r.Key
		did, err := f.tellNext(b.value, r, damaged)
		if err != nil {
			return 0, err
		}
		if did {
			queued++
		}
	}
	at.Queued += queued
	at.Done = len(records) < n
	b.value.At = maps.Clone(b.value.At)
	if b.value.At == nil {
		b.value.At = map[string]cursor{}
	}
	b.value.At[channel] = at
	if !slices.ContainsFunc(f.channelNames(), func(c string) bool { return !b.value.At[c].Done }) {
		b.value.Over = f.now
	}
	keep(f, key, b)
	return queued, nil
}

// tellNext tells one person who joined, unless they joined after the news, and know.
// Where a record is damaged it notes theirs down and fails.
func (f *draft) tellNext(b broadcast, r store.Record, damaged map[store.Key]bool) (bool, error) {
	if damaged[r.Key] {
		f.put(heardKey(b.Known, b.Edition, r.Key), heardDamaged)
		return false, nil
	}
	who, err := store.Decode[joined](r.Value)
	did := false
	if err == nil && (b.Silent || who.Edition < b.Edition) {
		// Whoever leaves meanwhile hears nothing any more.
		f.set.Expect = append(f.set.Expect, store.Expect{Key: r.Key, Version: r.Version})
		did, err = f.tellJoined(b, r.Key, who)
	}
	if errors.Is(err, store.ErrDamaged) {
		damaged[r.Key] = true
	}
	if err != nil {
		return false, fmt.Errorf("tell who joined a known issue: %w", err)
	}
	return did, nil
}

// channelNames are the channels in a fixed order.
func (d *Desk) channelNames() []string { return slices.Sorted(maps.Keys(d.adapters)) }
