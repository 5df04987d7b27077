package desk

import (
	"context"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

const (
	// typingAfter is how long an answer may take before the person is shown that one is
	// being made. Most take far less, and a sign that comes and goes says nothing.
	typingAfter = 700 * time.Millisecond
	// typingTime is how long showing it may take.
	typingTime = 5 * time.Second
)

// typing shows a person that an answer is being made, where the channel can and the
// work on their message is not done in a moment. It is a courtesy: nothing waits for
// it, and when many are under way it is left out. The caller calls done.
func (d *Desk) typing(ctx context.Context, m bot.Message) (done func()) {
	typer, ok := d.adapters[m.Place.Channel].(adapters.Typer)
	if !ok || (m.Kind != bot.Said && m.Kind != bot.Pressed) || d.levelOf(m.Place) > 0 {
		return func() {}
	}
	timer := time.AfterFunc(d.patience, func() {
		select {
		case d.reading <- struct{}{}:
		default:
			return
		}
		defer func() { <-d.reading }()
		ctx, cancel := context.WithTimeout(ctx, typingTime)
		defer cancel()
		typer.Typing(ctx, m.Place)
	})
	return func() { timer.Stop() }
}
