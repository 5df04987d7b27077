package desk

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
	"github.com/firstline-helpdesk/firstline/store"
)

// inboxLoop is hop 3: it leases the first message of every lane and hands each to
// a worker. A lane's next message becomes available when this one is done.
func (d *Desk) inboxLoop(ctx context.Context) {
	lease := func(n int) ([]store.Item, error) {
		return d.opt.Store.LeaseInbox(ctx, d.opt.Owner, d.opt.Now(), n, leaseTime)
	}
	d.loop(ctx, workers, d.inboxWork, lease, d.work)
}

// loop leases items and hands each to one of at most n workers, until ctx is done;
// then it waits for those under way. Workers are started when they are needed and
// live as long as the loop, for a goroutine that has worked has a stack of the size
// it takes.
func (d *Desk) loop(ctx context.Context, n int, work chan struct{},
	lease func(n int) ([]store.Item, error), do func(context.Context, store.Item)) {
	tick := time.NewTicker(tickTime)
	defer tick.Stop()
	var wg sync.WaitGroup
	defer wg.Wait()
	jobs := make(chan store.Item)
	defer close(jobs)
	var busy atomic.Int64
	started := 0
	for {
		// What the lease leaves behind waits for a worker, or is signalled.
		items, err := lease(n - int(busy.Load()))
		if err != nil && ctx.Err() == nil {
			d.log.Error("cannot lease work", "err", err)
		}
		for _, item := range items {
			busy.Add(1)
			select {
			case jobs <- item:
				continue
			default:
			}
			if started == n {
				jobs <- item // somebody is just about to be free
				continue
			}
			started++
			wg.Go(func() {
				for ok := true; ok; item, ok = <-jobs {
					do(ctx, item)
					busy.Add(-1)
					signal(work)
				}
			})
		}
		select {
		case <-ctx.Done():
			return
		case <-work:
		case <-tick.C:
		}
	}
}

// work handles one message. Whatever happens, the message is handled, tried
// again later, or set aside where people see it.
func (d *Desk) work(ctx context.Context, item store.Item) {
	var err error
	m, ok := d.messages.take(item.ID)
	if !ok {
		m, err = store.Decode[bot.Message](item.Value)
	}
	if err == nil {
		err = d.guarded(ctx, item, m)
	}
	if err == nil || errors.Is(err, store.ErrFenced) {
		d.behind.forget(m.Place.Lane(), item.ID)
		return
	}
	if ctx.Err() != nil {
		return
	}
	if errors.Is(err, errNotYet) {
		d.later(ctx, item, m)
		return
	}
	d.counts.workErrors.Add(1)
	d.log.Error("a message could not be handled", "message_id", m.Trace(), "attempt", item.Attempt, "err", err)
	if item.Attempt+1 >= workAttempts {
		d.setAside(ctx, item, m, err)
		return
	}
	again := store.Again{Token: item.Token, NotBefore: d.opt.Now().Add(backOff(item.Attempt))}
	if _, err := d.opt.Store.Commit(ctx, store.ChangeSet{Now: d.opt.Now(), Again: []store.Again{again}}); err != nil {
		d.log.Error("cannot give a message back", "message_id", m.Trace(), "err", err)
	}
}

// answers tells whether something of the draft goes back to where a message came from.
func (f *draft) answers(p bot.Place) bool {
	return slices.ContainsFunc(f.set.Outbox, func(push store.Push) bool { return push.Lane == p.Lane() })
}

// showRead marks a person's message as read where the channel can, when an answer
// follows: some channels show with it that somebody is writing. It is a courtesy:
// nothing waits for it, and when many are under way it is left out.
func (d *Desk) showRead(ctx context.Context, m bot.Message) {
	reader, ok := d.adapters[m.Place.Channel].(adapters.Reader)
	if !ok || m.ID == "" || m.Kind == bot.Reached || d.levelOf(m.Place) > 0 {
		return
	}
	select {
	case d.reading <- struct{}{}:
	default:
		return
	}
	go func() {
		defer func() { <-d.reading }()
		ctx, cancel := context.WithTimeout(ctx, readTime)
		defer cancel()
		reader.Read(ctx, m.Place, m.ID)
	}()
}

// guarded turns a panic into an error, so that one message cannot stop the desk.
func (d *Desk) guarded(ctx context.Context, item store.Item, m bot.Message) (err error) {
	defer func() {
		if p := recover(); p != nil {
			d.log.Error("panic while handling a message", "message_id", m.Trace(), "stack", string(debug.Stack()))
			err = errors.New("panic while handling a message")
		}
	}()
	defer d.typing(ctx, m)()
	answered := false
	defer func() {
		if answered && err == nil {
			d.showRead(ctx, m)
		}
	}()
	var thought thought
	return d.decide(ctx, m.Trace(), func(f *draft) error {
		defer func() { answered = f.answers(m.Place) }()
		f.item, f.thought = item.ID, &thought
		f.set.Done, f.early = []store.Token{item.Token}, item.Attempt+1 < workAttempts
		switch {
		case m.Kind == bot.Reached:
			return f.reached(m)
		case m.Kind == bot.Alerted:
			return f.alerted(m)
		case m.Kind == bot.Moved:
			return f.moved(m)
		case d.trackerOf(m.Place.Channel) != nil:
			return f.fromTracker(m)
		case d.levelOf(m.Place) > 0:
			return f.fromRoom(m)
		}
		return f.fromPerson(m)
	})
}

// later puts a report back until its message is recorded, and drops it when that
// does not happen: it was about a message whose record a crash took.
func (d *Desk) later(ctx context.Context, item store.Item, m bot.Message) {
	set := store.ChangeSet{Now: d.opt.Now(), Done: []store.Token{item.Token}}
	if item.Attempt < workAttempts {
		set.Done = nil
		set.Again = []store.Again{{Token: item.Token, NotBefore: d.opt.Now().Add(time.Second)}}
	}
	if _, err := d.opt.Store.Commit(ctx, set); err != nil {
		d.log.Error("cannot give a report back", "message_id", m.Trace(), "err", err)
	}
}

// setAside gives a message up: it is kept for an operator, the person is told,
// and a ticket is opened so that a human looks.
func (d *Desk) setAside(ctx context.Context, item store.Item, m bot.Message, cause error) {
	d.counts.dead.Add(1)
	d.behind.forget(m.Place.Lane(), item.ID)
	defer d.survive("setting a message aside", m.Trace(), func() {
		// What made it fail is met again here. The message is kept, and nothing else.
		if err := d.decide(ctx, m.Trace(), func(f *draft) error {
			f.set.Done = []store.Token{item.Token}
			f.put(deadKey(0, m.Trace()), dead{Why: "handling failed", At: f.now, Said: &m})
			return nil
		}); err != nil {
			d.log.Error("cannot set a message aside", "message_id", m.Trace(), "err", err)
		}
	})
	err := d.decide(ctx, m.Trace(), func(f *draft) error {
		f.set.Done = []store.Token{item.Token}
		f.put(deadKey(0, m.Trace()), dead{Why: "handling failed", At: f.now, Said: &m})
		if m.Place.Zero() || d.levelOf(m.Place) > 0 || !asks(m) || d.trackerOf(m.Place.Channel) != nil {
			return nil
		}
		c := &bot.Conversation{Place: m.Place, Person: m.From}
		if have, err := f.conversation(m.Place); err == nil {
			c = have
		}
		if c.Ticket != 0 {
			return nil
		}
		c.Person, c.Seen = m.From, f.now
		question := strings.TrimSpace(c.Burst + "\n" + m.Text)
		if m.Alert != nil {
			question = m.Alert.Words()
		}
		c.Burst = ""
		t, err := f.openTicket(c, dialogue.OpenTicket{Question: question})
		if err != nil {
			return err
		}
		f.toRooms(t, "staff.gave_up", "ref", m.Trace(), "number", number(t))
		return nil
	})
	if err != nil {
		d.log.Error("cannot set a message aside", "message_id", m.Trace(), "err", fmt.Errorf("%w (after %w)", err, cause))
	}
}

// asks tells whether somebody said something: reports on messages and chats are nobody's
// question.
func asks(m bot.Message) bool {
	return !slices.Contains([]bot.Kind{bot.Reached, bot.Moved, bot.Left, bot.Deleted}, m.Kind)
}

// signal wakes a loop, unless it is about to wake anyway.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
