package whatsappfake

import (
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters/fakeserver"
)

// Account is the business number that the server plays for. Empty fields get
// values that are good for most tests.
type Account struct {
	PhoneNumberID, DisplayNumber        string
	AccountID, AppID                    string
	AccessToken, AppSecret, VerifyToken string
	// Now is the server's clock; nil is time.Now.
	Now func() time.Time
}

func (a Account) filled() Account {
	a.PhoneNumberID = cmp.Or(a.PhoneNumberID, "105500000000000")
	a.DisplayNumber = cmp.Or(a.DisplayNumber, "15550001111")
	a.AccountID = cmp.Or(a.AccountID, "102290129340398")
	a.AppID = cmp.Or(a.AppID, "700700700700")
	a.AccessToken = cmp.Or(a.AccessToken, "EAAfakeTOKENofNobody")
	a.AppSecret = cmp.Or(a.AppSecret, "fake-app-secret")
	a.VerifyToken = cmp.Or(a.VerifyToken, "fake-verify-token")
	if a.Now == nil {
		a.Now = time.Now
	}
	return a
}

// answerFor is how long the webhook may take. The real service waits a few seconds.
const answerFor = 20 * time.Second

// version is the part of an address that names the version of the Graph API.
const version = "/v25.0"

// Server is one Graph API for one business number.
type Server struct {
	*fakeserver.Bell
	*fakeserver.Plan[Failure]
	// URL is the address to use as api_url.
	URL string
	// Account is what the server was made with, every field filled.
	Account Account

	http *httptest.Server
	// toHook makes the calls to the webhook, on connections of its own.
	toHook  *http.Client
	closing chan struct{}
	pushing sync.WaitGroup

	mu        sync.Mutex
	people    map[string]*person
	sent      map[string]*Message
	files     map[string]*file
	templates map[string]string // "name/language" to status
	hook      hook
	report    report
	journal   []Call
	serial    int
	offset    time.Duration
	pace      time.Duration
	late      bool
	status    string
}

// Call is one request that the server got.
type Call struct {
	// Name is what was called: "messages", "media", "file" (the address of a file),
	// "download", "number", "debug_token", "subscribed_apps", "message_templates".
	Name string
	// Body is JSON as it was sent; empty for files.
	Body string
	// Status is what was answered; 0 when the connection was dropped.
	Status int
}

// New starts a server. It panics when there is no port to listen on.
func New(account Account) *Server {
	s := &Server{
		Account: account.filled(), closing: make(chan struct{}), people: map[string]*person{},
		sent: map[string]*Message{}, files: map[string]*file{}, templates: map[string]string{},
		toHook: &http.Client{Transport: &http.Transport{}, Timeout: answerFor}, status: "CONNECTED",
	}
	s.Bell = fakeserver.NewBell(&s.mu)
	s.Plan = fakeserver.NewPlan[Failure](&s.mu, s.Bell)
	s.http = httptest.NewServer(s.routes())
	s.URL = s.http.URL + version
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
func (s *Server) Client() *http.Client {
	return fakeserver.OnlyTo(s.http)
}

// Now is the server's time.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

func (s *Server) now() time.Time { return s.Account.Now().Add(s.offset) }

// Advance moves the server's clock.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offset += d
	s.Ring()
}

// Journal lists all calls so far, in order of their answers.
func (s *Server) Journal() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Call(nil), s.journal...)
}

// Count is how often something was called, with whatever answer.
func (s *Server) Count(name string) int {
	n := 0
	for _, c := range s.Journal() {
		if c.Name == name {
			n++
		}
	}
	return n
}

// next makes a number that was not used before. The caller holds the lock.
func (s *Server) next() int {
	s.serial++
	return s.serial
}

// wamid makes an id of a message. The caller holds the lock.
func (s *Server) wamid() string { return fmt.Sprintf("wamid.HBgFAKE%08d==", s.next()) }
