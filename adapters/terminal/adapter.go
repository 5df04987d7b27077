package terminal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

const (
	// Channel is the name of the channel in places and ids.
	Channel = "terminal"
	// Room is the chat that all staff at terminals share: the place "terminal:desk".
	Room = "desk"
	// MaxKept is how many replies are kept for the room while no staff are attached.
	MaxKept = 100
)

// Options is what an Adapter needs. The zero value works.
type Options struct {
	// Idle returns when the desk has nothing left to do for what was delivered
	// before the call: no message waits and no reply is on its way. A session calls
	// it at the end of its input. Nil does not wait.
	Idle func(ctx context.Context) error
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// Adapter is the terminal channel. It is safe for concurrent use.
type Adapter struct {
	opt Options
	// run makes delivery keys and ids of this process differ from those of any other.
	run      string
	incoming chan delivery
	sessions atomic.Int64
	sent     atomic.Int64

	mu    sync.Mutex
	seats map[string]*seat
}

var (
	_ adapters.Adapter = (*Adapter)(nil)
	_ adapters.Knocker = (*Adapter)(nil)
)

// seat is one chat: who is attached to it and what waits for those who are not.
type seat struct {
	mu       sync.Mutex
	sessions []*session
	kept     []shown
}

// shown is a reply with the id it was sent under.
type shown struct {
	id    string
	reply bot.Reply
}

// delivery carries a message from a session to Run, and the outcome back.
type delivery struct {
	ctx     context.Context
	message bot.Message
	outcome chan error
}

// New makes the channel. Nobody is attached yet.
func New(opt Options) *Adapter {
	if opt.Idle == nil {
		opt.Idle = func(context.Context) error { return nil }
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	return &Adapter{
		opt:      opt,
		run:      rand.Text(),
		incoming: make(chan delivery),
		seats:    map[string]*seat{},
	}
}

// Name is "terminal".
func (a *Adapter) Name() string { return Channel }

// Limits tells that text may be of any length and that buttons must fit a line.
func (a *Adapter) Limits() adapters.Limits {
	return adapters.Limits{Unit: adapters.Runes, Buttons: 9, Label: 60}
}

// Run hands what sessions read to the inbox until ctx is done. Sessions that are
// attached before it runs wait for it.
func (a *Adapter) Run(ctx context.Context, inbox adapters.Inbox) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case d := <-a.incoming:
			d.outcome <- inbox.Deliver(d.ctx, d.message)
		}
	}
}

// Whispers is true for the room: a reply for one member of staff is shown at their
// terminals only.
func (a *Adapter) Whispers(at bot.Place) bool { return at.Channel == Channel && at.Chat == Room }

// Send shows the reply to every session of its place, or with Reply.For in the
// room to the sessions of that member of staff. For a person who is not attached
// the fault is Closed: the desk holds the reply until they are. In the room the
// last replies are kept for who comes next, because the desk's queue shows the
// rest. Broken is for a ctx that is done.
func (a *Adapter) Send(ctx context.Context, r bot.Reply) (adapters.Sent, error) {
	if err := ctx.Err(); err != nil {
		return adapters.Sent{}, &adapters.Fault{Kind: adapters.Broken, Err: fmt.Errorf("show a reply: %w", err)}
	}
	s := shown{id: a.run + "-bot-" + strconv.FormatInt(a.sent.Add(1), 10), reply: r}
	seat := a.seat(r.To.Chat)
	seat.mu.Lock()
	defer seat.mu.Unlock()
	seen := false
	for _, session := range seat.sessions {
		if session.sees(r) && session.show(s) {
			seen = true
		}
	}
	switch {
	case seen:
	case r.To.Chat == Room:
		seat.keep(s)
	default:
		return adapters.Sent{}, &adapters.Fault{Kind: adapters.Closed, Err: errAway}
	}
	return adapters.Sent{ID: s.id}, nil
}

// errAway is why a reply must wait.
var errAway = errors.New("nobody is at this terminal")

// Knock is always Refused: nobody at an empty terminal can be asked to come. It is
// there because the channel closes.
func (a *Adapter) Knock(context.Context, bot.Place) error {
	return &adapters.Fault{Kind: adapters.Refused, Err: errAway}
}

// seat gives the chat, a new one when it is not known yet.
func (a *Adapter) seat(chat string) *seat {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := a.seats[chat]
	if s == nil {
		s = &seat{}
		a.seats[chat] = s
	}
	return s
}

func (s *seat) keep(r shown) {
	s.kept = append(s.kept, r)
	if len(s.kept) > MaxKept {
		s.kept = slices.Clone(s.kept[len(s.kept)-MaxKept:])
	}
}

// join attaches a session and shows it what was kept for it, before anything new.
func (s *seat) join(new *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions = append(s.sessions, new)
	s.kept = slices.DeleteFunc(s.kept, func(r shown) bool {
		return new.sees(r.reply) && new.show(r)
	})
}

func (s *seat) leave(old *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions = slices.DeleteFunc(s.sessions, func(one *session) bool { return one == old })
}
