package terminal

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/firstline-helpdesk/firstline/bot"
)

// session is an attached Session.
type session struct {
	Session
	// key is unique for ever: the process and the number of the session in it.
	key string
	// fail ends the session.
	fail context.CancelCauseFunc

	mu sync.Mutex
	// offered are the buttons of the last reply that had any, and carrier is its id.
	offered []bot.Button
	carrier string
}

// sees tells whether a reply to the session's place is for this session.
func (s *session) sees(r bot.Reply) bool {
	return !s.Staff || r.For == "" || r.For == s.person().ID
}

// show writes a reply and remembers its buttons. It returns false when the
// terminal is gone, which also ends the session.
func (s *session) show(r shown) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.write(render(r.reply, s.Color)) {
		return false
	}
	if len(r.reply.Buttons) > 0 {
		s.offered, s.carrier = r.reply.Buttons, r.id
	}
	return true
}

// tell writes a line that comes from the terminal itself and not from the desk.
func (s *session) tell(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.write("(" + text + ")\n")
}

// prompt invites a tty to type.
func (s *session) prompt() {
	if !s.Interactive {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.write("")
}

// eraseLine takes back the prompt, so that a reply does not stand behind it.
const eraseLine = "\r\x1b[K"

func (s *session) write(text string) bool {
	if s.Interactive {
		text = eraseLine + text + s.Name + "> "
	}
	if _, err := io.WriteString(s.Out, text); err != nil {
		s.fail(fmt.Errorf("write to the terminal: %w", err))
		return false
	}
	return true
}

// pressed gives the button that the line shows in brackets, "[Yes]" or "[1 Yes]",
// and the id of the reply that carried it.
func (s *session) pressed(line string) (bot.Button, string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	line = strings.TrimSpace(line)
	for i, b := range s.offered {
		label := oneLine(b.Label)
		if line == "["+label+"]" || line == bracket(i, label) {
			return b, s.carrier, true
		}
	}
	return bot.Button{}, "", false
}

func bracket(i int, label string) string { return "[" + strconv.Itoa(i+1) + " " + label + "]" }

const (
	speaker = "bot> "
	// indent puts further lines under the first, where no text can look like a speaker.
	indent = "     "
)

// render gives the reply as it stands on the terminal, with its last newline.
func render(r bot.Reply, color bool) string {
	bold, cyan, plain := "", "", ""
	if color {
		bold, cyan, plain = "\x1b[1m", "\x1b[36m", "\x1b[0m"
	}
	var lines []string
	if text := clean(r.Text); text != "" {
		lines = strings.Split(text, "\n")
	}
	if len(r.Buttons) > 0 {
		labels := make([]string, len(r.Buttons))
		for i, b := range r.Buttons {
			labels[i] = cyan + bracket(i, oneLine(b.Label)) + plain
		}
		lines = append(lines, strings.Join(labels, " "))
	}
	for i, line := range lines {
		if i > 0 && line != "" {
			lines[i] = indent + line
		}
	}
	return bold + strings.TrimSpace(speaker) + plain + " " + strings.Join(lines, "\n") + "\n"
}

// escapes matches what steers a terminal: control sequences with their
// parameters, and operating system and device commands with their text.
// https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
var escapes = regexp.MustCompile(`(?:\x1b\[|\x{9b})[0-?]*[ -/]*[@-~]` +
	`|(?:\x1b\]|\x{9d})[^\x07\x1b\x{9c}]*(?:\x07|\x1b\\|\x{9c})` +
	`|(?:\x1b[PX^_]|[\x{90}\x{98}\x{9e}\x{9f}])[^\x1b\x{9c}]*(?:\x1b\\|\x{9c})`)

// dropEscapes removes whole sequences, so that no "[31m" stays behind as text.
// What is left of broken ones loses its control characters in [bot.CleanText].
func dropEscapes(s string) string {
	if !strings.ContainsAny(s, "\x1b\u0090\u0098\u009b\u009d\u009e\u009f") {
		return s
	}
	return escapes.ReplaceAllString(s, "")
}

// clean makes text safe for a terminal and keeps every word of it.
func clean(s string) string {
	s = bot.CleanText(dropEscapes(s))
	// The Unicode line separators break a line on some terminals.
	return strings.NewReplacer("\u2028", "\n", "\u2029", "\n").Replace(s)
}

func oneLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }
