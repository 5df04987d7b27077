package whatsappfake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// Level is where several things that come in one call are put side by side.
type Level int

const (
	// InOneValue puts them into one list of messages or statuses.
	InOneValue Level = iota
	// InChanges gives each its own change.
	InChanges
	// InEntries gives each its own entry.
	InEntries
)

// item is one message or status.
type item struct {
	contact map[string]any // nil for none
	list    string         // "messages" or "statuses"
	object  map[string]any
}

// enqueue has one thing wait for delivery. The caller holds the lock.
func (s *Server) enqueue(i item) {
	if s.hook.together != nil {
		s.hook.together = append(s.hook.together, i)
		return
	}
	s.enqueueCall(s.payload(InOneValue, []item{i}))
}

func (s *Server) enqueueCall(body []byte) {
	s.hook.waiting = append(s.hook.waiting, body)
	s.hook.last = body
	s.Ring()
}

// Together puts everything that happens in do into one call.
func (s *Server) Together(level Level, do func()) {
	s.mu.Lock()
	s.hook.together = []item{}
	s.mu.Unlock()
	do()
	s.mu.Lock()
	defer s.mu.Unlock()
	items := s.hook.together
	s.hook.together = nil
	if len(items) > 0 {
		s.enqueueCall(s.payload(level, items))
	}
}

// payload is the body of a call.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
func (s *Server) payload(level Level, items []item) []byte {
	var values []map[string]any
	for _, i := range items {
		if len(values) == 0 || level != InOneValue {
			values = append(values, map[string]any{
				"messaging_product": "whatsapp",
				"metadata":          map[string]any{"display_phone_number": s.Account.DisplayNumber, "phone_number_id": s.Account.PhoneNumberID},
			})
		}
		v := values[len(values)-1]
		appendTo(v, i.list, i.object)
		if i.contact != nil {
			appendTo(v, "contacts", i.contact)
		}
	}
	var entries, changes []any
	for _, v := range values {
		changes = append(changes, map[string]any{"field": "messages", "value": v})
		if level == InEntries {
			entries = append(entries, map[string]any{"id": s.Account.AccountID, "changes": changes})
			changes = nil
		}
	}
	if changes != nil {
		entries = append(entries, map[string]any{"id": s.Account.AccountID, "changes": changes})
	}
	return Escape(map[string]any{"object": "whatsapp_business_account", "entry": entries})
}

func appendTo(v map[string]any, key string, object map[string]any) {
	list, _ := v[key].([]any)
	v[key] = append(list, object)
}

// Escape writes JSON the way Meta does: only ASCII, and slashes with a backslash. The
// signature is over these bytes, so that reading and writing it again breaks it.
func Escape(v any) []byte {
	var plain bytes.Buffer
	enc := json.NewEncoder(&plain)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("whatsappfake: " + err.Error())
	}
	var out bytes.Buffer
	for _, r := range string(bytes.TrimSpace(plain.Bytes())) {
		switch {
		case r == '/':
			out.WriteString(`\/`)
		case r < utf8.RuneSelf:
			out.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&out, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return out.Bytes()
}

// report is what the server says by itself about every message that is sent.
type report struct {
	before   bool
	statuses []string
}

// Report has the server report these statuses of every message from now on: before
// it answers the call that sends it, or after.
func (s *Server) Report(before bool, statuses ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.report = report{before: before, statuses: statuses}
}

// Status reports what became of a message of the business: "sent", "delivered",
// "read", "failed" and whatever else; codes are the reasons of a failure.
func (s *Server) Status(message, status string, codes ...int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.sent[message]
	if m == nil {
		panic(fmt.Sprintf("whatsappfake: there is no message %q", message))
	}
	s.enqueueStatus(m, status, codes...)
}

func (s *Server) enqueueStatus(m *Message, status string, codes ...int) {
	s.enqueue(s.statusItem(m, status, codes...))
}

func (s *Server) statusItem(m *Message, status string, codes ...int) item {
	object := map[string]any{"id": m.ID, "status": status, "timestamp": strconv.FormatInt(s.now().Unix(), 10)}
	if m.Tracker != "" {
		object["biz_opaque_callback_data"] = m.Tracker
	}
	if !m.to.hidden {
		object["recipient_id"] = m.to.number
	}
	if m.to.userID != "" {
		object["recipient_user_id"] = m.to.userID
	}
	for _, code := range codes {
		appendTo(object, "errors", map[string]any{
			"code": code, "title": "Title", "message": "Title", "error_data": map[string]any{"details": "Details about " + m.to.number + " " + m.to.name},
		})
	}
	return item{contact: m.to.contact(), list: "statuses", object: object}
}

// reportOn delivers statuses and waits until they are taken. The caller does not
// hold the lock.
func (s *Server) reportOn(m *Message, statuses []string) {
	for _, status := range statuses {
		s.mu.Lock()
		body := s.payload(InOneValue, []item{s.statusItem(m, status)})
		s.mu.Unlock()
		if s.Deliver(body) != http.StatusOK {
			s.PushRaw(body)
		}
	}
}
