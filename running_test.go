package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/telegram/telegramfake"
)

// playVar says what this test binary plays when a test starts it again as a
// process of its own.
const playVar = "FIRSTLINE_TEST_PLAYS"

func TestMain(m *testing.M) {
	switch os.Getenv(playVar) {
	case "program":
		go endWithParent()
		main()
	case "load":
		playLoad()
	default:
		testscript.Main(m, map[string]func(){"firstline": main})
	}
}

// endWithParent ends this process when the test that started it is gone: then its
// standard input is closed.
func endWithParent() {
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(exitFailed)
}

const (
	testToken = "4242:a-token-of-tests"
	testRoom  = -1001
	// patience is how long a test waits for what should come at once. It is long,
	// because machines that test are busy.
	patience = 60 * time.Second
)

// telegramConfig writes a configuration with one room on Telegram, and gives its
// path. The address of the Bot API is in the environment as API_URL.
func telegramConfig(t testing.TB, articles ...string) string {
	dir := t.TempDir()
	lines := []string{
		"name: Test desk", "languages: [en]", "store: bolt:" + filepath.Join(dir, "firstline.db"),
		"listen: 127.0.0.1:0", "admin_listen: 127.0.0.1:0",
		"channels:", "  telegram:", "    token: " + testToken, "    api_url: ${API_URL}",
		"levels:", fmt.Sprintf(`  - rooms: ["telegram:%d"]`, testRoom), "    hold: 300ms",
	}
	if len(articles) > 0 {
		lines = append(lines, "kb:", "  dirs: ["+strings.Join(articles, ", ")+"]")
	}
	path := filepath.Join(dir, "firstline.yaml")
	require.NoError(t, os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
	return path
}

// service is the Telegram of one test.
type service struct {
	*telegramfake.Server
	t testing.TB
}

func newService(t testing.TB) *service {
	s := &service{Server: telegramfake.New(testToken), t: t}
	t.Cleanup(s.Close)
	s.AddGroup(testRoom, "First line")
	return s
}

// serveOn runs the program in this process until the test ends. It returns its log.
func (s *service) serveOn(config string) *journal {
	ctx, cancel := context.WithCancel(context.Background())
	log := &journal{}
	ended := make(chan int, 1)
	env := func(name string) (string, bool) { return s.URL, name == "API_URL" }
	go func() {
		ended <- run(ctx, []string{"serve", "--config", config, "--log", "info"},
			shell{in: strings.NewReader(""), out: io.Discard, err: log, env: env})
	}()
	s.t.Cleanup(func() {
		cancel()
		code := <-ended
		if code != exitDone || s.t.Failed() {
			s.t.Logf("serve ended with code %d; its log:\n%s", code, log)
		}
		require.Equal(s.t, exitDone, code)
	})
	return log
}

// await waits for a message in a chat and gives the newest one that fits.
func (s *service) await(in int64, what string, fits func(m telegramfake.Message) bool) telegramfake.Message {
	s.t.Helper()
	var found telegramfake.Message
	ok := s.Wait(func() bool {
		for _, m := range s.Messages(in) {
			if fits(m) {
				found = m
			}
		}
		return found.ID != 0
	}, patience)
	require.True(s.t, ok, "chat %d: nothing came that is %s; there is:\n%s", in, what, strings.Join(texts(s.Messages(in)), "\n"))
	return found
}

// hear waits for a message that begins with a text.
func (s *service) hear(in int64, begins string) telegramfake.Message {
	s.t.Helper()
	return s.await(in, "like "+begins, func(m telegramfake.Message) bool { return strings.HasPrefix(m.Text, begins) })
}

func texts(messages []telegramfake.Message) []string {
	var out []string
	for _, m := range messages {
		line := m.Text
		for _, label := range m.Buttons {
			line += " [" + label + "]"
		}
		out = append(out, line)
	}
	return out
}

// journal is a log in memory.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}
