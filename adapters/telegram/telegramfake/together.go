package telegramfake

import (
	"fmt"
	"slices"
)

// PressTogether has several people press the same button at one moment: all the
// presses wait for the bot before it can change the message.
func (s *Server) PressTogether(in, id int64, label string, users ...int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chat(in)
	m := c.messages[id]
	if m == nil {
		panic(fmt.Sprintf("telegramfake: chat %d has no message %d", in, id))
	}
	data := ""
	for _, b := range slices.Concat(m.gone, m.buttons) {
		if b.Text == label {
			data = b.Data
		}
	}
	if data == "" {
		panic(fmt.Sprintf("telegramfake: message %d has no button %q", id, label))
	}
	for _, user := range users {
		query := fmt.Sprintf("query-%d", s.queue.next)
		s.queries[query] = true
		object := s.object(c, m)
		object["text"] = m.Text
		s.push("callback_query", map[string]any{"id": query, "from": s.user(user), "message": object, "data": data})
	}
}

// Known tells whether there is such a person or group.
func (s *Server) Known(id int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chats[id] != nil
}
