package github

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/intake"
	"github.com/firstline-helpdesk/firstline/bot"
)

const (
	// overlap is how far in front of the newest that was seen the next look begins: a
	// list may show something older a moment later.
	overlap = 2 * time.Minute
	// aroundEvery is how many looks apart the issues of other repositories are asked for.
	aroundEvery = 5
	// longestWait bounds the wait after failures.
	longestWait = 15 * time.Minute
)

// poller looks for news. Only Run uses it.
type poller struct {
	a     *Adapter
	start time.Time
	// home are what is asked for in the configured repository, around what is asked for
	// elsewhere, by path.
	home   []*stream
	around map[string]*stream
	// delivered are the keys that were stored already, as the same is seen again and again.
	delivered *intake.Memory[bool]
	rounds    int
	failed    int
}

func newPoller(a *Adapter) *poller {
	p := &poller{a: a, start: a.now().Add(-lookBack), around: map[string]*stream{}, delivered: intake.NewMemory[bool]()}
	p.home = []*stream{p.comments(a.home), p.releases(a.home), p.issues(a.home)}
	return p
}

// run looks until ctx is done.
func (p *poller) run(ctx context.Context) {
	for ctx.Err() == nil {
		wait := p.a.every
		if err := p.round(ctx); err != nil && ctx.Err() == nil {
			wait = p.setback(ctx, err)
		} else {
			p.failed = 0
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-p.a.nudge:
		}
		timer.Stop()
	}
}

// round looks once at everything. A list that GitHub does not give keeps no other away.
func (p *poller) round(ctx context.Context) error {
	p.a.whoami(ctx)
	var first error
	for _, s := range p.home {
		err := p.look(ctx, s)
		if err != nil && p.a.fault(err, reference{repo: p.a.home}).Kind == adapters.Busy {
			return err
		}
		if first == nil {
			first = err
		}
	}
	if first != nil {
		return first
	}
	p.rounds++
	if p.a.followed == nil || p.rounds%aroundEvery != 1 {
		return nil
	}
	return p.lookAround(ctx)
}

// setback tells what went wrong, and how long to wait.
func (p *poller) setback(ctx context.Context, err error) time.Duration {
	p.failed++
	wait := min(p.a.every<<min(p.failed-1, 10), max(longestWait, p.a.every))
	wait = wait/2 + rand.N(wait/2+1)
	var unsaved *notStored
	if errors.As(err, &unsaved) {
		p.a.log.ErrorContext(ctx, "news of issues were not stored; they will be looked up again", "err", unsaved.err)
		return wait
	}
	f := p.a.fault(err, reference{repo: p.a.home})
	switch f.Kind {
	case adapters.Busy:
		p.a.log.WarnContext(ctx, "github asks to wait", "after", f.After)
		return max(wait, f.After)
	case adapters.Misconfigured:
		p.a.log.ErrorContext(ctx, "github does not tell how issues stand; mend the configuration", "err", f)
	default:
		p.a.log.WarnContext(ctx, "looking for news of issues failed", "err", f)
	}
	return wait
}

// notStored is an error of the inbox.
type notStored struct{ err error }

// Error gives the cause.
func (n *notStored) Error() string { return n.err.Error() }

// deliver hands on what was not handed on before.
func (p *poller) deliver(ctx context.Context, messages []bot.Message) error {
	for _, m := range messages {
		if _, again := p.delivered.Get(m.Delivery); again {
			continue
		}
		if err := p.a.door.Deliver(ctx, m); err != nil {
			return &notStored{err}
		}
		p.delivered.Put(m.Delivery, true)
	}
	return nil
}

// pollInterval is how long GitHub asks to wait between two looks; 0 for nothing.
func pollInterval(h http.Header) time.Duration { return seconds(h.Get("X-Poll-Interval")) }
