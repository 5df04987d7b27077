package telegram

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	tgapi "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

const (
	// callFor is how long one call may take.
	callFor = 30 * time.Second
	// typingFor is how long the typing sign may take to send; Telegram shows it
	// for five seconds. https://core.telegram.org/bots/api#sendchataction
	typingFor = 5 * time.Second
	// rowButtons and rowRunes bound a row of buttons, so that labels stay legible
	// on a phone.
	rowButtons = 3
	rowRunes   = 30
)

// Send sends a new message. When Telegram cannot read the markup after all, the
// same words go out as plain text.
func (a *Adapter) Send(ctx context.Context, r bot.Reply) (adapters.Sent, error) {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	chat, thread, err := address(r.To)
	if err != nil {
		return adapters.Sent{}, &adapters.Fault{Kind: adapters.Refused, Err: err}
	}
	text := words(r, sendLimit)
	params := &tgapi.SendMessageParams{
		ChatID: chat, MessageThreadID: thread, Text: escape(text), ParseMode: models.ParseModeHTML,
		LinkPreviewOptions: noPreview(),
	}
	if rows := keyboard(r.Buttons); rows != nil {
		params.ReplyMarkup = rows
	}
	if to := quotation(r.Quote); to != nil {
		params.ReplyParameters = to
	}
	sent, err := a.api.SendMessage(ctx, params)
	if unparsable(err) {
		params.Text, params.ParseMode = text, ""
		sent, err = a.api.SendMessage(ctx, params)
	}
	if err != nil {
		return adapters.Sent{}, a.fault(err, said(r))
	}
	return adapters.Sent{ID: strconv.Itoa(sent.ID)}, nil
}

// Edit replaces text and buttons of a message of ours.
func (a *Adapter) Edit(ctx context.Context, id string, r bot.Reply) error {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	chat, _, err := address(r.To)
	if err != nil {
		return &adapters.Fault{Kind: adapters.Refused, Err: err}
	}
	number, err := strconv.Atoi(id)
	if err != nil {
		return &adapters.Fault{Kind: adapters.Uneditable, Err: errors.New("the message has no number of Telegram")}
	}
	text := words(r, sendLimit)
	params := &tgapi.EditMessageTextParams{
		ChatID: chat, MessageID: number, Text: escape(text), ParseMode: models.ParseModeHTML, LinkPreviewOptions: noPreview(),
	}
	if rows := keyboard(r.Buttons); rows != nil {
		params.ReplyMarkup = rows
	}
	_, err = a.api.EditMessageText(ctx, params)
	if unparsable(err) {
		params.Text, params.ParseMode = text, ""
		_, err = a.api.EditMessageText(ctx, params)
	}
	if err == nil || unchanged(err) {
		return nil
	}
	return a.fault(err, said(r))
}

// Typing shows "typing" for five seconds.
func (a *Adapter) Typing(ctx context.Context, to bot.Place) {
	ctx, cancel := context.WithTimeout(ctx, typingFor)
	defer cancel()
	chat, thread, err := address(to)
	if err != nil {
		return
	}
	_, err = a.api.SendChatAction(ctx, &tgapi.SendChatActionParams{ChatID: chat, MessageThreadID: thread, Action: models.ChatActionTyping})
	if err != nil {
		a.log.DebugContext(ctx, "typing was not shown", "err", a.fault(err, ""))
	}
}

// address gives the numbers of a place.
func address(to bot.Place) (chat int64, thread int, err error) {
	chat, err = strconv.ParseInt(to.Chat, 10, 64)
	if err != nil {
		return 0, 0, fmt.Errorf("place %s: a Telegram chat is a number, for example telegram:-1001234567890", to)
	}
	if to.Thread == "" {
		return chat, 0, nil
	}
	if thread, err = strconv.Atoi(to.Thread); err != nil {
		return 0, 0, fmt.Errorf("place %s: a Telegram topic is a number", to)
	}
	if thread == generalTopic {
		thread = 0
	}
	return chat, thread, nil
}

// escape makes plain text of Telegram's HTML, in which only these three
// characters mean something outside of tags.
// https://core.telegram.org/bots/api#html-style
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func escape(text string) string { return escaper.Replace(text) }

// quotation names the message that is answered; nil is none. It may be gone by
// now; the answer still counts.
func quotation(id string) *models.ReplyParameters {
	number, err := strconv.Atoi(id)
	if err != nil || number <= 0 {
		return nil
	}
	return &models.ReplyParameters{MessageID: number, AllowSendingWithoutReply: true}
}

func noPreview() *models.LinkPreviewOptions {
	off := true
	return &models.LinkPreviewOptions{IsDisabled: &off}
}

// keyboard puts short labels side by side; nil is no keyboard.
func keyboard(buttons []bot.Button) *models.InlineKeyboardMarkup {
	if len(buttons) == 0 {
		return nil
	}
	var rows [][]models.InlineKeyboardButton
	used := 0
	for _, b := range buttons {
		size := utf8.RuneCountInString(b.Label)
		last := len(rows) - 1
		if last < 0 || len(rows[last]) == rowButtons || used+size > rowRunes {
			rows = append(rows, nil)
			last, used = last+1, 0
		}
		rows[last] = append(rows[last], models.InlineKeyboardButton{Text: b.Label, CallbackData: b.Data})
		used += size
	}
	return &models.InlineKeyboardMarkup{InlineKeyboard: rows}
}

// said is all the words of a reply, so that none of them gets into an error.
func said(r bot.Reply) string {
	var b strings.Builder
	b.WriteString(r.Text)
	for _, button := range r.Buttons {
		b.WriteByte('\n')
		b.WriteString(button.Label)
	}
	return b.String()
}
