package telegramfake

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf16"
)

// chat is a private chat or a group, with everything said in it.
type chat struct {
	id       int64
	kind     string
	title    string
	lang     string
	messages map[int64]*message
	order    []int64
	nextID   int64
	topics   map[int64]bool
	blocked  bool
	movedTo  int64
	lastSent time.Time
	// reactions are the only ones that are allowed; nil allows all.
	reactions []string
}

type message struct {
	Message
	from    int64 // the bot's id for its own
	buttons []button
	// gone are buttons that an edit took away; a slow phone still shows them.
	gone   []button
	markup string
	// file and kind are set for the bot's files; content is what a person sent.
	file      *stored
	kind      string
	content   map[string]any
	reactions []string
}

// AddUser makes a person who has started the bot: their private chat has their id.
func (s *Server) AddUser(id int64, name, lang string) {
	s.addChat(&chat{id: id, kind: "private", title: name, lang: lang})
}

// AddGroup makes a group with the bot in it; id is negative, as all group ids are.
func (s *Server) AddGroup(id int64, title string) {
	s.addChat(&chat{id: id, kind: "supergroup", title: title})
}

// AddTopic makes a topic in a group.
func (s *Server) AddTopic(group, thread int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chat(group).topics[thread] = true
}

func (s *Server) addChat(c *chat) {
	c.messages, c.topics, c.nextID = map[int64]*message{}, map[int64]bool{}, 1
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chats[c.id] = c
}

// chat finds a chat a test speaks of. The caller holds the lock.
func (s *Server) chat(id int64) *chat {
	c := s.chats[id]
	if c == nil {
		panic(fmt.Sprintf("telegramfake: there is no chat %d; call AddUser or AddGroup first", id))
	}
	return c
}

// Privacy turns privacy mode on: in groups the bot then gets only commands,
// mentions of it and answers to it. It is off to begin with, as rooms need it off.
func (s *Server) Privacy(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.privacy = on
}

// Say has a person write to the bot, and returns the message's id.
func (s *Server) Say(user int64, text string) int64 { return s.say(user, user, 0, text, 0) }

// Reply is Say as an answer to an earlier message of that chat.
func (s *Server) Reply(user int64, text string, to int64) int64 {
	return s.say(user, user, 0, text, to)
}

// SayIn has a person write in a group.
func (s *Server) SayIn(group, user int64, text string) int64 { return s.say(group, user, 0, text, 0) }

// ReplyIn has a person answer a message in a group.
func (s *Server) ReplyIn(group, user int64, text string, to int64) int64 {
	return s.say(group, user, 0, text, to)
}

// SayInTopic has a person write in a topic of a group.
func (s *Server) SayInTopic(group, thread, user int64, text string) int64 {
	return s.say(group, user, thread, text, 0)
}

func (s *Server) say(in, user, thread int64, text string, to int64) int64 {
	return s.arrive(in, user, thread, to, text, map[string]any{"text": text, "entities": entities(text)})
}

// Send has a person send something without text: content are the fields of the
// message, for example {"sticker": {...}}.
func (s *Server) Send(in, user int64, content map[string]any) int64 {
	return s.arrive(in, user, 0, 0, "", content)
}

func (s *Server) arrive(in, user, thread, to int64, text string, content map[string]any) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chat(in)
	m := &message{Message: Message{ID: c.nextID, Text: text, Thread: thread, ReplyTo: to}, from: user, content: content}
	c.add(m)
	object := s.object(c, m)
	for key, value := range content {
		object[key] = value
	}
	if c.kind == "private" || !s.privacy || s.concernsBot(c, m) {
		s.push("message", object)
	}
	return m.ID
}

// Rewrite has a person edit what they said: the text, or the caption of a file.
func (s *Server) Rewrite(in, id int64, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chat(in)
	m := c.messages[id]
	if m == nil {
		panic(fmt.Sprintf("telegramfake: chat %d has no message %d", in, id))
	}
	m.Text = text
	object := s.object(c, m)
	for key, value := range m.content {
		object[key] = value
	}
	if _, spoken := m.content["text"]; spoken {
		object["text"], object["entities"] = text, entities(text)
	} else {
		object["caption"], object["caption_entities"] = text, entities(text)
	}
	object["edit_date"] = time.Now().Unix()
	s.push("edited_message", object)
}

// ReplyInTopic has a person answer a message in a topic of a group.
func (s *Server) ReplyInTopic(group, thread, user int64, text string, to int64) int64 {
	return s.say(group, user, thread, text, to)
}

// Press has a person press the button with this label under a message of the bot.
func (s *Server) Press(user, in, id int64, label string) { s.PressTogether(in, id, label, user) }

func (c *chat) add(m *message) {
	c.messages[m.ID] = m
	c.order = append(c.order, m.ID)
	c.nextID++
}

func (c *chat) object() map[string]any {
	if c.kind == "private" {
		return map[string]any{"id": c.id, "type": c.kind, "first_name": c.title}
	}
	return map[string]any{"id": c.id, "type": c.kind, "title": c.title, "is_forum": len(c.topics) > 0}
}

func (s *Server) user(id int64) map[string]any {
	if id == s.botID {
		return map[string]any{"id": id, "is_bot": true, "first_name": "Firstline", "username": BotName}
	}
	c := s.chat(id)
	return map[string]any{"id": id, "is_bot": false, "first_name": c.title, "language_code": c.lang}
}

// object is a message as the Bot API shows it, without its content.
func (s *Server) object(c *chat, m *message) map[string]any {
	out := map[string]any{"message_id": m.ID, "from": s.user(m.from), "chat": c.object(), "date": time.Now().Unix()}
	switch {
	case m.Thread != 0:
		// What is said in a topic "answers" the opening of the topic.
		out["message_thread_id"], out["is_topic_message"] = m.Thread, true
		out["reply_to_message"] = map[string]any{"message_id": m.Thread, "chat": c.object(), "forum_topic_created": map[string]any{}}
	case m.ReplyTo != 0 && len(c.topics) > 0:
		// An answer in the general topic has a thread that is none.
		out["message_thread_id"] = m.ReplyTo
	}
	if to := c.messages[m.ReplyTo]; to != nil {
		out["reply_to_message"] = map[string]any{"message_id": to.ID, "from": s.user(to.from), "chat": c.object(), "text": to.Text}
	}
	return out
}

func (s *Server) concernsBot(c *chat, m *message) bool {
	to := c.messages[m.ReplyTo]
	return strings.HasPrefix(m.Text, "/") || strings.Contains(m.Text, "@"+BotName) || to != nil && to.from == s.botID
}

var entityForm = regexp.MustCompile(`^/[A-Za-z0-9_]+(?:@[A-Za-z0-9_]+)?|@[A-Za-z0-9_]{5,}`)

// entities marks commands and mentions, in UTF-16 units.
// https://core.telegram.org/bots/api#messageentity
func entities(text string) []map[string]any {
	out := []map[string]any{}
	for _, at := range entityForm.FindAllStringIndex(text, -1) {
		kind := "mention"
		if text[at[0]] == '/' {
			kind = "bot_command"
		}
		out = append(out, map[string]any{
			"type": kind, "offset": units(text[:at[0]]), "length": units(text[at[0]:at[1]]),
		})
	}
	return out
}

func units(s string) int { return len(utf16.Encode([]rune(s))) }
