package desk

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/store"
	"github.com/firstline-helpdesk/firstline/store/files"
)

// Level is one level of staff.
type Level struct {
	// Rooms are where its staff sit.
	Rooms []bot.Place
	// Staff are the person ids who may act; empty: whoever is in a room.
	Staff []string
	// ClaimFor is how long a claim lasts before the owner is asked.
	ClaimFor time.Duration
	// Hold is how long words of staff to a person can be changed or taken back
	// before they go out; 0 sends them at once.
	Hold time.Duration
	// Lead is the person id of who hears of what is late; "" is the first of Staff.
	Lead string
	// Terms are its hours and targets.
	Terms bot.Terms
	// Needs are what it has to know before it takes a ticket, by support type; those
	// of [AnyType] are for all.
	Needs map[string][]string
}

// Options is what a desk is made of.
type Options struct {
	Store store.Store
	// KB gives the current knowledge base.
	KB func() *kb.Base
	// Languages are the configured ones, the first is the default and the staff's.
	Languages []string
	Levels    []Level
	// Tracker is the repository of the product's makers, where new issues go, with the
	// name of its adapter as channel; nowhere for none.
	Tracker bot.Place
	// Types are the support types tickets can have; empty means [bot.Types].
	Types []string
	// Location is the zone times are shown in.
	Location *time.Location
	// Now is the clock; nil is the system's.
	Now func() time.Time
	Log *slog.Logger
	// Owner names this process among several on one store.
	Owner store.Owner
	// SignIn makes a link that signs somebody in to the desk page, once; nil where
	// there is no such page.
	SignIn func(bot.Person) string
	// Teach hands the knowledge base what use has taught, whenever that changes; nil
	// learns nothing.
	Teach func([]kb.Lesson)
	// Announce hands the search the known issues that run, when that changes; nil finds none.
	Announce func([]kb.Notice)
	// Code makes a code that joins two accounts; nil makes one that cannot be guessed.
	Code func() string
	// Problems lists what authors should mend; nil tells of none.
	Problems func() []kb.Problem
	// Files is where files of tickets are kept; nil passes none on.
	Files *files.Folder
	// Keep is how long what is closed is kept; 0 is for ever.
	Keep time.Duration
	// Masks hides personal data in rooms; nil hides e-mail addresses and phone numbers.
	Masks *bot.Masks
	// Picture opens a picture of an article by its path; nil sends none.
	Picture func(path string) (fs.File, error)
	// Model is the optional language model; nil does without.
	Model *Model
}

// Desk runs the help desk. Its methods are safe for concurrent use.
type Desk struct {
	opt      Options
	dialogue dialogue.Dialogue
	log      *slog.Logger
	counts   counts

	// Never changed after Run; slots bound what each channel sends, asking who waits for the model.
	adapters map[string]adapters.Adapter
	slots    map[string]chan struct{}
	asking   chan struct{}

	// run and items make ids; messages and outs remember what was just queued,
	// recall how conversations stand.
	run   string
	items atomic.Int64
	// lessons tells that there is something new to teach.
	lessons  atomic.Bool
	messages memo[bot.Message]
	outs     memo[outgoing]
	recall   recall
	sorter   sorter
	finder   finder
	behind   behind
	uses     uses
	notices  notices

	inboxWork     chan struct{}
	outboxWork    chan struct{}
	reading       chan struct{}
	eraseWork     chan struct{}
	broadcastWork chan struct{}

	mu     sync.Mutex
	pace   map[string]time.Time // lane or channel: when its allowance is full again
	paused map[string]time.Time // channel: until when it is not asked
	// inFlight counts replies with a receipt being sent, by lane.
	inFlight   map[string]int
	newsFlying map[string]int       // news of known issues in the outbox, by channel
	newsHeard  map[string]time.Time // when one of them was queued or came to its end
	// patience is how long an answer may take before the person sees that one is made.
	patience time.Duration
	// health is how the channels have been lately.
	health map[string]health
	// moves tells where chats went, by lane.
	moves map[string]bot.Place
}

// New makes a desk. It fails when the catalogue of texts is damaged or an option
// is missing.
func New(opt Options) (*Desk, error) {
	if err := dialogue.Check(); err != nil {
		return nil, fmt.Errorf("read the catalogue of texts: %w", err)
	}
	if opt.Store == nil || opt.KB == nil || len(opt.Languages) == 0 {
		return nil, errors.New("a desk needs a store, a knowledge base and a language")
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Location == nil {
		opt.Location = time.UTC
	}
	if opt.Code == nil {
		opt.Code = newCode
	}
	if len(opt.Types) == 0 {
		opt.Types = bot.Types
	}
	opt.Log = cmp.Or(opt.Log, slog.New(slog.DiscardHandler))
	opt.Owner = cmp.Or(opt.Owner, "desk")
	opt.Masks = cmp.Or(opt.Masks, defaultMasks())
	d := &Desk{
		opt:        opt,
		dialogue:   dialogue.Dialogue{Languages: opt.Languages},
		log:        opt.Log,
		adapters:   map[string]adapters.Adapter{},
		slots:      map[string]chan struct{}{consultChannel: make(chan struct{}, consulting)},
		run:        rand.Text(),
		inboxWork:  make(chan struct{}, 1),
		eraseWork:  make(chan struct{}, 1),
		outboxWork: make(chan struct{}, 1),
		reading:    make(chan struct{}, workers),
		pace:       map[string]time.Time{},
		paused:     map[string]time.Time{},
		inFlight:   map[string]int{},
		newsFlying: map[string]int{}, newsHeard: map[string]time.Time{}, broadcastWork: make(chan struct{}, 1), asking: make(chan struct{}, queueing),
		patience: typingAfter,
		health:   map[string]health{},
		moves:    map[string]bot.Place{},
	}
	d.lessons.Store(true)
	return d, errors.Join(d.loadMoves(context.Background()), d.loadUses(context.Background()))
}

// Attach adds a channel. Call it before Run. It fails when the name is taken.
func (d *Desk) Attach(a adapters.Adapter) error {
	if _, taken := d.adapters[a.Name()]; taken {
		return fmt.Errorf("two adapters are called %q", a.Name())
	}
	d.adapters[a.Name()] = a
	d.slots[a.Name()] = make(chan struct{}, senders)
	return nil
}

// Run works until ctx is done. It does not run the adapters themselves.
func (d *Desk) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	for _, loop := range []func(context.Context){d.inboxLoop, d.outboxLoop, d.timerLoop, d.sweepLoop, d.findLoop, d.privacyLoop, d.broadcastLoop} {
		wg.Go(func() { loop(ctx) })
	}
	wg.Wait()
	return nil
}

// Drain does everything that can be done now, one step at a time, and returns
// when nothing is left that is not kept back. It must not run beside Run.
func (d *Desk) Drain(ctx context.Context) error {
	for {
		did, err := d.drainOnce(ctx)
		if err != nil || !did {
			d.teach(ctx)
			d.announce(ctx)
			return err
		}
	}
}

func (d *Desk) drainOnce(ctx context.Context) (bool, error) {
	now := d.opt.Now()
	items, err := d.opt.Store.LeaseInbox(ctx, d.opt.Owner, now, 1, leaseTime)
	if err != nil {
		return false, fmt.Errorf("lease inbox: %w", err)
	}
	for _, item := range items {
		d.work(ctx, item)
	}
	out, err := d.opt.Store.LeaseOutbox(ctx, d.opt.Owner, now, 1, leaseTime)
	if err != nil {
		return false, fmt.Errorf("lease outbox: %w", err)
	}
	for _, item := range out {
		if reply, ok := d.readOut(ctx, item); ok && !d.letGo(ctx, item, reply) {
			d.deliverOut(ctx, item, reply)
		}
	}
	if len(items)+len(out) > 0 {
		return true, nil
	}
	if did, err := d.broadcastSteps(ctx); did || err != nil {
		return did, err
	}
	timers, err := d.opt.Store.DueTimers(ctx, d.opt.Owner, now, 1, leaseTime)
	if err != nil {
		return false, fmt.Errorf("due timers: %w", err)
	}
	for _, timer := range timers {
		d.ring(ctx, timer)
	}
	if len(timers) > 0 {
		return true, nil
	}
	return d.privacyStep(ctx)
}
