package slack

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
)

// maxBody bounds a call on /hooks/slack, in bytes. The longest message with all
// its blocks stays far below.
const maxBody = 1 << 20

// Mount adds /hooks/slack, where Slack brings events, button presses and slash
// commands. It may be called before Run; until then Slack is asked to come again.
// With Socket Mode every call there is refused.
func (a *Adapter) Mount(mux *http.ServeMux) {
	mux.HandleFunc("POST /hooks/slack", a.hook)
}

func (a *Adapter) hook(w http.ResponseWriter, r *http.Request) {
	if a.appToken != "" {
		http.Error(w, "this desk receives over Socket Mode", http.StatusForbidden)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		http.Error(w, "cut short", http.StatusBadRequest)
		return
	}
	from, raw := kindOf(body)
	if from == nothing {
		return
	}
	if !authentic(a.secret, r.Header, body, a.now()) {
		http.Error(w, "not signed by Slack", http.StatusUnauthorized)
		return
	}
	if challenge := verification(from, raw); challenge != "" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = io.WriteString(w, challenge) // Slack asks again when it is gone
		return
	}
	if err := a.take(r.Context(), from, raw); err != nil {
		http.Error(w, "try again later", http.StatusServiceUnavailable)
	}
}

// nothing is a form that asks for nothing: Slack checks the certificate with
// ssl_check, unsigned.
// https://docs.slack.dev/interactivity/implementing-slash-commands#validating_the_command
const nothing source = ""

// kindOf tells what a body is. Interactions and commands come as forms.
func kindOf(body []byte) (source, []byte) {
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		return events, body
	}
	form, err := url.ParseQuery(string(body))
	switch {
	case err != nil:
		return events, body
	case form.Has("payload"):
		return interactions, []byte(form.Get("payload"))
	case form.Has("command"):
		fields := make(map[string]string, len(form))
		for key := range form {
			fields[key] = form.Get(key)
		}
		raw, err := json.Marshal(fields)
		if err != nil {
			return events, body
		}
		return commands, raw
	case form.Get("ssl_check") == "1":
		return nothing, nil
	}
	return events, body
}

// verification gives the challenge by which Slack checks a new address; "" is
// anything else. https://docs.slack.dev/reference/events/url_verification
func verification(from source, raw []byte) string {
	var d delivery
	if from != events || json.Unmarshal(raw, &d) != nil || d.Type.Value != "url_verification" {
		return ""
	}
	return d.Challenge.Value
}
