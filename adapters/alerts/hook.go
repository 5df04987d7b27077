package alerts

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/firstline-helpdesk/firstline/adapters/intake"
)

const (
	hookPath = "/hooks/alerts"
	// maxPayload is the longest call that is read, in bytes. Alertmanager shortens a
	// group by max_alerts.
	// https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
	maxPayload = 1 << 20
)

// Mount adds POST /hooks/alerts. It may be called before Run.
func (a *Adapter) Mount(mux *http.ServeMux) { mux.HandleFunc("POST "+hookPath, a.receive) }

// receive takes one call. Nothing of it is read before the caller has proved itself.
func (a *Adapter) receive(w http.ResponseWriter, r *http.Request) {
	if !a.proves(r) {
		a.refused(r)
		w.Header().Set("WWW-Authenticate", `Bearer realm="alerts"`)
		http.Error(w, "unauthorized", http.StatusUnauthorized)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPayload))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		http.Error(w, "larger than 1 MiB; set max_alerts in the receiver", http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		http.Error(w, "incomplete", http.StatusBadRequest)
		return
	}
	m, err := decode(body, a.now())
	if err != nil {
		a.log.WarnContext(r.Context(), "a call on the hook for alerts could not be read and was dropped", "err", err)
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if err := a.door.Deliver(r.Context(), m); err != nil {
		a.log.ErrorContext(r.Context(), "an alert was not stored; it will come again", "err", err)
		http.Error(w, "try again", http.StatusServiceUnavailable)
	}
}

// proves tells whether a caller has the secret.
func (a *Adapter) proves(r *http.Request) bool {
	if scheme, token, found := strings.Cut(r.Header.Get("Authorization"), " "); found && strings.EqualFold(scheme, "Bearer") {
		return intake.Same(strings.TrimSpace(token), a.secret)
	}
	_, password, ok := r.BasicAuth()
	return ok && intake.Same(password, a.secret)
}

// refused tells the operator of calls without the secret, now and then.
func (a *Adapter) refused(r *http.Request) {
	if a.told.Worth(a.now()) {
		a.log.WarnContext(r.Context(), "a call on the hook for alerts came without the secret and was refused; "+
			"if alerts stay away, check alerts.secret and the receiver's http_config")
	}
}
