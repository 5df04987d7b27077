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
	reopen     action = "reopen"
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
	waiting    action = "waiting"
	about      action = "about"
	fresh      action = "fresh"
	data       action = "data"
	forget     action = "forget"
	short      action = "short"
	long       action = "long"
	erase      action = "erase"
	keepData   action = "keep"
	metoo      action = "metoo"
	elsewise   action = "else"
)

// intent is an action with its argument: a number or a language. Langs are the
// languages in which the typed words say it, where that is known.
type intent struct {
	do    action
	arg   string
	langs []string
	// named tells that the word for "language" stands with it.
	named bool
	// meant tells that it corrects the question before: "no, I meant ...".
	meant bool
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
// stale, but a wish for a person never is, nor "it is not solved" after the clock
// has closed the ticket.
func readPress(c *bot.Conversation, data string) intent {
	parts := strings.SplitN(data, ":", 4)
	if len(parts) < 3 || parts[0] != "d" {
		return intent{do: stale}
	}
	in := intent{do: action(parts[2])}
	if len(parts) == 4 {
		in.arg = parts[3]
	}
	switch {
	case in.do == person:
		return in
	case (in.do == unsolved || in.do == reopen) && c.Ticket == 0:
		return intent{do: reopen}
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
	if button, ok := labelled(c, plain); ok {
		return readPress(c, button.Data)
	}
	here := d.spokenHere(c.Lang)
	order := readingOrder(here)
	if in, ok := d.smallTalk(plain, order); ok {
		return in.within(c)
	}
	if lang, ok := d.chosenCode(c, plain, order); ok {
		return intent{do: setLang, arg: lang}
	}
	in := readRest(m.Text, plain, here)
	if in.do == ask {
		in.arg, in.meant = opening(m.Text, d.phrasesOf("meant", c.Lang))
	}
	return in
}

// within gives words the meaning they have at this point of a talk: "none" chooses
// nothing where nothing is to be chosen, and "French" or "long" is for staff while
// they may have asked for it.
func (in intent) within(c *bot.Conversation) intent {
	bare := in.do == short || in.do == long || in.do == setLang && !in.named
	switch {
	case in.do == none && c.Stage != bot.Choosing:
		in.do = no
	case bare && c.Ticket != 0 && c.Stage != bot.Language:
		in.do = ask
	}
	return in
}

// labelled finds the offered button whose label was typed without its accents or
// signs. Where two labels come to the same it finds none.
func labelled(c *bot.Conversation, plain string) (bot.Button, bool) {
	var found []bot.Button
	for _, b := range c.Offered {
		if plain != "" && simplify(b.Label) == plain {
			found = append(found, b)
		}
	}
	if len(found) != 1 {
		return bot.Button{}, false
	}
	return found[0], true
}

// chosenCode reads the code of a language: "language fr" at any time, "fr" where a
// choice of languages stands.
func (d Dialogue) chosenCode(c *bot.Conversation, plain string, order []string) (string, bool) {
	stands := slices.ContainsFunc(c.Offered, func(b bot.Button) bool {
		return strings.Contains(b.Data, ":"+string(setLang)+":")
	})
	if first, rest, two := strings.Cut(plain, " "); two {
		said, ok := d.known(first, order)
		stands, plain = ok && said.do == language, rest
	}
	for _, lang := range d.Languages {
		if stands && plain == simplify(lang) {
			return lang, true
		}
	}
	return "", false
}

// What pictures say when they come without words.
const (
	thumbsUp   = "👍✅✔☑👌"
	thumbsDown = "👎❌✖"
	gratitude  = "🙏❤💚💙🥰👏🤝🙂😊😀😃😄"
)

func readRest(text, plain string, langs []string) intent {
	switch {
	case hasWord(text) && isAngry(plain, langs):
		return intent{do: angry}
	case hasWord(text):
		return intent{do: ask, arg: text}
	case strings.ContainsAny(text, thumbsDown):
		return intent{do: no}
	case strings.ContainsAny(text, thumbsUp):
		return intent{do: yes}
	case strings.ContainsAny(text, gratitude):
		return intent{do: thanks}
	}
	return intent{do: wordless}
}

func hasWord(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }
