package whatsapp

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
)

// reader turns messages and statuses of one change into messages of the desk.
type reader struct {
	number   string // our phone number id
	business string // our number, as people see it
	now      func() time.Time
	people   *aliases
	contacts []contact
}

var errShape = errors.New("the item has an unknown shape")

// maxID is the longest id that is taken; WhatsApp's have about sixty characters.
const maxID = 256

// message reads one message; nil is of no concern.
func (r reader) message(raw json.RawMessage) (*bot.Message, error) {
	var m message
	if json.Unmarshal(raw, &m) != nil || m.ID == "" || len(m.ID) > maxID {
		return nil, errShape
	}
	switch {
	case m.GroupID.Value != "":
		// The desk talks to one person at a time here.
		return nil, nil
	case m.Type.Value == "reaction" || m.Type.Value == "request_welcome":
		// A sign under a message, or a chat opened without a word.
		return nil, nil
	case m.From.Value != "" && m.From.Value == onlyDigits(r.business):
		// Two programs must never talk to each other, nor one to itself.
		return nil, nil
	case m.Type.Value == "system":
		return r.moved(m)
	}
	who, ok := r.who(m.From.Value, m.UserID.Value)
	if !ok {
		return nil, errShape
	}
	out := r.frame(who, m.ID, m.At)
	out.ID, out.ReplyTo = m.ID, m.Context.Value.ID
	switch {
	case m.Type.Value == "edit":
		return r.edited(out, m.Edit.Value), nil
	case m.Type.Value == "revoke":
		if m.Revoke.Value.Original == "" {
			return nil, errShape
		}
		out.Kind, out.ReplyTo = bot.Deleted, m.Revoke.Value.Original
		return out, nil
	}
	m.content.into(out)
	return out, nil
}

// frame fills in what every message has.
func (r reader) frame(who bot.Person, id string, at stamp) *bot.Message {
	if at.IsZero() {
		at.Time = r.now().UTC()
	}
	return &bot.Message{
		Delivery: Channel + ":" + r.number + ":" + id,
		Place:    place(strings.TrimPrefix(who.ID, Channel+":")),
		From:     who, Direct: true, At: at.Time,
	}
}

// into fills in what was said. What has neither words nor a picture or document is
// unreadable, whatever it is, and leads to a person.
func (c content) into(out *bot.Message) {
	if data := c.pressed(); data != "" {
		out.Kind, out.Press = bot.Pressed, data
		return
	}
	out.Kind, out.Text = bot.Unreadable, c.words()
	out.Files = c.files()
	if strings.TrimSpace(out.Text) != "" || c.Image.Value.ID != "" || c.Document.Value.ID != "" {
		out.Kind = bot.Said
	}
}

// pressed is the data of a pressed button or a chosen row.
func (c content) pressed() string {
	if c.Button.Value.Payload != "" {
		return c.Button.Value.Payload
	}
	if id := c.Interactive.Value.Button.Value.ID; id != "" {
		return id
	}
	return c.Interactive.Value.Row.Value.ID
}

// words is the text, or what stands under a picture, video or document.
func (c content) words() string {
	for _, text := range []string{
		c.Text.Value.Body, c.Image.Value.Caption.Value, c.Video.Value.Caption.Value, c.Document.Value.Caption.Value,
	} {
		if text != "" {
			return text
		}
	}
	return ""
}

func (c content) files() []bot.File {
	var out []bot.File
	for _, m := range []media{c.Image.Value, c.Video.Value, c.Audio.Value, c.Document.Value, c.Sticker.Value} {
		if m.ID != "" {
			out = append(out, bot.File{ID: m.ID, Name: m.Name.Value, Type: m.Type.Value, Voice: m.Voice.Value})
		}
	}
	return out
}

// edited reads a new wording. One without words changes nothing the desk knows.
func (r reader) edited(out *bot.Message, e revision) *bot.Message {
	e.Message.Value.into(out)
	if e.Original == "" || out.Text == "" {
		return nil
	}
	out.Kind, out.ReplyTo, out.Press = bot.Edited, e.Original, ""
	return out
}

// moved reads that somebody has a new number, or a new id where the number is
// hidden. Other news of the system (a changed security code) are of no concern.
func (r reader) moved(m message) (*bot.Message, error) {
	s := m.System.Value
	var from, to string
	switch s.Type {
	case "user_changed_number":
		from, to = m.From.Value, s.Number.Value
		if to == "" {
			to = s.NewNumber.Value
		}
	case "user_changed_user_id":
		from, to = s.OldUserID.Value, s.UserID.Value
	default:
		return nil, nil
	}
	before, ok := r.who(from, s.OldUserID.Value)
	if !ok || !handle.MatchString(to) {
		return nil, errShape
	}
	after := r.people.one(to, s.UserID.Value)
	out := r.frame(before, m.ID, m.At)
	out.ID, out.Kind, out.MovedTo = m.ID, bot.Moved, place(after)
	if out.MovedTo == out.Place {
		return nil, nil
	}
	return out, nil
}

// who is the person behind a number, an id, or both.
func (r reader) who(from, userID string) (bot.Person, bool) {
	from = strings.TrimPrefix(from, "+")
	if !digits.MatchString(from) && from != "" && userID == "" {
		// The id stands in the number's field now and then.
		from, userID = "", from
	}
	c := r.contact(from, userID)
	if from == "" {
		from = c.Number.Value
	}
	if userID == "" {
		userID = c.UserID.Value
	}
	chat := r.people.one(from, userID)
	if !handle.MatchString(chat) {
		return bot.Person{}, false
	}
	return bot.Person{ID: Channel + ":" + chat, Name: c.Profile.Value.Name}, true
}

// contact finds the person among those of the change. Where nothing else is known,
// the only one it can be is the only one there is.
func (r reader) contact(number, userID string) contact {
	for _, c := range r.contacts {
		if number != "" && c.Number.Value == number || userID != "" && c.UserID.Value == userID {
			return c
		}
	}
	if number == "" && userID == "" && len(r.contacts) == 1 {
		return r.contacts[0]
	}
	return contact{}
}
