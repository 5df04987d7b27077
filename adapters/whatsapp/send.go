package whatsapp

import (
	"context"
	"errors"
	"slices"
	"unicode/utf8"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

const (
	// maxReplyButtons and maxButtonTitle bound the buttons under a message, which
	// must have different titles. https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-reply-buttons-messages
	maxReplyButtons = 3
	maxButtonTitle  = 20
	// maxRows and maxRowTitle bound a list, which takes one more touch to open.
	// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-list-messages
	maxRows     = 10
	maxRowTitle = 24
	// listButton opens the list. It is the same in every language.
	listButton = "☰"
	// maxTracker is the longest note of our own on a message, in bytes.
	// https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/message-api
	maxTracker = 512
)

// outgoing is one call that sends a message.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
type outgoing struct {
	Product       string `json:"messaging_product"`
	RecipientType string `json:"recipient_type"`
	// To is a number; Recipient is Meta's id of somebody who hides it.
	To          string       `json:"to,omitempty"`
	Recipient   string       `json:"recipient,omitempty"`
	Context     *quoted      `json:"context,omitempty"`
	Type        string       `json:"type"`
	Text        *textBody    `json:"text,omitempty"`
	Interactive *interactive `json:"interactive,omitempty"`
	Template    *template    `json:"template,omitempty"`
	Image       *attachment  `json:"image,omitempty"`
	Video       *attachment  `json:"video,omitempty"`
	Audio       *attachment  `json:"audio,omitempty"`
	Document    *attachment  `json:"document,omitempty"`
	Reaction    *reaction    `json:"reaction,omitempty"`
	// Tracker comes back with every status of the message.
	Tracker string `json:"biz_opaque_callback_data,omitempty"`
}

type quoted struct {
	ID string `json:"message_id"`
}

type textBody struct {
	Body    string `json:"body"`
	Preview bool   `json:"preview_url"`
}

type interactive struct {
	Type   string   `json:"type"`
	Body   wireText `json:"body"`
	Action action   `json:"action"`
}

type wireText struct {
	Text string `json:"text"`
}

type action struct {
	Buttons  []replyButton `json:"buttons,omitempty"`
	Button   string        `json:"button,omitempty"`
	Sections []section     `json:"sections,omitempty"`
}

type replyButton struct {
	Type  string `json:"type"`
	Reply option `json:"reply"`
}

type section struct {
	Rows []option `json:"rows"`
}

type option struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type template struct {
	Name     string `json:"name"`
	Language struct {
		Code string `json:"code"`
	} `json:"language"`
}

// Send sends a new message. Up to three short buttons stand under it; more or
// longer ones become a list.
func (a *Adapter) Send(ctx context.Context, r bot.Reply) (adapters.Sent, error) {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	o, fault := address(r)
	if fault != nil {
		return adapters.Sent{}, fault
	}
	text := bot.CleanText(r.Text)
	if len(r.Buttons) == 0 {
		o.Type, o.Text = "text", &textBody{Body: plain(text, maxBody)}
	} else {
		o.Type, o.Interactive = "interactive", withButtons(plain(text, maxButtonBody), r.Buttons)
	}
	return a.dispatch(ctx, o)
}

// address begins a message: to whom, and what it answers.
func address(r bot.Reply) (outgoing, *adapters.Fault) {
	o := outgoing{Product: "whatsapp", RecipientType: "individual"}
	switch chat := r.To.Chat; {
	case r.To.Channel != Channel || r.To.Thread != "" || !handle.MatchString(chat):
		return o, refuse("a place on WhatsApp is a number in digits, for example whatsapp:260971234567")
	case digits.MatchString(chat):
		o.To = chat
	default:
		o.Recipient = chat
	}
	if r.Quote != "" {
		o.Context = &quoted{ID: r.Quote}
	}
	if len(r.ID) <= maxTracker {
		o.Tracker = r.ID
	}
	return o, nil
}

// withButtons makes the body with its buttons or its list.
func withButtons(text string, buttons []bot.Button) *interactive {
	i := &interactive{Type: "list", Body: wireText{Text: text}}
	if fitAsButtons(buttons) {
		i.Type = "button"
		for _, b := range buttons {
			i.Action.Buttons = append(i.Action.Buttons, replyButton{Type: "reply", Reply: option{ID: b.Data, Title: b.Label}})
		}
		return i
	}
	var rows []option
	for _, b := range buttons {
		rows = append(rows, option{ID: b.Data, Title: b.Label})
	}
	i.Action.Button, i.Action.Sections = listButton, []section{{Rows: rows}}
	return i
}

func fitAsButtons(buttons []bot.Button) bool {
	var titles []string
	for _, b := range buttons {
		if utf8.RuneCountInString(b.Label) > maxButtonTitle || slices.Contains(titles, b.Label) {
			return false
		}
		titles = append(titles, b.Label)
	}
	return len(buttons) <= maxReplyButtons
}

// dispatch makes the call. A quoted message that WhatsApp does not know any more
// must not keep the answer back: it goes without the quotation then.
func (a *Adapter) dispatch(ctx context.Context, o outgoing) (adapters.Sent, error) {
	id, err := a.call(ctx, o)
	var refused *apiError
	if o.Context != nil && errors.As(err, &refused) && (refused.Code == badParameter || refused.Code == badValue) {
		o.Context = nil
		id, err = a.call(ctx, o)
	}
	if err != nil {
		return adapters.Sent{}, a.graph.fault(err)
	}
	return adapters.Sent{ID: id}, nil
}

func (a *Adapter) call(ctx context.Context, o outgoing) (string, error) {
	var sent struct {
		Messages []soft[struct {
			ID string `json:"id"`
		}] `json:"messages"`
	}
	if err := a.graph.post(ctx, a.number+"/messages", o, &sent); err != nil {
		return "", err
	}
	if len(sent.Messages) == 0 {
		return "", errors.New("the answer names no message: is api_url right?")
	}
	return sent.Messages[0].Value.ID, nil
}
