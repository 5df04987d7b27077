package alerts

import (
	"context"
	"crypto/sha256"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// Channel is the name of the adapter.
const Channel = bot.AlertChannel

// Options is what an [Adapter] is made of.
type Options struct {
	// Secret proves that a caller may raise alerts.
	Secret string
	Log    *slog.Logger
	// Now is the clock; nil is the system's.
	Now func() time.Time
}

// Adapter receives alerts over HTTP.
type Adapter struct {
	secret [sha256.Size]byte
	log    *slog.Logger
	now    func() time.Time

	mu sync.RWMutex
	// inbox is set while Run runs; running ends with it.
	inbox   adapters.Inbox
	running context.Context
	// told is when a refused call was last told to the operator.
	told time.Time
	// lanes keep two calls about one group apart.
	lanes [32]sync.Mutex
}

// New makes an adapter. It fails without a secret: anybody could raise alerts.
func New(opt Options) (*Adapter, error) {
	if opt.Secret == "" {
		return nil, errors.New("alerts.secret is empty; set one, or leave alerts out")
	}
	a := &Adapter{secret: sha256.Sum256([]byte(opt.Secret)), log: opt.Log, now: opt.Now}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	if a.now == nil {
		a.now = time.Now
	}
	return a, nil
}

// Name is "alerts".
func (a *Adapter) Name() string { return Channel }

// Limits has none: nothing is shown anywhere.
func (a *Adapter) Limits() adapters.Limits { return adapters.Limits{} }

// Run lets calls through to the inbox until ctx is done.
func (a *Adapter) Run(ctx context.Context, inbox adapters.Inbox) error {
	a.mu.Lock()
	a.inbox, a.running = inbox, ctx
	a.mu.Unlock()
	<-ctx.Done()
	a.mu.Lock() // waits for what is being delivered
	defer a.mu.Unlock()
	a.inbox, a.running = nil, nil
	return nil
}

// Send drops what is said to an alert: nobody would read it.
func (a *Adapter) Send(context.Context, bot.Reply) (adapters.Sent, error) {
	return adapters.Sent{}, nil
}

// errClosed tells that the adapter is not running.
var errClosed = errors.New("the desk is starting or stopping")

// deliver puts an alert into the inbox. Alerts of one group go one after the other.
func (a *Adapter) deliver(ctx context.Context, m bot.Message) error {
	a.mu.RLock()
	defer a.mu.RUnlock()
	if a.inbox == nil || a.running.Err() != nil {
		return errClosed
	}
	sum := sha256.Sum256([]byte(m.Place.Chat))
	lane := &a.lanes[int(sum[0])%len(a.lanes)]
	lane.Lock()
	defer lane.Unlock()
	return a.inbox.Deliver(ctx, m)
}
