package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	tgapi "github.com/go-telegram/bot"

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
	// firstWait and longestWait bound the back-off.
	firstWait   = time.Second
	longestWait = time.Minute
	// conflictWait is the least wait after a conflict: another program with the
	// same token would be thrown out by every attempt of ours.
	conflictWait = 5 * time.Second
	// answerFor is how long the answer to a button press may take.
	answerFor = 10 * time.Second
)

// allowed is what we ask for, always: Telegram remembers the last choice of
// whoever used the token before. https://core.telegram.org/bots/api#update
var allowed = []string{"message", "edited_message", "callback_query", "my_chat_member"}

// Run polls until ctx is done. It returns a Misconfigured [adapters.Fault] when
// Telegram does not know the token; everything else it sits out.
func (a *Adapter) Run(ctx context.Context, inbox adapters.Inbox) error {
	defer a.background.Wait()
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
	// unhooked tells that we took a webhook away already.
	unhooked bool
}

// once asks for updates and delivers them. The offset never passes an update that
// is neither stored nor skipped.
func (p *poller) once(ctx context.Context) error {
	if err := p.introduce(ctx); err != nil {
		return err
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
		if err := p.take(ctx, raw); err != nil {
			return err
		}
	}
	if len(updates) > 0 && p.offset == before {
		return errors.New("getUpdates: no update has a number")
	}
	return nil
}

// introduce learns the bot's own name, once. Without it a mention or a command
// for another bot cannot be told.
func (p *poller) introduce(ctx context.Context) error {
	if p.name.Load() != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	me, err := p.me(ctx)
	if err != nil {
		return err
	}
	name := strings.ToLower(me.Username)
	p.name.Store(&name)
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

// take delivers one update and moves the offset past it.
func (p *poller) take(ctx context.Context, raw json.RawMessage) error {
	r := reader{botID: p.id, botName: *p.name.Load(), now: p.now}
	got, err := r.read(raw)
	if err != nil {
		p.log.WarnContext(ctx, "skipped an update that cannot be read", "update_id", got.update)
	}
	if err == nil && got.message != nil {
		if err := p.inbox.Deliver(ctx, *got.message); err != nil {
			return &notStored{update: got.update, err: err}
		}
		if got.query != "" {
			p.background.Go(func() { p.answer(ctx, got.query) })
		}
	}
	if got.update != 0 {
		p.offset = got.update + 1
	}
	return nil
}

// answer stops the spinner on a pressed button. The press is stored already, so
// a failure has no consequence.
func (p *poller) answer(ctx context.Context, query string) {
	ctx, cancel := context.WithTimeout(ctx, answerFor)
	defer cancel()
	if _, err := p.api.AnswerCallbackQuery(ctx, &tgapi.AnswerCallbackQueryParams{CallbackQueryID: query}); err != nil {
		p.log.DebugContext(ctx, "a button press was not answered", "err", p.fault(err, ""))
	}
}

// notStored tells that the inbox did not take an update.
type notStored struct {
	update int64
	err    error
}

func (e *notStored) Error() string {
	return fmt.Sprintf("update %d was not stored: %v", e.update, e.err)
}
func (e *notStored) Unwrap() error { return e.err }

// trouble says how long to wait after a failure, or that there is no use.
func (p *poller) trouble(ctx context.Context, err error) (time.Duration, error) {
	var unsaved *notStored
	if errors.As(err, &unsaved) {
		p.log.ErrorContext(ctx, "a message was not stored; it will come again", "update_id", unsaved.update, "err", p.gate.scrub(unsaved.err))
		return p.backoff(), nil
	}
	var refused *apiError
	if !errors.As(err, &refused) {
		p.log.WarnContext(ctx, "receiving from telegram failed", "err", p.gate.scrub(err))
		return p.backoff(), nil
	}
	switch refused.Code {
	case http.StatusUnauthorized, http.StatusNotFound:
		return 0, p.fault(err, "")
	case http.StatusTooManyRequests:
		p.log.WarnContext(ctx, "telegram asks to wait", "after", refused.RetryAfter)
		return max(refused.RetryAfter, firstWait) + jitter(firstWait), nil
	case http.StatusConflict:
		return p.conflict(ctx, refused), nil
	}
	p.log.WarnContext(ctx, "telegram did not answer properly", "status", refused.Code)
	return p.backoff(), nil
}

// conflict deals with somebody else who receives this bot's messages. A webhook
// is taken away once, as polling and a webhook exclude each other; what waits on
// the server is kept.
func (p *poller) conflict(ctx context.Context, refused *apiError) time.Duration {
	if !strings.Contains(refused.Description, "webhook is active") || p.unhooked {
		p.log.ErrorContext(ctx, "another program receives with this bot's token: stop it, or give each its own bot")
		return max(p.backoff(), conflictWait) + jitter(conflictWait)
	}
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	var done bool
	if err := p.gate.call(ctx, "deleteWebhook", map[string]any{"drop_pending_updates": false}, &done); err != nil {
		p.log.WarnContext(ctx, "the webhook of this bot could not be removed", "err", p.fault(err, ""))
		return p.backoff()
	}
	p.unhooked = true
	p.log.WarnContext(ctx, "this bot had a webhook; it was removed, because this desk receives by polling")
	return firstWait
}

// backoff doubles from a second to a minute, with jitter.
func (p *poller) backoff() time.Duration {
	wait := min(firstWait<<min(p.failed, 6), longestWait)
	return wait/2 + jitter(wait/2)
}

func jitter(most time.Duration) time.Duration { return rand.N(most + 1) }
