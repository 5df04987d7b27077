package terminal

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
)

// The protocol of the socket. The client's first line is a header, "firstline 1
// person ann" or "firstline 1 staff bob", where 1 is the version; the words
// "interactive" and "color" may follow. After it the client sends what is typed,
// and the server what is to be shown. The server ends with a farewell: a zero
// byte, which no shown text contains, then "done" or what went wrong. A
// connection that ends without one broke.
const (
	protocol  = "firstline"
	version   = "1"
	maxHeader = 512
	ending    = 0
	done      = "done"
)

// ErrNobody is wrapped by Dial when no process answers at the socket.
var ErrNobody = errors.New("no desk answers at this socket")

// Dial talks to the desk of another process as s, until s.In has ended and the
// desk is idle, until the session quits or until ctx is done. It returns nil in
// the first two cases, an error that wraps [ErrNobody] when the desk is not
// running, and the desk's words when it refuses. After it returned it may still be
// inside one Read of s.In, whose outcome is dropped.
func Dial(ctx context.Context, path string, s Session) error {
	if err := s.Validate(); err != nil {
		return err
	}
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", path)
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) {
		return fmt.Errorf("connect to %s: %w", path, ErrNobody)
	}
	if err != nil {
		return fmt.Errorf("connect to the desk: %w", err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if _, err := io.WriteString(conn, s.header()); err != nil {
		return fmt.Errorf("greet the desk: %w", err)
	}
	go func() {
		_, _ = io.Copy(conn, s.In)
		if unix, ok := conn.(*net.UnixConn); ok {
			_ = unix.CloseWrite()
		}
	}()
	err = receive(s.Out, conn)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// receive copies what is to be shown up to the farewell, and gives its meaning.
func receive(out io.Writer, in io.Reader) error {
	r := bufio.NewReader(in)
	for {
		// One read is waited for, then all that came with it is shown.
		_, readErr := r.Peek(1)
		part, _ := r.Peek(r.Buffered())
		end := bytes.IndexByte(part, ending)
		if end >= 0 {
			part = part[:end]
		}
		if _, err := out.Write(part); err != nil {
			return fmt.Errorf("write to the terminal: %w", err)
		}
		if _, err := r.Discard(len(part)); err != nil {
			return fmt.Errorf("read from the desk: %w", err)
		}
		if end >= 0 {
			return endOf(r)
		}
		if readErr != nil {
			return errors.New("the desk went away: connect again when it runs")
		}
	}
}

// endOf reads the farewell.
func endOf(r io.Reader) error {
	words, err := io.ReadAll(io.LimitReader(r, maxHeader))
	if err != nil {
		return fmt.Errorf("read the end from the desk: %w", err)
	}
	said := oneLine(string(words))
	if said == done {
		return nil
	}
	return errors.New(said)
}

// farewell is the last thing the server writes.
func farewell(err error) []byte {
	said := done
	if err != nil {
		said = oneLine(err.Error())
	}
	return append([]byte{ending}, said+"\n"...)
}

// header is the first line a client sends.
func (s Session) header() string {
	words := []string{protocol, version, "person", s.Name}
	if s.Staff {
		words[2] = "staff"
	}
	if s.Interactive {
		words = append(words, "interactive")
	}
	if s.Color {
		words = append(words, "color")
	}
	return strings.Join(words, " ") + "\n"
}

// parseHeader reads a header. Further words it does not know are left to newer
// clients.
func parseHeader(line string) (Session, error) {
	words := strings.Fields(line)
	if len(words) < 4 || words[0] != protocol || words[1] != version ||
		(words[2] != "person" && words[2] != "staff") {
		return Session{}, errors.New("this desk speaks version 1 of the protocol, whose first line is: firstline 1 person NAME, or: firstline 1 staff NAME")
	}
	s := Session{Name: words[3], Staff: words[2] == "staff"}
	for _, word := range words[4:] {
		switch word {
		case "interactive":
			s.Interactive = true
		case "color":
			s.Color = true
		}
	}
	return s, s.Validate()
}
