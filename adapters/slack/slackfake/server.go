package slackfake

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/firstline-helpdesk/firstline/adapters/fakeserver"
)

// Who the app is: its workspace, its user, its bot and itself.
const (
	Team    = "T0TEAM"
	BotUser = "U0BOT"
	BotID   = "B0BOT"
	BotName = "firstline"
	AppID   = "A0APP"
)

// Options are the secrets of the app.
type Options struct {
	// BotToken and SigningSecret are those of every app; AppToken lets it connect
	// over Socket Mode.
	BotToken, SigningSecret, AppToken string
}

// Server is one workspace with one app.
type Server struct {
	*fakeserver.Bell
	*fakeserver.Plan[Failure]
	// URL is the server's address; APIURL is the one to use as api_url.
	URL    string
	opt    Options
	http   *httptest.Server
	client *http.Client

	mu       sync.Mutex
	closing  chan struct{}
	users    map[string]*user
	channels map[string]*channel
	files    map[string]*stored
	serial   int64
	journal  []Call
	scopes   string
	skew     time.Duration
	pace     time.Duration
	post     post
	tickets  map[string]bool
	triggers map[string]*trigger
	modals   map[string]*Modal
	late     time.Duration
	conns    []*websocket.Conn
	acks     map[string]chan struct{}
	// writing guards what is written to conns.
	writing sync.Mutex
}

// Call is one request to the Web API.
type Call struct {
	// Method is the Web API's name of it.
	Method string
	// Params are the fields as they were sent; objects are JSON.
	Params map[string]string
	// Code is what was answered: "ok", an error's code, or an HTTP status; "" when the
	// connection was dropped.
	Code string
}

// New starts a workspace. It panics when there is no port to listen on.
func New(opt Options) *Server {
	s := &Server{
		opt: opt, closing: make(chan struct{}), users: map[string]*user{}, channels: map[string]*channel{},
		files: map[string]*stored{}, scopes: allScopes,
		tickets: map[string]bool{}, triggers: map[string]*trigger{}, modals: map[string]*Modal{}, acks: map[string]chan struct{}{}, client: &http.Client{Timeout: hookTimeout},
		post: post{ackWithin: hookTimeout},
	}
	s.Bell = fakeserver.NewBell(&s.mu)
	s.Plan = fakeserver.NewPlan[Failure](&s.mu, s.Bell)
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", s.serveAPI)
	mux.HandleFunc("GET /link", s.serveSocket)
	mux.HandleFunc("POST /upload/{id}", s.serveUpload)
	mux.HandleFunc("GET /files-pri/{id}", s.serveDownload)
	mux.HandleFunc("GET /signin", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<html>Sign in to your workspace</html>")
	})
	s.http = httptest.NewServer(mux)
	s.URL = s.http.URL
	go s.carryAll()
	return s
}

// APIURL is the address of the Web API.
func (s *Server) APIURL() string { return s.URL + "/api/" }

// Close ends all connections and stops the server.
func (s *Server) Close() {
	close(s.closing)
	s.DropConnections()
	s.http.CloseClientConnections()
	s.client.CloseIdleConnections()
	s.http.Close()
}

// Client is an HTTP client that reaches this server and refuses any other host.
func (s *Server) Client() *http.Client {
	return fakeserver.OnlyTo(s.http)
}

// Journal lists all calls of the Web API so far, in order of their answers.
func (s *Server) Journal() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Call(nil), s.journal...)
}

// Count is how often a method was called, with whatever answer.
func (s *Server) Count(method string) int {
	n := 0
	for _, c := range s.Journal() {
		if c.Method == method {
			n++
		}
	}
	return n
}

// Scopes sets the rights of the bot's token, separated by commas.
func (s *Server) Scopes(list string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scopes = list
}

// Skew sets how far the server's clock is ahead.
func (s *Server) Skew(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.skew = d
}

// stamp makes the id of a message: unique, and later ones are greater. The caller
// holds the lock.
func (s *Server) stamp() string {
	s.serial++
	return fmt.Sprintf("%d.%06d", time.Now().Add(s.skew).Unix(), s.serial)
}

// serveAPI answers a call of the Web API.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	method := r.PathValue("method")
	p, err := readParams(w, r)
	if err != nil {
		s.write(w, refuse("invalid_form_data"), nil)
		return
	}
	s.mu.Lock()
	a, planned := s.planned(method)
	if !planned {
		a = s.dispatch(r, method, p)
	}
	drop := !planned && s.Dropping(method)
	call := Call{Method: method, Params: p, Code: a.name()}
	if drop {
		call.Code = ""
	}
	s.journal = append(s.journal, call)
	s.Ring()
	s.mu.Unlock()
	if drop || a.status == hangUp {
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			conn.Close()
		}
		return
	}
	s.write(w, a, p)
}

// bearer is the token of a call: in the header or among the fields.
// https://docs.slack.dev/apis/web-api/#basics
func bearer(r *http.Request, p params) string {
	if token, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); found {
		return token
	}
	return p["token"]
}

var errNoSuch = errors.New("slackfake: there is no such thing")
