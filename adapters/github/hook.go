package github

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

const (
	hookPath = "/hooks/github"
	// maxPayload bounds a call, in bytes. GitHub's own bound is 25 MB, which only pushes
	// come near to; an event about an issue holds texts of 64 KB.
	// https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap
	maxPayload = 3 << 20
	// signatureHeader carries "sha256=" and the HMAC of the raw body in hex.
	// https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
	signatureHeader = "X-Hub-Signature-256"
	eventHeader     = "X-GitHub-Event"
)

// Mount adds POST /hooks/github, where there is a secret to know GitHub by.
func (a *Adapter) Mount(mux *http.ServeMux) {
	if len(a.secret) > 0 {
		mux.HandleFunc("POST "+hookPath, a.receive)
	}
}

// receive takes one call of GitHub: one event.
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
	messages, err := a.read(r.Context(), r.Header.Get(eventHeader), unwrapped(r.Header.Get("Content-Type"), body))
	if err != nil {
		a.log.WarnContext(r.Context(), "a signed call could not be read; what it was about is looked up", "reference", digest(body))
		a.lookNow()
		return
	}
	if err := a.door.deliver(r.Context(), messages); err != nil {
		// GitHub makes no call twice. The next look brings what this one had.
		a.log.ErrorContext(r.Context(), "an event was not stored; it is looked up later", "err", err)
		a.lookNow()
		http.Error(w, "try again", http.StatusServiceUnavailable)
	}
}

// unwrapped takes the JSON out of a form, which is how GitHub sends it unless told
// otherwise. https://docs.github.com/en/webhooks/using-webhooks/creating-webhooks
func unwrapped(contentType string, body []byte) []byte {
	if kind, _, err := mime.ParseMediaType(contentType); err != nil || kind != "application/x-www-form-urlencoded" {
		return body
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil
	}
	return []byte(form.Get("payload"))
}

func (a *Adapter) sign(body []byte) []byte {
	mac := hmac.New(sha256.New, a.secret)
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
		a.log.WarnContext(r.Context(), "a call on the hook was not signed with the secret and was refused; "+
			"if news of issues come late, check tracker.webhook_secret")
	}
	http.Error(w, "unauthorized", http.StatusUnauthorized)
}

// digest names bytes in a log without showing any of them.
func digest(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:6])
}

// lookNow has Run look for news at once.
func (a *Adapter) lookNow() {
	select {
	case a.nudge <- struct{}{}:
	default:
	}
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

// withRun gives a context that ends with the call and with Run.
func withRun(ctx, running context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(running, cancel)
	return ctx, func() { stop(); cancel() }
}
