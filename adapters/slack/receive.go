package slack

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"sync"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/intake"
	"github.com/firstline-helpdesk/firstline/bot"
)

const (
	// firstWait and longestWait bound the back-off.
	firstWait   = time.Second
	longestWait = time.Minute
	// holdFor is how long a call waits for the desk to be ready when it has just
	// started. Slack waits three seconds. https://docs.slack.dev/apis/events-api/#responding
	holdFor = 2 * time.Second
)

// Run receives until ctx is done: over Socket Mode where there is an app token,
// else from /hooks/slack. It returns a Misconfigured [adapters.Fault] when Slack
// does not know a token or when Socket Mode was switched off; everything else it
// sits out.
func (a *Adapter) Run(ctx context.Context, inbox adapters.Inbox) error {
	if err := a.introduce(ctx); err != nil || ctx.Err() != nil {
		return err
	}
	a.door.open(inbox)
	defer a.door.close()
	a.ready.Do(func() { close(a.receiving) })
	if a.appToken != "" {
		return a.listen(ctx)
	}
	<-ctx.Done()
	return nil
}

// introduce learns who we are. Without it our own words could not be told from
// other people's.
func (a *Adapter) introduce(ctx context.Context) error {
	for failed := 1; ctx.Err() == nil && a.self.Load() == nil; failed++ {
		me, err := a.whoAmI(ctx)
		if err == nil {
			a.self.Store(&me)
			break
		}
		f := a.fault(err, "")
		if f.Kind == adapters.Misconfigured {
			return f
		}
		a.log.WarnContext(ctx, "slack did not say who we are", "err", f)
		a.pause(ctx, max(backoff(failed), f.After))
	}
	return nil
}

func (a *Adapter) whoAmI(ctx context.Context) (self, error) {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	me, err := a.api.AuthTestContext(ctx)
	if err != nil {
		return self{}, fmt.Errorf("auth.test: %w", err)
	}
	if me.UserID == "" || me.TeamID == "" {
		return self{}, errNotSlack
	}
	return self{Team: me.TeamID, User: me.UserID, Bot: me.BotID, Name: me.User}, nil
}

var errShut = errors.New("the desk is not receiving")

// take reads one payload and stores what is of concern. Nil means that Slack may
// be told "received".
func (a *Adapter) take(ctx context.Context, from source, raw []byte) error {
	me, err := a.known(ctx)
	if err != nil {
		return err
	}
	got, err := reader{self: *me, now: a.now, known: a.slacksOwn, begun: a.begun}.read(from, raw)
	if err != nil {
		a.log.WarnContext(ctx, "skipped a payload that cannot be read", "source", string(from), "reference", intake.Reference(raw))
		return nil
	}
	if got.alarm != "" {
		a.log.ErrorContext(ctx, got.alarm)
	}
	if got.message == nil {
		return nil
	}
	if got.ask != nil {
		a.openModal(ctx, got)
		return nil
	}
	return a.deliver(ctx, got)
}

// known gives who we are. Right after the start it waits a little for that.
func (a *Adapter) known(ctx context.Context) (*self, error) {
	if me := a.self.Load(); me != nil {
		return me, nil
	}
	timer := time.NewTimer(a.holdFor)
	defer timer.Stop()
	select {
	case <-a.receiving:
		return a.self.Load(), nil
	case <-timer.C:
	case <-ctx.Done():
	}
	return nil, errShut
}

// deliver completes a message and stores it, one at a time in each lane.
func (a *Adapter) deliver(ctx context.Context, got received) error {
	m := *got.message
	if got.elsewhere {
		m.Place.Chat = a.people.chat(ctx, got.user, m.Place.Chat)
	} else if got.user != "" && isDM(m.Place.Chat) {
		a.people.chats.Put(got.user, m.Place.Chat)
	}
	defer a.lanes.lock(m.Place.Lane())()
	if got.user != "" {
		a.people.complete(ctx, &m.From, got.user, got.handle)
	}
	if err := a.door.deliver(ctx, m); err != nil {
		a.log.ErrorContext(ctx, "a message was not stored; it will come again", "message_id", m.Trace(), "err", a.gate.scrub(err))
		return err
	}
	if got.opens {
		a.threads.Put(m.Place.String(), m.From.ID)
	}
	return nil
}

// begun gives who began the talk in a thread. It is forgotten when the program
// ends; then people mention us once more.
func (a *Adapter) begun(thread bot.Place) string {
	who, _ := a.threads.Get(thread.String())
	return who
}

// slacksOwn tells whether an address is Slack's or the one we are told to use.
func (a *Adapter) slacksOwn(address string) bool {
	u, err := url.Parse(address)
	return err == nil && a.gate.ours(u)
}

// backoff doubles from a second to a minute, with jitter; the first failure in a
// row waits hardly at all.
func backoff(failed int) time.Duration {
	if failed == 0 {
		return jitter(firstWait / 4)
	}
	wait := min(firstWait<<min(failed-1, 6), longestWait)
	return wait/2 + jitter(wait/2)
}

func jitter(most time.Duration) time.Duration { return rand.N(most + 1) }

// door is the inbox while Run is receiving.
type door struct {
	mu    sync.RWMutex
	inbox adapters.Inbox
}

func (d *door) open(inbox adapters.Inbox) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inbox = inbox
}

// close waits for deliveries under way.
func (d *door) close() { d.open(nil) }

func (d *door) deliver(ctx context.Context, m bot.Message) error {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.inbox == nil {
		return errShut
	}
	return d.inbox.Deliver(ctx, m)
}

// lanes lets one delivery of a lane through at a time. The zero value is ready.
type lanes struct {
	mu   sync.Mutex
	held map[string]*lane
}

type lane struct {
	mu sync.Mutex
	// users is how many hold it or wait for it.
	users int
}

// lock waits for the lane and gives the function that frees it.
func (l *lanes) lock(name string) (unlock func()) {
	l.mu.Lock()
	if l.held == nil {
		l.held = map[string]*lane{}
	}
	one := l.held[name]
	if one == nil {
		one = &lane{}
		l.held[name] = one
	}
	one.users++
	l.mu.Unlock()
	one.mu.Lock()
	return func() {
		one.mu.Unlock()
		l.mu.Lock()
		defer l.mu.Unlock()
		if one.users--; one.users == 0 {
			delete(l.held, name)
		}
	}
}
