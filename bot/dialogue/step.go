package dialogue

import (
	"slices"
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb"
)

// Dialogue is what the steps need to know of this installation.
type Dialogue struct {
	// Languages are the configured ones; the first is the default.
	Languages []string
}

// Want is what a message needs from the knowledge base before its step. At most
// one field is set.
type Want struct {
	// Search is a question to search for.
	Search string
	// Section is the id of a section to show.
	Section string
}

// Wants tells what to look up for Step. It is pure, like Step.
func (d Dialogue) Wants(c bot.Conversation, m bot.Message) Want {
	in := d.read(&c, m)
	switch {
	case in.do == pick:
		if i, err := strconv.Atoi(in.arg); err == nil && i >= 0 && i < len(c.Choices) {
			return Want{Section: c.Choices[i]}
		}
	case in.do == more && len(c.Tried) > 0:
		return Want{Section: c.Tried[len(c.Tried)-1]}
	case in.do == ask && c.Ticket == 0:
		return Want{Search: in.arg}
	}
	return Want{}
}

// Step decides what a message does: the conversation afterwards and the effects,
// in order. The answer is what Wants asked for: the outcome of a search, or one
// hit with the section.
func (d Dialogue) Step(c bot.Conversation, m bot.Message, a kb.Answer) (bot.Conversation, []Effect) {
	s := step{d: d, c: c, m: m, a: a}
	s.c.Tried = slices.Clone(c.Tried)
	s.c.Past = slices.Clone(c.Past)
	if s.c.Lang == "" {
		s.c.Lang = d.startLanguage(m.From.Lang)
	}
	s.c.Person, s.c.Place = m.From, m.Place
	s.c.Quiet = false
	in := d.read(&c, m)
	if in.do == ask && !s.c.Chosen && a.Verdict != kb.Unknown && slices.Contains(d.Languages, a.Lang) {
		// Only a question shows a language: a button is pressed in any.
		s.c.Lang = a.Lang
	}
	s.followLanguage(in.langs)
	if m.Cut {
		s.say("answer.cut")
	}
	switch {
	case in.do == left:
		s.effects = append(s.effects, Unreachable{})
	case s.always(in):
	case s.c.Ticket != 0:
		s.held(in)
	default:
		s.free(in)
	}
	return s.c, s.effects
}

// Lang is the language to write to the conversation's person in.
func (d Dialogue) Lang(c bot.Conversation) string {
	if c.Lang != "" {
		return c.Lang
	}
	return d.startLanguage(c.Person.Lang)
}

func (d Dialogue) startLanguage(claimed string) string {
	base, _, _ := strings.Cut(claimed, "-")
	for _, lang := range d.Languages {
		if strings.EqualFold(lang, claimed) || strings.EqualFold(lang, base) {
			return lang
		}
	}
	if len(d.Languages) > 0 {
		return d.Languages[0]
	}
	return Fallback
}

// step is one run of Step.
type step struct {
	d       Dialogue
	c       bot.Conversation
	m       bot.Message
	a       kb.Answer
	effects []Effect
}

// followLanguage takes up the language of typed words ("bonjour") when they are
// not words of the conversation's own.
func (s *step) followLanguage(langs []string) {
	if s.c.Chosen || len(langs) == 0 || slices.Contains(langs, s.c.Lang) {
		return
	}
	for _, lang := range s.d.Languages {
		if slices.Contains(langs, lang) {
			s.c.Lang = lang
			return
		}
	}
}

// say answers with a catalogue text and no buttons; what was offered stays valid.
func (s *step) say(key string, pairs ...string) {
	s.effects = append(s.effects, Say{Text: LeftToRight(s.c.Lang, Text(s.c.Lang, key, pairs...))})
}

// offer answers with buttons, each an action with the key of its label.
func (s *step) offer(stage bot.Stage, text string, buttons ...bot.Button) {
	s.c.Stage, s.c.Offered = stage, buttons
	s.effects = append(s.effects, Say{Text: LeftToRight(s.c.Lang, text), Buttons: buttons})
}

// turn starts a new turn; buttons of earlier ones become stale.
func (s *step) turn() { s.c.Turn++ }

func (s *step) button(do action, label string) bot.Button {
	return bot.Button{Label: Text(s.c.Lang, label), Data: press(s.c.Turn, do, "")}
}

// always handles what works at any time. It reports whether it did.
func (s *step) always(in intent) bool {
	switch in.do {
	case help:
		s.say("help")
	case status:
		s.effects = append(s.effects, ShowStatus{})
	case stop:
		s.c.Quiet = true
		s.say("stopped")
	case language:
		s.askLanguage()
	case setLang:
		s.setLanguage(in.arg)
	default:
		return false
	}
	return true
}

// setLanguage changes the language and repeats in it what still waits for a yes.
func (s *step) setLanguage(lang string) {
	s.c.Lang, s.c.Chosen = lang, true
	set := Text(lang, "language.set")
	switch {
	case s.c.Stage == bot.Confirming:
		s.askSolved(set)
	case s.c.Ticket == 0 && s.c.Question != "" && s.c.Misses > 0:
		s.turn()
		s.offer(bot.Offering, set+"\n"+Text(lang, "answer.unknown"), s.button(yes, "button.yes"), s.button(no, "button.no"))
	default:
		s.offer(bot.Idle, set)
	}
}

func (s *step) askLanguage() {
	s.turn()
	buttons := make([]bot.Button, 0, len(s.d.Languages))
	for _, lang := range s.d.Languages {
		buttons = append(buttons, bot.Button{
			Label: languageName(lang),
			Data:  press(s.c.Turn, setLang, lang),
		})
	}
	stage := bot.Language
	if s.c.Stage == bot.Confirming {
		stage = bot.Confirming
	}
	s.offer(stage, Text(s.c.Lang, "language.ask"), buttons...)
}
