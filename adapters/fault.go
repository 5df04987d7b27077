package adapters

import (
	"errors"
	"fmt"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
)

// FaultKind decides what happens to a reply that could not be sent.
type FaultKind string

const (
	// Broken: network, 5xx, an answer nobody understands. Back off and try again.
	Broken FaultKind = "broken"
	// Busy: too many. Try again After, and hold the whole lane until then.
	Busy FaultKind = "busy"
	// Gone: the person blocked us or left. Never try again.
	Gone FaultKind = "gone"
	// Moved: the chat has a new place, To. Send it there.
	Moved FaultKind = "moved"
	// Closed: the platform's messaging window is shut. Hold until they write.
	Closed FaultKind = "closed"
	// Refused: the platform will never take this reply. Tell staff.
	Refused FaultKind = "refused"
	// Uneditable: the message to edit is gone or too old. Send a new one.
	Uneditable FaultKind = "uneditable"
	// Misconfigured: the token is wrong or a right is missing. Pause the channel
	// and tell the operator; nothing is lost meanwhile.
	Misconfigured FaultKind = "misconfigured"
)

// Fault is the only error of Send and Edit.
type Fault struct {
	Kind FaultKind
	// After is how long to wait; used with Busy.
	After time.Duration
	// To is the new place; used with Moved.
	To bot.Place
	// Err is the cause. Its text holds no token and no message text.
	Err error
}

// Error names the kind and the cause.
func (f *Fault) Error() string {
	if f.Err == nil {
		return string(f.Kind)
	}
	return fmt.Sprintf("%s: %v", f.Kind, f.Err)
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Err }

// AsFault gives the fault in err. What is no fault counts as Broken, so that a
// reply is tried again rather than lost.
func AsFault(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return &Fault{Kind: Broken, Err: err}
}
