package terminal

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
)

// line is one message as it was typed, or the error that ended the input.
type line struct {
	text string
	// cut tells that the message was too long and its end is dropped.
	cut bool
	err error
}

// maxLine bounds the memory for one message. It is more than is kept of it, so that
// dropping control characters does not cost words.
const maxLine = 4 * bot.MaxText

// readLines reads messages until the input ends or ctx is done. The last one has err set.
func readLines(ctx context.Context, in io.Reader) <-chan line {
	out := make(chan line)
	go func() {
		r := bufio.NewReader(in)
		for {
			l := readMessage(r)
			select {
			case out <- l:
			case <-ctx.Done():
				return
			}
			if l.err != nil {
				return
			}
		}
	}()
	return out
}

// readMessage reads one line and those it is continued in. A last line without a
// newline counts; the end of the input is reported by the next call.
func readMessage(r *bufio.Reader) line {
	var parts []string
	var whole line
	room := maxLine
	for {
		raw, cut, err := readLine(r, room)
		room -= len(raw)
		whole.cut = whole.cut || cut
		text, more := continued(raw)
		if err == nil || raw != "" {
			parts = append(parts, text)
		}
		if err != nil && len(parts) == 0 {
			return line{err: err}
		}
		if err != nil || !more {
			whole.text = strings.Join(parts, "\n")
			return whole
		}
	}
}

// continued tells whether the line ends in one backslash, and gives it without.
// Two backslashes are text.
func continued(s string) (string, bool) {
	if strings.HasSuffix(s, `\`) && !strings.HasSuffix(s, `\\`) {
		return s[:len(s)-1], true
	}
	return s, false
}

// readLine reads to the next newline and keeps the first room bytes. The error is
// set when the input ended before a newline.
func readLine(r *bufio.Reader, room int) (text string, cut bool, err error) {
	var kept []byte
	for {
		part, err := r.ReadSlice('\n')
		end := err == nil
		part = bytes.TrimSuffix(part, []byte("\n"))
		if fits := min(len(part), room-len(kept)); fits < len(part) {
			cut = true
			part = part[:fits]
		}
		kept = append(kept, part...)
		if end || err != bufio.ErrBufferFull {
			return strings.TrimSuffix(string(kept), "\r"), cut, err
		}
	}
}
