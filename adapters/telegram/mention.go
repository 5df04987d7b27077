package telegram

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
)

// entity marks a part of a text. Offset and Length count UTF-16 units and come
// from strangers. https://core.telegram.org/bots/api#messageentity
type entity struct {
	Type   string     `json:"type"`
	Offset int        `json:"offset"`
	Length int        `json:"length"`
	User   soft[user] `json:"user"`
}

// commandForm is a command at the beginning of a text, with the bot it is for.
// https://core.telegram.org/bots/features#commands
var commandForm = regexp.MustCompile(`^/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{1,64}))?(\s|$)`)

// addressed finds out who a text is for: whether the desk is spoken to by name or
// by a command (direct), and whether it may listen at all (ours): a command for
// another bot is none of its business. The bot's own name is taken off both ends
// of the text and off a command.
func (r reader) addressed(text string, entities []entity) (rest string, direct, ours bool) {
	if c := commandForm.FindStringSubmatchIndex(text); c != nil {
		if c[4] < 0 {
			return text, true, true
		}
		if !strings.EqualFold(text[c[4]:c[5]], r.botName) {
			return text, false, false
		}
		return text[:c[3]] + text[c[5]:], true, true
	}
	units := utf16.Encode([]rune(text))
	from, to := 0, len(units)
	for _, e := range entities {
		if !r.mentions(units, e) {
			continue
		}
		direct = true
		end := e.Offset + e.Length
		if blank(units[from:max(from, e.Offset)]) {
			from = max(from, end)
		} else if blank(units[min(to, end):to]) {
			to = min(to, e.Offset)
		}
	}
	if !direct {
		return text, false, true
	}
	rest = string(utf16.Decode(units[from:max(from, to)]))
	if from > 0 {
		rest = strings.TrimLeft(rest, " \t\n,:")
	}
	return strings.TrimSpace(rest), true, true
}

// mentions tells whether the entity names this bot. An entity outside of the text
// names nobody.
func (r reader) mentions(units []uint16, e entity) bool {
	if e.Offset < 0 || e.Length <= 0 || e.Offset > len(units) || e.Length > len(units)-e.Offset {
		return false
	}
	switch e.Type {
	case "mention":
		name := string(utf16.Decode(units[e.Offset : e.Offset+e.Length]))
		return r.botName != "" && strings.EqualFold(name, "@"+r.botName)
	case "text_mention":
		return e.User.Value.ID == r.botID
	}
	return false
}

func blank(units []uint16) bool {
	for _, u := range units {
		if !unicode.IsSpace(rune(u)) {
			return false
		}
	}
	return true
}
