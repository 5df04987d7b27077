package whatsappfake

import (
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"
)

// Message is what a person sees of one message of the business.
type Message struct {
	ID string
	// Type is "text", "interactive", "template", "image", "video", "audio" or "document";
	// reactions are no messages here, see [Server.Marks].
	Type string
	// Text is what can be read: formatting resolved, invisible characters gone.
	Text string
	// Buttons are the titles of buttons or rows.
	Buttons []string
	// ReplyTo is the message it quotes; "" also when that is not known.
	ReplyTo string
	// File is what came with it.
	File *File
	// Tracker is biz_opaque_callback_data.
	Tracker string

	to      *person
	options []option
	list    bool
}

// File is a file as the person gets it.
type File struct {
	Name, Type string
	Bytes      []byte
	Voice      bool
}

type option struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// request is POST /{number}/messages.
type request struct {
	Product   string `json:"messaging_product"`
	To        string `json:"to"`
	Recipient string `json:"recipient"`
	Type      string `json:"type"`
	Context   *struct {
		ID string `json:"message_id"`
	} `json:"context"`
	Tracker string `json:"biz_opaque_callback_data"`
	// Read marks a message of a person as read.
	Status string `json:"status"`
	ReadID string `json:"message_id"`

	Text *struct {
		Body string `json:"body"`
	} `json:"text"`
	Interactive *interactive `json:"interactive"`
	Template    *struct {
		Name     string `json:"name"`
		Language struct {
			Code string `json:"code"`
		} `json:"language"`
	} `json:"template"`
	Image    *attachment `json:"image"`
	Video    *attachment `json:"video"`
	Audio    *attachment `json:"audio"`
	Document *attachment `json:"document"`
	Reaction *reaction   `json:"reaction"`
}

// postMessage is https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
func (s *Server) postMessage(_ *http.Request, body []byte) answer {
	var r request
	if err := json.Unmarshal(body, &r); err != nil {
		return refuse(100, "Invalid parameter: the body is no JSON")
	}
	if r.Product != "whatsapp" {
		return refuse(100, "The parameter messaging_product is required.")
	}
	s.mu.Lock()
	if r.Status != "" {
		defer s.mu.Unlock()
		return s.markRead(r)
	}
	m, refused := s.accept(r)
	if refused != nil {
		s.mu.Unlock()
		return *refused
	}
	report := s.report
	s.mu.Unlock()
	if report.before {
		s.reportOn(m, report.statuses)
	}
	contact := map[string]any{"input": r.To, "wa_id": m.to.number}
	if r.To == "" {
		contact = map[string]any{"input": r.Recipient, "user_id": m.to.userID}
	}
	return ok(map[string]any{
		"messaging_product": "whatsapp", "contacts": []any{contact}, "messages": []any{map[string]any{"id": m.ID}},
	})
}

func (s *Server) markRead(r request) answer {
	for _, p := range s.people {
		if r.Status == "read" && p.wrote[r.ReadID] {
			p.read[r.ReadID] = true
			return ok(map[string]any{"success": true})
		}
	}
	return refuse(100, "Invalid parameter: message_id")
}

// accept checks a message and puts it into the chat. The caller holds the lock.
func (s *Server) accept(r request) (*Message, *answer) {
	p, refused := s.recipient(r)
	if refused != nil {
		return nil, refused
	}
	m := &Message{Type: r.Type, to: p, Tracker: r.Tracker}
	if bad := s.fill(m, r); bad != nil {
		return nil, bad
	}
	no := func(a answer) (*Message, *answer) { return nil, &a }
	if r.Context != nil {
		if !strings.HasPrefix(r.Context.ID, "wamid.") {
			return no(refuse(131009, "Parameter value is not valid: context.message_id"))
		}
		if p.wrote[r.Context.ID] || s.sent[r.Context.ID] != nil {
			m.ReplyTo = r.Context.ID
		}
	}
	now := s.now()
	if now.Sub(p.lastSent) < s.pace {
		return no(refuse(131056, "(Business Account, Consumer Account) pair rate limit hit"))
	}
	m.ID = s.wamid()
	s.sent[m.ID] = m
	if r.Type != "template" && now.Sub(p.lastWrote) > window {
		if !s.late {
			delete(s.sent, m.ID)
			return no(refuse(131047, "Re-engagement message"))
		}
		s.enqueueStatus(m, "failed", 131047)
		return m, nil
	}
	p.lastSent = now
	if r.Type == "reaction" {
		p.marks[r.Reaction.ID] = r.Reaction.Emoji
	} else {
		p.messages = append(p.messages, m)
	}
	if !s.report.before {
		for _, status := range s.report.statuses {
			s.enqueueStatus(m, status)
		}
	}
	return m, nil
}

// recipient finds who a message is for: a number goes before an id.
func (s *Server) recipient(r request) (*person, *answer) {
	to := r.To
	if to == "" {
		to = r.Recipient
	}
	to = strings.TrimPrefix(to, "+")
	p := s.people[to]
	var refused answer
	switch {
	case to == "":
		refused = refuse(100, "The parameter to is required.")
	case len(r.Tracker) > maxTracker:
		refused = refuse(100, "Invalid parameter: biz_opaque_callback_data")
	case to == s.Account.DisplayNumber:
		refused = refuse(131021, "Recipient cannot be sender")
	case p == nil || p.blocked:
		// The real service mostly says this later, by a status.
		refused = refuse(131026, "Message undeliverable")
	default:
		return p, nil
	}
	return nil, &refused
}

// fill checks the content of a message by its type.
func (s *Server) fill(m *Message, r request) *answer {
	bad := func(code int, format string, args ...any) *answer {
		a := refuse(code, format, args...)
		return &a
	}
	switch {
	case r.Type == "text" && r.Text != nil:
		m.Text = shown(r.Text.Body)
		if r.Text.Body == "" {
			return bad(100, "The parameter text['body'] is required.")
		}
		if size := utf8.RuneCountInString(r.Text.Body); size > maxText {
			return bad(100, "Param text['body'] must be at most %d characters long.", maxText)
		}
	case r.Type == "interactive" && r.Interactive != nil:
		return r.Interactive.fill(m)
	case r.Type == "reaction" && r.Reaction != nil:
		if !m.to.wrote[r.Reaction.ID] && s.sent[r.Reaction.ID] == nil {
			return bad(131009, "Parameter value is not valid: reaction.message_id")
		}
	case r.Type == "template" && r.Template != nil:
		if s.templates[r.Template.Name+"/"+r.Template.Language.Code] != "APPROVED" {
			return bad(132001, "Template name does not exist in the translation")
		}
		m.Text = "(" + r.Template.Name + ")"
	case r.Type == "image", r.Type == "video", r.Type == "audio", r.Type == "document":
		return s.fillFile(m, map[string]*attachment{"image": r.Image, "video": r.Video, "audio": r.Audio, "document": r.Document}[r.Type])
	default:
		return bad(100, "Invalid parameter: type")
	}
	return nil
}

// Messages lists what the business has sent to a person, oldest first.
func (s *Server) Messages(who string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	for _, m := range s.person(who).messages {
		out = append(out, *m)
	}
	return out
}
