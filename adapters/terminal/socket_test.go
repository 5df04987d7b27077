package terminal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/stretchr/testify/require"
)

// served gives the path of a socket that attaches to the adapter, and what stops it.
func served(t *testing.T, a *Adapter) (path string, stop func()) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "s")
	l, err := Listen(path)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.ServeSocket(ctx, l) }()
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			cancel()
			require.NoError(t, ended(t, done))
		}
	}
	t.Cleanup(stop)
	return path, stop
}

// connect dials as s in the background.
func connect(t *testing.T, path string, s Session) (*io.PipeWriter, *screen, <-chan error) {
	t.Helper()
	in, typed := io.Pipe()
	out := newScreen()
	s.In, s.Out = in, out
	done := make(chan error, 1)
	go func() { done <- Dial(context.Background(), path, s) }()
	t.Cleanup(func() { _ = typed.Close() })
	return typed, out, done
}

func TestAPersonAndStaffTalkOverTheSocket(t *testing.T) {
	a, inbox := running(t, Options{})
	path, _ := served(t, a)
	ann, annSees, annDone := connect(t, path, Session{Name: "ann"})
	bob, bobSees, bobDone := connect(t, path, Session{Name: "bob", Staff: true})

	typeIn(t, ann, "my printer is blue\n")
	m := inbox.next(t)
	require.Equal(t, "terminal:ann", m.From.ID)
	require.Equal(t, toAnn, m.Place)
	waitUntil(t, func() bool { return a.sits(Session{Name: "bob", Staff: true}) })
	send(t, a, bot.Reply{To: toDesk, Text: "#1 from ann: my printer is blue", Buttons: []bot.Button{{Label: "Claim", Data: "t:1:claim"}}})
	bobSees.waitFor(t, "[1 Claim]\n")
	typeIn(t, bob, "[Claim]\n")
	m = inbox.next(t)
	require.Equal(t, "t:1:claim", m.Press)
	require.Equal(t, toDesk, m.Place)
	send(t, a, bot.Reply{To: toAnn, Text: "Bob is looking into it."})
	annSees.waitFor(t, "bot> Bob is looking into it.\n")
	require.NotContains(t, annSees.String(), "#1")

	require.NoError(t, ann.Close())
	require.NoError(t, bob.Close())
	require.NoError(t, ended(t, annDone))
	require.NoError(t, ended(t, bobDone))
	require.Equal(t, "bot> Bob is looking into it.\n", annSees.String())
}

func TestClientEndsAfterTheServerIsIdle(t *testing.T) {
	waiting, idle := make(chan struct{}), make(chan struct{})
	a, inbox := running(t, Options{Idle: func(context.Context) error {
		close(waiting)
		<-idle
		return nil
	}})
	path, _ := served(t, a)
	typed, out, done := connect(t, path, Session{Name: "ann"})
	typeIn(t, typed, "hello\n")
	require.NoError(t, typed.Close())
	happens(t, waiting)
	require.Equal(t, "hello", inbox.next(t).Text)
	require.Empty(t, done)
	send(t, a, bot.Reply{To: toAnn, Text: "Hello back."})
	close(idle)
	require.NoError(t, ended(t, done))
	require.Equal(t, "bot> Hello back.\n", out.String())
}

func TestQuitAndColorsPassTheSocket(t *testing.T) {
	a, _ := running(t, Options{})
	path, _ := served(t, a)
	typed, out, done := connect(t, path, Session{Name: "ann", Interactive: true, Color: true})
	out.waitFor(t, "ann> ")
	send(t, a, bot.Reply{To: toAnn, Text: "Hi"})
	out.waitFor(t, "\x1b[1mbot>\x1b[0m Hi\nann> ")
	typeIn(t, typed, "/quit\n")
	require.NoError(t, ended(t, done))
}

func TestServerThatStopsTellsItsClients(t *testing.T) {
	a, _ := running(t, Options{})
	path, stop := served(t, a)
	_, out, done := connect(t, path, Session{Name: "ann", Interactive: true})
	out.waitFor(t, "ann> ")
	stop()
	require.ErrorContains(t, ended(t, done), "the desk is shutting down")
	require.NoFileExists(t, path)
}

func TestBrokenConnectionIsNoGoodEnd(t *testing.T) {
	out := newScreen()
	require.ErrorContains(t, receive(out, strings.NewReader("bot> half a rep")), "the desk went away")
	require.Equal(t, "bot> half a rep", out.String())
	require.NoError(t, receive(out, bytes.NewReader(farewell(nil))))
	require.EqualError(t, receive(out, bytes.NewReader(farewell(errors.New("no\x1b[2J")))), "no")
}

func TestStrangeHeadersAreRefused(t *testing.T) {
	a, inbox := running(t, Options{})
	path, _ := served(t, a)
	for header, want := range map[string]string{
		"GET / HTTP/1.1\r\n\r\n":           "the protocol",
		"firstline 2 person ann\n":         "version 1",
		"firstline 1 boss ann\n":           "the protocol",
		"firstline 1 person\n":             "the protocol",
		"firstline 1 person desk\n":        "choose another name",
		"\x00\x00\xff\n":                   "the protocol",
		strings.Repeat("x", maxHeader*2):   "first line",
		"firstline 1 person ann (no line)": "first line",
	} {
		conn, err := net.Dial("unix", path)
		require.NoError(t, err)
		typeIn(t, conn, header)
		require.NoError(t, conn.(*net.UnixConn).CloseWrite())
		answer, _ := io.ReadAll(conn)
		require.Contains(t, string(answer), want, "%q", header)
		require.NoError(t, conn.Close())
	}
	require.Empty(t, inbox.got)
}

func TestHeaderReadsBack(t *testing.T) {
	for _, s := range []Session{{Name: "ann"}, {Name: "bob", Staff: true}, {Name: "অনন্যা", Interactive: true, Color: true}} {
		got, err := parseHeader(s.header())
		require.NoError(t, err)
		require.Equal(t, s, got)
	}
	_, err := parseHeader("firstline 1 staff bob later-word\n")
	require.NoError(t, err, "a newer client may say more")
}

func TestListenGuardsTheSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	l, err := Listen(path)
	require.NoError(t, err)
	info, err := os.Lstat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	_, err = Listen(path)
	require.ErrorIs(t, err, ErrTaken)
	require.NoError(t, l.Close())
	require.NoFileExists(t, path)
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Empty(t, left, "nothing stays behind")
}

func TestListenReplacesAStaleSocketOnly(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "s")
	dead, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	require.NoError(t, err)
	dead.SetUnlinkOnClose(false)
	require.NoError(t, dead.Close())
	require.FileExists(t, path)
	require.ErrorIs(t, Dial(t.Context(), path, Session{In: strings.NewReader(""), Out: newScreen(), Name: "ann"}), ErrNobody)
	l, err := Listen(path)
	require.NoError(t, err)
	require.NoError(t, os.Remove(path))
	other, err := Listen(path)
	require.NoError(t, err)
	require.NoError(t, l.Close())
	require.FileExists(t, path, "a socket that is somebody else's by now stays")
	require.NoError(t, other.Close())

	file := filepath.Join(dir, "notes.txt")
	require.NoError(t, os.WriteFile(file, []byte("mine"), 0o600))
	_, err = Listen(file)
	require.ErrorContains(t, err, "something else")
	require.FileExists(t, file)
	_, err = Listen(filepath.Join(dir, strings.Repeat("x", 100)))
	require.ErrorContains(t, err, "shorter")
	_, err = Listen(filepath.Join(dir, "missing", "s"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestDialTellsWhenNobodyAnswers(t *testing.T) {
	s := Session{In: strings.NewReader(""), Out: newScreen(), Name: "ann"}
	require.ErrorIs(t, Dial(t.Context(), filepath.Join(t.TempDir(), "none"), s), ErrNobody)
	s.Name = "two words"
	require.ErrorContains(t, Dial(t.Context(), "unused", s), "the name")
}
