package desktest

import (
	"context"

	"github.com/firstline-helpdesk/firstline/kb"
)

// teach takes up what use has taught at once.
func (r *runner) teach(lessons []kb.Lesson) {
	r.kb.Teach(lessons)
	r.kb.Reload(context.Background())
}

// announce takes up which known issues run at once.
func (r *runner) announce(notices []kb.Notice) {
	r.kb.Announce(notices)
	r.kb.Reload(context.Background())
}
