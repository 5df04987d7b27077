package whatsapp

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
)

const (
	hookPath = "/hooks/whatsapp"
	// maxPayload is the largest call Meta makes, in bytes.
	// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
	maxPayload = 3 << 20
	// signatureHeader carries "sha256=" and the HMAC of the raw body in hex.
	// https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
	signatureHeader = "X-Hub-Signature-256"
)

// Mount adds GET and POST /hooks/whatsapp. It may be called before Run.
func (a *Adapter) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET "+hookPath, a.verify)
	mux.HandleFunc("POST "+hookPath, a.receive)
}

// verify answers Meta's question whether this address is ours, which it asks when
// the hook is set up.
// https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
func (a *Adapter) verify(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	same := subtle.ConstantTimeCompare([]byte(q.Get("hub.verify_token")), []byte(a.verifyToken)) == 1
	if q.Get("hub.mode") != "subscribe" || !same {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = io.WriteString(w, q.Get("hub.challenge")) // the other side may be gone
}

// receive takes one call of Meta: a batch of messages and reports.
func (a *Adapter) receive(w http.ResponseWriter, r *http.Request) {
	claimed, ok := signature(r.Header.Get(signatureHeader))
	if !ok {
		a.forged(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPayload))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		http.Error(w, "incomplete", http.StatusBadRequest)
		return
	case !hmac.Equal(claimed, a.sign(body)):
		a.forged(w, r)
		return
	}
	messages, err := a.read(r.Context(), body)
	if err != nil {
		// Meta would deliver the same bytes for seven days.
		a.log.WarnContext(r.Context(), "a signed call could not be read and was dropped", "reference", reference(body))
		return
	}
	if err := a.door.deliver(r.Context(), messages); err != nil {
		a.log.ErrorContext(r.Context(), "messages were not stored; they will come again", "err", err)
		http.Error(w, "try again", http.StatusServiceUnavailable)
	}
}

func (a *Adapter) sign(body []byte) []byte {
	mac := hmac.New(sha256.New, a.appSecret)
	mac.Write(body)
	return mac.Sum(nil)
}

// signature reads the header. It may be wrong still.
func signature(header string) ([]byte, bool) {
	digits, found := strings.CutPrefix(header, "sha256=")
	if !found {
		return nil, false
	}
	sum, err := hex.DecodeString(digits)
	return sum, err == nil && len(sum) == sha256.Size
}

func (a *Adapter) forged(w http.ResponseWriter, r *http.Request) {
	if a.forgeries.worthTelling(a.now()) {
		a.log.WarnContext(r.Context(), "a call on the hook was not signed with the app's secret and was refused; "+
			"if messages stay away, check channels.whatsapp.app_secret")
	}
	http.Error(w, "unauthorized", http.StatusUnauthorized)
}

// reference names bytes in a log without showing any of them.
func reference(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:6])
}

// forgeries keeps strangers from filling the log.
type forgeries struct {
	mu   sync.Mutex
	last time.Time
}

const tellForgeriesEvery = time.Minute

func (f *forgeries) worthTelling(now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.last.IsZero() && now.Sub(f.last) < tellForgeriesEvery {
		return false
	}
	f.last = now
	return true
}

// door is open while Run runs.
type door struct {
	mu    sync.RWMutex
	inbox adapters.Inbox
	// running ends with Run, and with it what is being delivered.
	running context.Context
	// lanes keep two calls from delivering to one chat at the same time; chats are
	// spread over them.
	lanes [64]sync.Mutex
}

func (d *door) open(ctx context.Context, inbox adapters.Inbox) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inbox, d.running = inbox, ctx
}

// shut waits for what is being delivered.
func (d *door) shut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inbox, d.running = nil, nil
}
