package adapters

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/firstline-helpdesk/firstline/bot"
)

// Fit makes a reply fit a channel: one or more replies that Send can take, in
// order. Long text is split between paragraphs, list items, sentences or words,
// never inside a rune, and inside a web address only when the address alone is
// longer than the limit. Buttons go with the last part; where the channel has
// fewer, or shorter ones, they become a numbered list, which people answer by
// number or by words. A button that asks for words is left out where the channel has no
// box for them: people answer the message. It is the only place that degrades a reply, and
// gives the same parts for the same reply and limits every time.
func Fit(l Limits, r bot.Reply) []bot.Reply {
	texts := split(l.Unit, r.Text, l.Text)
	if !l.Asks {
		r.Buttons = slices.DeleteFunc(slices.Clone(r.Buttons), func(b bot.Button) bool { return b.Ask != "" })
	}
	if !buttonsFit(l, r.Buttons) {
		texts = withList(l, texts, r.Buttons)
		r.Buttons = nil
	}
	if last := len(texts) - 1; len(r.Buttons) > 0 && l.TextWithButtons > 0 {
		tail := split(l.Unit, texts[last], l.TextWithButtons)
		texts = append(texts[:last], tail...)
	}
	parts := make([]bot.Reply, len(texts))
	for i, text := range texts {
		part := r
		part.Text = text
		if i < len(texts)-1 {
			part.Buttons = nil
		}
		if i > 0 {
			part.ID = r.ID + "." + strconv.Itoa(i+1)
			part.Quote, part.Edit = "", false
		}
		parts[i] = part
	}
	return parts
}

func buttonsFit(l Limits, buttons []bot.Button) bool {
	if len(buttons) > l.Buttons {
		return false
	}
	for _, b := range buttons {
		if l.Label > 0 && utf8.RuneCountInString(b.Label) > l.Label {
			return false
		}
	}
	return true
}

// withList puts the buttons as a numbered list under the last text, or behind it
// where they do not fit together, so that the list stays in one piece.
func withList(l Limits, texts []string, buttons []bot.Button) []string {
	if namedByNumber(buttons) {
		return texts
	}
	var b strings.Builder
	for i, button := range buttons {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strconv.Itoa(i + 1))
		b.WriteString(". ")
		b.WriteString(button.Label)
	}
	list, last := b.String(), len(texts)-1
	switch under := texts[last] + "\n" + list; {
	case strings.TrimSpace(texts[last]) == "":
		return append(texts[:last], split(l.Unit, list, l.Text)...)
	case l.Text <= 0 || l.Unit.Size(under) <= l.Text:
		texts[last] = under
		return texts
	}
	return append(texts, split(l.Unit, list, l.Text)...)
}

// Size is the length of s in the unit.
func (u Unit) Size(s string) int {
	switch u {
	case Bytes:
		return len(s)
	case UTF16:
		n := 0
		for _, r := range s {
			n += utf16.RuneLen(r)
		}
		return n
	}
	return utf8.RuneCountInString(s)
}

// namedByNumber tells that the labels are their own numbers, as in "rate from 1
// to 5": a list would say everything twice.
func namedByNumber(buttons []bot.Button) bool {
	for i, b := range buttons {
		if b.Label != strconv.Itoa(i+1) {
			return false
		}
	}
	return true
}
