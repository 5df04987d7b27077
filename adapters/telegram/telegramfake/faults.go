package telegramfake

import (
	"net/http"
	"time"
)

// Failure is an answer that the server gives instead of doing what it was asked.
type Failure struct {
	// Status is the HTTP status and error code; 0 closes the connection instead.
	Status int
	// Description is the text, for example "Forbidden: bot was blocked by the user".
	Description string
	// RetryAfter goes with 429, in seconds.
	RetryAfter int
	// MigrateTo goes with 400: the group's new id.
	MigrateTo int64
	// HTML answers with this page instead of JSON, as proxies do.
	HTML string
}

type fault struct {
	Failure
	left int
}

// Fail lets the next calls of a method fail, so many times. Failures of one method
// come in the order they were asked for. A poll that waits fails at once.
func (s *Server) Fail(method string, f Failure, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[method] = append(s.faults[method], &fault{Failure: f, left: times})
	s.happened()
}

// AcceptThenDrop lets the next calls of a method take effect, and then closes the
// connection without an answer.
func (s *Server) AcceptThenDrop(method string, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drops[method] += times
}

// Pace answers 429 to a message that comes sooner than d after the last one in
// the same chat. 0, the beginning, is no pace.
func (s *Server) Pace(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pace = d
}

// planned gives the failure that was asked for. The caller holds the lock.
func (s *Server) planned(method string) (reply, bool) {
	list := s.faults[method]
	for len(list) > 0 && list[0].left <= 0 {
		list = list[1:]
	}
	s.faults[method] = list
	if len(list) == 0 {
		return reply{}, false
	}
	f := list[0]
	f.left--
	return reply{
		status: f.Status, description: f.Description, retryAfter: f.RetryAfter, migrateTo: f.MigrateTo, raw: f.HTML,
	}, true
}

func tooMany(after time.Duration) reply {
	seconds := int(after/time.Second) + 1
	return reply{status: http.StatusTooManyRequests, description: "Too Many Requests: retry after", retryAfter: seconds}
}
