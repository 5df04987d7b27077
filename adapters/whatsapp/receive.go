package whatsapp

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/firstline-helpdesk/firstline/adapters/intake"
	"github.com/firstline-helpdesk/firstline/bot"
)

var errMalformed = errors.New("the call is no JSON object")

// notices are the fields an operator should know of: what happened to the account,
// the number or a template. What they say is in WhatsApp Manager.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview#fields
var notices = map[string]bool{
	"account_alerts": true, "account_review_update": true, "account_update": true, "business_capability_update": true,
	"message_template_quality_update": true, "message_template_status_update": true, "phone_number_name_update": true,
	"phone_number_quality_update": true, "security": true, "template_category_update": true,
}

// read takes a call apart: entries, changes, messages and statuses, each by itself.
// An error means that it is no JSON object at all; what is odd inside is skipped
// and told by a reference.
func (a *Adapter) read(ctx context.Context, body []byte) ([]bot.Message, error) {
	var call struct {
		Entries soft[[]json.RawMessage] `json:"entry"`
	}
	if json.Unmarshal(body, &call) != nil {
		return nil, errMalformed
	}
	var out []bot.Message
	for _, raw := range call.Entries.Value {
		var entry struct {
			Changes soft[[]json.RawMessage] `json:"changes"`
		}
		if json.Unmarshal(raw, &entry) != nil {
			a.odd(ctx, "entry", raw)
			continue
		}
		for _, raw := range entry.Changes.Value {
			out = append(out, a.readChange(ctx, raw)...)
		}
	}
	return out, nil
}

// readChange reads what happened to one number. Several numbers may share a hook.
func (a *Adapter) readChange(ctx context.Context, raw json.RawMessage) []bot.Message {
	var change struct {
		Field soft[string]    `json:"field"`
		Value json.RawMessage `json:"value"`
	}
	if json.Unmarshal(raw, &change) != nil {
		a.odd(ctx, "change", raw)
		return nil
	}
	field := change.Field.Value
	switch {
	case notices[field]:
		a.log.WarnContext(ctx, "Meta reports a change of this account; WhatsApp Manager says more", "field", field)
		return nil
	case field != "messages":
		// Also smb_message_echoes: what the business wrote on its own phone.
		a.log.DebugContext(ctx, "ignored a field the desk does not use")
		return nil
	}
	var v value
	if json.Unmarshal(change.Value, &v) != nil {
		a.odd(ctx, "value", raw)
		return nil
	}
	if v.Metadata.Value.NumberID != a.number {
		a.log.DebugContext(ctx, "ignored what was for another number")
		return nil
	}
	return a.readValue(ctx, v)
}

func (a *Adapter) readValue(ctx context.Context, v value) []bot.Message {
	r := reader{number: a.number, now: a.now, people: a.people, contacts: v.people(), business: v.Metadata.Value.Display.Value}
	var out []bot.Message
	for _, raw := range v.Messages.Value {
		m, err := r.message(raw)
		switch {
		case err != nil:
			a.odd(ctx, "message", raw)
		case m == nil:
			a.log.DebugContext(ctx, "ignored a message of no concern")
		default:
			out = append(out, *m)
		}
	}
	for _, raw := range v.Statuses.Value {
		m, err := r.status(raw)
		if err != nil {
			a.odd(ctx, "status", raw)
		} else if m != nil {
			out = append(out, *m)
		}
	}
	for _, e := range v.Errors.Value {
		a.log.WarnContext(ctx, "Meta reports an error", "code", e.Value.Code, "means", meaningOf(e.Value.Code).words)
	}
	return out
}

func (a *Adapter) odd(ctx context.Context, what string, raw []byte) {
	a.log.WarnContext(ctx, "skipped an item that cannot be read", "item", what, "reference", intake.Reference(raw))
}
