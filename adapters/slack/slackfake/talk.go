package slackfake

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

var addressForm = regexp.MustCompile(`https?://[^\s<>|"]+`)

// encode writes down what a person typed: three characters are escaped, and web
// addresses become links. https://docs.slack.dev/messaging/formatting-message-text
func encode(text string) string {
	var out strings.Builder
	last := 0
	for _, at := range addressForm.FindAllStringIndex(text, -1) {
		out.WriteString(escaper.Replace(text[last:at[0]]) + "<" + escaper.Replace(text[at[0]:at[1]]) + ">")
		last = at[1]
	}
	return out.String() + escaper.Replace(text[last:])
}

// Say has a person write to the bot, and returns the message's id.
func (s *Server) Say(user, text string) string { return s.say(DM(user), user, "", encode(text)) }

// SayIn has a person write in a channel.
func (s *Server) SayIn(channel, user, text string) string {
	return s.say(channel, user, "", encode(text))
}

// Reply has a person write in the thread under a message.
func (s *Server) Reply(channel, user, thread, text string) string {
	return s.say(channel, user, thread, encode(text))
}

// Mention has a person call the bot by its name in a channel, or in a thread there.
// The app hears of it twice, in the order of the kinds.
func (s *Server) Mention(channel, user, thread, text string, kinds ...string) string {
	if kinds == nil {
		kinds = []string{"message", "app_mention"}
	}
	return s.say(channel, user, thread, "<@"+BotUser+"> "+encode(text), kinds...)
}

func (s *Server) say(in, user, thread, raw string, kinds ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.arrive(in, user, thread, raw)
	if kinds == nil {
		kinds = []string{"message"}
	}
	for _, kind := range kinds {
		e := s.event(s.channel(in), m)
		if e["type"] = kind; kind == "app_mention" {
			delete(e, "channel_type")
		}
		s.pushEvent(e)
	}
	return m.TS
}

// arrive puts what a person wrote into a channel. The caller holds the lock.
func (s *Server) arrive(in, user, thread, raw string) *message {
	c := s.channel(in)
	m := &message{Message: Message{TS: s.stamp(), Thread: thread}, from: user, raw: raw}
	c.messages = append(c.messages, m)
	s.Ring()
	return m
}

// event is a message as the Events API shows it.
func (s *Server) event(c *channel, m *message) map[string]any {
	e := map[string]any{
		"type": "message", "user": m.from, "text": m.raw, "ts": m.TS, "event_ts": m.TS, "channel": c.id, "channel_type": c.kind(),
		"team": Team, "client_msg_id": "client-" + m.TS,
	}
	if u := s.users[m.from]; u != nil {
		e["team"], e["user_team"] = u.team, u.team
	}
	if m.from == BotUser {
		e["bot_id"], e["bot_profile"] = BotID, map[string]any{"id": BotID, "app_id": AppID}
	}
	if m.Thread != "" {
		e["thread_ts"] = m.Thread
		if parent := c.find(m.Thread); parent != nil {
			e["parent_user_id"] = parent.from
		}
	} else if c.answered(m.TS) {
		e["thread_ts"] = m.TS
	}
	return e
}

// Rewrite has a person edit what they said.
func (s *Server) Rewrite(in, ts, text string) { s.change(in, ts, encode(text), true) }

// Unfurl has Slack put the preview of a link under a message, which is a change
// of the message too.
func (s *Server) Unfurl(in, ts string) {
	s.mu.Lock()
	raw := s.message(in, ts).raw
	s.mu.Unlock()
	s.change(in, ts, raw, false)
}

func (s *Server) change(in, ts, raw string, edited bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, m := s.channel(in), s.message(in, ts)
	before := s.event(c, m)
	m.raw = raw
	now := s.event(c, m)
	when := s.stamp()
	if edited {
		now["edited"] = map[string]any{"user": m.from, "ts": when}
	} else {
		now["attachments"] = []map[string]any{{"title": "a preview", "from_url": "https://example.org"}}
	}
	s.pushEvent(map[string]any{
		"type": "message", "subtype": "message_changed", "hidden": true, "channel": c.id, "channel_type": c.kind(), "ts": when,
		"event_ts": when, "message": inner(now), "previous_message": inner(before),
	})
}

// inner leaves out what messages inside of events do not have.
func inner(e map[string]any) map[string]any {
	e = maps.Clone(e)
	for _, key := range []string{"channel", "channel_type", "event_ts"} {
		delete(e, key)
	}
	return e
}

// Delete has a person take a message back. One with a thread leaves a stone.
func (s *Server) Delete(in, ts string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, m := s.channel(in), s.message(in, ts)
	when := s.stamp()
	e := map[string]any{
		"type": "message", "hidden": true, "channel": c.id, "channel_type": c.kind(), "ts": when, "event_ts": when,
		"previous_message": inner(s.event(c, m)),
	}
	if c.answered(ts) {
		e["subtype"] = "message_changed"
		e["message"] = map[string]any{
			"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted.", "hidden": true, "ts": ts,
			"thread_ts": ts,
		}
	} else {
		e["subtype"], e["deleted_ts"] = "message_deleted", ts
	}
	c.messages = slices.DeleteFunc(c.messages, func(one *message) bool { return one == m })
	s.pushEvent(e)
}

// Press has a person press the button with this label under a message of the bot.
func (s *Server) Press(in, user, ts, label string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, m := s.channel(in), s.message(in, ts)
	shown := slices.Concat(m.buttons, m.gone)
	at := slices.IndexFunc(shown, func(b button) bool { return b.Text.Text == label })
	if at < 0 {
		panic(fmt.Errorf("%w: button %q under message %s", errNoSuch, label, ts))
	}
	b := shown[at]
	container := map[string]any{"type": "message", "message_ts": ts, "channel_id": in, "is_ephemeral": false}
	if m.Thread != "" {
		container["thread_ts"] = m.Thread
	}
	object := s.event(c, m)
	object["blocks"] = m.blocks
	u := s.users[user]
	s.pushInteraction(map[string]any{
		"type": "block_actions", "api_app_id": AppID, "token": "old", "team": map[string]any{"id": Team, "domain": "test"},
		"user":      map[string]any{"id": user, "username": strings.ToLower(u.name), "name": strings.ToLower(u.name), "team_id": u.team},
		"container": container, "channel": map[string]any{"id": in, "name": c.name}, "message": object, "trigger_id": s.newTrigger(user),
		"response_url": "https://hooks.slack.com/actions/" + Team + "/1/x",
		"actions": []map[string]any{{
			"type": "button", "action_id": b.ActionID, "block_id": "x", "value": b.Value, "text": b.Text, "action_ts": s.stamp(),
		}},
	})
}

// Slash has a person type /desk and a text.
func (s *Server) Slash(in, user, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := s.channelName(in)
	u := s.users[user]
	s.pushCommand(url.Values{
		"command": {"/desk"}, "text": {text}, "user_id": {user}, "user_name": {strings.ToLower(u.name)}, "team_id": {u.team},
		"team_domain": {"test"}, "channel_id": {in}, "channel_name": {name}, "api_app_id": {AppID}, "is_enterprise_install": {"false"},
		"trigger_id":   {s.newTrigger(user)},
		"response_url": {"https://hooks.slack.com/commands/" + Team + "/1/x"},
	})
}

// channelName is what commands call a channel; a talk may be one between people,
// of which the app knows nothing.
func (s *Server) channelName(id string) string {
	if id[0] == 'D' {
		return "directmessage"
	}
	return s.channel(id).name
}
