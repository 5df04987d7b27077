package githubfake

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Failure is how a call goes wrong.
type Failure struct {
	Status int
	// Message is GitHub's prose; the token is added to it.
	Message string
	// HTML is the body in place of JSON, as of a proxy.
	HTML string
	// RetryAfter is in seconds; Reset is when the primary limit ends. Secondary says that
	// it is a secondary limit, with or without RetryAfter.
	RetryAfter int
	Reset      time.Time
	Secondary  bool
	// Location is where a redirect leads.
	Location string
	// Body is answered as it is, with Status.
	Body string
	// Hang leaves the call without an answer until the caller gives up.
	Hang bool
	// Errors are the reasons of a 422.
	Errors []map[string]any
}

// Limits of what is written, in characters. They are what GitHub names in its refusals.
const (
	longestBody  = 65536
	longestTitle = 256
	// longestWords is the longest query of a search without its qualifiers.
	longestWords = 256
	operators    = 5
)

// versions of the API that may be asked for.
var versions = []string{"", "2022-11-28", "2026-03-10"}

// Write is the name of everything that makes something, for failures.
const Write = "write"

// call is one request on its way.
type call struct {
	s    *Server
	w    http.ResponseWriter
	r    *http.Request
	name string
	body []byte
}

// reply is what a handler answers.
type reply struct {
	status int
	value  any
	fail   *Failure
	more   bool // another page follows
}

func ok(value any) reply { return reply{status: http.StatusOK, value: value} }

func refuse(status int, message string, errs ...map[string]any) reply {
	return reply{fail: &Failure{Status: status, Message: message, Errors: errs}}
}

// handle wraps a handler with all that is the same for every call.
func (s *Server) handle(name string, do func(c *call) reply) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 4<<20))
		if err != nil {
			return
		}
		c := &call{s: s, w: w, r: r, name: name, body: body}
		s.mu.Lock()
		failure, planned := s.Failing(name)
		if !planned && r.Method == http.MethodPost {
			failure, planned = s.Failing(Write)
		}
		var out reply
		dropped := false
		switch refused := c.unwelcome(); {
		case planned:
			out = reply{fail: &failure}
		case refused != nil:
			out = *refused
		default:
			out = do(c)
			dropped = s.Dropping(name) || (r.Method == http.MethodPost && s.Dropping(Write))
		}
		status := c.write(out, dropped)
		s.journal = append(s.journal, Call{Name: name, Query: r.URL.RawQuery, Body: string(body), Status: status})
		s.Ring()
		s.mu.Unlock()
		switch {
		case out.fail != nil && out.fail.Hang:
			select {
			case <-r.Context().Done():
			case <-s.closing:
			}
			panic(http.ErrAbortHandler)
		case dropped:
			panic(http.ErrAbortHandler)
		}
	}
}

// unwelcome refuses what no call may be. The caller holds the lock.
func (c *call) unwelcome() *reply {
	var out reply
	switch h := c.r.Header; {
	case h.Get("User-Agent") == "":
		out = refuse(http.StatusForbidden, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header")
	case !contains(versions, h.Get("X-GitHub-Api-Version")):
		out = refuse(http.StatusBadRequest, "unsupported API version")
	case h.Get("Authorization") == "":
		out = refuse(http.StatusUnauthorized, "Requires authentication")
	case h.Get("Authorization") != "Bearer "+c.s.Setup.Token:
		out = refuse(http.StatusUnauthorized, "Bad credentials")
	case c.s.remaining <= 0:
		out = reply{fail: &Failure{Status: http.StatusForbidden, Message: "API rate limit exceeded", Reset: c.s.now().Add(time.Hour)}}
	default:
		return nil
	}
	return &out
}

func contains(list []string, s string) bool {
	for _, one := range list {
		if one == s {
			return true
		}
	}
	return false
}

// write answers, and says with which status. The caller holds the lock.
func (c *call) write(out reply, dropped bool) int {
	if dropped || (out.fail != nil && out.fail.Hang) {
		return 0
	}
	h := c.w.Header()
	h.Set("Date", c.s.now().UTC().Format(http.TimeFormat))
	h.Set("Content-Type", "application/json; charset=utf-8")
	for name, values := range c.s.headers {
		h[name] = values
	}
	if out.fail != nil {
		return c.failed(*out.fail)
	}
	body, err := json.Marshal(out.value)
	if err != nil {
		panic("githubfake: " + err.Error())
	}
	sum := sha256.Sum256(body)
	etag := `W/"` + hex.EncodeToString(sum[:16]) + `"`
	h.Set("ETag", etag)
	if out.more {
		q := c.r.URL.Query()
		q.Set("page", strconv.Itoa(max(number(q.Get("page")), 1)+1))
		h.Set("Link", "<"+c.s.http.URL+c.r.URL.Path+"?"+q.Encode()+`>; rel="next"`)
	}
	if c.r.Method == http.MethodGet && c.r.Header.Get("If-None-Match") == etag {
		c.rate()
		c.w.WriteHeader(http.StatusNotModified)
		return http.StatusNotModified
	}
	c.s.remaining--
	c.rate()
	c.w.WriteHeader(out.status)
	_, _ = c.w.Write(body) // the other side may be gone
	return out.status
}

func (c *call) rate() {
	h := c.w.Header()
	h.Set("X-RateLimit-Limit", strconv.Itoa(perHour))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(c.s.remaining))
	h.Set("X-RateLimit-Reset", strconv.FormatInt(c.s.now().Add(time.Hour).Unix(), 10))
}

// failed answers a failure. Every refusal repeats the token, which no error and no log may
// then show.
func (c *call) failed(f Failure) int {
	h := c.w.Header()
	c.rate()
	if f.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(f.RetryAfter))
	}
	if !f.Reset.IsZero() {
		h.Set("X-RateLimit-Remaining", "0")
		h.Set("X-RateLimit-Reset", strconv.FormatInt(f.Reset.Unix(), 10))
	}
	if f.Location != "" {
		h.Set("Location", f.Location)
	}
	page := "https://docs.github.com/rest"
	if f.Secondary {
		page += "/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"
	}
	answer := map[string]any{
		"message": f.Message + " (" + c.s.Setup.Token + ") " + quoted(c.body), "documentation_url": page, "status": strconv.Itoa(f.Status),
	}
	if f.Errors != nil {
		answer["errors"] = f.Errors
	}
	body, err := json.Marshal(answer)
	if err != nil {
		panic("githubfake: " + err.Error())
	}
	switch {
	case f.HTML != "":
		h.Set("Content-Type", "text/html")
		body = []byte(f.HTML + c.s.Setup.Token)
	case f.Body != "":
		body = []byte(f.Body)
	}
	c.w.WriteHeader(f.Status)
	_, _ = c.w.Write(body) // the other side may be gone
	return f.Status
}

// quoted is the beginning of what was sent, as a refusal may repeat it.
func quoted(body []byte) string { return strings.ToValidUTF8(string(body[:min(len(body), 300)]), "") }

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
