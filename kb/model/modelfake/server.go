package modelfake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/firstline-helpdesk/firstline/adapters/fakeserver"
)

// Key is the key that the endpoint asks for.
const Key = "sk-fake-key-of-nobody"

// Server is one endpoint.
type Server struct {
	*fakeserver.Bell
	*fakeserver.Plan[Failure]
	// URL is the address to use as base_url.
	URL string

	http    *httptest.Server
	closing chan struct{}
	closed  sync.Once

	mu      sync.Mutex
	prompts []Prompt
	calls   map[string]int
	say     func(Prompt) string
	mean    func(text string) []float32
	hear    string
}

// New starts an endpoint whose model copies the first section it is shown.
func New() *Server {
	s := &Server{closing: make(chan struct{}), calls: map[string]int{}, say: Honest, mean: WordsOf, hear: "the printer is broken"}
	s.Bell = fakeserver.NewBell(&s.mu)
	s.Plan = fakeserver.NewPlan[Failure](&s.mu, s.Bell)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/chat/completions", s.guarded("chat", s.chat))
	mux.HandleFunc("POST /v1/embeddings", s.guarded("embeddings", s.embeddings))
	mux.HandleFunc("POST /v1/audio/transcriptions", s.guarded("voice", s.voice))
	s.http = httptest.NewServer(mux)
	s.URL = s.http.URL + "/v1"
	return s
}

// Close lets every call go that is kept waiting, and stops the server. It may be called again.
func (s *Server) Close() {
	s.closed.Do(func() { close(s.closing) })
	s.http.CloseClientConnections()
	s.http.Close()
}

// Client is an HTTP client that reaches this server and refuses any other host.
func (s *Server) Client() *http.Client { return fakeserver.OnlyTo(s.http) }

// Say scripts what the model answers; nil is [Honest].
func (s *Server) Say(say func(Prompt) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if say == nil {
		say = Honest
	}
	s.say = say
}

// Mean scripts the embeddings; nil is [WordsOf].
func (s *Server) Mean(mean func(text string) []float32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if mean == nil {
		mean = WordsOf
	}
	s.mean = mean
}

// Prompts are all that came so far: chats, texts to embed and voices.
func (s *Server) Prompts() []Prompt {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.prompts)
}

// Calls is how many requests of a name came: "chat", "embeddings" or "voice".
func (s *Server) Calls(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[name]
}

// Prompt is one request as it came.
type Prompt struct {
	// Name is "chat", "embeddings" or "voice"; Body is what was sent, as it was sent.
	Name, Body string
	Model      string
	// System and User are what a chat was asked.
	System, User string
}

// Sections are the texts of the sections in a prompt.
func (p Prompt) Sections() []string {
	var out []string
	for n := 1; ; n++ {
		text, ok := p.Fenced(fmt.Sprintf("SECTION [%d]", n))
		if !ok {
			return out
		}
		out = append(out, text)
	}
}

// Fenced is the text that stands as data under a title.
func (p Prompt) Fenced(title string) (string, bool) {
	_, rest, ok := strings.Cut(p.User, "BEGIN "+title+" ")
	if !ok {
		return "", false
	}
	word, rest, _ := strings.Cut(rest, "\n")
	text, _, ok := strings.Cut(rest, "\nEND "+title+" "+word)
	return text, ok
}

// guarded counts and refuses, and fails where a test asked for it.
func (s *Server) guarded(name string, serve func(http.ResponseWriter, *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body := readAll(r)
		s.mu.Lock()
		s.calls[name]++
		s.prompts = append(s.prompts, promptOf(name, body))
		failure, failing := s.Failing(name)
		s.Ring()
		s.mu.Unlock()
		if r.Header.Get("Authorization") != "Bearer "+Key {
			refuse(w, http.StatusUnauthorized, "Incorrect API key provided: "+r.Header.Get("Authorization"))
			return
		}
		if failing && s.fail(w, r, failure, body) {
			return
		}
		serve(w, r)
	}
}

// refuse answers as the real ones do. The text is for developers, and repeats what
// was sent.
func refuse(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"message": text, "type": "invalid_request_error", "code": strconv.Itoa(status)}})
}
