package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// draft is one decision in the making: what was loaded, with its versions, and
// what is to be committed. It is used by one goroutine and thrown away after a
// conflict.
type draft struct {
	*Desk
	ctx     context.Context
	now     time.Time
	trace   string
	set     store.ChangeSet
	convs   map[store.Key]*loaded[bot.Conversation]
	tickets map[store.Key]*loaded[bot.Ticket]
	replies int
	// clear leaves out the masks while a text is made for the owner's eyes.
	clear bool
	// who gives the order that is carried out; nobody outside of rooms.
	who bot.Person
	// same are the accounts that are one person; nil until asked for.
	same accounts
	// indexed are the words of tickets that were changed, unindexed what is no longer found.
	indexed   map[int]*indexed
	unindexed []func()
	// item is the id of the message's place in the inbox; "" for what is no message.
	item string
	// early tells that the message may be put back for a moment.
	early bool
	// queued are the items of the outbox whose values are remembered.
	queued []string
	// thought is what the language model said to the message; nil where it is not asked.
	thought *thought
	// joining is who joins a known issue in this draft, by where they are written down.
	joining map[store.Key]*joined
	// toldAt are the places of several people that the draft tells news.
	toldAt map[store.Key]bool
	// crowd counts what the draft says to many, by channel, crowdRoom how much it may.
	crowd, crowdRoom map[string]int
	// taught tells that something was learned.
	taught bool
	err    error
}

// trace makes a short stable name of what caused a draft.
func traceOf(cause string) string {
	h := sha256.Sum256([]byte(cause))
	return hex.EncodeToString(h[:6])
}

func (d *Desk) newDraft(ctx context.Context, trace string) *draft {
	now := d.opt.Now()
	return &draft{
		Desk: d, ctx: ctx, now: now, trace: trace,
		set:     store.ChangeSet{Now: now},
		convs:   map[store.Key]*loaded[bot.Conversation]{},
		tickets: map[store.Key]*loaded[bot.Ticket]{},
	}
}

// decide makes drafts until one is committed. It returns the commit's error;
// store.ErrFenced means that the item is somebody else's by now.
func (d *Desk) decide(ctx context.Context, trace string, make func(f *draft) error) error {
	for range conflicts {
		f := d.newDraft(ctx, trace)
		result, err := f.commit(ctx, make)
		if err != nil {
			return err
		}
		if result.Outcome == store.Conflict {
			d.counts.conflicts.Add(1)
			continue
		}
		if len(f.set.Outbox) > 0 {
			signal(d.outboxWork)
		}
		if f.taught {
			d.lessons.Store(true)
		}
		return nil
	}
	return fmt.Errorf("a decision met %d conflicts: %w", conflicts, store.ErrBusy)
}

// commit makes the draft and commits it. What is remembered follows: what was
// applied, or nothing.
func (f *draft) commit(ctx context.Context, make func(f *draft) error) (result store.Result, err error) {
	defer func() {
		if err == nil && result.Outcome == store.Applied {
			for key, c := range f.convs {
				f.recall.put(key, *c)
			}
			f.found()
			for channel, n := range f.crowd {
				f.newsUnderWay(channel, n)
			}
			return
		}
		for _, id := range f.queued {
			f.outs.take(id)
		}
		for key := range f.convs {
			f.recall.drop(key)
		}
	}()
	if err := make(f); err != nil {
		return result, err
	}
	if err := f.finish(); err != nil {
		return result, err
	}
	if result, err = f.opt.Store.Commit(ctx, f.set); err != nil {
		return result, fmt.Errorf("commit a decision: %w", err)
	}
	return result, nil
}

// conversation loads the conversation at a place, or starts it. The pointer may
// be changed; the draft writes it back.
func (f *draft) conversation(p bot.Place) (*bot.Conversation, error) {
	key := conversationKey(p)
	if have, ok := f.convs[key]; ok {
		return &have.value, nil
	}
	c, known := f.recall.get(key)
	if !known {
		var err error
		if c, err = load[bot.Conversation](f, key); err != nil {
			return nil, err
		}
	}
	if c.version == 0 {
		c.value.Place = p
	}
	f.convs[key] = c
	return &c.value, nil
}

// ticket loads a ticket. It returns a *bot.Refusal when there is none.
func (f *draft) ticket(number int) (*bot.Ticket, error) {
	key := ticketKey(number)
	if have, ok := f.tickets[key]; ok {
		return &have.value, nil
	}
	t, err := load[bot.Ticket](f, key)
	if err != nil {
		return nil, err
	}
	if t.version == 0 {
		return nil, &bot.Refusal{Reason: bot.NoSuchTicket, Ticket: number}
	}
	if t.value.Owner, err = f.self(t.value.Owner); err != nil {
		return nil, err
	}
	if t.value.SolvedBy, err = f.self(t.value.SolvedBy); err != nil {
		return nil, err
	}
	f.tickets[key] = t
	return &t.value, nil
}

// newTicket gives a ticket the next number.
func (f *draft) newTicket(t bot.Ticket) (*bot.Ticket, error) {
	last, version, err := store.Get[int](f.ctx, f.opt.Store, counterKey)
	if err != nil {
		return nil, err
	}
	t.Number = last + 1
	f.set.Expect = append(f.set.Expect, store.Expect{Key: counterKey, Version: version})
	f.put(counterKey, t.Number)
	f.index(t.Number, strconv.Itoa(t.Number), t.Person.Name)
	f.put(openKey(t.Number), true)
	f.tickets[ticketKey(t.Number)] = &loaded[bot.Ticket]{value: t}
	return &f.tickets[ticketKey(t.Number)].value, nil
}

// finish turns what was loaded and changed into the ChangeSet.
func (f *draft) finish() error {
	if err := f.goAlong(); err != nil {
		return err
	}
	for key, c := range f.convs {
		keep(f, key, c)
	}
	for key, t := range f.tickets {
		f.wind(&t.value)
		keep(f, key, t)
	}
	for n, l := range f.indexed {
		keep(f, wordsKey(n), l.line)
	}
	return f.err
}

// put adds a record. A failure is kept and ends the draft in finish.
func (f *draft) put(key store.Key, v any) {
	f.set.Put = append(f.set.Put, store.Put{Key: key, Value: f.encode(v)})
}

func (f *draft) drop(key store.Key) {
	f.set.Put = append(f.set.Put, store.Put{Key: key})
}

func (f *draft) encode(v any) []byte {
	value, err := store.Encode(v)
	if err != nil && f.err == nil {
		f.err = err
	}
	return value
}

// send queues a reply, masked where staff read it.
func (f *draft) send(out outgoing) {
	if out.Reply = f.masked(out.Reply); f.levelOf(out.Reply.To) > 0 {
		out.Line = "" // the line of the transcript is not masked
	}
	f.queue(out)
}

// queue queues a reply as it is. Its ID is the same whenever this draft is made again.
func (f *draft) queue(out outgoing) {
	f.replies++
	out.Reply.To = f.whereNow(out.Reply.To)
	// What people read is ours or the staff's; what rooms read holds people's words.
	out.Reply.Linked = out.Reply.Linked || f.levelOf(out.Reply.To) == 0
	out.Reply.Text = bot.CutText(out.Reply.Text, bot.MaxText)
	out.Reply.ID = f.trace + "-" + strconv.Itoa(f.replies)
	out.Queued = f.now
	out.Trace = f.trace
	id := f.itemID()
	f.outs.put(id, out)
	f.queued = append(f.queued, id)
	f.set.Outbox = append(f.set.Outbox, store.Push{
		ID: id, Lane: out.Reply.To.Lane(), Value: f.encode(out.kept()), NotBefore: out.Ready,
	})
}
