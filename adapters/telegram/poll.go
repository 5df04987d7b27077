package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
)

const (
	// pollFor is how long Telegram may keep a request open; its server allows 50 s.
	// https://core.telegram.org/bots/api#getupdates
	pollFor = 50 * time.Second
	// pollLimit is how long we wait for that answer, with room for the network.
	pollLimit = pollFor + 15*time.Second
	// batch is the most updates of one answer, by the same page.
	batch = 100
	// conflictWait is the least wait after a conflict: another program with the
	// same token would be thrown out by every attempt of ours.
	conflictWait = 5 * time.Second
)

// runPoll asks for updates until ctx is done.
func (a *Adapter) runPoll(ctx context.Context, inbox adapters.Inbox) error {
	p := &poller{Adapter: a, inbox: inbox}
	for ctx.Err() == nil {
		err := p.once(ctx)
		if err == nil {
			p.failed = 0
			continue
		}
		if ctx.Err() != nil {
			break
		}
		wait, fatal := p.trouble(ctx, err)
		if fatal != nil {
			return fatal
		}
		p.failed++
		a.pause(ctx, wait)
	}
	return nil
}

// poller is one Run.
type poller struct {
	*Adapter
	inbox adapters.Inbox
	// offset is the first update that is not stored yet; asking with it
	// acknowledges all before.
	offset int64
	// failed counts failures in a row.
	failed int
	// greeted tells that the bot's name is known and its menu was sent.
	greeted bool
	// unhooked tells that we took a webhook away already.
	unhooked bool
}

// once asks for updates and delivers them. The offset never passes an update that
// is neither stored nor skipped.
func (p *poller) once(ctx context.Context) error {
	if err := p.introduce(ctx); err != nil {
		return err
	}
	if !p.greeted {
		p.greeted = true
		p.background.Go(func() { p.setMenus(ctx) })
	}
	asked := p.now()
	updates, err := p.poll(ctx)
	if err != nil {
		return err
	}
	if len(updates) == 0 && p.now().Sub(asked) < firstWait {
		// A server that does not wait would have us ask without end.
		p.pause(ctx, firstWait)
	}
	before := p.offset
	for _, raw := range updates {
		update, err := p.take(ctx, ctx, p.inbox, raw)
		if err != nil {
			return err
		}
		if update != 0 {
			p.offset = update + 1
		}
	}
	if len(updates) > 0 && p.offset == before {
		return errors.New("getUpdates: no update has a number")
	}
	return nil
}

func (p *poller) poll(ctx context.Context) ([]json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, pollLimit)
	defer cancel()
	var updates []json.RawMessage
	err := p.gate.call(ctx, "getUpdates", map[string]any{
		"offset": p.offset, "limit": batch, "timeout": int(pollFor / time.Second), "allowed_updates": allowed,
	}, &updates)
	return updates, err
}

// trouble says how long to wait after a failure, or that there is no use.
func (p *poller) trouble(ctx context.Context, err error) (time.Duration, error) {
	var refused *apiError
	if errors.As(err, &refused) && refused.Code == http.StatusConflict {
		return p.conflict(ctx, refused), nil
	}
	return p.setback(ctx, err, p.failed)
}

// conflict deals with somebody else who receives this bot's messages. A webhook
// is taken away once, as polling and a webhook exclude each other; what waits on
// the server is kept.
func (p *poller) conflict(ctx context.Context, refused *apiError) time.Duration {
	if !strings.Contains(refused.Description, "webhook is active") || p.unhooked {
		p.log.ErrorContext(ctx, "another program receives with this bot's token: stop it, or give each its own bot")
		return max(backoff(p.failed), conflictWait) + jitter(conflictWait)
	}
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	var done bool
	if err := p.gate.call(ctx, "deleteWebhook", map[string]any{"drop_pending_updates": false}, &done); err != nil {
		p.log.WarnContext(ctx, "the webhook of this bot could not be removed", "err", p.fault(err, ""))
		return backoff(p.failed)
	}
	p.unhooked = true
	p.log.WarnContext(ctx, "this bot had a webhook; it was removed, because this desk receives by polling")
	return firstWait
}
