package whatsapp

import (
	"context"
	"io"
	"net/http"

	"github.com/firstline-helpdesk/firstline/adapters/intake"
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
	if q.Get("hub.mode") != "subscribe" || !intake.Same(q.Get("hub.verify_token"), a.verifyToken) {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = io.WriteString(w, q.Get("hub.challenge")) // the other side may be gone
}

// receive takes one call of Meta: a batch of messages and reports.
func (a *Adapter) receive(w http.ResponseWriter, r *http.Request) {
	body, ok := a.signed.Read(w, r)
	if !ok {
		return
	}
	messages, err := a.read(r.Context(), body)
	if err != nil {
		// Meta would deliver the same bytes for seven days.
		a.log.WarnContext(r.Context(), "a signed call could not be read and was dropped", "reference", intake.Reference(body))
		return
	}
	if err := a.door.Deliver(r.Context(), messages...); err != nil {
		a.log.ErrorContext(r.Context(), "messages were not stored; they will come again", "err", err)
		http.Error(w, "try again", http.StatusServiceUnavailable)
	}
}

// forged tells the operator of calls that nobody who knows the secret made.
func (a *Adapter) forged(ctx context.Context) {
	a.log.WarnContext(ctx, "a call on the hook was not signed with the app's secret and was refused; "+
		"if messages stay away, check channels.whatsapp.app_secret")
}
