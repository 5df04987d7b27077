package web

import (
	"context"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

const (
	// maxBody is the largest request, in bytes.
	maxBody = 1 << 20
	// maxSaid is the longest text that is taken, in bytes. The desk keeps
	// bot.MaxText of it; far more than that is a file pasted by mistake.
	maxSaid = 100_000
	// tryAgain is what a page is told to wait when a message could not be stored.
	tryAgain = 3 * time.Second
)

// policy lets the pages load from this server only. https://www.w3.org/TR/CSP3/
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard puts the headers on every answer and refuses posts from other sites.
func (a *Adapter) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if err := a.origin.Check(r); err != nil {
			http.Error(w, "This came from another site.", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// clientID is what a page may name a message: a UUID, or something like it.
var clientID = regexp.MustCompile(`^[0-9A-Za-z-]{8,64}$`)

// problem is a request that cannot be taken.
type problem struct {
	status int
	text   string
}

func (p *problem) answer(w http.ResponseWriter) { http.Error(w, p.text, p.status) }

// readJSON reads the body of a post. Unknown fields are fine, so that an older
// server takes what a newer page sends.
func readJSON(w http.ResponseWriter, r *http.Request, into any) *problem {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := params["charset"]
	if err != nil || kind != "application/json" || (charset != "" && !strings.EqualFold(charset, "utf-8")) {
		return &problem{http.StatusUnsupportedMediaType, "Send JSON with Content-Type: application/json."}
	}
	err = json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(into)
	var tooBig *http.MaxBytesError
	switch {
	case errors.As(err, &tooBig):
		return &problem{http.StatusRequestEntityTooLarge, "This is too long. Send it in smaller parts."}
	case err != nil:
		return &problem{http.StatusBadRequest, "This is not the JSON that was expected."}
	}
	return nil
}

// errNoID is the answer to a message that cannot be told from another.
var errNoID = &problem{http.StatusBadRequest, "The id must be a UUID made by the page."}

// fill checks what a page sent and puts it into m: text or files, or a press.
func fill(m *bot.Message, id, text, press string) *problem {
	switch {
	case !clientID.MatchString(id):
		return errNoID
	case len(text) > maxSaid:
		return &problem{http.StatusRequestEntityTooLarge, "This is too long. Send it in smaller parts."}
	case len(press) > bot.MaxData:
		return &problem{http.StatusBadRequest, "No button is that long."}
	case (strings.TrimSpace(bot.CleanText(text)) == "" && len(m.Files) == 0) == (press == ""):
		return &problem{http.StatusBadRequest, "Send a text or a press."}
	}
	m.ID, m.Kind, m.Text, m.Press = id, bot.Said, text, press
	if press != "" {
		m.Kind, m.Text = bot.Pressed, ""
	}
	return nil
}

// deliver hands m over and answers: 202 once it is on disk, else 503.
func (a *Adapter) deliver(w http.ResponseWriter, r *http.Request, m bot.Message) {
	leave, err := a.lanes.enter(r.Context(), m.Place.Lane())
	if err != nil {
		return // The page is gone; nobody reads an answer.
	}
	defer leave()
	if err := a.door.deliver(r.Context(), m); err != nil {
		a.log.Error("a message from a page was not stored", "message_id", m.Trace(), "err", err)
		wait(w, http.StatusServiceUnavailable, tryAgain)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// crowded answers that too much comes from one address.
func crowded(w http.ResponseWriter, d time.Duration) {
	w.Header().Set("Retry-After", inSeconds(d))
	http.Error(w, "Too many people are writing from your network at once. Please try again in a minute.", http.StatusTooManyRequests)
}

// wait answers that the same request is welcome again after d.
func wait(w http.ResponseWriter, status int, d time.Duration) {
	w.Header().Set("Retry-After", inSeconds(d))
	http.Error(w, "Try again in a moment.", status)
}

// inSeconds is a time in whole seconds, at least one.
func inSeconds(d time.Duration) string {
	return strconv.Itoa(max(1, int((d+time.Second-1)/time.Second)))
}

// errShut tells that the adapter is not running.
var errShut = errors.New("the desk is not running")

// door stands between the pages and the inbox, open while Run runs.
type door struct {
	mu    sync.RWMutex
	inbox adapters.Inbox
	shut  <-chan struct{}
}

func (d *door) open(inbox adapters.Inbox, shut <-chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inbox, d.shut = inbox, shut
}

// close waits for deliveries under way.
func (d *door) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inbox, d.shut = nil, nil
}

func (d *door) deliver(ctx context.Context, m bot.Message) error {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.inbox == nil {
		return errShut
	}
	return d.inbox.Deliver(ctx, m)
}

// shutting gives a channel that closes when Run ends; false when it does not run.
func (d *door) shutting() (<-chan struct{}, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.shut, d.inbox != nil
}
