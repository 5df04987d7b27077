package slack

import (
	"regexp"
	"strings"
)

// In texts from Slack three characters are written as entities, and so angle
// brackets are always Slack's own marks.
// https://docs.slack.dev/messaging/formatting-message-text#escaping
var unescape = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// markForm is one of Slack's marks: a person, a channel, a group, a link.
// https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
var markForm = regexp.MustCompile(`<([^<>]*)>`)

// addressed makes plain text of Slack's, and tells whether it mentions us. A
// mention at either end is only how the desk was called, and is left out.
func (r reader) addressed(raw string) (text string, mentioned bool) {
	rest := strings.TrimSpace(raw)
	for {
		at := markForm.FindStringSubmatchIndex(rest)
		if at == nil || at[0] != 0 || !r.us(rest[at[2]:at[3]]) {
			break
		}
		mentioned, rest = true, strings.TrimLeft(rest[at[1]:], " \t\n,:")
	}
	for {
		begin := strings.LastIndexByte(rest, '<')
		if begin < 0 || !strings.HasSuffix(rest, ">") || !r.us(rest[begin+1:len(rest)-1]) {
			break
		}
		mentioned, rest = true, strings.TrimSpace(rest[:begin])
	}
	text = plain(rest, func(id string) string {
		if id == r.self.User {
			mentioned = true
			return r.self.Name
		}
		return ""
	})
	return text, mentioned
}

// us tells whether the inside of a mark is a mention of us.
func (r reader) us(mark string) bool {
	id, _, _ := strings.Cut(mark, "|")
	return r.self.User != "" && id == "@"+r.self.User
}

// plain resolves marks and entities. name gives the name of a user, or "".
func plain(raw string, name func(id string) string) string {
	var out strings.Builder
	last := 0
	for _, at := range markForm.FindAllStringSubmatchIndex(raw, -1) {
		out.WriteString(unescape.Replace(raw[last:at[0]]))
		out.WriteString(mark(raw[at[2]:at[3]], name))
		last = at[1]
	}
	out.WriteString(unescape.Replace(raw[last:]))
	return out.String()
}

// mark says in words what stands between angle brackets.
func mark(inside string, name func(id string) string) string {
	what, label, _ := strings.Cut(inside, "|")
	what, label = unescape.Replace(what), unescape.Replace(label)
	switch {
	case what == "":
		return "<" + unescape.Replace(inside) + ">"
	case what[0] == '@':
		return "@" + first(label, name(what[1:]), what[1:])
	case what[0] == '#':
		return "#" + first(label, what[1:])
	case what[0] == '!':
		return special(what[1:], label)
	}
	return link(what, label)
}

// special says a mark for many people, or a date.
func special(what, label string) string {
	kind, id, _ := strings.Cut(what, "^")
	switch kind {
	case "date":
		return first(label, what)
	case "subteam":
		return "@" + first(strings.TrimPrefix(label, "@"), id)
	}
	return "@" + first(strings.TrimPrefix(label, "@"), what)
}

// link says a link. Slack makes links of what people type; then the label is
// what they typed.
func link(address, label string) string {
	short := address
	for _, scheme := range []string{"https://", "http://", "mailto:", "tel:"} {
		if rest, found := strings.CutPrefix(address, scheme); found {
			short = rest
			break
		}
	}
	switch {
	case label == "" && (strings.HasPrefix(address, "mailto:") || strings.HasPrefix(address, "tel:")):
		return short
	case label == "":
		return address
	case label == address || strings.TrimRight(label, "/") == strings.TrimRight(short, "/"):
		return label
	}
	return label + " (" + address + ")"
}

func first(options ...string) string {
	for _, s := range options {
		if s != "" {
			return s
		}
	}
	return ""
}
