package modelfake

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Failure is a way to fail, for Fail.
type Failure struct {
	How How
	// RetryAfter is sent with TooMany; "" is not.
	RetryAfter string
}

// How an endpoint fails.
type How int

// The ways to fail.
const (
	// TooMany is status 429.
	TooMany How = iota + 1
	// Down is status 500 with an error as it should be.
	Down
	// Leaking is status 502 with a page of text that holds the prompt and the key.
	Leaking
	// Forbidden is status 403.
	Forbidden
	// Truncated is a stream that just ends in the middle.
	Truncated
	// Malformed is status 200 with something that is not JSON.
	Malformed
	// NoChoices is status 200 with an empty list of answers.
	NoChoices
	// Slow begins to answer and then takes its time.
	Slow
	// Silent never answers.
	Silent
	// Disconnect closes the connection in the middle of an answer.
	Disconnect
	// TooLong ends an answer at its greatest length.
	TooLong
	// Declining ends an answer because of what was asked.
	Declining
)

// Ways are all of them.
func Ways() []How {
	return []How{TooMany, Down, Leaking, Forbidden, Truncated, Malformed, NoChoices, Slow, Silent, Disconnect, TooLong, Declining}
}

// String names the way.
func (h How) String() string {
	names := []string{"none", "429", "500", "leaking", "403", "truncated", "malformed", "no choices", "slow", "silent", "disconnect", "too long", "declining"}
	return names[h]
}

// fail answers as the failure says, and tells whether that was all.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, f Failure, body string) bool {
	switch f.How {
	case TooMany:
		if f.RetryAfter != "" {
			w.Header().Set("Retry-After", f.RetryAfter)
		}
		refuse(w, http.StatusTooManyRequests, "Rate limit reached for "+Key+" with "+body)
	case Down:
		refuse(w, http.StatusInternalServerError, "The server had an error while processing "+body)
	case Forbidden:
		refuse(w, http.StatusForbidden, "Not allowed with "+Key+": "+body)
	case Leaking:
		w.WriteHeader(http.StatusBadGateway)
		fmt.Fprintf(w, "<html>upstream sent %s with %s", body, Key)
	case Malformed:
		if strings.Contains(body, `"stream":true`) {
			fmt.Fprint(w, "data: {\"choices\": [{\"delta\": {\"content\": ]}\n\n")
			return true
		}
		fmt.Fprint(w, `{"choices": [}`)
	case NoChoices:
		fmt.Fprint(w, "data: {\"choices\": []}\n\ndata: [DONE]\n\n")
	case Truncated:
		event(w, "Press the button and", "")
	case TooLong:
		event(w, "Press the button and", "length")
	case Declining:
		event(w, "", "content_filter")
	case Slow:
		event(w, "Press", "")
		s.wait(r)
	case Silent:
		s.wait(r)
	case Disconnect:
		event(w, "Press the", "")
		drop(w)
	default:
		return false
	}
	return true
}

// patience ends a test that forgot to give up.
const patience = time.Minute

// wait keeps a call until who made it leaves or the server closes.
func (s *Server) wait(r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-s.closing:
	case <-time.After(patience):
	}
}

func drop(w http.ResponseWriter) {
	if hijacker, ok := w.(http.Hijacker); ok {
		if conn, _, err := hijacker.Hijack(); err == nil {
			conn.Close()
		}
	}
}

func readAll(r *http.Request) string {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return string(body)
}
