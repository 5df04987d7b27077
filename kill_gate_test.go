package main

import (
	"bytes"
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
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// mortal is a program that is killed again and again, between a chat service and
// people. What the service calls goes through a gate that stays while programs come
// and go, and what the program calls through a front of each life's own.
type mortal struct {
	t       *testing.T
	config  string
	service string
	// sends names the methods that say something, where a lost answer is of interest.
	sends []string
	rand  *rand.Rand
	gate  *httptest.Server
	over  chan struct{}

	mu           sync.Mutex
	told, ending bool
	now          *walk
	deaths       map[moment]int
	wrong        []string
}

// walk is one life of a mortal.
type walk struct {
	life
	of *mortal
}

// publicForm finds where a life listens.
var publicForm = regexp.MustCompile(`msg=listening public=(\S+)`)

func newMortal(t *testing.T, config, service string, sends ...string) *mortal {
	m := &mortal{
		t: t, config: config, service: service, sends: sends, rand: rand.New(rand.NewPCG(7, 11)),
		over: make(chan struct{}), deaths: map[moment]int{},
	}
	m.gate = httptest.NewServer(http.HandlerFunc(m.knock))
	t.Cleanup(m.gate.Close)
	return m
}

// run is all lives, one after the other.
func (m *mortal) run() {
	defer close(m.over)
	for w := m.next(); w != nil; w = m.next() {
		err := w.ended()
		f := w.killedBy()
		m.mu.Lock()
		if w.complaints() != "" || !f.agrees(err, m.ending) {
			m.wrong = append(m.wrong, fmt.Sprintf("a life ended with %v: %s", err, w.err.String()))
		}
		if f != nil {
			m.deaths[f.moment]++
		}
		m.mu.Unlock()
		if f == nil || m.t.Context().Err() != nil {
			return
		}
	}
}

func (m *mortal) next() *walk {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.ending {
		return nil
	}
	w := &walk{of: m, life: life{fate: drawFate(m.rand), started: make(chan struct{})}}
	if m.told {
		w.fate = nil
	}
	w.front = httptest.NewServer(http.HandlerFunc(w.pass))
	w.cmd = exec.CommandContext(m.t.Context(), os.Args[0], "serve", "--config", m.config, "--log", "info")
	w.cmd.Env = append(os.Environ(), playVar+"=program", "API_URL="+w.front.URL)
	w.cmd.Stdout, w.cmd.Stderr = &w.err, &w.err
	var err error
	if w.stdin, err = w.cmd.StdinPipe(); err == nil {
		err = w.cmd.Start()
	}
	if err != nil {
		m.wrong = append(m.wrong, fmt.Sprint("cannot start the program: ", err))
		return nil
	}
	close(w.started)
	m.now = w
	if f := w.fate; f != nil && f.moment == onStart {
		w.dying = true
		go func() {
			w.linger(f.later)
			w.end()
		}()
	}
	return w
}

// linger passes a little time, counted in calls that the test makes itself.
func (w *walk) linger(calls int) {
	for range calls {
		if resp, err := http.Get(w.of.service + "/nothing"); err == nil {
			_ = resp.Body.Close()
		}
	}
}

// end ends the process at once.
func (w *walk) end() {
	<-w.started
	_ = w.cmd.Process.Kill()
}

// kills is how often the program was killed so far.
func (m *mortal) kills() (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, count := range m.deaths {
		n += count
	}
	return n
}

// stop ends the killing, waits until the last life has nothing left to do, and ends it
// as an operator would.
func (m *mortal) stop() {
	m.t.Helper()
	m.mu.Lock()
	m.told = true
	if m.now != nil {
		m.now.pardon()
	}
	m.mu.Unlock()
	require.Eventually(m.t, func() bool {
		m.mu.Lock()
		w := m.now
		m.mu.Unlock()
		n, err := w.waiting()
		return err == nil && n == 0
	}, patience, 50*time.Millisecond, "the program does not come to an end")
	m.mu.Lock()
	m.ending = true
	w := m.now
	m.mu.Unlock()
	if err := w.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		require.ErrorIs(m.t, err, os.ErrProcessDone)
	}
	<-m.over
	require.Empty(m.t, m.wrong)
}

// knock passes a call of the service to the life that is now. Between two lives it
// waits a little, as a proxy does that restarts a program.
func (m *mortal) knock(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end); <-again.C {
		m.mu.Lock()
		now := m.now
		m.mu.Unlock()
		if now == nil {
			continue
		}
		at := publicForm.FindStringSubmatch(now.err.String())
		if at == nil {
			continue
		}
		// It may have died before it answered, or not be ready: the same call again is
		// what services do, at more leisure.
		status, header, answer, err := relayed(r, "http://"+at[1], body)
		if err != nil || status == http.StatusServiceUnavailable {
			continue
		}
		reply(w, status, header, answer)
		return
	}
	http.Error(w, "the program is not there", http.StatusBadGateway)
}

// pass takes a call of the program to the service and its answer back, and has the
// program die in between.
func (w *walk) pass(rw http.ResponseWriter, r *http.Request) {
	method := path.Base(r.URL.Path)
	f := w.arrivesAs(method)
	if f != nil && f.moment == onArrival {
		w.end()
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	status, header, answer, err := relayed(r, w.of.service, body)
	switch {
	case f != nil && f.moment == onAccept:
		w.end()
		return
	case err != nil || f != nil && f.moment == onDrop:
		if conn, _, err := http.NewResponseController(rw).Hijack(); err == nil {
			_ = conn.Close()
		}
	default:
		reply(rw, status, header, answer)
	}
	if f != nil {
		w.linger(f.later)
		w.end()
	}
}

// arrivesAs gives the fate that comes true with a call, or nil.
func (w *walk) arrivesAs(method string) *fate {
	for _, says := range w.of.sends {
		if method == says {
			method = "sendMessage" // the name by which a life knows it
		}
	}
	return w.arrives(method)
}

// relayed makes a call once more, to another address.
func relayed(r *http.Request, base string, body []byte) (status int, header http.Header, answer []byte, err error) {
	target, err := url.JoinPath(base, r.URL.Path)
	if err != nil {
		return 0, nil, nil, err
	}
	if r.URL.RawQuery != "" {
		target += "?" + r.URL.RawQuery
	}
	req, err := http.NewRequest(r.Method, target, bytes.NewReader(body))
	if err != nil {
		return 0, nil, nil, err
	}
	req.Header = r.Header.Clone()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, nil, err
	}
	defer resp.Body.Close()
	answer, err = io.ReadAll(resp.Body)
	return resp.StatusCode, resp.Header, answer, err
}

func reply(w http.ResponseWriter, status int, header http.Header, answer []byte) {
	for _, key := range []string{"Content-Type", "Retry-After"} {
		if value := header.Get(key); value != "" {
			w.Header().Set(key, value)
		}
	}
	w.WriteHeader(status)
	_, _ = w.Write(answer)
	_ = http.NewResponseController(w).Flush()
}
