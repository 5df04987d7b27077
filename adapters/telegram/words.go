package telegram

import (
	"regexp"
	"strings"
	"unicode/utf16"

	"github.com/firstline-helpdesk/firstline/bot"
)

// joiner is the word joiner, a character that nobody sees. Telegram makes a mention
// of every "@name" in a text, and has no way to say that it is none; behind the @ it
// keeps the name a word, and nobody is called.
const joiner = "\u2060"

// mentionForm is what Telegram takes for a person's name in a text. Shorter ones
// are no names of people.
// https://core.telegram.org/bots/api#messageentity
var mentionForm = regexp.MustCompile(`(^|[^A-Za-z0-9_])@([A-Za-z0-9_]{4,32})`)

// words are the words of a reply as they are sent: at most limit UTF-16 units come
// out, unless there were more before. Where words of somebody who asks stand in
// it, they call nobody. Web addresses in any text are made clickable by Telegram
// itself; what cannot be stopped is at least what it says it is.
func words(r bot.Reply, limit int) string {
	text := bot.CleanText(r.Text)
	if r.Linked || !strings.Contains(text, "@") {
		return text
	}
	room := limit - len(utf16.Encode([]rune(text)))
	return mentionForm.ReplaceAllStringFunc(text, func(found string) string {
		if room--; room < 0 {
			return found
		}
		return strings.Replace(found, "@", "@"+joiner, 1)
	})
}
