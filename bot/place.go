package bot

import (
	"fmt"
	"strings"
)

// Place is where something is said: a channel, a chat in it and, where the
// channel has them, a thread in that chat.
type Place struct {
	// Channel is the adapter's name: "telegram", "web", ...
	Channel string `json:"channel"`
	// Chat is the channel's own id of the chat, group or session.
	Chat string `json:"chat"`
	// Thread is the channel's own id of a thread or topic; "" for none.
	Thread string `json:"thread,omitempty"`
}

// String gives "channel:chat" or "channel:chat/thread".
func (p Place) String() string {
	if p.Thread == "" {
		return p.Lane()
	}
	return p.Lane() + "/" + p.Thread
}

// Lane is the place without its thread: "channel:chat". What happens in one lane
// keeps its order; different lanes never wait for each other.
func (p Place) Lane() string { return p.Channel + ":" + p.Chat }

// Zero tells whether the place is nowhere.
func (p Place) Zero() bool { return p.Channel == "" && p.Chat == "" }

// ParsePlace reads "channel:chat", the form used in the configuration. The chat
// may hold anything, also colons. It fails when either part is empty.
func ParsePlace(s string) (Place, error) {
	channel, chat, found := strings.Cut(s, ":")
	channel, chat = strings.TrimSpace(channel), strings.TrimSpace(chat)
	if !found || channel == "" || chat == "" {
		return Place{}, fmt.Errorf("place %q: write it as channel:id, for example telegram:-1001234567890", s)
	}
	return Place{Channel: channel, Chat: chat}, nil
}
