package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// moment is where in a call to the service the program is killed.
type moment string

const (
	onArrival moment = "the call has arrived and the service has not seen it"
	onAccept  moment = "the service has done it and its answer is not sent"
	onAnswer  moment = "the answer is sent"
	onDrop    moment = "the service has done it and its answer is lost"
	onStart   moment = "the program starts"
)

var moments = []moment{onArrival, onAccept, onAnswer, onDrop, onStart}

// fate says when a life ends: at the call with this number, and for some moments a
// little later, counted in calls that the test makes itself.
type fate struct {
	moment moment
	call   int
	later  int
}

func drawFate(r *rand.Rand) *fate {
	f := &fate{moment: moments[r.IntN(len(moments))], call: 1 + r.IntN(9), later: r.IntN(12)}
	if f.moment == onStart {
		f.later = r.IntN(200)
	}
	return f
}

// agrees tells whether a process ended as its fate said. One that was stopped while its
// kill was on its way has ended as well.
func (f *fate) agrees(err error, stopped bool) bool {
	if f == nil || err == nil {
		return err == nil && (f == nil || stopped)
	}
	return strings.Contains(err.Error(), "killed")
}

// life is one run of the program, from its start to its death. Its calls go through
// a server of its own, so that nothing of it reaches the service after its end.
type life struct {
	s     *service
	cmd   *exec.Cmd
	stdin io.Closer
	front *httptest.Server
	err   journal

	// started is closed when there is a process; passing are the calls under way.
	started chan struct{}
	passing sync.WaitGroup

	mu    sync.Mutex
	calls int
	fate  *fate // nil: it lives until it is stopped
	dying bool
	// unheard is how many messages each chat had when an answer of the service was lost.
	unheard []map[int64]int
}

// pardon lets a life go on that has not come to its end yet.
func (l *life) pardon() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.dying {
		l.fate = nil
	}
}

// killedBy is how the life was ended; nil when it was not killed.
func (l *life) killedBy() *fate {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fate
}

// born starts the program as a process. The process ends with this one, as then its
// standard input is closed, and with the test.
func (s *service) born(config string, f *fate) (*life, error) {
	l := &life{s: s, fate: f, started: make(chan struct{})}
	l.front = httptest.NewServer(http.HandlerFunc(l.pass))
	l.cmd = exec.CommandContext(s.t.Context(), os.Args[0], "serve", "--config", config, "--log", "info")
	l.cmd.Env = append(os.Environ(), playVar+"=program", "API_URL="+l.front.URL)
	l.cmd.Stdout, l.cmd.Stderr = &l.err, &l.err
	var err error
	if l.stdin, err = l.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := l.cmd.Start(); err != nil {
		return nil, err
	}
	close(l.started)
	if f != nil && f.moment == onStart {
		l.dying = true
		go l.kill(f)
	}
	return l, nil
}

// ended waits for the process, and for all of its calls that reached the service.
func (l *life) ended() error {
	err := l.cmd.Wait()
	l.front.CloseClientConnections()
	l.front.Close()
	l.passing.Wait() // the server does not wait for those whose caller is gone
	return err
}

// kill ends the process at once, as a power cut would.
func (l *life) kill(f *fate) {
	for range f.later {
		resp, err := http.Get(l.s.URL + "/bot" + testToken + "/getMe")
		if err == nil {
			_ = resp.Body.Close()
		}
	}
	<-l.started
	_ = l.cmd.Process.Kill()
}

// arrives counts a call and gives the fate that comes true with it, or nil. A lost
// answer is only of interest where something was sent.
func (l *life) arrives(method string) *fate {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls++
	f := l.fate
	if f == nil || l.dying || l.calls < f.call || f.moment == onDrop && method != "sendMessage" {
		return nil
	}
	l.dying = true
	return f
}

// pass takes a call to the service and its answer back.
func (l *life) pass(w http.ResponseWriter, r *http.Request) {
	l.passing.Add(1)
	defer l.passing.Done()
	method := path.Base(r.URL.Path)
	f := l.arrives(method)
	if f != nil && f.moment == onArrival {
		l.kill(f)
		return
	}
	if f != nil && f.moment == onDrop {
		l.s.AcceptThenDrop(method, 1)
	}
	status, answer, err := l.forward(r)
	if f != nil && f.moment == onAccept {
		l.kill(f)
		return
	}
	if err != nil {
		if method == "sendMessage" {
			l.loses(l.s.lengths())
		}
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			_ = conn.Close()
		}
	} else {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write(answer)
		_ = http.NewResponseController(w).Flush()
	}
	if f != nil {
		l.kill(f)
	}
}

func (l *life) loses(had map[int64]int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unheard = append(l.unheard, had)
}

func (l *life) forward(r *http.Request) (int, []byte, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return 0, nil, err
	}
	target, err := url.JoinPath(l.s.URL, r.URL.Path)
	if err != nil {
		return 0, nil, err
	}
	ctx := r.Context()
	if path.Base(r.URL.Path) != "getUpdates" {
		// What has left the program reaches the service, also when the program dies.
		ctx = context.WithoutCancel(ctx)
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, target, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", r.Header.Get("Content-Type"))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	return resp.StatusCode, answer, err
}

// complaints is what a life wrote about trouble that its death does not explain.
func (l *life) complaints() string {
	var out []string
	for line := range strings.Lines(l.err.String()) {
		if strings.Contains(line, "panic") || strings.Contains(line, "damaged") {
			out = append(out, line)
		}
	}
	return strings.Join(out, "")
}

var adminForm = regexp.MustCompile(`msg=listening .*admin=(\S+)`)

// waiting is how many messages and replies the program says it has not done yet;
// an error when it cannot be asked.
func (l *life) waiting() (n int, err error) {
	m := adminForm.FindStringSubmatch(l.err.String())
	if m == nil {
		return 0, errors.New("the program does not listen yet")
	}
	resp, err := http.Get("http://" + m[1] + "/metrics")
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err
	}
	for _, queue := range []string{"inbox", "outbox"} {
		_, after, found := strings.Cut(string(text), "\nfirstline_"+queue+"_items ")
		value, _, _ := strings.Cut(after, "\n")
		count, err := strconv.Atoi(value)
		if !found || err != nil {
			return 0, fmt.Errorf("read the length of the %s: %w", queue, err)
		}
		n += count
	}
	return n, nil
}
