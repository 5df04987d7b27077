package telegram

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
)

// reader turns updates into messages.
type reader struct {
	botID   int64
	botName string // lower case, without "@"
	now     func() time.Time
}

// received is what one update is to us.
type received struct {
	// update is its number; 0 when it has none.
	update int64
	// message is nil when the update is of no concern.
	message *bot.Message
	// query is the id of a button press, to be answered.
	query string
}

var (
	errNoNumber = errors.New("the update has no number")
	errShape    = errors.New("the update has an unknown shape")
)

// read decodes one update. An error means that it cannot be read at all; the
// number is set where it could be found.
func (r reader) read(raw json.RawMessage) (received, error) {
	var u struct {
		ID       soft[int64]     `json:"update_id"`
		Message  json.RawMessage `json:"message"`
		Edited   json.RawMessage `json:"edited_message"`
		Callback json.RawMessage `json:"callback_query"`
		Member   json.RawMessage `json:"my_chat_member"`
	}
	if json.Unmarshal(raw, &u) != nil {
		return received{}, errShape
	}
	got := received{update: u.ID.Value}
	if got.update == 0 {
		return got, errNoNumber
	}
	var err error
	switch {
	case u.Message != nil:
		got.message, err = r.said(u.Message)
	case u.Edited != nil:
		got.message, err = r.edited(u.Edited)
	case u.Callback != nil:
		got.message, got.query, err = r.pressed(u.Callback)
	case u.Member != nil:
		got.message, err = r.membership(u.Member)
	}
	if got.message != nil {
		got.message.Delivery = Channel + ":" + strconv.FormatInt(r.botID, 10) + ":" + strconv.FormatInt(got.update, 10)
	}
	return got, err
}

// said reads a new message.
func (r reader) said(raw json.RawMessage) (*bot.Message, error) {
	var m message
	if json.Unmarshal(raw, &m) != nil || m.Chat.ID == 0 || m.ID == 0 {
		return nil, errShape
	}
	if to := m.MovedTo.Value; to != 0 && to != m.Chat.ID {
		return r.moved(m), nil
	}
	if !m.human() {
		return nil, nil
	}
	if m.From.Value.ID == 0 {
		return nil, errShape
	}
	text, entities := m.words()
	files, readable := m.files(), m.readable()
	if !readable && len(files) == 0 && isService(raw) {
		return nil, nil
	}
	text, direct, ours := r.addressed(text, entities)
	if !ours {
		return nil, nil
	}
	out := r.frame(m)
	out.Kind, out.Text, out.Files = bot.Unreadable, text, files
	if readable {
		out.Kind = bot.Said
	}
	out.Direct = direct || m.Chat.Type == private || r.answersUs(m)
	return out, nil
}

// moved reads that a group got a new id. Telegram says so in the old one, in the
// name of whoever did it or of the group itself; the same notice in the new one is
// of no concern. https://core.telegram.org/bots/api#message
func (r reader) moved(m message) *bot.Message {
	return &bot.Message{
		ID: strconv.FormatInt(m.ID, 10), Place: place(m.Chat.ID, 0), Kind: bot.Moved, MovedTo: place(m.MovedTo.Value, 0),
		At: r.at(m.Date.Value),
	}
}

// edited reads a new wording; ReplyTo names the message itself. Edits without
// words, as a moving location makes by the dozen, are of no concern.
func (r reader) edited(raw json.RawMessage) (*bot.Message, error) {
	out, err := r.said(raw)
	if out == nil || err != nil || out.Text == "" {
		return nil, err
	}
	var m struct {
		At soft[int64] `json:"edit_date"`
	}
	if json.Unmarshal(raw, &m) == nil && m.At.Value > 0 {
		out.At = time.Unix(m.At.Value, 0).UTC()
	}
	out.Kind, out.ReplyTo = bot.Edited, out.ID
	return out, nil
}

// pressed reads a button press. Telegram keeps the message it was under only for
// a while; later it sends its ids alone, which is enough. A press without a
// message comes from inline mode, which we do not offer.
func (r reader) pressed(raw json.RawMessage) (*bot.Message, string, error) {
	var q struct {
		ID      string        `json:"id"`
		From    user          `json:"from"`
		Message soft[message] `json:"message"`
		Data    soft[string]  `json:"data"`
		Inline  soft[any]     `json:"inline_message_id"`
	}
	if json.Unmarshal(raw, &q) != nil || q.From.ID == 0 {
		return nil, "", errShape
	}
	m := q.Message.Value
	if q.From.IsBot || q.Data.Value == "" || !q.Message.Set {
		return nil, "", nil
	}
	if m.Chat.ID == 0 || m.ID == 0 {
		return nil, "", errShape
	}
	return &bot.Message{
		Place: m.place(), From: q.From.person(), Kind: bot.Pressed, Press: q.Data.Value,
		ReplyTo: strconv.FormatInt(m.ID, 10), Direct: true, At: r.now().UTC(),
	}, q.ID, nil
}

// membership reads that a person blocked the bot, or took it back. In a private
// chat the chat is the person. https://core.telegram.org/bots/api#chatmemberupdated
func (r reader) membership(raw json.RawMessage) (*bot.Message, error) {
	type member struct {
		Status string `json:"status"`
	}
	var c struct {
		Chat chat         `json:"chat"`
		From soft[user]   `json:"from"`
		At   soft[int64]  `json:"date"`
		Old  soft[member] `json:"old_chat_member"`
		New  member       `json:"new_chat_member"`
	}
	if json.Unmarshal(raw, &c) != nil || c.Chat.ID == 0 {
		return nil, errShape
	}
	kind := bot.Left
	switch {
	case c.Chat.Type != private:
		return nil, nil
	case gone(c.New.Status):
	case gone(c.Old.Value.Status):
		kind = bot.Returned
	default:
		return nil, nil
	}
	who := user{ID: c.Chat.ID}
	if c.From.Value.ID == c.Chat.ID {
		who = c.From.Value
	}
	return &bot.Message{
		Place: place(c.Chat.ID, 0), From: who.person(), Kind: kind, Direct: true, At: r.at(c.At.Value),
	}, nil
}

func gone(status string) bool { return status == "kicked" || status == "left" }

// frame fills in what every message has.
func (r reader) frame(m message) *bot.Message {
	out := &bot.Message{
		ID: strconv.FormatInt(m.ID, 10), Place: m.place(), From: m.From.Value.person(), Album: m.Album.Value, At: r.at(m.Date.Value),
	}
	if to := m.ReplyTo.Value.ID; to != 0 && !m.topicRoot() {
		out.ReplyTo = strconv.FormatInt(to, 10)
	}
	return out
}

func (r reader) answersUs(m message) bool {
	return m.ReplyTo.Value.ID != 0 && m.ReplyTo.Value.From.Value.ID == r.botID && !m.topicRoot()
}

func (r reader) at(seconds int64) time.Time {
	if seconds <= 0 {
		return r.now().UTC()
	}
	return time.Unix(seconds, 0).UTC()
}

// person is the user as the desk knows people.
func (u user) person() bot.Person {
	return bot.Person{
		ID:   Channel + ":" + strconv.FormatInt(u.ID, 10),
		Name: strings.TrimSpace(u.First.Value + " " + u.Last.Value),
		Lang: u.Lang.Value,
	}
}
