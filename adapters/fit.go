package adapters

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/firstline-helpdesk/firstline/bot"
)

// Fit makes a reply fit a channel: one or more replies that Send can take, in
// order. Long text is split between paragraphs, list items, sentences or words,
// never inside a rune or an address. Buttons go with the last part; where the
// channel has fewer, or shorter ones, they become a numbered list, which people
// answer by number or by words. It is the only place that degrades a reply, and
// gives the same parts for the same reply and limits every time.
func Fit(l Limits, r bot.Reply) []bot.Reply {
	if !buttonsFit(l, r.Buttons) {
		r.Text, r.Buttons = withList(r.Text, r.Buttons), nil
	}
	texts := split(l, r.Text, l.Text)
	if last := len(texts) - 1; len(r.Buttons) > 0 && l.TextWithButtons > 0 {
		tail := split(l, texts[last], l.TextWithButtons)
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

func withList(text string, buttons []bot.Button) string {
	if namedByNumber(buttons) {
		return text
	}
	var b strings.Builder
	b.WriteString(text)
	for i, button := range buttons {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strconv.Itoa(i + 1))
		b.WriteString(". ")
		b.WriteString(button.Label)
	}
	return b.String()
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

// split cuts text into parts of at most limit; 0 is no limit.
func split(l Limits, text string, limit int) []string {
	if limit <= 0 || l.Unit.Size(text) <= limit {
		return []string{text}
	}
	var parts []string
	for l.Unit.Size(text) > limit {
		room := prefix(l.Unit, text, limit)
		at := cut(text, room)
		if part := strings.TrimRight(text[:at], " \n"); part != "" {
			parts = append(parts, part)
		}
		text = strings.TrimLeft(text[at:], " \n")
	}
	if text != "" {
		parts = append(parts, text)
	}
	return parts
}

// prefix is how many bytes of text fit into limit units, at least one rune.
func prefix(u Unit, text string, limit int) int {
	used := 0
	for i, r := range text {
		size := u.Size(string(r))
		if used+size > limit && i > 0 {
			return i
		}
		used += size
	}
	return len(text)
}

// cut finds the best place to end a part within the first room bytes. It prefers
// the end of a paragraph, then of a line, a sentence, a word; what leaves less
// than a third of the room is no good, except for words.
func cut(text string, room int) int {
	window := text[:room]
	for _, mark := range []string{"\n\n", "\n", ". ", "? ", "! ", "؟ ", "।"} {
		if i := strings.LastIndex(window, mark); i > room/3 {
			return i + len(mark)
		}
	}
	if i := strings.LastIndexAny(window, " \n\t"); i > 0 {
		return i + 1
	}
	return wholeClusters(text, room)
}

// wholeClusters moves a cut inside one very long word back to before a joined
// emoji or a letter with marks, as far as 32 bytes.
func wholeClusters(text string, room int) int {
	at := room
	for back := 0; at > 0 && at < len(text) && back < 32; back = room - at {
		next, _ := utf8.DecodeRuneInString(text[at:])
		last, size := utf8.DecodeLastRuneInString(text[:at])
		if !joins(next) && last != zeroWidthJoiner {
			return at
		}
		at -= size
	}
	return room
}

const zeroWidthJoiner = '\u200d'

func joins(r rune) bool {
	return r == zeroWidthJoiner || r == '\ufe0f' || (r >= 0x300 && r <= 0x36f) || (r >= 0x1f3fb && r <= 0x1f3ff)
}
