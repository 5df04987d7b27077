package slack

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	slackapi "github.com/slack-go/slack"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

const (
	// fallbackLimit bounds the text beside the blocks, which notifications show and
	// search finds. Slack cuts a longer one into several messages.
	// https://docs.slack.dev/reference/methods/chat.postMessage#truncating
	fallbackLimit = 3000
	// addressLimit is the longest address of a link.
	// https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
	addressLimit = 3000
	// metadataType names what our messages carry.
	// https://docs.slack.dev/messaging/message-metadata
	metadataType = "firstline_reply"
)

// content is a reply in Slack's terms.
type content struct {
	blocks []slackapi.Block
	// text is all there is where there are no blocks, else it stands for them.
	text string
}

// shown puts the words into rich text elements, where no character means anything:
// what is written is what is read, and nobody is called by it. Other texts of Slack
// know markup that cannot be escaped.
func shown(r bot.Reply) content {
	text := bot.CleanText(r.Text)
	c := content{text: fallback(text)}
	if strings.TrimSpace(text) != "" {
		c.blocks = append(c.blocks, slackapi.NewRichTextBlock("", slackapi.NewRichTextSection(elements(text, r.Linked)...)))
	}
	if len(r.Buttons) > 0 {
		var buttons []slackapi.BlockElement
		for i, b := range r.Buttons {
			label := slackapi.NewTextBlockObject(slackapi.PlainTextType, bot.CleanText(b.Label), false, false)
			action, value := "b", b.Data
			if b.Ask != "" {
				action, value = askAction, askValue(b)
			}
			buttons = append(buttons, slackapi.NewButtonBlockElement(action+strconv.Itoa(i), value, label))
		}
		c.blocks = append(c.blocks, slackapi.NewActionBlock("", buttons...))
	}
	return c
}

// plainly says a reply without blocks, for when Slack does not take them.
func plainly(r bot.Reply) content { return content{text: escape.Replace(flat(r))} }

// flat is the text of a reply with its buttons as a list, which people answer by
// number.
func flat(r bot.Reply) string {
	r.Text = bot.CleanText(r.Text)
	var texts []string
	for _, part := range adapters.Fit(adapters.Limits{}, r) {
		texts = append(texts, part.Text)
	}
	return strings.Join(texts, "\n")
}

// options are the arguments of a call that shows the content.
func (c content) options() []slackapi.MsgOption {
	return []slackapi.MsgOption{
		slackapi.MsgOptionText(c.text, false), slackapi.MsgOptionBlocks(c.blocks...), slackapi.MsgOptionDisableMarkdown(),
		// Else Slack makes links of what looks like an address in a text without blocks.
		// https://docs.slack.dev/reference/methods/chat.postMessage#formatting
		slackapi.MsgOptionParse(false),
		slackapi.MsgOptionDisableLinkUnfurl(), slackapi.MsgOptionDisableMediaUnfurl(),
	}
}

// linkForm finds web addresses. Characters that end one in running text are left
// out of it.
var linkForm = regexp.MustCompile(`https?://[^\s<>"'|` + "`" + `\x00-\x1f]+`)

// elements are the words of a text, with its web addresses to click on where it is
// linked. Slack makes no links of its own in these elements.
func elements(text string, linked bool) []slackapi.RichTextSectionElement {
	var all []slackapi.RichTextSectionElement
	word := func(s string) {
		if s != "" {
			all = append(all, slackapi.NewRichTextSectionTextElement(s, nil))
		}
	}
	if !linked {
		word(text)
		return all
	}
	last := 0
	for _, at := range linkForm.FindAllStringIndex(text, -1) {
		address := ended(text[at[0]:at[1]])
		if u, err := url.Parse(address); err != nil || u.Hostname() == "" || utf8.RuneCountInString(address) > addressLimit {
			continue
		}
		word(text[last:at[0]])
		all = append(all, slackapi.NewRichTextSectionLinkElement(address, address, nil))
		last = at[0] + len(address)
	}
	word(text[last:])
	return all
}

// ended leaves off what ends the sentence and not the address. A bracket that was
// opened inside stays.
func ended(address string) string {
	for address != "" {
		last := address[len(address)-1]
		switch {
		case strings.IndexByte(".,;:!?*_~", last) >= 0:
		case last == ')' && strings.Count(address, "(") < strings.Count(address, ")"):
		case last == ']' && strings.Count(address, "[") < strings.Count(address, "]"):
		default:
			return address
		}
		address = address[:len(address)-1]
	}
	return address
}

// fallback is the text, escaped and short enough.
func fallback(text string) string {
	size := 0
	for i, r := range text {
		size += utf8.RuneCountInString(escape.Replace(string(r)))
		if size > fallbackLimit {
			return escape.Replace(text[:i]) + "…"
		}
	}
	return escape.Replace(text)
}
