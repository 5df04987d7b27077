package dialogue

import (
	"slices"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb"
)

// Dialogue is what the steps need to know of this installation.
type Dialogue struct {
	// Languages are the configured ones; the first is the default.
	Languages []string
}

// Step decides what a message does: the conversation afterwards and the effects,
// in order. What was found is what [Dialogue.LookUp] gave for the same two.
func (d Dialogue) Step(c bot.Conversation, m bot.Message, found Found) (bot.Conversation, []Effect) {
	in := found.reading(d, &c, m)
	s := step{d: d, c: c, m: m, a: found}
	s.c.Tried = slices.Clone(c.Tried)
	s.c.Past, s.c.Also = slices.Clone(c.Past), slices.Clone(c.Also)
	if s.c.Lang == "" {
		s.c.Lang = d.startLanguage(m.From.Lang)
	}
	s.c.Person, s.c.Place = m.From, m.Place
	s.c.Quiet = false
	s.follow(in, found.Asked)
	if m.Cut {
		s.say("answer.cut")
	}
	switch {
	case in.do == left:
		s.effects = append(s.effects, Unreachable{})
	case s.always(in):
	case s.whichTicket(in):
	case s.c.Ticket != 0:
		s.held(in)
	default:
		s.free(in)
	}
	return s.c, append(s.effects, s.lessons...)
}

// step is one run of Step.
type step struct {
	d       Dialogue
	c       bot.Conversation
	m       bot.Message
	a       Found
	effects []Effect
	// lessons are effects that nobody sees; they come last.
	lessons []Effect
	// pictures go with the next words.
	pictures []kb.Image
}

// say answers with a catalogue text and no buttons; what was offered stays valid.
func (s *step) say(key string, pairs ...string) {
	s.effects = append(s.effects, Say{Text: LeftToRight(s.c.Lang, Text(s.c.Lang, key, pairs...))})
}

// offer answers with buttons, each an action with the key of its label.
func (s *step) offer(stage bot.Stage, text string, buttons ...bot.Button) {
	s.c.Stage, s.c.Offered = stage, buttons
	s.effects = append(s.effects, Say{Text: LeftToRight(s.c.Lang, text), Buttons: buttons, Pictures: s.pictures})
	s.pictures = nil
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
	case short, long:
		s.c.Brief = in.do == short
		s.say("brief." + string(in.do))
	default:
		return s.ownData(in)
	}
	return true
}
