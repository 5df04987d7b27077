package desk

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb"
)

// typist is a mail that shows when it types.
type typist struct {
	*mail
	typed chan bot.Place
}

func (c typist) Typing(_ context.Context, to bot.Place) { c.typed <- to }

func TestASlowAnswerShowsThatItIsBeingMade(t *testing.T) {
	p := newPost(t, FileLimits)
	c := typist{&mail{name: "slow"}, make(chan bot.Place, 8)}
	require.NoError(t, p.Attach(c))
	p.patience = time.Millisecond
	ann := bot.Place{Channel: "slow", Chat: "ann"}
	find, seen := p.opt.KB, []bot.Place{}
	p.opt.KB = func() *kb.Base {
		if len(seen) == 0 {
			seen = append(seen, <-c.typed) // an answer that takes its time
		}
		return find()
	}
	p.says(ann, "how do I print")
	require.Equal(t, []bot.Place{ann}, seen)
	require.NotEmpty(t, c.said("ann"))

	p.patience = time.Hour
	p.says(ann, "help")
	require.Empty(t, c.typed, "a quick answer needs no sign")
}
