package desk

import (
	"slices"
	"sync"

	"github.com/firstline-helpdesk/firstline/bot"
)

// maxBehind bounds how many messages are remembered as waiting, over all lanes.
const maxBehind = 4096

// behind remembers which messages of a lane this process has put into the inbox
// and not yet handled, so that a message knows what was said right behind it. A
// crash forgets it, and then the messages are answered one by one.
type behind struct {
	mu    sync.Mutex
	lanes map[string][]waitingMessage
	count int
}

type waitingMessage struct {
	id string
	m  bot.Message
	// stored tells that it is in the inbox, so that it will surely be handled.
	stored bool
}

// expect notes a message that is about to be put into the inbox.
func (b *behind) expect(lane, id string, m bot.Message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.lanes == nil || b.count == maxBehind {
		// So many wait only where another process handles them.
		b.lanes, b.count = map[string][]waitingMessage{}, 0
	}
	b.lanes[lane] = append(b.lanes[lane], waitingMessage{id: id, m: m})
	b.count++
}

// arrived notes that an expected message is in the inbox.
func (b *behind) arrived(lane, id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.lanes[lane] {
		if b.lanes[lane][i].id == id {
			b.lanes[lane][i].stored = true
		}
	}
}

// forget drops a message that is handled or was never stored.
func (b *behind) forget(lane, id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	left := slices.DeleteFunc(b.lanes[lane], func(w waitingMessage) bool { return w.id == id })
	b.count -= len(b.lanes[lane]) - len(left)
	if len(left) == 0 {
		delete(b.lanes, lane)
		return
	}
	b.lanes[lane] = left
}

// next gives the message that waits right behind another in its lane.
func (b *behind) next(lane, id string) (bot.Message, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	waiting := b.lanes[lane]
	i := slices.IndexFunc(waiting, func(w waitingMessage) bool { return w.id == id })
	if i < 0 || i+1 >= len(waiting) || !waiting[i+1].stored {
		return bot.Message{}, false
	}
	return waiting[i+1].m, true
}

// burst joins what somebody says in one breath: a part of a question waits in the
// conversation for the message right behind it, which is in the inbox already. It
// gives the message with all that was said, or false while there is more to come.
func (f *draft) burst(c *bot.Conversation, m bot.Message) (bot.Message, bool) {
	if next, ok := f.behind.next(m.Place.Lane(), f.item); ok {
		if part, joins := f.dialogue.Joins(*c, m, next); joins {
			c.Burst = part
			return m, false
		}
	}
	if c.Burst != "" && m.Kind == bot.Said {
		m.Text, c.Burst = c.Burst+"\n"+m.Text, ""
	}
	return m, true
}
