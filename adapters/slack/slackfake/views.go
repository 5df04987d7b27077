package slackfake

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// The sizes of a modal. https://docs.slack.dev/reference/views/modal-views
const (
	maxTitle   = 24
	maxModal   = 100
	maxMemo    = 3_000
	maxLegend  = 2_000
	maxWritten = 3_000
	// triggerFor is how long what opens a modal is good.
	// https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses
	triggerFor = 3 * time.Second
)

// trigger is the right to open a modal once, for the person who pressed.
type trigger struct {
	user  string
	until time.Time
	used  bool
}

// Modal is what a person has open.
type Modal struct {
	ID, Title, Submit string
	// Label is what stands above the box, Memo what the app keeps in the modal.
	Label, Memo string

	callback, block, action string
	raw                     json.RawMessage
}

// newTrigger makes a trigger. The caller holds the lock.
func (s *Server) newTrigger(user string) string {
	id := fmt.Sprintf("%d.%s", time.Now().Unix(), s.stamp())
	s.triggers[id] = &trigger{user: user, until: time.Now().Add(triggerFor - s.late)}
	return id
}

// Late lets triggers reach the app when a part of their time is over.
func (s *Server) Late(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.late = d
}

// Modal gives what a person has open; nil is nothing.
func (s *Server) Modal(user string) *Modal {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.modals[user]
}

type plain struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

func (t *plain) within(most int) bool {
	return t != nil && t.Type == "plain_text" && t.Text != "" && utf8.RuneCountInString(t.Text) <= most
}

// modalView is the part of a view that the service checks here: one box.
type modalView struct {
	Type     string `json:"type"`
	Title    *plain `json:"title"`
	Submit   *plain `json:"submit"`
	Close    *plain `json:"close"`
	Callback string `json:"callback_id"`
	Memo     string `json:"private_metadata"`
	Blocks   []struct {
		Type    string `json:"type"`
		BlockID string `json:"block_id"`
		Label   *plain `json:"label"`
		Element *struct {
			Type      string `json:"type"`
			ActionID  string `json:"action_id"`
			MaxLength int    `json:"max_length"`
		} `json:"element"`
	} `json:"blocks"`
}

// openView is https://docs.slack.dev/reference/methods/views.open.
func (s *Server) openView(p params) answer {
	t := s.triggers[p["trigger_id"]]
	switch {
	case t == nil:
		return refuse("invalid_trigger_id")
	case t.used:
		return refuse("exchanged_trigger_id")
	case time.Now().After(t.until):
		return refuse("expired_trigger_id")
	}
	var v modalView
	if json.Unmarshal([]byte(p["view"]), &v) != nil {
		return refuse("invalid_arguments")
	}
	if why := v.wrong(); why != "" {
		return refuseBlocks("%s", why)
	}
	t.used = true
	box := v.Blocks[0]
	m := &Modal{
		ID: "V" + s.stamp(), Title: v.Title.Text, Submit: v.Submit.Text, Label: box.Label.Text, Memo: v.Memo,
		callback: v.Callback, block: box.BlockID, action: box.Element.ActionID, raw: json.RawMessage(p["view"]),
	}
	s.modals[t.user] = m
	return yes(map[string]any{"view": map[string]any{"id": m.ID, "type": "modal", "callback_id": v.Callback, "private_metadata": v.Memo}})
}

// wrong tells why the service does not take a view; "" is that it does.
func (v modalView) wrong() string {
	switch {
	case v.Type != "modal":
		return "unsupported type: " + v.Type
	case !v.Title.within(maxTitle):
		return "must be 1 to 24 characters [json-pointer:/view/title/text]"
	case v.Close != nil && !v.Close.within(maxTitle), v.Submit != nil && !v.Submit.within(maxTitle):
		return "must be 1 to 24 characters [json-pointer:/view/submit/text]"
	case len(v.Memo) > maxMemo || len(v.Callback) > maxActionID:
		return "must be less than 3001 characters [json-pointer:/view/private_metadata]"
	case len(v.Blocks) != 1 || len(v.Blocks) > maxModal:
		return "this fake knows modals of one box"
	}
	b := v.Blocks[0]
	switch {
	case b.Type != "input" || b.Element == nil || b.Element.Type != "plain_text_input":
		return "unsupported type: " + b.Type
	case v.Submit == nil:
		return "missing required field: submit [json-pointer:/view]"
	case !b.Label.within(maxLegend):
		return "must be 1 to 2000 characters [json-pointer:/view/blocks/0/label/text]"
	case b.Element.MaxLength < 0 || b.Element.MaxLength > maxWritten:
		return "must be less than 3001 [json-pointer:/view/blocks/0/element/max_length]"
	}
	return ""
}

// Submit has a person write into the modal that they have open, and send it. It stays
// open, as when the answer to it got lost, until Shut.
func (s *Server) Submit(user, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.modals[user]
	if m == nil {
		panic(fmt.Errorf("%w: %s has no modal open", errNoSuch, user))
	}
	u := s.users[user]
	s.pushInteraction(map[string]any{
		"type": "view_submission", "api_app_id": AppID, "token": "old", "team": map[string]any{"id": Team, "domain": "test"},
		"user":       map[string]any{"id": user, "username": strings.ToLower(u.name), "name": strings.ToLower(u.name), "team_id": u.team},
		"trigger_id": s.newTrigger(user), "response_urls": []any{}, "is_enterprise_install": false,
		"view": map[string]any{
			"id": m.ID, "team_id": Team, "type": "modal", "callback_id": m.callback, "private_metadata": m.Memo, "hash": "1.x", "app_id": AppID,
			"state": map[string]any{"values": map[string]any{m.block: map[string]any{
				m.action: map[string]any{"type": "plain_text_input", "value": text},
			}}},
		},
	})
}

// Shut has a person close their modal.
func (s *Server) Shut(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.modals, user)
}
