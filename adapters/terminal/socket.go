package terminal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// ErrTaken is wrapped by Listen when another process answers at the socket.
var ErrTaken = errors.New("another process already answers at this socket")

// maxSocketPath is how long the path of a socket may be, in bytes, on every system
// we run on: the smallest sun_path has 104, the last of which is zero.
// https://man7.org/linux/man-pages/man7/unix.7.html (Linux 108, BSD and macOS 104)
const maxSocketPath = 103

// Listen opens the unix socket that other terminals of the same user connect to.
// Only that user may open it. A socket that a dead process left behind is
// replaced; one that is answered is an error that wraps [ErrTaken], and a path
// that holds something else is left alone. Closing the listener removes the file.
func Listen(path string) (net.Listener, error) {
	longest := max(len(path), len(filepath.Join(filepath.Dir(path), ".s4294967295", "s")))
	if longest > maxSocketPath {
		return nil, fmt.Errorf("open socket %s: the path is %d bytes too long for a socket: keep the data in a folder with a shorter path", path, longest-maxSocketPath)
	}
	if err := checkFree(path); err != nil {
		return nil, fmt.Errorf("open socket %s: %w", path, err)
	}
	// It is made in a private folder and moved when its mode is set, so that at no
	// moment anybody else can connect.
	private, err := os.MkdirTemp(filepath.Dir(path), ".s")
	if err != nil {
		return nil, fmt.Errorf("open socket %s: %w", path, err)
	}
	defer os.RemoveAll(private)
	made := filepath.Join(private, "s")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: made, Net: "unix"})
	if err != nil {
		return nil, fmt.Errorf("open socket %s: %w", path, err)
	}
	l.SetUnlinkOnClose(false)
	if err := errors.Join(os.Chmod(made, 0o600), os.Rename(made, path)); err != nil {
		return nil, errors.Join(fmt.Errorf("open socket %s: %w", path, err), l.Close())
	}
	info, err := os.Lstat(path)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open socket %s: %w", path, err), l.Close())
	}
	return &listener{UnixListener: l, path: path, info: info}, nil
}

// checkFree tells whether a socket may be put at path.
func checkFree(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode().Type() != os.ModeSocket {
		return errors.New("there is something else with this name: move it away or choose another path")
	}
	conn, err := net.DialTimeout("unix", path, time.Second)
	if err == nil {
		return errors.Join(ErrTaken, conn.Close())
	}
	if !errors.Is(err, syscall.ECONNREFUSED) {
		return err
	}
	return nil
}

// listener removes its file when it is closed, unless it is somebody else's by now.
type listener struct {
	*net.UnixListener
	path string
	info os.FileInfo
}

func (l *listener) Close() error {
	err := l.UnixListener.Close()
	if now, statErr := os.Lstat(l.path); statErr == nil && os.SameFile(l.info, now) {
		err = errors.Join(err, os.Remove(l.path))
	}
	return err
}

const (
	// patience is how long a client may take to say who it is, and to take in what
	// is written to it.
	patience = 5 * time.Second
	// acceptPause is the pause after the system refused to accept a client, as it
	// does when too many files are open.
	acceptPause = 100 * time.Millisecond
)

// ServeSocket attaches whoever connects to l, until ctx is done; then it closes l,
// waits for the sessions to end and returns nil. Another return means that nobody
// can connect any more.
func (a *Adapter) ServeSocket(ctx context.Context, l net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	var sessions sync.WaitGroup
	defer sessions.Wait()
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = l.Close() })
	// Closing again waits for one under way: who is told that this has ended finds no
	// socket any more.
	defer func() { stop(); _ = l.Close() }()
	for {
		conn, err := l.Accept()
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, net.ErrClosed):
			return fmt.Errorf("accept terminals: %w", err)
		case err != nil:
			pause(ctx, acceptPause)
		default:
			sessions.Go(func() { a.serve(ctx, conn) })
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// serve runs one client to its end and says how it ended.
func (a *Adapter) serve(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	s, err := greeted(ctx, conn)
	if err == nil {
		err = a.Attach(ctx, s)
	}
	if ctx.Err() != nil {
		err = errors.New("the desk is shutting down; what you wrote is kept")
	}
	// A client that is gone need not be told.
	_, _ = timed{conn}.Write(farewell(err))
}

// greeted reads the header and gives the session it asks for.
func greeted(ctx context.Context, conn net.Conn) (Session, error) {
	stop := context.AfterFunc(ctx, func() { _ = conn.SetReadDeadline(time.Now()) })
	defer stop()
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return Session{}, fmt.Errorf("wait for the header: %w", err)
	}
	in := bufio.NewReaderSize(conn, maxHeader)
	header, err := in.ReadSlice('\n')
	if err != nil {
		return Session{}, errors.New("the first line must say who is there, as in: firstline 1 person ann")
	}
	s, err := parseHeader(string(header))
	if err != nil {
		return Session{}, err
	}
	if err := conn.SetReadDeadline(time.Time{}); err != nil {
		return Session{}, fmt.Errorf("take the header: %w", err)
	}
	s.In, s.Out = in, timed{conn}
	return s, nil
}

// timed gives up on a client that takes nothing in, such as one that was
// suspended, so that it does not hold up the others in the room.
type timed struct{ conn net.Conn }

func (t timed) Write(p []byte) (int, error) {
	if err := t.conn.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return 0, err
	}
	return t.conn.Write(p)
}
