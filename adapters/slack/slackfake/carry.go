package slackfake

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/gorilla/websocket"
)

// carryAll brings what waits to the app, as long as the server lives.
func (s *Server) carryAll() {
	for {
		s.mu.Lock()
		changed, d, side := s.Changed(), (*delivery)(nil), s.post.concurrent
		if len(s.post.waiting) > 0 && (s.post.hook != "" || len(s.conns) > 0) {
			d, s.post.waiting = s.post.waiting[0], s.post.waiting[1:]
			s.post.flying++
		}
		s.mu.Unlock()
		switch {
		case d != nil && side:
			go s.carry(d)
			continue
		case d != nil:
			s.carry(d)
			continue
		}
		select {
		case <-changed:
		case <-s.closing:
			return
		}
	}
}

// carry brings one delivery until the app takes it or the service gives up.
func (s *Server) carry(d *delivery) {
	done := false
	for attempt := 0; attempt <= retries && !done; {
		s.mu.Lock()
		changed, hook, conn := s.Changed(), s.post.hook, (*websocket.Conn)(nil)
		if len(s.conns) > 0 {
			conn = s.conns[len(s.conns)-1]
		}
		s.mu.Unlock()
		switch {
		case hook != "":
			done = s.call(hook, d, attempt)
			attempt++
		case conn != nil:
			var heard bool
			if done, heard = s.envelope(conn, d, attempt); heard {
				attempt++
			}
		default:
			select {
			case <-changed:
			case <-s.closing:
				return
			}
		}
		select {
		case <-s.closing:
			return
		default:
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.post.flying--
	switch {
	case !done:
		s.post.lost++
	case !d.echo:
		s.post.acked++
	}
	s.Ring()
}

// call brings a delivery over HTTP and tells whether the app took it.
func (s *Server) call(hook string, d *delivery, attempt int) bool {
	s.mu.Lock()
	cut := s.post.cut > 0
	if cut {
		s.post.cut--
	}
	s.mu.Unlock()
	var body io.Reader = bytes.NewReader(d.body)
	if cut {
		body = io.MultiReader(bytes.NewReader(d.body[:len(d.body)/2]), broken{})
	}
	req, err := http.NewRequest(http.MethodPost, hook, body)
	if err != nil {
		panic(err)
	}
	req.ContentLength = int64(len(d.body))
	req.Header = s.Sign(d.body, time.Now())
	req.Header.Set("Content-Type", d.contentType)
	if attempt > 0 {
		req.Header.Set("X-Slack-Retry-Num", strconv.Itoa(attempt))
		req.Header.Set("X-Slack-Retry-Reason", "http_error")
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body) // only so that the connection can be used again
	return resp.StatusCode >= 200 && resp.StatusCode < 300
}

// broken is the end of a connection.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
