package githubfake

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"
)

// answerFor is how long the webhook may take.
// https://docs.github.com/en/webhooks/using-webhooks/best-practices-for-using-webhooks#respond-within-10-seconds
const answerFor = 10 * time.Second

// hook is where events go to, and what waits to go there.
type hook struct {
	url     string
	waiting []Event
	last    Event
	acked   int
	made    int
}

// Event is one call of the webhook.
type Event struct {
	Name string
	Body []byte
}

// Hook sets the address that events go to from now on; "" is none.
func (s *Server) Hook(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook.url = address
	s.Ring()
}

// told has an event wait for the webhook. The caller holds the lock.
func (s *Server) told(r *repo, name, action string, event map[string]any) {
	if s.hook.url == "" {
		return
	}
	event["action"], event["repository"], event["sender"] = action, s.shownRepo(r), s.user("somebody")
	body, err := json.Marshal(event)
	if err != nil {
		panic("githubfake: " + err.Error())
	}
	s.hook.waiting = append(s.hook.waiting, Event{name, body})
	s.Ring()
}

// Push has an event wait for the webhook as it is, signed.
func (s *Server) Push(e Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook.waiting = append(s.hook.waiting, e)
	s.Ring()
}

// Redeliver delivers the newest event once more, as somebody can on GitHub's page.
func (s *Server) Redeliver() { s.Push(s.Last()) }

// Last is the newest event that was delivered.
func (s *Server) Last() Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hook.last
}

// Acked is how many events were answered 200 so far.
func (s *Server) Acked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hook.acked
}

// Idle tells whether all events were delivered, with whatever answer.
func (s *Server) Idle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.hook.waiting) == 0 && s.hook.made == 0
}

// Sign is the header that belongs to a body.
func (s *Server) Sign(body []byte) string {
	mac := hmac.New(sha256.New, []byte(s.Setup.Secret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// Deliver makes one signed call right now and returns the status of the answer.
func (s *Server) Deliver(e Event) int { return s.Post(e, s.Sign(e.Body), "application/json") }

// Post makes one call with any signature; "" sends none. It returns the status of the
// answer, 0 when there was none.
func (s *Server) Post(e Event, signature, contentType string) int {
	s.mu.Lock()
	address := s.hook.url
	s.mu.Unlock()
	req, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(e.Body))
	if err != nil {
		panic("githubfake: the hook's address: " + err.Error())
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("User-Agent", "GitHub-Hookshot/fake")
	req.Header.Set("X-GitHub-Event", e.Name)
	if signature != "" {
		req.Header.Set("X-Hub-Signature-256", signature)
	}
	resp, err := s.toHook.Do(req)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body) // to use the connection again
	return resp.StatusCode
}

// push delivers what waits, each once, until the server is closed.
func (s *Server) push() {
	for {
		s.mu.Lock()
		changed := s.Changed()
		var e Event
		ready := len(s.hook.waiting) > 0 && s.hook.url != ""
		if ready {
			e = s.hook.waiting[0]
			s.hook.waiting = s.hook.waiting[1:]
			s.hook.last = e
			s.hook.made++
		}
		s.mu.Unlock()
		if !ready {
			select {
			case <-changed:
				continue
			case <-s.closing:
				return
			}
		}
		status := s.Deliver(e)
		s.mu.Lock()
		s.hook.made--
		if status == http.StatusOK {
			s.hook.acked++
		}
		s.Ring()
		s.mu.Unlock()
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
