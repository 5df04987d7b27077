package model

import (
	"errors"
	"fmt"
	"time"
)

// Kind is what went wrong with a call.
type Kind string

// The kinds of faults. All of them mean: do without the model this time.
const (
	// Late: no answer within the time limit.
	Late Kind = "late"
	// Down: no connection, or a failure of the endpoint itself.
	Down Kind = "down"
	// Busy: the endpoint asks to be left alone for a while.
	Busy Kind = "busy"
	// Refused: the endpoint does not do this, or not for us. An operator must look.
	Refused Kind = "refused"
	// Broken: the answer cannot be read, or ended before it was finished.
	Broken Kind = "broken"
	// Cut: the answer ran into its greatest length.
	Cut Kind = "cut"
	// Declined: the endpoint does not want to answer this.
	Declined Kind = "declined"
	// Empty: there was no answer in the answer.
	Empty Kind = "empty"
	// Resting: the endpoint failed too often and is not asked for now.
	Resting Kind = "resting"
	// Full: as many calls as may be at once are under way.
	Full Kind = "full"
	// Spent: there are no tokens left for this day or this person.
	Spent Kind = "spent"
	// Off: this use, or the model it needs, is not set up.
	Off Kind = "off"
)

// Fault is a call that brought nothing. It holds nothing of what was asked or
// answered, and may be logged.
type Fault struct {
	Kind Kind
	// Status is the HTTP status, 0 when there was none.
	Status int
	// After is how long not to ask again; 0 when nobody said.
	After time.Duration
	// Person tells, of Spent, that it is one person's share.
	Person bool
}

// Error says what happened, for operators.
func (f *Fault) Error() string {
	if f.Status != 0 {
		return fmt.Sprintf("the language model is %s (status %d)", f.Kind, f.Status)
	}
	return fmt.Sprintf("the language model is %s", f.Kind)
}

// KindOf gives the kind of an error of this package, or "" when it is another's.
func KindOf(err error) Kind {
	if fault, ok := errors.AsType[*Fault](err); ok {
		return fault.Kind
	}
	return ""
}

// SpentForAll tells whether an error says that nothing is left of the day for anybody.
func SpentForAll(err error) bool {
	fault, ok := errors.AsType[*Fault](err)
	return ok && fault.Kind == Spent && !fault.Person
}

// blames tells whether the endpoint is to blame, rather than what it was asked: a
// person who asks something that it chokes on must not switch it off for all.
func (f *Fault) blames() bool {
	switch f.Kind {
	case Late, Down, Busy, Broken:
		return true
	case Refused:
		return f.Status == 401 || f.Status == 403 || f.Status == 404
	}
	return false
}
