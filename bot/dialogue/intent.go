package dialogue

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/firstline-helpdesk/firstline/bot"
)

// action is what a person wants of the desk, whether pressed or typed.
type action string

const (
	ask        action = "ask"
	yes        action = "yes"
	no         action = "no"
	person     action = "person"
	more       action = "more"
	none       action = "none"
	pick       action = "pick"
	solved     action = "solved"
	unsolved   action = "unsolved"
	rate       action = "rate"
	setLang    action = "lang"
	help       action = "help"
	status     action = "status"
	language   action = "language"
	stop       action = "stop"
	hello      action = "hello"
	thanks     action = "thanks"
	okay       action = "ok"
	bye        action = "bye"
	angry      action = "angry"
	wordless   action = "wordless"
	unreadable action = "unreadable"
	left       action = "left"
	stale      action = "stale"
)

// intent is an action with its argument: a number or a language. Langs are the
// languages in which the typed words say it, where that is known.
type intent struct {
	do    action
	arg   string
	langs []string
}

// press is the data of a person's button: "d:<turn>:<action>[:<argument>]".
func press(turn int, do action, arg string) string {
	data := "d:" + strconv.Itoa(turn) + ":" + string(do)
	if arg != "" {
		data += ":" + arg
	}
	return data
}

// readPress reads the data of a pressed button. A button of an earlier turn is
// stale, but a wish for a person never is.
func readPress(c *bot.Conversation, data string) intent {
	parts := strings.SplitN(data, ":", 4)
	if len(parts) < 3 || parts[0] != "d" {
		return intent{do: stale}
	}
	in := intent{do: action(parts[2])}
	if len(parts) == 4 {
		in.arg = parts[3]
	}
	if in.do == person {
		return in
	}
	offered := slices.ContainsFunc(c.Offered, func(b bot.Button) bool { return b.Data == data })
	if !offered {
		return intent{do: stale}
	}
	return in
}

// read finds out what a message means in this conversation.
func (d Dialogue) read(c *bot.Conversation, m bot.Message) intent {
	switch m.Kind {
	case bot.Left:
		return intent{do: left}
	case bot.Pressed:
		return readPress(c, m.Press)
	case bot.Unreadable:
		return intent{do: unreadable}
	}
	if m.Text == "" && len(m.Files) > 0 {
		return intent{do: unreadable}
	}
	if button, ok := c.Meant(m.Text); ok {
		return readPress(c, button.Data)
	}
	plain := simplify(m.Text)
	if in, ok := d.readWords(c, plain); ok {
		return in
	}
	return readRest(c, m.Text, plain)
}

// readWords looks for the words people can always type and for small talk.
func (d Dialogue) readWords(c *bot.Conversation, plain string) (intent, bool) {
	answering := c.Stage == bot.Helped || c.Stage == bot.Offering || c.Stage == bot.Confirming
	for _, w := range d.words() {
		if (w.do == yes || w.do == no) && !answering {
			continue
		}
		if langs, ok := w.langs[plain]; ok {
			return intent{do: w.do, langs: langs}, true
		}
	}
	for _, lang := range d.Languages {
		if c.Stage == bot.Language || strings.HasPrefix(plain, "language ") || strings.HasPrefix(plain, "langue ") {
			if strings.HasSuffix(plain, simplify(Text(lang, "language.name"))) || strings.HasSuffix(plain, " "+lang) || plain == lang {
				return intent{do: setLang, arg: lang}, true
			}
		}
	}
	return intent{}, false
}

func readRest(c *bot.Conversation, text, plain string) intent {
	switch {
	case strings.ContainsAny(text, "👍✅") && !hasWord(text) && c.Stage != bot.Idle:
		return affirm(c)
	case strings.ContainsAny(text, "👎❌") && !hasWord(text) && c.Stage != bot.Idle:
		return intent{do: no}
	case !hasWord(text):
		return intent{do: wordless}
	case isAngry(plain):
		return intent{do: angry}
	}
	return intent{do: ask, arg: text}
}

func affirm(c *bot.Conversation) intent {
	if c.Stage == bot.Confirming {
		return intent{do: solved}
	}
	return intent{do: yes}
}

// hasWord tells whether there is anything to search for. A number alone is none.
func hasWord(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }

// simplify makes typed words comparable: lower case, one space between words, no
// slash in front, no marks at the end.
func simplify(s string) string {
	if len(s) > 200 {
		return ""
	}
	s = strings.ReplaceAll(strings.ToLower(s), "’", "'")
	s = strings.TrimLeft(s, "/ ")
	s = strings.TrimRightFunc(s, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSpace(r) })
	return strings.Join(strings.Fields(s), " ")
}
