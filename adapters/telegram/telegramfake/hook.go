package telegramfake

import (
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// hook is the webhook that is set, and how it went.
type hook struct {
	url         string
	secret      string
	connections int
	// handler is asked in place of url; see UseWebhook.
	handler http.Handler
	// busy are the lanes whose first update is under way or waits to be tried again.
	busy map[int64]bool
	// open is how many updates are under way, cuts how many will break off.
	open, cuts  int
	answers     []HookAnswer
	lastError   string
	lastErrorAt time.Time
}

// setWebhook is https://core.telegram.org/bots/api#setwebhook.
func (s *Server) setWebhook(p params) reply {
	if refused := wrongHook(p["url"]); refused != "" && p["url"] != "" {
		return bad("bad webhook: %s", refused)
	}
	switch secret := p["secret_token"]; {
	case len(secret) > maxSecret:
		return bad("secret token is too long")
	case !secretForm.MatchString(secret):
		return bad("secret token contains unallowed characters")
	}
	var allowed []string
	if err := p.object("allowed_updates", &allowed); err != nil {
		return bad("%v", err)
	}
	if _, set := p["allowed_updates"]; set {
		s.queue.allowed = allowed
	}
	if p.bool("drop_pending_updates") {
		s.queue.waiting = nil
	}
	s.hook.url, s.hook.secret, s.hook.connections = p["url"], p["secret_token"], maxConnections
	if n := p.int("max_connections"); n > 0 {
		s.hook.connections = int(min(n, topConnections))
	}
	s.hook.lastError, s.hook.lastErrorAt = "", time.Time{}
	s.deliver()
	return ok(true)
}

// wrongHook says why an address cannot be a webhook. Loopback addresses may, as
// tests have no others; the real server takes them only when it is run locally.
// https://core.telegram.org/bots/webhooks
func wrongHook(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "invalid webhook URL specified"
	}
	ip := net.ParseIP(u.Hostname())
	switch {
	case ip != nil && ip.IsLoopback():
		return ""
	case u.Scheme != "https":
		return "An HTTPS URL must be provided for webhook"
	case !hookPorts[u.Port()]:
		return "Webhook can be set up only on ports 80, 88, 443 or 8443"
	case ip != nil && (ip.IsPrivate() || ip.IsUnspecified() || ip.IsLinkLocalUnicast()):
		return "IP address " + ip.String() + " is reserved"
	}
	return ""
}

func (s *Server) deleteWebhook(p params) reply {
	s.hook.url, s.hook.secret = "", ""
	if p.bool("drop_pending_updates") {
		s.queue.waiting = nil
	}
	return ok(true)
}

// webhookInfo is https://core.telegram.org/bots/api#webhookinfo.
func (s *Server) webhookInfo() map[string]any {
	info := map[string]any{
		"url": s.hook.url, "has_custom_certificate": false, "pending_update_count": len(s.queue.waiting),
		"max_connections": s.hook.connections, "allowed_updates": s.queue.allowed,
	}
	if s.hook.lastError != "" {
		info["last_error_message"], info["last_error_date"] = s.hook.lastError, s.hook.lastErrorAt.Unix()
	}
	return info
}

// SetWebhook acts as another program that set a webhook with the same token, and
// no secret; "" takes it away.
func (s *Server) SetWebhook(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook.url, s.hook.secret, s.hook.connections = url, "", maxConnections
	s.deliver()
	s.Ring()
}

// WebhookURL is the webhook that is set, or "".
func (s *Server) WebhookURL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hook.url
}

// UseWebhook has updates go to this handler, at the path of whatever webhook is
// set: a webhook's host need not exist. Without it only webhooks on loopback
// addresses are reached.
func (s *Server) UseWebhook(h http.Handler) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook.handler = h
	s.deliver()
}

// CutWebhook lets the next deliveries break off in the middle of the update.
func (s *Server) CutWebhook(times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook.cuts += times
}

// FailWebhook makes the server remember that a delivery failed, as it does itself
// when one did: "Wrong response from the webhook: 502 Bad Gateway", for example.
func (s *Server) FailWebhook(message string, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook.lastError, s.hook.lastErrorAt = message, at
}

// HookAnswer is how the webhook answered an update.
type HookAnswer struct {
	// Update is its number.
	Update int64
	// Status is the HTTP status; 0 when there was no answer.
	Status int
	// Body is what came with it; the real server may execute it as a call.
	Body string
}

// HookAnswers lists what the webhook answered so far, in order.
func (s *Server) HookAnswers() []HookAnswer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.hook.answers)
}

// lane is the chat an update is about, or the person who pressed a button; 0 where
// neither is known.
func lane(raw json.RawMessage) int64 {
	type about struct {
		Chat struct {
			ID int64 `json:"id"`
		} `json:"chat"`
		From struct {
			ID int64 `json:"id"`
		} `json:"from"`
	}
	fields := map[string]json.RawMessage{}
	_ = json.Unmarshal(raw, &fields) // what has another shape is about nobody
	for kind, field := range fields {
		var a about
		if json.Unmarshal(field, &a) != nil {
			continue
		}
		if kind == "callback_query" {
			return a.From.ID
		}
		if a.Chat.ID != 0 {
			return a.Chat.ID
		}
	}
	return 0
}
