package alerts

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/intake"
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
	secret string
	log    *slog.Logger
	now    func() time.Time
	door   intake.Door
	told   intake.Rarely
}

// New makes an adapter. It fails without a secret: anybody could raise alerts.
func New(opt Options) (*Adapter, error) {
	if opt.Secret == "" {
		return nil, errors.New("alerts.secret is empty; set one, or leave alerts out")
	}
	a := &Adapter{secret: opt.Secret, log: opt.Log, now: opt.Now}
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
	a.door.Open(ctx, inbox)
	defer a.door.Shut()
	<-ctx.Done()
	return nil
}

// Send drops what is said to an alert: nobody would read it.
func (a *Adapter) Send(context.Context, bot.Reply) (adapters.Sent, error) {
	return adapters.Sent{}, nil
}
