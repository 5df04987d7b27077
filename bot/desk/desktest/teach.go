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
