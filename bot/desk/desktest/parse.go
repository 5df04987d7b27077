package desktest

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"
)

// kind is what a line of a talk is.
type kind int

const (
	remark  kind = iota // comment or blank
	said                // a person or staff
	answer              // the desk
	state               // "="
	passing             // "~"
	fault               // "!"
)

// line is one line of a talk.
type line struct {
	kind kind
	raw  string
	no   int
	// Of said: who, in which room, about which ticket.
	who, room, ticket string
	text              string
	// atOnce: it comes before the pause that follows every other line.
	atOnce bool
	// last: it answers the last message of the desk there, whatever that is about.
	last bool
	// more tells that the next line is said in the same breath.
	more bool
}

// talk is a parsed file.
type talk struct {
	archive *txtar.Archive
	lines   []line
}

var (
	saidLine  = regexp.MustCompile(`^([a-z]+)(?: in (L[1-3]))?(?: on (?:#(\d+)|(question)))?>(>?) ?(.*)$`)
	startLine = regexp.MustCompile(`^bot(?: to \w+)?>`)
)

func parse(data []byte) (*talk, error) {
	archive := txtar.Parse(data)
	t := &talk{archive: archive}
	for i, raw := range strings.Split(strings.TrimRight(string(archive.Comment), "\n"), "\n") {
		l := line{raw: raw, no: i + 1}
		trimmed := strings.TrimSpace(raw)
		switch {
		case trimmed == "" || strings.HasPrefix(trimmed, "#"):
			l.kind = remark
		case strings.HasPrefix(trimmed, "="):
			l.kind, l.text = state, strings.TrimSpace(trimmed[1:])
		case strings.HasPrefix(trimmed, "~"):
			l.kind, l.text = passing, strings.TrimSpace(trimmed[1:])
		case strings.HasPrefix(trimmed, "!"):
			l.kind, l.text = fault, strings.TrimSpace(trimmed[1:])
		case startLine.MatchString(raw):
			l.kind, l.text = answer, raw
		default:
			m := saidLine.FindStringSubmatch(raw)
			if m == nil {
				return nil, fmt.Errorf("line %d: %q is no line of a talk", l.no, raw)
			}
			l.kind, l.who, l.room, l.ticket, l.text = said, m[1], m[2], m[3], m[6]
			l.last, l.more = m[4] != "", m[5] != ""
			l.text, l.atOnce = strings.CutPrefix(l.text, "(at once) ")
		}
		t.lines = append(t.lines, l)
	}
	return t, nil
}

// settings reads the archive's file "desk".
func (t *talk) settings() map[string]string {
	out := map[string]string{}
	for _, f := range t.archive.Files {
		if f.Name != "desk" {
			continue
		}
		for _, l := range strings.Split(string(f.Data), "\n") {
			if key, value, ok := strings.Cut(l, ":"); ok {
				out[strings.TrimSpace(key)] = strings.TrimSpace(value)
			}
		}
	}
	return out
}

// format gives the file with other lines of talk.
func (t *talk) format(lines []string) []byte {
	t.archive.Comment = []byte(strings.Join(lines, "\n") + "\n")
	return txtar.Format(t.archive)
}
