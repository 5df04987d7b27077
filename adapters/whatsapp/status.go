package whatsapp

import (
	"encoding/json"

	"github.com/firstline-helpdesk/firstline/bot"
)

// reaches are the statuses the desk wants to know of. "sent" says nothing new,
// "played" and whatever comes later says no more than "read".
var reaches = map[string]bot.Reach{"delivered": bot.Arrived, "read": bot.Seen, "failed": bot.Failed}

// status reads what became of a message of ours; nil is of no concern. Statuses come
// in any order, also before the call that sent the message has returned: putting
// them in order is the desk's.
func (r reader) status(raw json.RawMessage) (*bot.Message, error) {
	var s status
	if json.Unmarshal(raw, &s) != nil || s.ID == "" || len(s.ID) > maxID {
		return nil, errShape
	}
	reach, known := reaches[s.Status.Value]
	if !known || s.RecipientType.Value == "group" {
		return nil, nil
	}
	who, ok := r.who(s.Recipient.Value, s.RecipientUser.Value)
	if !ok {
		return nil, errShape
	}
	out := r.frame(who, s.ID+":"+s.Status.Value, s.At)
	out.Kind, out.Reach, out.ReplyTo = bot.Reached, reach, s.ID
	if reach == bot.Failed {
		out.Text = s.why()
		if s.shut() {
			out.Reach = bot.Shut
		}
	}
	return out, nil
}

// shut tells that it failed because the person has not written for 24 hours.
func (s status) shut() bool {
	for _, e := range s.Errors.Value {
		if e.Value.Code == windowShut {
			return true
		}
	}
	return false
}

// why is the reason of a failure in words for staff.
func (s status) why() string {
	for _, e := range s.Errors.Value {
		if e.Value.Code != 0 {
			return meaningOf(e.Value.Code).words
		}
	}
	return "WhatsApp gave no reason"
}
