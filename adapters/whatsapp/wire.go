package whatsapp

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The structs below name only what is read of Meta's objects. What the desk cannot
// do without is strict; everything else is [soft], because new kinds and fields
// come every few weeks.

// soft is a value that may come in a shape we do not know: then Set tells that it
// was there, and Value is empty. It keeps one odd field from spoiling what is
// around it.
type soft[T any] struct {
	Value T
	Set   bool
}

// UnmarshalJSON never fails.
func (s *soft[T]) UnmarshalJSON(raw []byte) error {
	s.Set = string(raw) != "null"
	var value T
	if json.Unmarshal(raw, &value) == nil {
		s.Value = value
	}
	return nil
}

// value is what happened to one number.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
type value struct {
	Metadata soft[struct {
		NumberID string       `json:"phone_number_id"`
		Display  soft[string] `json:"display_phone_number"`
	}] `json:"metadata"`
	Contacts soft[[]soft[contact]]   `json:"contacts"`
	Messages soft[[]json.RawMessage] `json:"messages"`
	Statuses soft[[]json.RawMessage] `json:"statuses"`
	Errors   soft[[]soft[apiCode]]   `json:"errors"`
}

// contact is who wrote or got something. The number is missing for people who hide
// it behind a user name.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
type contact struct {
	Number  soft[string] `json:"wa_id"`
	UserID  soft[string] `json:"user_id"`
	Profile soft[struct {
		Name string `json:"name"`
	}] `json:"profile"`
}

type apiCode struct {
	Code int `json:"code"`
}

func (v value) people() []contact {
	var out []contact
	for _, c := range v.Contacts.Value {
		out = append(out, c.Value)
	}
	return out
}

type message struct {
	ID      string       `json:"id"`
	From    soft[string] `json:"from"`
	UserID  soft[string] `json:"from_user_id"`
	At      stamp        `json:"timestamp"`
	Type    soft[string] `json:"type"`
	GroupID soft[string] `json:"group_id"`
	Context soft[struct {
		ID string `json:"id"`
	}] `json:"context"`
	content
	System soft[system]   `json:"system"`
	Edit   soft[revision] `json:"edit"`
	Revoke soft[revision] `json:"revoke"`
}

// content is what a message says; an edit brings a new one.
type content struct {
	Text soft[struct {
		Body string `json:"body"`
	}] `json:"text"`
	Image    soft[media] `json:"image"`
	Video    soft[media] `json:"video"`
	Audio    soft[media] `json:"audio"`
	Document soft[media] `json:"document"`
	Sticker  soft[media] `json:"sticker"`
	Button   soft[struct {
		Payload string `json:"payload"`
	}] `json:"button"`
	Interactive soft[struct {
		Button soft[choice] `json:"button_reply"`
		Row    soft[choice] `json:"list_reply"`
	}] `json:"interactive"`
}

type choice struct {
	ID string `json:"id"`
}

type media struct {
	ID      string       `json:"id"`
	Type    soft[string] `json:"mime_type"`
	Name    soft[string] `json:"filename"`
	Caption soft[string] `json:"caption"`
	Voice   soft[bool]   `json:"voice"`
}

// system tells that somebody has a new number or id. Older calls name the new
// number new_wa_id.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system
type system struct {
	Type      string       `json:"type"`
	Number    soft[string] `json:"wa_id"`
	NewNumber soft[string] `json:"new_wa_id"`
	UserID    soft[string] `json:"user_id"`
	OldUserID soft[string] `json:"previous_user_id"`
}

// revision is a new wording of a message, or that it was taken back.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/edit
type revision struct {
	Original string        `json:"original_message_id"`
	Message  soft[content] `json:"message"`
}

// status is what became of a message of ours.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
type status struct {
	ID            string                `json:"id"`
	Status        soft[string]          `json:"status"`
	At            stamp                 `json:"timestamp"`
	Recipient     soft[string]          `json:"recipient_id"`
	RecipientUser soft[string]          `json:"recipient_user_id"`
	RecipientType soft[string]          `json:"recipient_type"`
	Errors        soft[[]soft[apiCode]] `json:"errors"`
}

// stamp is a time as Meta writes it: seconds in a string, now and then
// milliseconds. It is zero for anything else.
type stamp struct{ time.Time }

const (
	// firstMillis is where numbers stop being seconds: the year 5138.
	firstMillis = int64(1e11)
	// lastMillis is the same year in milliseconds; a store cannot hold much later ones.
	lastMillis = int64(1e14)
)

// UnmarshalJSON never fails.
func (s *stamp) UnmarshalJSON(raw []byte) error {
	n, err := strconv.ParseInt(strings.Trim(string(raw), `"`), 10, 64)
	switch {
	case err != nil || n <= 0 || n >= lastMillis:
	case n >= firstMillis:
		s.Time = time.UnixMilli(n).UTC()
	default:
		s.Time = time.Unix(n, 0).UTC()
	}
	return nil
}

var (
	// digits is a number as WhatsApp writes it.
	digits = regexp.MustCompile(`^[0-9]{1,20}$`)
	// handle is any id of a person that can be written to: Meta's are a country, a
	// dot and up to 128 letters and digits, and "ENT." may stand before them.
	handle = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,159}$`)
)

// onlyDigits gives a number without the signs people write into it.
func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
