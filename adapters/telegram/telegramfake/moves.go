package telegramfake

import "time"

// Block has a person block the bot, and tells the bot so.
func (s *Server) Block(user int64) { s.member(user, "member", "kicked") }

// Unblock has a person take the bot back, and tells the bot so.
func (s *Server) Unblock(user int64) { s.member(user, "kicked", "member") }

func (s *Server) member(user int64, before, after string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chat(user)
	c.blocked = after == "kicked"
	s.push("my_chat_member", map[string]any{
		"chat": c.object(), "from": s.user(user), "date": time.Now().Unix(),
		"old_chat_member": map[string]any{"status": before}, "new_chat_member": map[string]any{"status": after},
	})
}

// Migrate turns a group into another one with a new id, as Telegram does when a
// basic group becomes a supergroup, and says so in both.
func (s *Server) Migrate(group, to int64) {
	s.AddGroup(to, s.title(group))
	s.mu.Lock()
	defer s.mu.Unlock()
	before, after := s.chat(group), s.chat(to)
	before.movedTo = to
	s.notice(before, "migrate_to_chat_id", to)
	s.notice(after, "migrate_from_chat_id", group)
}

// notice puts a message of Telegram's own into a group. Its sender is a stand-in
// for the group itself. The caller holds the lock.
func (s *Server) notice(c *chat, what string, value any) {
	m := &message{Message: Message{ID: c.nextID}, from: c.id}
	c.add(m)
	s.push("message", map[string]any{
		"message_id": m.ID, "chat": c.object(), "date": time.Now().Unix(), "sender_chat": c.object(), what: value,
		"from": map[string]any{"id": 1087968824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot"},
	})
}

func (s *Server) title(id int64) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chat(id).title
}
