package slackfake

import (
	"encoding/json"
	"regexp"
	"strings"
)

var tsForm = regexp.MustCompile(`^[0-9]{9,11}\.[0-9]{6}$`)

// postMessage is https://docs.slack.dev/reference/methods/chat.postMessage.
func (s *Server) postMessage(p params) answer {
	c, no := s.reachable(p)
	if no != nil {
		return *no
	}
	views, no := content(p)
	if no != nil {
		return *no
	}
	thread, no := c.under(p["thread_ts"])
	if no != nil {
		return *no
	}
	carried, no := metadata(p["metadata"])
	if no != nil {
		return *no
	}
	if no := s.tooSoon(c); no != nil {
		return *no
	}
	var first *message
	for _, v := range views {
		m := &message{from: BotUser, raw: p["text"], metadata: carried}
		m.TS, m.Thread = s.stamp(), thread
		m.show(v, p)
		c.messages = append(c.messages, m)
		if first == nil {
			first = m
		}
		s.pushEcho(s.event(c, m))
	}
	return yes(s.posted(c, first))
}

// update is https://docs.slack.dev/reference/methods/chat.update: only the app's
// own messages, and what is not sent again is taken away.
func (s *Server) update(p params) answer {
	c, no := s.reachable(p)
	if no != nil {
		return *no
	}
	m := c.find(p["ts"])
	switch {
	case m == nil:
		return refuse("message_not_found")
	case m.from != BotUser:
		return refuse("cant_update_message")
	}
	views, no := content(p)
	if no != nil {
		return *no
	}
	before := inner(s.event(c, m))
	m.raw = p["text"]
	m.show(views[0], p)
	m.Edits++
	when := s.stamp()
	s.pushEcho(map[string]any{
		"type": "message", "subtype": "message_changed", "hidden": true, "channel": c.id, "channel_type": c.kind(), "ts": when,
		"event_ts": when, "message": inner(s.event(c, m)), "previous_message": before,
	})
	return yes(s.posted(c, m))
}

func (s *Server) posted(c *channel, m *message) map[string]any {
	object := inner(s.event(c, m))
	if m.blocks != nil {
		object["blocks"] = m.blocks
	}
	return map[string]any{"channel": c.id, "ts": m.TS, "text": m.raw, "message": object}
}

// under finds the thread of a new message. When the parent was deleted the message
// stands outside of it.
func (c *channel) under(thread string) (string, *answer) {
	if thread == "" {
		return "", nil
	}
	if !tsForm.MatchString(thread) {
		no := refuse("invalid_thread_ts")
		return "", &no
	}
	parent := c.find(thread)
	switch {
	case parent == nil && c.answered(thread):
		return "", nil
	case parent == nil:
		no := refuse("thread_not_found")
		return "", &no
	case parent.Thread != "":
		no := refuse("cannot_reply_to_message")
		return "", &no
	}
	return thread, nil
}

// content works out what people would see; a long text without blocks becomes
// several messages.
func content(p params) ([]*view, *answer) {
	blocks := strings.TrimSpace(p["blocks"])
	if blocks != "" && blocks != "[]" && blocks != "null" {
		v, no := showBlocks(blocks)
		return []*view{v}, no
	}
	raw := []rune(p["text"])
	if strings.TrimSpace(p["text"]) == "" {
		no := refuse("no_text")
		return nil, &no
	}
	if len(raw) > maxText {
		raw = raw[:maxText]
	}
	var views []*view
	for len(raw) > 0 {
		n := min(len(raw), splitText)
		v := &view{}
		v.marked(string(raw[:n]), p["mrkdwn"] != "false")
		if p["parse"] != "none" {
			v.linkBare()
		}
		views, raw = append(views, v), raw[n:]
	}
	return views, nil
}

func (m *message) show(v *view, p params) {
	m.gone = append(m.gone, m.buttons...)
	m.Text, m.Pings, m.Links, m.buttons, m.Buttons = v.text.String(), v.pings, v.links, v.buttons, nil
	for _, b := range v.buttons {
		m.Buttons = append(m.Buttons, b.Text.Text)
	}
	m.blocks = nil
	if json.Valid([]byte(p["blocks"])) {
		m.blocks = json.RawMessage(p["blocks"])
	}
}
