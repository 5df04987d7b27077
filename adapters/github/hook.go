package github

import (
	"context"
	"mime"
	"net/http"
	"net/url"

	"github.com/firstline-helpdesk/firstline/adapters/intake"
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
	if a.signed != nil {
		mux.HandleFunc("POST "+hookPath, a.receive)
	}
}

// receive takes one call of GitHub: one event.
func (a *Adapter) receive(w http.ResponseWriter, r *http.Request) {
	body, ok := a.signed.Read(w, r)
	if !ok {
		return
	}
	messages, err := a.read(r.Context(), r.Header.Get(eventHeader), unwrapped(r.Header.Get("Content-Type"), body))
	if err != nil {
		a.log.WarnContext(r.Context(), "a signed call could not be read; what it was about is looked up", "reference", intake.Reference(body))
		a.lookNow()
		return
	}
	if err := a.door.Deliver(r.Context(), messages...); err != nil {
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

// forged tells the operator of calls that nobody who knows the secret made.
func (a *Adapter) forged(ctx context.Context) {
	a.log.WarnContext(ctx, "a call on the hook was not signed with the secret and was refused; "+
		"if news of issues come late, check tracker.webhook_secret")
}

// lookNow has Run look for news at once.
func (a *Adapter) lookNow() {
	select {
	case a.nudge <- struct{}{}:
	default:
	}
}
