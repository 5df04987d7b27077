package slackfake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// hangUp closes the connection in place of an answer.
const hangUp = -1

// answer is what a call gets.
type answer struct {
	status int
	// fields are those of an answer that says yes.
	fields map[string]any
	// code is that of one that says no; "" with no fields is a no without a reason.
	code       string
	needed     string
	detail     string
	retryAfter int
	html       string // in place of everything else
}

func yes(fields map[string]any) answer { return answer{status: http.StatusOK, fields: fields} }

func refuse(code string) answer { return answer{status: http.StatusOK, code: code} }

func refuseBlocks(format string, args ...any) answer {
	return answer{status: http.StatusOK, code: "invalid_blocks", detail: fmt.Sprintf(format, args...)}
}

func (a answer) name() string {
	switch {
	case a.status == hangUp:
		return ""
	case a.fields != nil:
		return "ok"
	case a.status != http.StatusOK:
		return strconv.Itoa(a.status)
	}
	return a.code
}

// write answers. A refusal repeats the tokens and what was sent: the real service
// quotes parts of it, and proxies do worse.
func (s *Server) write(w http.ResponseWriter, a answer, p params) {
	s.mu.Lock()
	scopes, skew := s.scopes, s.skew
	s.mu.Unlock()
	leak := fmt.Sprintf("%s %s %s %s", s.opt.BotToken, s.opt.AppToken, p["text"], p["blocks"])
	h := w.Header()
	h.Set("X-OAuth-Scopes", scopes)
	h.Set("Date", time.Now().Add(skew).UTC().Format(http.TimeFormat))
	if a.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(a.retryAfter))
	}
	if a.html != "" {
		h.Set("Content-Type", "text/html")
		w.WriteHeader(a.status)
		fmt.Fprintf(w, "%s <!-- %s -->", a.html, leak)
		return
	}
	body := map[string]any{"ok": a.fields != nil}
	for key, value := range a.fields {
		body[key] = value
	}
	if a.fields == nil {
		if a.code != "" {
			body["error"] = a.code
		}
		if a.needed != "" {
			body["needed"], body["provided"] = a.needed, scopes
		}
		body["response_metadata"] = map[string]any{"messages": []string{"[ERROR] " + a.detail + " " + leak}}
	}
	h.Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(a.status)
	_ = json.NewEncoder(w).Encode(body) // the other side may be gone
}

// Failure is an answer that the server gives instead of doing what it was asked.
type Failure struct {
	// Status is the HTTP status; 0 closes the connection instead.
	Status int
	// Code is the error's code, with status 200; "" is a no without a reason.
	Code string
	// Needed goes with missing_scope.
	Needed string
	// RetryAfter goes with 429, in seconds.
	RetryAfter int
	// HTML answers with this page instead of JSON, as proxies do.
	HTML string
}

// Pace answers 429 to a message that comes sooner than d after the last one in
// the same channel. 0, the beginning, is no pace.
func (s *Server) Pace(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pace = d
}

// planned gives the failure that was asked for. The caller holds the lock.
func (s *Server) planned(method string) (answer, bool) {
	f, planned := s.Failing(method)
	if !planned {
		return answer{}, false
	}
	a := answer{status: f.Status, code: f.Code, needed: f.Needed, retryAfter: f.RetryAfter, html: f.HTML}
	if a.status == 0 {
		a.status = hangUp
	}
	return a, true
}
