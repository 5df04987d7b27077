package whatsapp

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// invisible is the zero width space. WhatsApp has no escape character; behind a
// mark that could begin formatting it keeps the mark a mark, and nobody sees it.
// https://faq.whatsapp.com/539178204879377
const invisible = '\u200b'

// plain makes text show as it is: nothing in it becomes bold, code or a quotation.
// Web addresses are left alone, as they would lead elsewhere. At most limit
// characters come out, unless there were more before: what finds no room for the
// invisible character may show formatted, which is better than not at all.
// Lines that begin with "- " or "1. " are lists on the phone too, and stay.
func plain(text string, limit int) string {
	room := limit - utf8.RuneCountInString(text)
	var b strings.Builder
	before, address := '\n', 0
	for i, r := range text {
		if i >= address && beginsAddress(text[i:]) {
			address = i + addressLength(text[i:])
		}
		b.WriteRune(r)
		after, size := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
		if size == 0 {
			after = '\n'
		}
		if i >= address && room > 0 && formats(before, r, after) {
			b.WriteRune(invisible)
			room--
		}
		before = r
	}
	return b.String()
}

// formats tells whether a character could begin formatting between its neighbours.
// Inside a word only code does, and a mark beside a mark may.
func formats(before, r, after rune) bool {
	switch r {
	case '`':
		return true
	case '>':
		return before == '\n'
	case '*', '_', '~':
		if unicode.IsSpace(after) {
			return false
		}
		return !unicode.IsLetter(before) && !unicode.IsDigit(before) || strings.ContainsRune("*_~`", after)
	}
	return false
}

func beginsAddress(s string) bool {
	return strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")
}

func addressLength(s string) int {
	if i := strings.IndexFunc(s, unicode.IsSpace); i >= 0 {
		return i
	}
	return len(s)
}
