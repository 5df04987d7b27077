package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
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
)

const (
	// broadcastStep is for how many people one commit makes replies at most.
	broadcastStep = 16
	// broadcastShare is how much of a channel's time the replies of broadcasts in the
	// outbox may take together.
	broadcastShare = 300 * time.Millisecond
	// broadcastTick is how often the loop looks without having been called.
	broadcastTick = time.Second
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
func (d *Desk) tellSome(ctx context.Context, number int, channel string, n int) (queued int, err error) {
	err = d.decide(ctx, traceOf("broadcast/"+d.itemID()), func(f *draft) error {
		queued = 0
		key := broadcastKey(number)
		b, err := load[broadcast](f, key)
		at := b.value.At[channel]
		if err != nil || b.version == 0 || at.Done {
			return err
		}
		records, err := f.opt.Store.List(f.ctx, knownInPrefix(number, channel), at.After, n)
		if err != nil {
			return fmt.Errorf("list who joined a known issue: %w", err)
		}
		for _, r := range records {
			who, err := store.Decode[joined](r.Value)
			if err != nil {
				return fmt.Errorf("read who joined a known issue: %w", err)
			}
			at.After = r.Key
			if who.Edition >= b.value.Edition && !b.value.Silent {
				continue // they joined after it, and know
			}
			did, err := f.tellJoined(b.value, r.Key, who)
			if err != nil {
				return err
			}
			if did {
				at.Queued++
				queued++
			}
		}
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
		return nil
	})
	return queued, err
}

// channelNames are the channels in a fixed order.
func (d *Desk) channelNames() []string { return slices.Sorted(maps.Keys(d.adapters)) }

// tellJoined makes the reply for one person, and reports whether there is one.
func (f *draft) tellJoined(b broadcast, in store.Key, who joined) (bool, error) {
	out := outgoing{News: heardKey(b.Known, b.Edition, in)}
	if who.Ticket != 0 && (b.End || b.Silent) {
		did, err := f.endWait(b, who, out)
		if did || err != nil {
			return did && !b.Silent, err
		}
	}
	if b.Silent {
		return false, nil
	}
	c, err := f.conversation(f.whereNow(who.Place))
	if err != nil {
		return false, err
	}
	if c.Quiet {
		f.put(out.News, heardQuiet)
		return false, nil
	}
	if c.Lang == "" {
		c.Lang = who.Lang
	}
	f.tell(c, dialogue.Say{Text: f.newsText(f.dialogue.Lang(*c), b)}, out)
	return true, nil
}

// newsText is news as people read it: with what they know the issue by, for they
// joined hours ago.
func (f *draft) newsText(lang string, b broadcast) string {
	key := "known.news"
	switch {
	case b.End && b.Text == "":
		key = "known.fixed_plain"
	case b.End:
		key = "known.fixed"
	}
	return dialogue.LeftToRight(lang, dialogue.Text(lang, key, "about", b.About, "text", b.Text))
}

// endWait ends the wait of a ticket. Where it only waited for the known issue, its
// person is asked whether it works now: yes closes it, no opens it again. It reports
// false where the ticket waits no more.
func (f *draft) endWait(b broadcast, who joined, out outgoing) (bool, error) {
	t, err := f.ticket(who.Ticket)
	if err != nil {
		return false, err
	}
	if t.Known != b.Known || !t.Running() {
		return false, nil
	}
	if b.Silent {
		t.Known = 0
		f.event(t, "waits no more", b.By, "")
		f.editCard(t, "")
		return true, nil
	}
	all, err := f.together(t)
	if err != nil {
		return false, err
	}
	f.who = b.By
	for i, t := range all {
		t.SolveKnown(b.By, f.now)
		if i > 0 {
			out = outgoing{}
		}
		if err := f.askSolved(t, f.newsText(t.Lang, b), out); err != nil {
			return false, err
		}
	}
	return true, nil
}
