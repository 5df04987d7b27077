package slack

import "github.com/firstline-helpdesk/firstline/bot"

// tombstone stands for a deleted message that has a thread under it.
const tombstone = "tombstone"

// changed reads a new wording. Slack also calls it a change when it adds a preview
// of a link or when a bot streams its words; neither changes what a person said.
// https://docs.slack.dev/reference/events/message/message_changed
func (r reader) changed(e event) (received, error) {
	if e.Message.Value == nil {
		return received{}, errShape
	}
	now, before, compared := *e.Message.Value, event{}, e.Previous.Value != nil
	if compared {
		before = *e.Previous.Value
	}
	if now.Subtype.Value == tombstone {
		e.DeletedTS, e.Previous = now.TS, soft[*event]{&before}
		return r.deleted(e)
	}
	now.Channel, now.ChannelType = e.Channel, e.ChannelType
	if now.TS.Value == "" {
		now.TS = before.TS
	}
	switch {
	case r.byBot(now) || r.byBot(before) || (compared && now.Text.Value == before.Text.Value):
		return received{}, nil
	case now.User.Value == "":
		return received{}, nil
	}
	got, err := r.said(now)
	if err != nil || got.message.Text == "" {
		return received{}, err
	}
	when := now.Edited.Value.TS.Value
	if !tsForm.MatchString(when) {
		when = e.TS.Value
	}
	if !tsForm.MatchString(when) {
		return received{}, errShape
	}
	m := got.message
	m.Kind, m.ReplyTo, m.Delivery, m.At = bot.Edited, m.ID, r.key(m.Place.Chat, m.ID, when), at(when, r.now())
	return got, nil
}

// deleted reads that a person took a message back.
// https://docs.slack.dev/reference/events/message/message_deleted
func (r reader) deleted(e event) (received, error) {
	ts := e.DeletedTS.Value
	if !idForm.MatchString(e.Channel.Value) || !tsForm.MatchString(ts) {
		return received{}, errShape
	}
	if e.Previous.Value == nil {
		return received{}, nil
	}
	gone := *e.Previous.Value
	if r.byBot(gone) || !idForm.MatchString(gone.User.Value) {
		return received{}, nil
	}
	gone.Channel, gone.ChannelType, gone.TS = e.Channel, e.ChannelType, soft[string]{ts}
	_, mentioned := r.addressed(gone.words())
	m := &bot.Message{
		Delivery: r.key(e.Channel.Value, ts, "deleted"), ID: ts, From: r.person(gone.User.Value, gone.home()), Kind: bot.Deleted,
		ReplyTo: gone.thread(), At: at(e.TS.Value, r.now()),
	}
	r.where(m, gone, mentioned)
	m.ReplyTo = ts
	return received{message: m, user: gone.User.Value}, nil
}
