package telegramfake

import (
	"encoding/json"
	"net/http"
	"time"
)

// Message is one message in a chat, as people see it.
type Message struct {
	ID int64
	// Text is what is read: the markup is parsed.
	Text string
	// Buttons are the labels, row by row.
	Buttons []string
	// ReplyTo is the message it answers, or 0.
	ReplyTo int64
	// Thread is its topic, or 0.
	Thread int64
	// Edits is how often the bot changed it.
	Edits int
	// Pings counts the people that it calls.
	Pings int
}

type button struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
	URL  string `json:"url"`
}

// Messages lists what the bot sent to a chat, oldest first.
func (s *Server) Messages(in int64) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chat(in)
	var out []Message
	for _, id := range c.order {
		if m := c.messages[id]; m != nil && m.from == s.botID {
			shown := m.Message
			shown.Text, shown.Pings = asSeen(m.Text)
			for _, b := range m.buttons {
				shown.Buttons = append(shown.Buttons, b.Text)
			}
			out = append(out, shown)
		}
	}
	return out
}

// reachable finds the chat of a call, if the bot can write there.
func (s *Server) reachable(p params) (*chat, *reply) {
	if p["chat_id"] == "" {
		refused := bad("chat_id is empty")
		return nil, &refused
	}
	c := s.chats[p.int("chat_id")]
	switch {
	case c == nil:
		refused := bad("chat not found")
		return nil, &refused
	case c.blocked:
		return nil, &reply{status: http.StatusForbidden, description: "Forbidden: bot was blocked by the user"}
	case c.movedTo != 0:
		refused := bad("group chat was upgraded to a supergroup chat")
		refused.migrateTo = c.movedTo
		return nil, &refused
	}
	if thread := p.int("message_thread_id"); thread != 0 && !c.topics[thread] {
		refused := bad("message thread not found")
		return nil, &refused
	}
	return c, nil
}

// sendMessage is https://core.telegram.org/bots/api#sendmessage.
func (s *Server) sendMessage(p params) reply {
	c, refused := s.reachable(p)
	if refused != nil {
		return *refused
	}
	text, buttons, refused := content(p)
	if refused != nil {
		return *refused
	}
	to, refused := s.due(c, p)
	if refused != nil {
		return *refused
	}
	m := &message{
		Message: Message{ID: c.nextID, Text: text, ReplyTo: to, Thread: p.int("message_thread_id")},
		from:    s.botID, buttons: buttons, markup: p["reply_markup"],
	}
	c.add(m)
	return s.shown(c, m)
}

// due finds the message that a new one answers, or 0, and holds the chat's pace.
func (s *Server) due(c *chat, p params) (int64, *reply) {
	var to struct {
		ID    int64 `json:"message_id"`
		Allow bool  `json:"allow_sending_without_reply"`
	}
	if err := p.object("reply_parameters", &to); err != nil {
		refused := bad("%v", err)
		return 0, &refused
	}
	if to.ID != 0 && c.messages[to.ID] == nil {
		if !to.Allow {
			refused := bad("message to be replied not found")
			return 0, &refused
		}
		to.ID = 0
	}
	now := time.Now()
	if since := now.Sub(c.lastSent); since < s.pace {
		refused := tooMany(s.pace - since)
		return 0, &refused
	}
	c.lastSent = now
	return to.ID, nil
}

// editMessageText is https://core.telegram.org/bots/api#editmessagetext: a call
// without a keyboard takes the keyboard away.
func (s *Server) editMessageText(p params) reply {
	c, refused := s.reachable(p)
	if refused != nil {
		return *refused
	}
	m := c.messages[p.int("message_id")]
	if m == nil {
		return bad("message to edit not found")
	}
	if m.from != s.botID {
		return bad("message can't be edited")
	}
	if m.file != nil {
		return bad("there is no text in the message to edit")
	}
	text, buttons, refused := content(p)
	if refused != nil {
		return *refused
	}
	if text == m.Text && p["reply_markup"] == m.markup {
		return bad("message is not modified: specified new message content and reply markup are exactly the same as a " +
			"current content and reply markup of the message")
	}
	m.gone = append(m.gone, m.buttons...)
	m.Text, m.buttons, m.markup = text, buttons, p["reply_markup"]
	m.Edits++
	return s.shown(c, m)
}

func (s *Server) deleteMessage(p params) reply {
	c, refused := s.reachable(p)
	if refused != nil {
		return *refused
	}
	id := p.int("message_id")
	if c.messages[id] == nil {
		return bad("message to delete not found")
	}
	delete(c.messages, id)
	return ok(true)
}

func (s *Server) shown(c *chat, m *message) reply {
	object := s.object(c, m)
	object["text"] = m.Text
	if m.markup != "" {
		object["reply_markup"] = json.RawMessage(m.markup)
	}
	return ok(object)
}

// content checks the text and the buttons of a call.
func content(p params) (string, []button, *reply) {
	refuse := func(r reply) (string, []button, *reply) { return "", nil, &r }
	raw := p["text"]
	if len(raw) > maxRawText {
		return refuse(bad("Text is too long"))
	}
	text, err := parse(raw, p["parse_mode"])
	if err != nil {
		return refuse(bad("can't parse entities: %v", err))
	}
	switch {
	case text == "":
		return refuse(bad("message text is empty"))
	case units(text) > maxText:
		return refuse(bad("message is too long"))
	}
	buttons, refused := keyboard(p)
	return text, buttons, refused
}

// keyboard checks the buttons of a call.
func keyboard(p params) ([]button, *reply) {
	refuse := func(r reply) ([]button, *reply) { return nil, &r }
	var markup struct {
		Rows [][]button `json:"inline_keyboard"`
	}
	if err := p.object("reply_markup", &markup); err != nil {
		return refuse(bad("%v", err))
	}
	var buttons []button
	for _, row := range markup.Rows {
		for _, b := range row {
			switch {
			case b.Text == "":
				return refuse(bad("can't parse inline keyboard button: text must be non-empty"))
			case b.Data == "" && b.URL == "":
				return refuse(bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"))
			case len(b.Data) > maxData:
				return refuse(bad("BUTTON_DATA_INVALID"))
			}
			buttons = append(buttons, b)
		}
	}
	return buttons, nil
}
