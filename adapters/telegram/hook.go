package telegram

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/intake"
)

// HookPath is where Telegram sends updates, below the public address.
const HookPath = "/hooks/telegram"

const (
	// maxUpdate bounds one update, in bytes; those of Telegram are a tenth of it at
	// most.
	maxUpdate = 1 << 20
	// storeFor is how long storing one update may take. Telegram gives up after a
	// minute and sends it again.
	storeFor = 30 * time.Second
	// secretHeader bears the secret_token of setWebhook.
	// https://core.telegram.org/bots/api#setwebhook
	secretHeader = "X-Telegram-Bot-Api-Secret-Token"
)

// Mount adds [HookPath] to the public listener, if there is a secret for it. It
// takes updates while Run is running.
func (a *Adapter) Mount(mux *http.ServeMux) {
	if a.secret != "" {
		mux.HandleFunc("POST "+HookPath, a.hook)
	}
}

// hook takes one update. The answer is a status alone: Telegram executes the body
// of an answer as a call if it looks like one. 2xx means stored, or of no use to
// anybody; everything else has Telegram try again, and holds up the chat's later
// updates until then.
func (a *Adapter) hook(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(a.hooked(w, r))
}

func (a *Adapter) hooked(w http.ResponseWriter, r *http.Request) int {
	if !intake.Same(r.Header.Get(secretHeader), a.secret) {
		return http.StatusUnauthorized
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpdate))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		a.log.WarnContext(r.Context(), "telegram sent an update that is too large")
		return http.StatusRequestEntityTooLarge
	case err != nil:
		return http.StatusBadRequest
	}
	ctx, cancel := context.WithTimeout(r.Context(), storeFor)
	defer cancel()
	if err := a.enter(ctx, raw); err != nil {
		a.log.ErrorContext(ctx, "an update was not taken; it will come again", "reference", intake.Reference(raw), "err", a.gate.scrub(err))
		return http.StatusServiceUnavailable
	}
	return http.StatusOK
}

// errShut tells that an update came before Run or after it.
var errShut = errors.New("the desk is starting or stopping")

// enter delivers one update, if Run is running.
func (a *Adapter) enter(ctx context.Context, raw []byte) error {
	a.door.mu.RLock()
	defer a.door.mu.RUnlock()
	if a.door.inbox == nil {
		return errShut
	}
	if err := a.introduce(ctx); err != nil {
		return err
	}
	_, err := a.take(ctx, a.door.running, a.door.inbox, raw)
	return err
}

// door lets updates in between the beginning and the end of Run.
type door struct {
	mu sync.RWMutex
	// inbox is nil while the door is shut.
	inbox adapters.Inbox
	// running is Run's context, for what an update has follow.
	running context.Context
}

func (d *door) open(ctx context.Context, inbox adapters.Inbox) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.running, d.inbox = ctx, inbox
}

// shut returns when everybody who came in has left.
func (d *door) shut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inbox = nil
}
