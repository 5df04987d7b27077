package desk

import (
	"context"
	"time"

	"github.com/firstline-helpdesk/firstline/store"
)

const (
	// queueing bounds how many questions to the language model wait for their turn with a
	// hand of the outbox. What replies wait for is never all taken by them.
	queueing = 16
	// queueAgain is when the others are looked at again.
	queueAgain = 20 * time.Second
)

// queues lets a question to the model wait for its turn; leave ends that. When many wait
// already, it is put back, and ok is false. For a reply ok is true at once.
func (d *Desk) queues(ctx context.Context, item store.Item, out outgoing) (leave func(), ok bool) {
	if out.Consult == nil {
		return func() {}, true
	}
	select {
	case d.asking <- struct{}{}:
		return func() { <-d.asking }, true
	default:
		d.giveBack(ctx, item, queueAgain, true, out.Trace)
		return nil, false
	}
}
