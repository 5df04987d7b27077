package whatsappfake

import (
	"fmt"
	"strconv"
	"time"
)

// person is somebody with WhatsApp. One without a number hides it behind a user name.
type person struct {
	number, userID, name string
	hidden               bool
	messages             []*Message
	wrote, read          map[string]bool
	marks                map[string]string
	lastWrote, lastSent  time.Time
	blocked              bool
}

// AddUser makes a person, who is taken to have written just now, so that the 24
// hours begin.
func (s *Server) AddUser(number, name string) { s.addPerson(&person{number: number, name: name}) }

// AddHidden makes a person who hides their number: only Meta's id of them is ever
// told, for example "US.13491208655302741918", and only that can be written to.
func (s *Server) AddHidden(userID, name string) {
	s.addPerson(&person{userID: userID, name: name, hidden: true})
}

func (s *Server) addPerson(p *person) {
	p.wrote, p.read, p.marks = map[string]bool{}, map[string]bool{}, map[string]string{}
	s.mu.Lock()
	defer s.mu.Unlock()
	p.lastWrote = s.now()
	for _, key := range []string{p.number, p.userID} {
		if key != "" {
			s.people[key] = p
		}
	}
}

// Identify has Meta tell its id of a person too, from now on.
func (s *Server) Identify(number, userID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.person(number)
	p.userID = userID
	s.people[userID] = p
}

// Hide has a person hide the number from now on; Identify must have come before.
func (s *Server) Hide(number string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.person(number).hidden = true
}

// Block has a person block the business, which it is not told.
func (s *Server) Block(who string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.person(who).blocked = true
}

// person finds a person a test speaks of. The caller holds the lock.
func (s *Server) person(who string) *person {
	p := s.people[who]
	if p == nil {
		panic(fmt.Sprintf("whatsappfake: there is no person %q; call AddUser or AddHidden first", who))
	}
	return p
}

// Known tells whether there is such a person.
func (s *Server) Known(who string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.people[who] != nil
}

// contact is how Meta names a person beside a message.
func (p *person) contact() map[string]any {
	out := map[string]any{"profile": map[string]any{"name": p.name}}
	if !p.hidden {
		out["wa_id"] = p.number
	}
	if p.userID != "" {
		out["user_id"] = p.userID
	}
	return out
}

// Say has a person write to the business, and returns the message's id.
func (s *Server) Say(who, text string) string { return s.Reply(who, text, "") }

// Reply is Say, quoting an earlier message of either side.
func (s *Server) Reply(who, text, to string) string {
	return s.Send(who, to, map[string]any{"type": "text", "text": map[string]any{"body": text}})
}

// Send has a person send anything: content are the type and the fields of it, for
// example {"type": "location", "location": {...}}; to is what it quotes, or "".
func (s *Server) Send(who, to string, content map[string]any) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.person(who)
	id := s.wamid()
	object := s.object(p, id)
	for key, value := range content {
		object[key] = value
	}
	if to != "" {
		object["context"] = map[string]any{"id": to}
	}
	p.wrote[id], p.lastWrote = true, s.now()
	s.enqueue(item{contact: p.contact(), list: "messages", object: object})
	return id
}

// object is a message before its content.
func (s *Server) object(p *person, id string) map[string]any {
	out := map[string]any{"id": id, "timestamp": strconv.FormatInt(s.now().Unix(), 10)}
	if !p.hidden {
		out["from"] = p.number
	}
	if p.userID != "" {
		out["from_user_id"] = p.userID
	}
	return out
}

// Rewrite has a person edit what they wrote.
func (s *Server) Rewrite(who, id, text string) string {
	return s.Send(who, "", map[string]any{"type": "edit", "edit": map[string]any{
		"original_message_id": id, "message": map[string]any{"type": "text", "text": map[string]any{"body": text}},
	}})
}

// Revoke has a person take back what they wrote.
func (s *Server) Revoke(who, id string) string {
	return s.Send(who, "", map[string]any{"type": "revoke", "revoke": map[string]any{"original_message_id": id}})
}

// Press has a person press the button, or choose the row, with this title under a
// message of the business.
func (s *Server) Press(who, message, title string) string {
	s.mu.Lock()
	m := s.sent[message]
	s.mu.Unlock()
	if m == nil {
		panic(fmt.Sprintf("whatsappfake: there is no message %q", message))
	}
	kind := "button_reply"
	if m.list {
		kind = "list_reply"
	}
	for _, o := range m.options {
		if o.Title == title {
			return s.Send(who, message, map[string]any{"type": "interactive", "interactive": map[string]any{
				"type": kind, kind: map[string]any{"id": o.ID, "title": o.Title},
			}})
		}
	}
	panic(fmt.Sprintf("whatsappfake: message %q has no button %q", message, title))
}

// PressTogether has several people press the same button at one moment: their
// presses come in one call.
func (s *Server) PressTogether(message, title string, who ...string) {
	s.Together(InOneValue, func() {
		for _, one := range who {
			s.Press(one, message, title)
		}
	})
}

// ChangeNumber gives a person another number, and tells the business so.
func (s *Server) ChangeNumber(from, to string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.person(from)
	object := s.object(p, s.wamid())
	object["type"] = "system"
	object["system"] = map[string]any{
		"type": "user_changed_number", "wa_id": to, "body": fmt.Sprintf("User %s changed from %s to %s", p.name, from, to),
	}
	delete(s.people, from)
	p.number = to
	s.people[to] = p
	s.enqueue(item{list: "messages", object: object})
}
