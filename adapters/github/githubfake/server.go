package githubfake

import (
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters/fakeserver"
)

// Setup says what the server plays. Empty fields get values that are good for most tests.
type Setup struct {
	// Repository exists from the start: "owner/name".
	Repository string
	// Token is that of Login.
	Token, Login string
	// Secret signs the webhook's calls.
	Secret string
	// Now is the server's clock; nil is time.Now.
	Now func() time.Time
}

func (s Setup) filled() Setup {
	s.Repository = cmp.Or(s.Repository, "opencrvs/opencrvs-core")
	s.Token = cmp.Or(s.Token, "github_pat_FAKEofNobody")
	s.Login = cmp.Or(s.Login, "firstline-desk")
	s.Secret = cmp.Or(s.Secret, "fake-webhook-secret")
	if s.Now == nil {
		s.Now = time.Now
	}
	return s
}

// Server is one GitHub.
type Server struct {
	*fakeserver.Bell
	*fakeserver.Plan[Failure]
	// URL is the address to use as api_url.
	URL string
	// Setup is what the server was made with, every field filled.
	Setup Setup

	http    *httptest.Server
	closing chan struct{}
	// toHook makes the calls to the webhook, on connections of its own.
	toHook  *http.Client
	pushing sync.WaitGroup

	mu        sync.Mutex
	repos     map[string]*repo
	moved     map[string]string // path of a repository or an issue to its new one
	people    map[string]int64
	hook      hook
	journal   []Call
	serial    int64
	offset    time.Duration
	remaining int
	headers   http.Header
}

// Call is one request that the server got.
type Call struct {
	// Name is what was called, as in "issues.create"; see the routes.
	Name string
	// Query and Body are as they were sent.
	Query, Body string
	// Status is what was answered; 0 when the connection was dropped.
	Status int
}

// perHour is the primary limit of a token.
const perHour = 5000

// New starts a server. It panics when there is no port to listen on.
func New(setup Setup) *Server {
	s := &Server{
		Setup: setup.filled(), closing: make(chan struct{}), toHook: &http.Client{Transport: &http.Transport{}, Timeout: answerFor},
		repos: map[string]*repo{}, moved: map[string]string{}, people: map[string]int64{}, remaining: perHour, headers: http.Header{},
	}
	s.Bell = fakeserver.NewBell(&s.mu)
	s.Plan = fakeserver.NewPlan[Failure](&s.mu, s.Bell)
	s.http = httptest.NewServer(s.routes())
	s.URL = s.http.URL + "/api/v3"
	s.AddRepository(s.Setup.Repository)
	s.pushing.Go(s.push)
	return s
}

// Close ends all deliveries and stops the server.
func (s *Server) Close() {
	close(s.closing)
	s.pushing.Wait()
	s.toHook.CloseIdleConnections()
	s.http.CloseClientConnections()
	s.http.Close()
}

// Client is an HTTP client that reaches this server and refuses any other host.
func (s *Server) Client() *http.Client { return fakeserver.OnlyTo(s.http) }

// Web is where people look at issues.
func (s *Server) Web() string { return s.http.URL }

// Now is the server's time.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

func (s *Server) now() time.Time { return s.Setup.Now().Add(s.offset) }

// Advance moves the server's clock.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offset += d
	s.Ring()
}

// tick is the time of the next thing that happens. The caller holds the lock.
func (s *Server) tick() time.Time {
	s.offset += time.Second
	return s.now().UTC().Truncate(time.Second)
}

// next makes a number that was not used before. The caller holds the lock.
func (s *Server) next() int64 {
	s.serial++
	return 1000 + s.serial
}

// Remaining sets how many requests the token has left until the next hour.
func (s *Server) Remaining(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remaining = n
}

// Header has every answer carry a header.
func (s *Server) Header(name, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.headers.Set(name, value)
}

// Journal lists all calls so far, in order of their answers.
func (s *Server) Journal() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Call(nil), s.journal...)
}

// Count is how often something was called and answered with this status; 0 is any.
func (s *Server) Count(name string, status int) int {
	n := 0
	for _, c := range s.Journal() {
		if c.Name == name && (status == 0 || c.Status == status) {
			n++
		}
	}
	return n
}

// user is an account as the API shows it. The caller holds the lock.
func (s *Server) user(login string) any {
	if login == "" {
		return nil
	}
	id, known := s.people[strings.ToLower(login)]
	if !known {
		id = s.next()
		s.people[strings.ToLower(login)] = id
	}
	return map[string]any{"login": login, "id": id, "type": "User", "html_url": s.http.URL + "/" + login}
}

// PersonID is the number of an account.
func (s *Server) PersonID(login string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.user(login)
	return fmt.Sprint(s.people[strings.ToLower(login)])
}
