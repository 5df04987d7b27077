package kb

import (
	"cmp"
	"slices"
	"strconv"
)

// Severity says whether a [Problem] stops something from working.
type Severity int

const (
	// Warning is worth mending, but everything is answered as written.
	Warning Severity = iota
	// Fault means that something the author wrote does not reach people.
	Fault
)

// String gives "warning" or "fault".
func (s Severity) String() string {
	if s == Fault {
		return "fault"
	}
	return "warning"
}

// MarshalText writes the severity as its word, for output that machines read.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Problem is something an author should mend. It is written for the author:
// where it is, what is wrong, and what to do about it.
type Problem struct {
	// File is the path as the author knows it, with the folder in front.
	File string `json:"file"`
	// Line counts from 1; it is 0 when the problem is the file as a whole.
	Line     int      `json:"line,omitempty"`
	Severity Severity `json:"severity"`
	// Message says what is wrong, in lower case and without a full stop.
	Message string `json:"message"`
	// Mend says what to do, in the same form. It may be empty.
	Mend string `json:"mend,omitempty"`
}

// String gives one line such as
// "kb/print.md:3: title is a list; write one line of text".
func (p Problem) String() string {
	s := p.File
	if p.Line > 0 {
		s += ":" + strconv.Itoa(p.Line)
	}
	if s != "" {
		s += ": "
	}
	s += p.Message
	if p.Mend != "" {
		s += "; " + p.Mend
	}
	return s
}

// sortProblems puts problems in reading order, so that two runs over the same
// folder print the same text.
func sortProblems(problems []Problem) []Problem {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(b.Severity, a.Severity), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(problems)
}
