package telegram

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// signs are the marks' pictures. Bots may use no tick, envelope or warning sign
// (https://core.telegram.org/bots/api#reactiontypeemoji); of what is left these
// three explain themselves best, and the two thumbs are what groups that allow
// few reactions allow most.
var signs = map[adapters.Mark]string{adapters.MarkSent: "👍", adapters.MarkSeen: "👀", adapters.MarkFailed: "👎"}

// React puts one reaction of the bot on a message, in place of its earlier one. A
// group that does not allow it, and a message that is gone, are Refused.
func (a *Adapter) React(ctx context.Context, at bot.Place, id string, mark adapters.Mark) error {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	chat, _, err := address(at)
	if err != nil {
		return &adapters.Fault{Kind: adapters.Refused, Err: err}
	}
	number, err := strconv.Atoi(id)
	if err != nil {
		return &adapters.Fault{Kind: adapters.Refused, Err: errors.New("the message has no number of Telegram")}
	}
	sign, known := signs[mark]
	if !known {
		return &adapters.Fault{Kind: adapters.Refused, Err: fmt.Errorf("telegram has no sign for the mark %q", mark)}
	}
	var done bool
	err = a.gate.call(ctx, "setMessageReaction", map[string]any{
		"chat_id": chat, "message_id": number, "reaction": []map[string]string{{"type": "emoji", "emoji": sign}},
	}, &done)
	if err == nil || unchanged(err) {
		return nil
	}
	f := a.fault(err, "")
	if f.Kind == adapters.Uneditable {
		f.Kind = adapters.Refused
	}
	return f
}
