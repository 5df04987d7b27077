package desk

import (
	"errors"
	"runtime/debug"
)

// errPanic stands for a panic that was survived.
var errPanic = errors.New("panic")

// survive is deferred around work on one item, so that a poisonous one cannot end
// the process, and end it again after every restart. After a panic it runs then.
func (d *Desk) survive(what, trace string, then func()) {
	if p := recover(); p != nil {
		d.counts.workErrors.Add(1)
		d.log.Error("panic", "during", what, "message_id", trace, "stack", string(debug.Stack()))
		then()
	}
}
