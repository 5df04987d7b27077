package slack

import (
	"encoding/json"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
)

// press is the part of a block_actions payload that is read.
// https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
type press struct {
	Type soft[string] `json:"type"`
	User soft[struct {
		ID       soft[string] `json:"id"`
		Team     soft[string] `json:"team_id"`
		Name     soft[string] `json:"name"`
		Username soft[string] `json:"username"`
	}] `json:"user"`
	Channel soft[struct {
		ID soft[string] `json:"id"`
	}] `json:"channel"`
	Container soft[struct {
		Channel  soft[string] `json:"channel_id"`
		TS       soft[string] `json:"message_ts"`
		ThreadTS soft[string] `json:"thread_ts"`
	}] `json:"container"`
	Message soft[struct {
		ThreadTS soft[string] `json:"thread_ts"`
	}] `json:"message"`
	Actions     soft[[]soft[action]] `json:"actions"`
	ResponseURL soft[string]         `json:"response_url"`
	Trigger     soft[string]         `json:"trigger_id"`
}

type action struct {
	Type  soft[string] `json:"type"`
	ID    soft[string] `json:"action_id"`
	Value soft[string] `json:"value"`
	TS    soft[string] `json:"action_ts"`
}

// button finds the button that was pressed.
func (p press) button() (data, ts string) {
	for _, one := range p.Actions.Value {
		a := one.Value
		if a.Type.Value != "button" {
			continue
		}
		if data = a.Value.Value; data == "" {
			data = a.ID.Value
		}
		return data, a.TS.Value
	}
	return "", ""
}

// interaction reads a button press, or the words that one asked for. Shortcuts, menus
// and other modals are none of ours.
func (r reader) interaction(raw []byte) (received, error) {
	var p press
	if json.Unmarshal(raw, &p) != nil {
		return received{}, errShape
	}
	if p.Type.Value == "view_submission" {
		return r.submitted(raw)
	}
	data, ts := p.button()
	ask, asks := p.asked()
	if asks {
		data = ask.Data
	}
	if p.Type.Value != "block_actions" || data == "" {
		return received{}, nil
	}
	chat := p.Container.Value.Channel.Value
	if chat == "" {
		chat = p.Channel.Value.ID.Value
	}
	on := event{
		Channel: soft[string]{chat}, TS: p.Container.Value.TS, ThreadTS: p.Container.Value.ThreadTS, User: p.User.Value.ID,
		Team: p.User.Value.Team,
	}
	if on.ThreadTS.Value == "" {
		on.ThreadTS = p.Message.Value.ThreadTS
	}
	if on.TS.Value == "" {
		// A press in a modal or on the app's home is under no message.
		return received{}, nil
	}
	if !idForm.MatchString(chat) || !tsForm.MatchString(on.TS.Value) || !idForm.MatchString(on.User.Value) || !tsForm.MatchString(ts) {
		return received{}, errShape
	}
	if address := p.ResponseURL.Value; address != "" && !r.known(address) {
		return received{}, errShape
	}
	m := &bot.Message{
		Delivery: r.key("press", chat, on.TS.Value, on.User.Value, ts), From: r.person(on.User.Value, on.home()), Kind: bot.Pressed,
		Press: data, At: at(ts, r.now()),
	}
	r.where(m, on, false)
	m.ReplyTo, m.Direct = on.TS.Value, true
	handle := p.User.Value.Name.Value
	if handle == "" {
		handle = p.User.Value.Username.Value
	}
	got := received{message: m, user: on.User.Value, handle: handle}
	if asks && ask.trigger != "" && len(ask.trigger) <= longestTrigger {
		ask.Chat, ask.TS, ask.Thread = chat, on.TS.Value, on.ThreadTS.Value
		got.ask = &ask
	}
	return got, nil
}

// slash is the part of a slash command that is read.
// https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling
type slash struct {
	Command     soft[string] `json:"command"`
	Text        soft[string] `json:"text"`
	User        soft[string] `json:"user_id"`
	UserName    soft[string] `json:"user_name"`
	Team        soft[string] `json:"team_id"`
	Channel     soft[string] `json:"channel_id"`
	ChannelName soft[string] `json:"channel_name"`
	Trigger     soft[string] `json:"trigger_id"`
}

// aloneIs is what a command without words means.
const aloneIs = "help"

// longestTrigger bounds a trigger's id, in bytes.
const longestTrigger = 200

// command reads a slash command: what follows it is said to the desk, in the
// channel it was typed in.
func (r reader) command(raw []byte) (received, error) {
	var s slash
	if json.Unmarshal(raw, &s) != nil {
		return received{}, errShape
	}
	trigger := s.Trigger.Value
	if !idForm.MatchString(s.Channel.Value) || !idForm.MatchString(s.User.Value) || trigger == "" || len(trigger) > longestTrigger {
		return received{}, errShape
	}
	text, _ := r.addressed(s.Text.Value)
	if strings.TrimSpace(text) == "" {
		text = aloneIs
	}
	return received{
		message: &bot.Message{
			Delivery: r.key("command", trigger), Place: place(s.Channel.Value, ""), From: r.person(s.User.Value, s.Team.Value),
			Kind: bot.Said, Text: text, Direct: true, At: r.now().UTC(),
		},
		user: s.User.Value, handle: s.UserName.Value, elsewhere: isDM(s.Channel.Value),
	}, nil
}
