package whatsappfake

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// hook is where calls go to, and what waits to go there.
type hook struct {
	url      string
	waiting  [][]byte
	last     []byte
	acked    int
	reversed bool
	breaks   int
	together []item
}

// retryAfter is the wait after a call that was not acknowledged. The real service
// begins with seconds and goes on for seven days.
const retryAfter = 10 * time.Millisecond

// Subscribe sets the address calls go to. Like Meta, it asks the address first
// whether it knows the verify token; the error says what was wrong with the answer.
func (s *Server) Subscribe(address string) error {
	const challenge = "1158201444"
	q := url.Values{"hub.mode": {"subscribe"}, "hub.challenge": {challenge}, "hub.verify_token": {s.Account.VerifyToken}}
	resp, err := s.toHook.Get(address + "?" + q.Encode())
	if err != nil {
		return fmt.Errorf("ask the hook: %w", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
	if err != nil {
		return fmt.Errorf("ask the hook: %w", err)
	}
	if resp.StatusCode != http.StatusOK || string(body) != challenge {
		return fmt.Errorf("the hook answered %d and not 200 with the challenge", resp.StatusCode)
	}
	s.Redirect(address)
	return nil
}

// Redirect sets the address without asking, for a program that comes back at
// another port. "" holds everything back.
func (s *Server) Redirect(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook.url = address
	s.Ring()
}

// Sign is the header that belongs to a body.
func (s *Server) Sign(body []byte) string {
	mac := hmac.New(sha256.New, []byte(s.Account.AppSecret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// Deliver makes one signed call right now, beside those that wait, and returns the
// status of the answer; 0 when there was none.
func (s *Server) Deliver(body []byte) int { return s.Post(body, s.Sign(body)) }

// Post makes one call with any signature; "" sends none.
func (s *Server) Post(body []byte, signature string) int {
	s.mu.Lock()
	address := s.hook.url
	s.mu.Unlock()
	return s.call(address, bytes.NewReader(body), len(body), signature)
}

func (s *Server) call(address string, body io.Reader, size int, signature string) int {
	req, err := http.NewRequest(http.MethodPost, address, body)
	if err != nil {
		panic("whatsappfake: the hook's address: " + err.Error())
	}
	req.ContentLength = int64(size)
	req.Header.Set("Content-Type", "application/json")
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

// PushRaw has a body wait for delivery as it is, signed.
func (s *Server) PushRaw(body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook.waiting = append(s.hook.waiting, body)
	s.Ring()
}

// Redeliver delivers the newest call once more, as after a lost acknowledgement.
func (s *Server) Redeliver() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook.waiting = append(s.hook.waiting, s.hook.last)
	s.Ring()
}

// OutOfOrder delivers what waits newest first, and what was refused last.
func (s *Server) OutOfOrder(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook.reversed = on
}

// BreakOff has the next calls end in the middle of the body, and come again.
func (s *Server) BreakOff(times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook.breaks += times
}

// Acked is how many calls were answered 200 so far, without those of Deliver.
func (s *Server) Acked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hook.acked
}

// Pending is how many calls wait for delivery.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.hook.waiting)
}

// push delivers what waits until the server is closed.
func (s *Server) push() {
	for {
		s.mu.Lock()
		changed := s.Changed()
		body, address, broken := s.take()
		s.mu.Unlock()
		if body == nil {
			select {
			case <-changed:
				continue
			case <-s.closing:
				return
			}
		}
		delivered := false
		if broken {
			half := io.MultiReader(bytes.NewReader(body[:len(body)/2]), failing{})
			s.call(address, half, len(body), s.Sign(body))
		} else {
			delivered = s.call(address, bytes.NewReader(body), len(body), s.Sign(body)) == http.StatusOK
		}
		if !s.settle(body, delivered) {
			return
		}
	}
}

var errBroken = errors.New("the connection broke")

type failing struct{}

// Read fails, as a connection that breaks.
func (failing) Read([]byte) (int, error) { return 0, errBroken }

// take gives the next call, or nil. The caller holds the lock.
func (s *Server) take() (body []byte, address string, broken bool) {
	h := &s.hook
	if len(h.waiting) == 0 || h.url == "" {
		return nil, "", false
	}
	at := 0
	if h.reversed {
		at = len(h.waiting) - 1
	}
	body = h.waiting[at]
	h.waiting = append(h.waiting[:at:at], h.waiting[at+1:]...)
	if broken = h.breaks > 0; broken {
		h.breaks--
	}
	return body, h.url, broken
}

// settle writes down what became of a call and waits before the next try; false is
// the end.
func (s *Server) settle(body []byte, delivered bool) bool {
	s.mu.Lock()
	h := &s.hook
	if delivered {
		h.acked++
	} else {
		h.waiting = append([][]byte{body}, h.waiting...)
	}
	s.Ring()
	s.mu.Unlock()
	if delivered {
		return true
	}
	timer := time.NewTimer(retryAfter)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.closing:
		return false
	}
}
