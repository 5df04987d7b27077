package whatsappfake

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Failure is an answer that the server gives instead of doing what it was asked.
type Failure struct {
	// Status is the HTTP status; 0 closes the connection instead.
	Status int
	// Code and Subcode are Meta's numbers for the error.
	Code, Subcode int
	// Title goes before the details: "Re-engagement message".
	Title string
	// RetryAfter becomes the header, in seconds.
	RetryAfter int
	// HTML answers with this page instead of JSON, as proxies do.
	HTML string
	// Location makes it a redirect.
	Location string
}

// Pace answers 131056 to a message that comes sooner than d after the last one to
// the same person. 0, the beginning, is no pace.
func (s *Server) Pace(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pace = d
}

// LateWindow makes the server take free text after the 24 hours too, and report the
// failure by a status, as the real one mostly does.
func (s *Server) LateWindow(late bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.late = late
}

// answer is an answer before it is written.
type answer struct {
	status int
	result any
	// bytes and mediaType are a file in place of a result.
	bytes     []byte
	mediaType string
	failure   *Failure
}

func ok(result any) answer { return answer{status: http.StatusOK, result: result} }

func refuse(code int, format string, args ...any) answer {
	f := &Failure{Status: http.StatusBadRequest, Code: code, Title: fmt.Sprintf(format, args...)}
	return answer{status: f.Status, failure: f}
}

// planned gives the failure that was asked for.
func (s *Server) planned(name string) (answer, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, planned := s.Failing(name)
	if !planned {
		return answer{}, false
	}
	return answer{status: f.Status, failure: &f}, true
}

// handler does one call; body is what was sent, for the journal and for leaks.
type handler func(r *http.Request, body []byte) answer

// routes are the addresses of the Graph API.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	id := version + "/" + s.Account.PhoneNumberID
	add := func(pattern, name string, h handler) { mux.HandleFunc(pattern, s.serve(name, h)) }
	add("POST "+id+"/messages", "messages", s.postMessage)
	add("POST "+id+"/media", "media", s.postMedia)
	add("GET "+id, "number", s.getNumber)
	add("GET "+version+"/debug_token", "debug_token", s.getToken)
	add("GET "+version+"/"+s.Account.AccountID+"/subscribed_apps", "subscribed_apps", s.getSubscribed)
	add("GET "+version+"/"+s.Account.AccountID+"/message_templates", "message_templates", s.getTemplates)
	add("GET "+version+"/{file}", "file", s.getFile)
	add("GET /files/{file}", "download", s.download)
	add("/", "unknown", func(r *http.Request, _ []byte) answer { return noObject() })
	return mux
}

// noObject is what asking for a wrong id gives, or one that the token may not see.
func noObject() answer {
	a := refuse(100, "Unsupported request. Object does not exist, cannot be loaded due to missing permissions, or does not support this operation")
	a.failure.Subcode = 33
	return a
}

func (s *Server) serve(name string, h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
		a, planned := s.planned(name)
		switch {
		case planned:
		case err != nil:
			a = answer{status: http.StatusRequestEntityTooLarge, failure: &Failure{Status: http.StatusRequestEntityTooLarge}}
		case r.Header.Get("Authorization") != "Bearer "+s.Account.AccessToken:
			f := &Failure{Status: http.StatusUnauthorized, Code: 190, Title: "Invalid OAuth access token - Cannot parse access token"}
			a = answer{status: f.Status, failure: f}
		default:
			a = h(r, body)
		}
		call := Call{Name: name, Status: a.status}
		if json.Valid(body) {
			call.Body = string(body)
		}
		s.mu.Lock()
		drop := !planned && s.Dropping(name)
		if drop {
			call.Status = 0
		}
		s.journal = append(s.journal, call)
		s.Ring()
		s.mu.Unlock()
		if drop || a.status == 0 {
			hangUp(w)
			return
		}
		s.write(w, a, body)
	}
}

func hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		conn.Close()
	}
}

// write answers. A refusal repeats the token and what was sent: the real service
// repeats numbers and values, and proxies repeat everything.
func (s *Server) write(w http.ResponseWriter, a answer, body []byte) {
	w.Header().Set("Date", s.Now().UTC().Format(http.TimeFormat))
	leak := fmt.Sprintf("(Bearer %s %.2000s)", s.Account.AccessToken, body)
	f := a.failure
	switch {
	case f == nil && a.bytes != nil:
		w.Header().Set("Content-Type", a.mediaType)
		w.WriteHeader(a.status)
		_, _ = w.Write(a.bytes) // the other side may be gone
		return
	case f == nil:
	case f.HTML != "":
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(f.Status)
		fmt.Fprintf(w, "%s <!-- %s -->", f.HTML, leak)
		return
	default:
		if f.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
		}
		if f.Location != "" {
			w.Header().Set("Location", f.Location)
		}
		e := map[string]any{
			"message": fmt.Sprintf("(#%d) %s", f.Code, f.Title), "type": "OAuthException", "code": f.Code, "fbtrace_id": "A" + strconv.FormatInt(time.Now().Unix(), 36),
			"error_data": map[string]any{"messaging_product": "whatsapp", "details": f.Title + " " + leak},
		}
		if f.Subcode != 0 {
			e["error_subcode"] = f.Subcode
		}
		a.result = map[string]any{"error": e}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	_ = json.NewEncoder(w).Encode(a.result) // the other side may be gone
}
