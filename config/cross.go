package config

import (
	"net"
	"slices"
	"strings"
	"time"
)

// maxLevels is how many levels a desk has: first line, technical team, makers.
const maxLevels = 3

// cross checks what no single key can tell.
func (r *reader) cross(c *Config) {
	if zone, err := time.LoadLocation(c.Timezone); err == nil {
		c.zone = zone
	}
	r.crossLanguages(c)
	r.crossTypes(c)
	r.crossChannels(c)
	r.crossLevels(c)
	r.crossAddresses(c)
	r.crossPrivacy(c)
	r.crossModel(c)
}

// at finds where a field was written, or else what holds it.
func (r *reader) at(path string) spot {
	for path != "" {
		if s, found := r.spots[path]; found {
			return s
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return spot{1, 1}
}

// crossFault tells of a fault at a field, unless that field is faulty already:
// then this one would only follow from it.
func (r *reader) crossFault(path, message, mend string) {
	if !r.faultAt(path, false) {
		r.fault(r.at(path), path, message, mend)
	}
}

func (r *reader) crossLanguages(c *Config) {
	if len(c.Languages) == 0 {
		r.crossFault("languages", "holds no language", "write at least one, for example [en]")
	}
	for i, code := range c.Languages {
		if code != "" && slices.Index(c.Languages, code) < i {
			r.crossFault(item("languages", i), "is there twice", "delete one of the two")
		}
	}
}

func (r *reader) crossTypes(c *Config) {
	if len(c.Types) == 0 {
		r.crossFault("types", "holds no type", "write at least one, for example [how-to], or delete the line")
	}
	for i, name := range c.Types {
		if name != "" && slices.Index(c.Types, name) < i {
			r.crossFault(item("types", i), "is there twice", "delete one of the two")
		}
	}
}

func (r *reader) crossChannels(c *Config) {
	if !c.Channels.Chat() && c.Channels.Web == nil && !r.faultAt("channels", true) {
		r.crossFault("channels", "holds no channel", "add at least one, for example web: {}")
	}
	if s := c.Channels.Slack; s != nil && s.SigningSecret.Empty() && s.AppToken.Empty() && !r.faultAt("channels.slack", true) {
		r.crossFault("channels.slack.signing_secret", "is missing",
			"add signing_secret: ${SLACK_SIGNING_SECRET} for the Events API, or app_token: ${SLACK_APP_TOKEN} for Socket Mode")
	}
	if c.PublicURL != "" || r.faultAt("public_url", false) {
		return
	}
	for _, hook := range webhooks(c) {
		r.add(r.at(hook), "public_url", Warning, "is missing, yet "+hook+" is reached by a webhook", "add public_url: https://help.example.org, with an address of yours that leads to listen")
	}
}

// webhooks lists the fields that make the desk wait for calls from outside.
func webhooks(c *Config) []string {
	var out []string
	if s := c.Channels.Slack; s != nil && s.AppToken.Empty() && !s.SigningSecret.Empty() {
		out = append(out, "channels.slack")
	}
	if t := c.Channels.Telegram; t != nil && !t.WebhookSecret.Empty() {
		out = append(out, "channels.telegram")
	}
	if c.Channels.WhatsApp != nil {
		out = append(out, "channels.whatsapp")
	}
	for i, level := range c.Levels {
		if level.Tracker != nil && !level.Tracker.WebhookSecret.Empty() {
			out = append(out, item("levels", i)+".tracker")
		}
	}
	return out
}

func (r *reader) crossAddresses(c *Config) {
	host, port, err := net.SplitHostPort(c.AdminListen)
	if err != nil || r.faultAt("admin_listen", false) {
		return
	}
	if host != "localhost" && !net.ParseIP(host).IsLoopback() {
		r.add(r.at("admin_listen"), "admin_listen", Warning, "can be reached from other machines", "write 127.0.0.1:"+port+" unless a firewall stands before it")
	}
	mainHost, mainPort, err := net.SplitHostPort(c.Listen)
	if err != nil || port != mainPort || port == "0" {
		return
	}
	if local(host) == local(mainHost) || everywhere(host) || everywhere(mainHost) {
		path := "admin_listen"
		if _, written := r.spots[path]; !written {
			path = "listen"
		}
		r.crossFault(path, "listen and admin_listen share the port "+port, "give one of them another port")
	}
}

// local gives the address that a host name for this machine stands for.
func local(host string) string {
	if host == "localhost" {
		return "127.0.0.1"
	}
	return host
}

// everywhere tells whether a host stands for every address of the machine.
func everywhere(host string) bool {
	return host == "" || net.ParseIP(host).IsUnspecified()
}

func (r *reader) crossPrivacy(c *Config) {
	builtIn := []string{"email", "phone"}
	for _, name := range builtIn {
		if _, taken := c.Privacy.Patterns[name]; taken {
			r.crossFault("privacy.patterns."+name, "is built in", "give the pattern another name and add it to privacy.mask")
		}
	}
	names := slices.Clone(builtIn)
	for name := range c.Privacy.Patterns {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range c.Privacy.Mask {
		if name == "" || slices.Contains(names, name) || r.faultAt("privacy.patterns", true) {
			continue
		}
		mend := "write email, phone or the name of a pattern in privacy.patterns"
		if near := nearest(name, names); near != "" {
			mend = "did you mean " + near + "? Else " + mend
		}
		r.crossFault(item("privacy.mask", i), "there is no pattern of that name", mend)
	}
}
