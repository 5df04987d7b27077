package slackfake

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

type textObject struct {
	Type  string `json:"type"`
	Text  string `json:"text"`
	Emoji bool   `json:"emoji"`
}

type button struct {
	Type     string     `json:"type"`
	ActionID string     `json:"action_id"`
	Text     textObject `json:"text"`
	Value    string     `json:"value"`
	URL      string     `json:"url"`
}

type block struct {
	Type     string          `json:"type"`
	Text     *textObject     `json:"text"`
	Elements json.RawMessage `json:"elements"`
}

// rich is an element of a rich text block, or of a section in one.
// https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
type rich struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	URL      string `json:"url"`
	User     string `json:"user_id"`
	Range    string `json:"range"`
	Name     string `json:"name"`
	Elements []rich `json:"elements"`
}

// view is what people see of a message.
type view struct {
	text    strings.Builder
	buttons []button
	pings   int
	links   []string
}

// showBlocks reads blocks the way the service does; the answer is nil when it
// takes them.
func showBlocks(raw string) (*view, *answer) {
	var blocks []block
	if json.Unmarshal([]byte(raw), &blocks) != nil {
		no := refuse("invalid_blocks_format")
		return nil, &no
	}
	if len(blocks) > maxBlocks {
		no := refuseBlocks("no more than %d items allowed", maxBlocks)
		return nil, &no
	}
	v := &view{}
	for _, b := range blocks {
		if no := v.block(b); no != nil {
			return nil, no
		}
	}
	if utf8.RuneCountInString(v.text.String()) > maxAllBlocks {
		no := refuse("msg_blocks_too_long")
		return nil, &no
	}
	return v, nil
}

func (v *view) block(b block) *answer {
	switch b.Type {
	case "section":
		if b.Text == nil || b.Text.Text == "" || utf8.RuneCountInString(b.Text.Text) > maxSection {
			no := refuseBlocks("must be 1 to %d characters [json-pointer:/blocks/0/text]", maxSection)
			return &no
		}
		v.object(*b.Text)
	case "rich_text":
		var sections []rich
		if json.Unmarshal(b.Elements, &sections) != nil || len(sections) == 0 {
			no := refuseBlocks("missing required field: elements")
			return &no
		}
		for _, section := range sections {
			if section.Type != "rich_text_section" {
				no := refuseBlocks("unsupported type: %s", section.Type)
				return &no
			}
			if no := v.section(section.Elements); no != nil {
				return no
			}
		}
	case "actions":
		return v.actions(b)
	case "divider":
	default:
		no := refuseBlocks("unsupported type: %s", b.Type)
		return &no
	}
	return nil
}

func (v *view) section(elements []rich) *answer {
	for _, e := range elements {
		switch e.Type {
		case "text":
			if e.Text == "" {
				no := refuseBlocks("must be more than 0 characters")
				return &no
			}
			v.text.WriteString(e.Text)
		case "link":
			u, err := url.Parse(e.URL)
			if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || len(e.URL) > maxAddress {
				no := refuseBlocks("invalid url")
				return &no
			}
			v.links = append(v.links, e.URL)
			if e.Text == "" {
				e.Text = e.URL
			}
			v.text.WriteString(e.Text)
		case "user":
			v.ping("@" + e.User)
		case "broadcast":
			v.ping("@" + e.Range)
		case "emoji":
			v.text.WriteString(":" + e.Name + ":")
		default:
			no := refuseBlocks("unsupported type: %s", e.Type)
			return &no
		}
	}
	return nil
}

func (v *view) ping(name string) {
	v.pings++
	v.text.WriteString(name)
}

func (v *view) actions(b block) *answer {
	var buttons []button
	if json.Unmarshal(b.Elements, &buttons) != nil || len(buttons) == 0 || len(buttons) > maxElements {
		no := refuseBlocks("must have 1 to %d items [json-pointer:/blocks/0/elements]", maxElements)
		return &no
	}
	seen := map[string]bool{}
	for _, one := range buttons {
		label := utf8.RuneCountInString(one.Text.Text)
		switch {
		case one.Type != "button" || one.Text.Type != "plain_text":
			no := refuseBlocks("unsupported type: %s", one.Type)
			return &no
		case label == 0 || label > maxLabel:
			no := refuseBlocks("must be 1 to %d characters [json-pointer:/blocks/0/elements/0/text]", maxLabel)
			return &no
		case utf8.RuneCountInString(one.Value) > maxValue || len(one.ActionID) > maxActionID:
			no := refuseBlocks("must be less than %d characters", maxValue)
			return &no
		case one.ActionID != "" && seen[one.ActionID]:
			no := refuseBlocks("`action_id` \"%s\" already exists", one.ActionID)
			return &no
		}
		seen[one.ActionID] = true
		v.buttons = append(v.buttons, one)
	}
	return nil
}

// object shows a text object. Emoji codes in plain text become pictures when they
// are asked for.
func (v *view) object(o textObject) {
	if o.Type == "mrkdwn" {
		v.marked(o.Text, true)
		v.linkBare()
		return
	}
	text := o.Text
	if o.Emoji {
		text = emojiForm.ReplaceAllString(text, "☺")
	}
	v.text.WriteString(text)
}

var (
	emojiForm  = regexp.MustCompile(`:[a-z0-9_+-]+:`)
	markForm   = regexp.MustCompile(`<([^<>]*)>`)
	boldForm   = regexp.MustCompile(`(^|[\s(])([*_~` + "`" + `])([^\s*_~` + "`" + `](?:[^*_~` + "`" + `\n]*[^\s*_~` + "`" + `])?)([*_~` + "`" + `])`)
	unescaper  = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")
	groupCalls = []string{"!here", "!channel", "!everyone", "!subteam"}
)

// marked shows a text with Slack's marks, and with its markup unless that is off.
// https://docs.slack.dev/messaging/formatting-message-text
func (v *view) marked(raw string, markup bool) {
	last := 0
	words := func(s string) string {
		if markup {
			s = boldForm.ReplaceAllString(emojiForm.ReplaceAllString(s, "☺"), "$1$3")
		}
		return unescaper.Replace(s)
	}
	for _, at := range markForm.FindAllStringSubmatchIndex(raw, -1) {
		v.text.WriteString(words(raw[last:at[0]]))
		last = at[1]
		what, label, _ := strings.Cut(raw[at[2]:at[3]], "|")
		name, _, _ := strings.Cut(what, "^")
		switch {
		case strings.HasPrefix(what, "@"):
			v.ping(what)
		case strings.HasPrefix(what, "!") && slices.Contains(groupCalls, name):
			v.ping("@" + what[1:])
		default:
			v.links = append(v.links, unescaper.Replace(what))
			if label == "" {
				label = what
			}
			v.text.WriteString(unescaper.Replace(label))
		}
	}
	v.text.WriteString(words(raw[last:]))
}

// bareForm is what looks like a web address.
var bareForm = regexp.MustCompile(`https?://[^\s<>|]+`)

// linkBare makes links of addresses in running text, as the service does in texts
// unless it is told not to.
// https://docs.slack.dev/reference/methods/chat.postMessage#formatting
func (v *view) linkBare() {
	for _, address := range bareForm.FindAllString(v.text.String(), -1) {
		if !slices.Contains(v.links, address) {
			v.links = append(v.links, address)
		}
	}
}
