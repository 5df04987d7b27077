package telegramfake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters/fakeserver"
)

// BotName is the user name of the bot that the server plays for, without "@".
const BotName = "firstline_test_bot"

// Server is one Bot API server for one bot.
type Server struct {
	*fakeserver.Bell
	*fakeserver.Plan[Failure]
	// URL is the address to use as api_url.
	URL string

	http  *httptest.Server
	token string
	botID int64

	mu      sync.Mutex
	closing chan struct{}
	chats   map[int64]*chat
	queue   queue
	queries map[string]bool
	journal []Call
	hook    hook
	files   map[string]*stored
	menus   map[string][]string
	privacy bool
	pace    time.Duration
	// delivering counts the updates that are being posted to the webhook.
	delivering sync.WaitGroup
	// ctx ends when the server is closed.
	ctx  context.Context
	stop context.CancelFunc
}

// New starts a server for the bot with this token. It panics when there is no
// port to listen on.
func New(token string) *Server {
	number, _, _ := strings.Cut(token, ":")
	id, _ := strconv.ParseInt(number, 10, 64)
	s := &Server{
		token: token, botID: id, closing: make(chan struct{}), chats: map[int64]*chat{},
		queries: map[string]bool{}, queue: queue{next: 1000},
		files: map[string]*stored{}, menus: map[string][]string{}, hook: hook{busy: map[int64]bool{}},
	}
	s.Bell = fakeserver.NewBell(&s.mu)
	s.Plan = fakeserver.NewPlan[Failure](&s.mu, s.Bell)
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = s.http.URL
	return s
}

// Close ends all polls and deliveries and stops the server.
func (s *Server) Close() {
	s.mu.Lock()
	close(s.closing)
	s.stop()
	s.mu.Unlock()
	s.delivering.Wait()
	s.http.CloseClientConnections()
	s.http.Close()
}

// Client is an HTTP client that reaches this server and refuses any other host.
func (s *Server) Client() *http.Client {
	return fakeserver.OnlyTo(s.http)
}

// reply is an answer before it is written.
type reply struct {
	status      int
	result      any
	description string
	retryAfter  int
	migrateTo   int64
	raw         string // instead of everything else
}

func ok(result any) reply { return reply{status: http.StatusOK, result: result} }

func bad(format string, args ...any) reply {
	return reply{status: http.StatusBadRequest, description: "Bad Request: " + fmt.Sprintf(format, args...)}
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if path, found := strings.CutPrefix(r.URL.Path, "/file/bot"+s.token+"/"); found {
		s.download(w, path)
		return
	}
	method, refused := s.route(r.URL.Path)
	if refused != nil {
		s.write(w, *refused, nil)
		return
	}
	c, err := readRequest(w, r)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		s.write(w, reply{status: http.StatusRequestEntityTooLarge, description: "Request Entity Too Large"}, nil)
		return
	}
	if err != nil {
		s.write(w, bad("can't parse the request: %v", err), nil)
		return
	}
	s.mu.Lock()
	answer, planned := s.planned(method)
	s.mu.Unlock()
	if !planned {
		answer = s.dispatch(r, method, c)
	}
	s.mu.Lock()
	drop := !planned && s.Dropping(method)
	entry := Call{Method: method, Params: c.params, Status: answer.status}
	if drop {
		entry.Status = 0
	}
	s.journal = append(s.journal, entry)
	s.Ring()
	s.mu.Unlock()
	if drop || answer.status == 0 {
		hangUp(w)
		return
	}
	s.write(w, answer, c.params)
}

// route finds the method of an address /bot<token>/<method>.
func (s *Server) route(path string) (string, *reply) {
	rest, found := strings.CutPrefix(path, "/bot")
	token, method, hasMethod := strings.Cut(rest, "/")
	switch {
	case !found || !hasMethod || !strings.Contains(token, ":"):
		return "", &reply{status: http.StatusNotFound, description: "Not Found"}
	case token != s.token:
		return "", &reply{status: http.StatusUnauthorized, description: "Unauthorized"}
	}
	return method, nil
}

func hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		conn.Close()
	}
}

// write answers. A refusal repeats the token and what was sent: the real server
// does not, but proxies do.
func (s *Server) write(w http.ResponseWriter, a reply, p params) {
	if a.raw != "" {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(a.status)
		fmt.Fprintf(w, "%s <!-- /bot%s %s -->", a.raw, s.token, sent(p))
		return
	}
	body := map[string]any{"ok": a.status == http.StatusOK}
	if a.status == http.StatusOK {
		body["result"] = a.result
	} else {
		body["error_code"] = a.status
		body["description"] = fmt.Sprintf("%s (bot%s %s)", a.description, s.token, sent(p))
		extra := map[string]any{}
		if a.retryAfter > 0 {
			extra["retry_after"] = a.retryAfter
		}
		if a.migrateTo != 0 {
			extra["migrate_to_chat_id"] = a.migrateTo
		}
		body["parameters"] = extra
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	_ = json.NewEncoder(w).Encode(body) // the other side may be gone
}

// sent is what a call held that must not show up again.
func sent(p params) string { return p["text"] + p["caption"] + p["secret_token"] }
