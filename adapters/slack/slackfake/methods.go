package slackfake

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// dispatch does what a call asks for. The caller holds the lock.
func (s *Server) dispatch(r *http.Request, method string, p params) answer {
	token := bearer(r, p)
	want := s.opt.BotToken
	if method == "apps.connections.open" {
		want = s.opt.AppToken
	}
	switch {
	case token == "":
		return refuse("not_authed")
	case token != want:
		return refuse("invalid_auth")
	case needs[method] != "" && !slices.Contains(strings.Split(s.scopes, ","), needs[method]):
		return answer{status: http.StatusOK, code: "missing_scope", needed: needs[method]}
	}
	do := map[string]func(params) answer{
		"auth.test": s.authTest, "users.info": s.usersInfo, "conversations.open": s.open, "conversations.history": s.history,
		"conversations.replies": s.history, "chat.postMessage": s.postMessage, "chat.update": s.update, "reactions.add": s.addReaction,
		"reactions.remove": s.removeReaction, "files.info": s.fileInfo, "files.getUploadURLExternal": s.uploadURL,
		"files.completeUploadExternal": s.completeUpload, "apps.connections.open": s.openConnection,
		"views.open": s.openView,
	}[method]
	if do == nil {
		return refuse("unknown_method")
	}
	return do(p)
}

func (s *Server) authTest(params) answer {
	return yes(map[string]any{
		"url": "https://test.slack.com/", "team": "Test", "user": BotName, "team_id": Team, "user_id": BotUser, "bot_id": BotID,
	})
}

func (s *Server) usersInfo(p params) answer {
	u := s.users[p["user"]]
	if u == nil {
		return refuse("user_not_found")
	}
	return yes(map[string]any{"user": map[string]any{
		"id": u.id, "name": strings.ToLower(u.name), "team_id": u.team, "real_name": u.name, "locale": u.locale,
		"profile": map[string]any{"display_name": u.name, "real_name": u.name, "image_72": "https://example.org/x.png"},
	}})
}

func (s *Server) open(p params) answer {
	if s.users[p["users"]] == nil {
		return refuse("user_not_found")
	}
	return yes(map[string]any{"channel": map[string]any{"id": DM(p["users"])}})
}

// reachable finds the channel of a call, if the bot can write there.
func (s *Server) reachable(p params) (*channel, *answer) {
	c := s.channels[p["channel"]]
	code := ""
	switch {
	case c == nil || c.movedTo != "":
		code = "channel_not_found"
	case c.out:
		code = "not_in_channel"
	case c.archived:
		code = "is_archived"
	default:
		return c, nil
	}
	no := refuse(code)
	return nil, &no
}

// history is conversations.history, newest first, and conversations.replies, the
// parent and then oldest first.
func (s *Server) history(p params) answer {
	c, no := s.reachable(p)
	if no != nil {
		return *no
	}
	thread, limit := p["ts"], 100
	if n, err := strconv.Atoi(p["limit"]); err == nil && n > 0 {
		limit = min(n, maxHistory)
	}
	if thread != "" && c.find(thread) == nil {
		return refuse("thread_not_found")
	}
	found := []map[string]any{}
	for _, m := range c.messages {
		inside := m.Thread == thread || (thread != "" && m.TS == thread)
		if !inside || (m.TS < p["oldest"] && m.TS != thread) {
			continue
		}
		one := inner(s.event(c, m))
		if m.metadata != nil && p["include_all_metadata"] != "" && p["include_all_metadata"] != "0" {
			one["metadata"] = m.metadata
		}
		found = append(found, one)
	}
	if thread == "" {
		slices.Reverse(found)
	}
	if len(found) > limit {
		found = found[:limit]
	}
	return yes(map[string]any{"messages": found, "has_more": false})
}

func (s *Server) reacted(p params) (*message, *answer) {
	c, no := s.reachable(p)
	if no != nil {
		return nil, no
	}
	m := c.find(p["timestamp"])
	if m == nil {
		no := refuse("message_not_found")
		return nil, &no
	}
	return m, nil
}

func (s *Server) addReaction(p params) answer {
	m, no := s.reacted(p)
	switch {
	case no != nil:
		return *no
	case !emojiForm.MatchString(":" + p["name"] + ":"):
		return refuse("invalid_name")
	case slices.Contains(m.reactions, p["name"]):
		return refuse("already_reacted")
	}
	m.reactions = append(m.reactions, p["name"])
	return yes(map[string]any{})
}

func (s *Server) removeReaction(p params) answer {
	m, no := s.reacted(p)
	switch {
	case no != nil:
		return *no
	case !slices.Contains(m.reactions, p["name"]):
		return refuse("no_reaction")
	}
	m.reactions = slices.DeleteFunc(m.reactions, func(name string) bool { return name == p["name"] })
	return yes(map[string]any{})
}

// tooSoon is the pace of a channel.
func (s *Server) tooSoon(c *channel) *answer {
	now := time.Now()
	if wait := s.pace - now.Sub(c.lastSent); wait > 0 {
		return &answer{status: http.StatusTooManyRequests, code: "ratelimited", retryAfter: int(wait/time.Second) + 1}
	}
	c.lastSent = now
	return nil
}

// metadata checks https://docs.slack.dev/messaging/message-metadata.
func metadata(raw string) (json.RawMessage, *answer) {
	if raw == "" {
		return nil, nil
	}
	var m struct {
		Type    string                     `json:"event_type"`
		Payload map[string]json.RawMessage `json:"event_payload"`
	}
	if json.Unmarshal([]byte(raw), &m) != nil || m.Type == "" || m.Payload == nil {
		no := refuse("invalid_metadata_format")
		return nil, &no
	}
	return json.RawMessage(raw), nil
}
