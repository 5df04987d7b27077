package telegramfake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"time"
)

const (
	// firstRetry is the wait before an update is posted for the third time; it
	// doubles up to lastRetry. The second attempt comes at once. The real server
	// waits 2 s and up to two minutes; its source, WebhookActor.cpp.
	firstRetry = 2 * time.Millisecond
	lastRetry  = 60 * time.Millisecond
	// mostAnswer is how much of an answer is kept, in bytes.
	mostAnswer = 1 << 10
)

// deliver posts what waits to the webhook, each lane in order and different lanes
// side by side. The caller holds the lock.
func (s *Server) deliver() {
	if s.hook.url == "" || s.ctx.Err() != nil {
		return
	}
	for _, u := range s.queue.waiting {
		if s.hook.open >= s.hook.connections {
			return
		}
		if s.hook.busy[u.lane] {
			continue
		}
		s.hook.busy[u.lane] = true
		s.hook.open++
		post, cut := s.hook, s.hook.cuts > 0
		if cut {
			s.hook.cuts--
		}
		s.delivering.Go(func() {
			answer, trouble := s.post(post, u, cut)
			s.settle(u, answer, trouble)
		})
	}
}

// settle drops an update that was taken; otherwise its lane waits for another try.
func (s *Server) settle(u *update, answer HookAnswer, trouble string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook.open--
	s.hook.answers = append(s.hook.answers, answer)
	if trouble == "" && answer.Status/100 == 2 {
		s.queue.waiting = slices.DeleteFunc(s.queue.waiting, func(other *update) bool { return other == u })
		s.queue.confirmed++
		delete(s.hook.busy, u.lane)
	} else {
		s.hook.lastErrorAt = time.Now()
		s.hook.lastError = trouble
		if trouble == "" {
			s.hook.lastError = fmt.Sprintf("Wrong response from the webhook: %d %s", answer.Status, http.StatusText(answer.Status))
		}
		time.AfterFunc(u.wait(), func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			delete(s.hook.busy, u.lane)
			s.deliver()
		})
	}
	s.deliver()
	s.Ring()
}

// wait is how long to wait after one more failure.
func (u *update) wait() time.Duration {
	u.tries++
	if u.tries == 1 {
		return 0
	}
	return min(firstRetry<<min(u.tries-2, 16), lastRetry)
}

// What the server says of a webhook that gave no answer; its source, WebhookActor.cpp.
const (
	brokenOff  = "Connection reset by peer"
	noSuchHost = "Failed to resolve host: Name or service not known"
	notOpen    = "Connection refused"
)

// errCut breaks an update off in the middle.
var errCut = errors.New("the connection was cut")

// post makes one attempt, and says what went wrong when there was no answer.
func (s *Server) post(to hook, u *update, cut bool) (answer HookAnswer, trouble string) {
	answer.Update = u.id
	body := io.Reader(bytes.NewReader(u.raw))
	if cut {
		body = io.MultiReader(bytes.NewReader(u.raw[:len(u.raw)/2]), failing{errCut})
	}
	address, err := url.Parse(to.url)
	if err != nil || (to.handler == nil && wrongHook("http://"+address.Host) != "") {
		// Only loopback passes as http; nothing else is reached from a test.
		return answer, noSuchHost
	}
	req, err := http.NewRequestWithContext(s.ctx, http.MethodPost, to.url, body)
	if err != nil {
		return answer, noSuchHost
	}
	req.Header.Set("Content-Type", "application/json")
	if to.secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", to.secret)
	}
	if to.handler != nil {
		recorder := httptest.NewRecorder()
		to.handler.ServeHTTP(recorder, asReceived(req))
		if cut {
			return answer, brokenOff
		}
		answer.Status, answer.Body = recorder.Code, recorder.Body.String()
		return answer, ""
	}
	resp, err := s.http.Client().Do(req)
	if err != nil {
		return answer, notOpen
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(resp.Body, mostAnswer))
	answer.Status, answer.Body = resp.StatusCode, string(text)
	return answer, ""
}

// asReceived is the request as a server sees it.
func asReceived(req *http.Request) *http.Request {
	in := req.Clone(req.Context())
	in.RequestURI, in.RemoteAddr = req.URL.RequestURI(), "149.154.167.197:443"
	in.Host, in.URL = req.URL.Host, &url.URL{Path: req.URL.Path, RawQuery: req.URL.RawQuery}
	return in
}

// failing is a reader that fails.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
