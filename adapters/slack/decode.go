package slack

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
)

// self is who we are on Slack.
type self struct {
	// Team is the workspace the app is installed in.
	Team string
	// User is our own user id, by which people mention us.
	User string
	// Bot is our id as an app's bot.
	Bot string
	// Name is our user name.
	Name string
}

// reader turns payloads into messages.
type reader struct {
	self self
	now  func() time.Time
	// known tells whether an address that Slack gave belongs to it.
	known func(address string) bool
	// begun gives who began the talk in a thread; "" is unknown.
	begun func(thread bot.Place) string
}

// source is where a payload came from: the kinds of a Socket Mode envelope.
// https://docs.slack.dev/apis/events-api/using-socket-mode#receive
type source string

const (
	events       source = "events_api"
	interactions source = "interactive"
	commands     source = "slash_commands"
)

// received is what one payload is to us.
type received struct {
	// message is nil when the payload is of no concern.
	message *bot.Message
	// user is who wrote it, in Slack's own id, and handle how Slack calls them.
	user, handle string
	// elsewhere tells that it was typed in a chat between people, where we cannot
	// answer.
	elsewhere bool
	// opens tells that it opens a talk in its thread.
	opens bool
	// ask tells that the press asks for words, which a modal takes.
	ask *asking
	// alarm is an event that the operator must hear of.
	alarm string
}

var errShape = errors.New("the payload has an unknown shape")

// read decodes one payload. An error means that it cannot be read at all.
func (r reader) read(from source, raw []byte) (received, error) {
	switch from {
	case events:
		return r.event(raw)
	case interactions:
		return r.interaction(raw)
	case commands:
		return r.command(raw)
	}
	return received{}, nil
}

// alarms are events after which the channel does not work any more.
var alarms = map[string]string{
	"app_uninstalled":     "slack says that the app was removed from the workspace; install it again",
	"tokens_revoked":      "slack says that tokens of the app were revoked; install the app again and set the new bot token",
	"team_access_revoked": "slack says that the app lost its access to a workspace; install it again",
	"app_rate_limited":    "slack holds events back, because there are too many of them",
}

func (r reader) event(raw []byte) (received, error) {
	var d delivery
	if json.Unmarshal(raw, &d) != nil {
		return received{}, errShape
	}
	if alarm := alarms[d.Type.Value]; alarm != "" {
		return received{alarm: alarm}, nil
	}
	if d.Type.Value != "event_callback" {
		return received{}, nil
	}
	e := d.Event.Value
	switch e.Type.Value {
	case "message", "app_mention":
		return r.message(e)
	case "channel_id_changed":
		return r.moved(d)
	}
	return received{alarm: alarms[e.Type.Value]}, nil
}

// spoken are the subtypes of what people say. All others are written by Slack
// ("Ann joined") or by bots. https://docs.slack.dev/reference/events/message#subtypes
var spoken = []string{"", "file_share", "thread_broadcast", "me_message"}

func (r reader) message(e event) (received, error) {
	switch {
	case e.Subtype.Value == "message_changed":
		return r.changed(e)
	case e.Subtype.Value == "message_deleted":
		return r.deleted(e)
	case !slices.Contains(spoken, e.Subtype.Value) || e.Hidden.Value || r.byBot(e):
		return received{}, nil
	}
	return r.said(e)
}

// byBot tells what bots wrote, ourselves among them: two bots could talk without
// end.
func (r reader) byBot(e event) bool {
	return e.BotID.Value != "" || e.BotProfile.Value.ID.Value != "" || e.User.Value == r.self.User || e.User.Value == slackbot
}

// slackbot is Slack's own voice.
const slackbot = "USLACKBOT"

// said reads what a person wrote.
func (r reader) said(e event) (received, error) {
	if !idForm.MatchString(e.Channel.Value) || !tsForm.MatchString(e.TS.Value) || !idForm.MatchString(e.User.Value) {
		return received{}, errShape
	}
	text, mentioned := r.addressed(e.words())
	mentioned = mentioned || e.Type.Value == "app_mention"
	files, clip, legible := e.list()
	m := &bot.Message{
		Delivery: r.key(e.Channel.Value, e.TS.Value), ID: e.TS.Value, From: r.person(e.User.Value, e.home()),
		Kind: bot.Said, Text: text, ReplyTo: e.thread(), Files: files, At: at(e.TS.Value, r.now()),
	}
	if clip || (text == "" && !legible && !mentioned) {
		m.Kind = bot.Unreadable
	}
	got := received{message: m, user: e.User.Value}
	got.opens = r.where(m, e, mentioned)
	return got, nil
}

// where fills in the place of a message and whether it speaks to the desk. It
// tells whether a talk begins there.
func (r reader) where(m *bot.Message, e event, mentioned bool) (opens bool) {
	if e.private() {
		// A talk with one person is one chat; a thread in it is only a quotation.
		m.Place, m.Direct, m.Private = place(e.Channel.Value, ""), true, true
		return false
	}
	m.Place = place(e.Channel.Value, e.thread())
	if mentioned && m.Place.Thread == "" {
		m.Place.Thread = e.TS.Value
	}
	m.Direct = mentioned || (m.ReplyTo != "" && (e.ParentUser.Value == r.self.User || r.begun(m.Place) == m.From.ID))
	return mentioned
}

// home is the workspace of whoever wrote the message.
func (e event) home() string {
	if e.UserTeam.Value != "" {
		return e.UserTeam.Value
	}
	return e.Team.Value
}

// person is the user as the desk knows people.
func (r reader) person(user, team string) bot.Person {
	if team == "" || team == r.self.Team || !idForm.MatchString(team) {
		return bot.Person{ID: Channel + ":" + user}
	}
	return bot.Person{ID: Channel + ":" + team + "." + user}
}

// key names a delivery for ever. The workspace is the app's own, because the
// events about one message need not name the same.
func (r reader) key(parts ...string) string {
	key := Channel + ":" + r.self.Team
	for _, part := range parts {
		key += ":" + part
	}
	return key
}

// moved reads that a channel has a new id.
// https://docs.slack.dev/reference/events/channel_id_changed
func (r reader) moved(d delivery) (received, error) {
	from, to := d.Event.Value.OldChannel.Value, d.Event.Value.NewChannel.Value
	if !idForm.MatchString(from) || !idForm.MatchString(to) || !idForm.MatchString(d.EventID.Value) {
		return received{}, errShape
	}
	return received{message: &bot.Message{
		Delivery: r.key(d.EventID.Value), Place: place(from, ""), Kind: bot.Moved, MovedTo: place(to, ""), At: r.now().UTC(),
	}}, nil
}
