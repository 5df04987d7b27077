package whatsapp

import (
	"context"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// Knock sends the template of the configuration.
func (a *Adapter) Knock(ctx context.Context, to bot.Place) error {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	o, fault := address(bot.Reply{To: to})
	switch {
	case fault != nil:
		return fault
	case a.template.Name == "":
		return refuse("there is no template to send; see channels.whatsapp.template")
	}
	o.Type, o.Template = "template", &template{Name: a.template.Name}
	o.Template.Language.Code = a.template.Language
	if _, err := a.dispatch(ctx, o); err != nil {
		return err
	}
	return nil
}

// reaction is a sign under somebody's message; another one takes its place.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/reaction-messages
type reaction struct {
	ID    string `json:"message_id"`
	Emoji string `json:"emoji"`
}

var emoji = map[adapters.Mark]string{adapters.MarkSent: "✅", adapters.MarkSeen: "👀", adapters.MarkFailed: "⚠️"}

// React puts a sign under a message. To WhatsApp it is a message like any other:
// it needs the open window and counts for the pace.
func (a *Adapter) React(ctx context.Context, at bot.Place, id string, mark adapters.Mark) error {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	o, fault := address(bot.Reply{To: at})
	switch {
	case fault != nil:
		return fault
	case emoji[mark] == "":
		return refuse("there is no sign for the mark %q", mark)
	}
	o.Type, o.Reaction = "reaction", &reaction{ID: id, Emoji: emoji[mark]}
	if _, err := a.dispatch(ctx, o); err != nil {
		return err
	}
	return nil
}

// Read marks a message, and all before it, as read, and shows for up to 25 seconds
// that an answer is being written.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators
func (a *Adapter) Read(ctx context.Context, _ bot.Place, id string) {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	var done struct{}
	err := a.graph.post(ctx, a.number+"/messages", map[string]any{
		"messaging_product": "whatsapp", "status": "read", "message_id": id, "typing_indicator": map[string]string{"type": "text"},
	}, &done)
	if err != nil {
		a.log.DebugContext(ctx, "a message was not marked as read", "err", a.graph.fault(err))
	}
}
