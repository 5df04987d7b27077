package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity tells whether a problem stops the desk.
type Severity int

const (
	// Fault: the configuration cannot be used.
	Fault Severity = iota
	// Warning: it can, but somebody should look at it.
	Warning
)

// String gives "fault" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "fault"
}

// MarshalText gives the form of String. It never fails.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Problem is one thing that is wrong with a configuration. It never holds the
// value of a secret or of an environment variable.
type Problem struct {
	File string `json:"file"`
	// Line and Column count from 1.
	Line   int `json:"line"`
	Column int `json:"column"`
	// Field is the path of the key, such as levels[0].claim_for; "" means the
	// whole file.
	Field    string   `json:"field,omitempty"`
	Severity Severity `json:"severity"`
	// Message says what is wrong.
	Message string `json:"message"`
	// Mend says what to do about it.
	Mend string `json:"mend,omitempty"`
}

// String gives the problem in one line, in the form that editors jump to:
// file:line:column: field: message; mend.
func (p Problem) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: ", p.File, p.Line, p.Column)
	if p.Severity == Warning {
		b.WriteString("warning: ")
	}
	if p.Field != "" {
		b.WriteString(p.Field + ": ")
	}
	b.WriteString(p.Message)
	if p.Mend != "" {
		b.WriteString("; " + p.Mend)
	}
	return b.String()
}

// Faulty tells whether any of the problems is a fault.
func Faulty(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return p.Severity == Fault })
}

// complaint is what is wrong with one value. It never holds the value: whether
// that may be shown is for the reader to decide.
type complaint struct{ what, mend string }

// Error makes a complaint fit for UnmarshalText.
func (c *complaint) Error() string { return c.what + "; " + c.mend }

// spot is where something stands in the file.
type spot struct{ line, column int }

// maxProblems bounds what is told about one file, so that a wrong file of a
// megabyte does not give a megabyte of complaints.
const maxProblems = 100

// add records a problem.
func (r *reader) add(at spot, field string, severity Severity, message, mend string) {
	if len(r.problems) >= maxProblems {
		r.dropped++
		r.droppedFault = r.droppedFault || severity == Fault
		return
	}
	r.problems = append(r.problems, Problem{r.file, max(at.line, 1), max(at.column, 1), field, severity, message, mend})
}

func (r *reader) fault(at spot, field, message, mend string) {
	r.add(at, field, Fault, message, mend)
}

// full tells that further problems would only be counted.
func (r *reader) full() bool { return len(r.problems) >= maxProblems }

// told gives the problems in the order of the file.
func (r *reader) told() []Problem {
	slices.SortStableFunc(r.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	if r.dropped == 0 {
		return r.problems
	}
	severity := Warning
	if r.droppedFault {
		severity = Fault
	}
	return append(r.problems, Problem{r.file, 1, 1, "", severity,
		fmt.Sprintf("%d more problems are not listed", r.dropped), "mend these first"})
}

// faultAt tells whether a fault was found at the field or, with below, anywhere
// under it.
func (r *reader) faultAt(field string, below bool) bool {
	return slices.ContainsFunc(r.problems, func(p Problem) bool {
		if p.Severity != Fault {
			return false
		}
		rest, under := strings.CutPrefix(p.Field, field)
		return under && (rest == "" || below && (rest[0] == '.' || rest[0] == '['))
	})
}
