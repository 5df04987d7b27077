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

// Pace answers 429 to a message that comes sooner than d after the last one in
// the same chat. 0, the beginning, is no pace.
func (s *Server) Pace(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pace = d
}

// planned gives the failure that was asked for. The caller holds the lock.
func (s *Server) planned(method string) (reply, bool) {
	f, planned := s.Failing(method)
	if !planned {
		return reply{}, false
	}
	return reply{
		status: f.Status, description: f.Description, retryAfter: f.RetryAfter, migrateTo: f.MigrateTo, raw: f.HTML,
	}, true
}

func tooMany(after time.Duration) reply {
	seconds := int(after/time.Second) + 1
	return reply{status: http.StatusTooManyRequests, description: "Too Many Requests: retry after", retryAfter: seconds}
}
