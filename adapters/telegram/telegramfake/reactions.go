package telegramfake

import (
	"fmt"
	"slices"
)

// setMessageReaction is https://core.telegram.org/bots/api#setmessagereaction: the
// reactions take the place of the bot's earlier ones.
func (s *Server) setMessageReaction(p params) reply {
	c, refused := s.reachable(p)
	if refused != nil {
		return *refused
	}
	m := c.messages[p.int("message_id")]
	if m == nil {
		return bad("message to react not found")
	}
	var list []struct {
		Type  string `json:"type"`
		Emoji string `json:"emoji"`
	}
	if err := p.object("reaction", &list); err != nil {
		return bad("%v", err)
	}
	if len(list) > maxReactions {
		return bad("REACTIONS_TOO_MANY")
	}
	m.reactions = nil
	for _, r := range list {
		if r.Type != "emoji" || !reactions[r.Emoji] || (c.reactions != nil && !slices.Contains(c.reactions, r.Emoji)) {
			return bad("REACTION_INVALID")
		}
		m.reactions = append(m.reactions, r.Emoji)
	}
	return ok(true)
}

// Reactions lists the bot's reactions on a message.
func (s *Server) Reactions(in, id int64) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.chat(in).messages[id]
	if m == nil {
		panic(fmt.Sprintf("telegramfake: chat %d has no message %d", in, id))
	}
	return append([]string(nil), m.reactions...)
}

// AllowReactions leaves a chat with these emoji alone, as its administrators can;
// none allows no reaction at all.
func (s *Server) AllowReactions(in int64, emoji ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chat(in).reactions = append([]string{}, emoji...)
}
