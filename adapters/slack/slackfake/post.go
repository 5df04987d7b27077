package slackfake

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// post is what waits to be brought to the app.
type post struct {
	hook    string
	waiting []*delivery
	last    *delivery
	events  int
	acked   int
	lost    int
	cut     int
	flying  int
	// concurrent lets deliveries overtake each other.
	concurrent bool
	ackWithin  time.Duration
	frames     []string
}

// delivery is one payload on its way.
type delivery struct {
	// kind is that of a Socket Mode envelope.
	kind string
	// payload is what Socket Mode brings, body what comes over HTTP.
	payload, body []byte
	contentType   string
	// echo tells that the app wrote it itself.
	echo bool
}

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json"
)

// Hook says where the app takes signed calls; "" is nowhere.
func (s *Server) Hook(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.post.hook = address
	s.Ring()
}

// Concurrent lets deliveries overtake each other, as they do in the real service.
func (s *Server) Concurrent() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.post.concurrent = true
}

// Acked is how many of people's doings the app said it received.
func (s *Server) Acked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.post.acked
}

// Pending is how many deliveries wait or are under way, echoes of the app's own
// words among them.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.post.waiting) + s.post.flying
}

// Lost is how many deliveries the service gave up after its retries.
func (s *Server) Lost() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.post.lost
}

// CutShort lets the connection break in the middle of the next calls.
func (s *Server) CutShort(times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.post.cut += times
}

// Redeliver brings what was brought last once more, as after a lost
// acknowledgement.
func (s *Server) Redeliver() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.push(s.post.last)
}

// push queues a delivery. The caller holds the lock.
func (s *Server) push(d *delivery) {
	s.post.waiting = append(s.post.waiting, d)
	if !d.echo {
		s.post.last = d
	}
	s.Ring()
}

// pushEvent queues an event with a number of its own.
func (s *Server) pushEvent(e map[string]any) { s.push(s.callback(e)) }

// pushEcho queues an event about what the app did itself.
func (s *Server) pushEcho(e map[string]any) {
	d := s.callback(e)
	d.echo = true
	s.push(d)
}

func (s *Server) callback(e map[string]any) *delivery {
	s.post.events++
	raw, err := json.Marshal(map[string]any{
		"token": "old", "team_id": Team, "api_app_id": AppID, "type": "event_callback", "event": e,
		"event_id": fmt.Sprintf("Ev%06d", s.post.events), "event_time": time.Now().Unix(), "is_ext_shared_channel": false,
		"authorizations": []any{map[string]any{"team_id": Team, "user_id": BotUser, "is_bot": true}},
	})
	if err != nil {
		panic(err)
	}
	return &delivery{kind: "events_api", payload: raw, body: raw, contentType: jsonType}
}

func (s *Server) pushInteraction(payload map[string]any) {
	raw, err := json.Marshal(payload)
	if err != nil {
		panic(err)
	}
	s.push(&delivery{kind: "interactive", payload: raw, body: []byte(url.Values{"payload": {string(raw)}}.Encode()), contentType: formType})
}

func (s *Server) pushCommand(form url.Values) {
	fields := map[string]string{}
	for key := range form {
		fields[key] = form.Get(key)
	}
	raw, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	s.push(&delivery{kind: "slash_commands", payload: raw, body: []byte(form.Encode()), contentType: formType})
}

// PushEvent brings any event to the app.
func (s *Server) PushEvent(e map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pushEvent(e)
}

// PushRaw brings a payload as it is: kind is "events_api", "interactive" or
// "slash_commands". Over Socket Mode it must be JSON.
func (s *Server) PushRaw(kind string, payload []byte) {
	d := &delivery{kind: kind, payload: payload, body: payload, contentType: jsonType}
	if kind == "interactive" {
		d.body, d.contentType = []byte(url.Values{"payload": {string(payload)}}.Encode()), formType
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.push(d)
}

// Sign gives the headers that prove a body.
// https://docs.slack.dev/authentication/verifying-requests-from-slack
func (s *Server) Sign(body []byte, at time.Time) http.Header {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(s.opt.SigningSecret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	return http.Header{
		"X-Slack-Request-Timestamp": {stamp}, "X-Slack-Signature": {"v0=" + hex.EncodeToString(mac.Sum(nil))},
	}
}

// Call brings a body to the app right now, signed, and gives the status and what
// it answered. It panics when nothing answers.
func (s *Server) Call(body []byte, contentType string) (status int, said string) {
	s.mu.Lock()
	hook := s.post.hook
	s.mu.Unlock()
	req, err := http.NewRequest(http.MethodPost, hook, bytes.NewReader(body))
	if err != nil {
		panic(err)
	}
	req.Header = s.Sign(body, time.Now())
	req.Header.Set("Content-Type", contentType)
	resp, err := s.client.Do(req)
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		panic(err)
	}
	return resp.StatusCode, string(raw)
}
