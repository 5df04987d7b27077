package dialogue

import (
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
)

// whichTicket keeps several problems of one person apart: words that may be about a
// running ticket or about something new are asked about. It reports whether the
// message was that, or the answer to it.
func (s *step) whichTicket(in intent) bool {
	number := s.c.Ticket
	if number == 0 && len(s.c.Also) > 0 {
		number = s.c.Also[len(s.c.Also)-1]
	}
	switch {
	case s.c.Stage == bot.Which && (in.do == fresh || number == 0):
		s.startFresh()
	case s.c.Stage == bot.Which:
		s.aboutTicket(in, number)
	case in.do == person && s.c.Ticket == 0 && number != 0 && s.c.Stage == bot.Idle:
		s.c.Hold(number)
		s.say("ticket.already", "number", strconv.Itoa(number))
	case in.do != ask || s.m.Kind != bot.Said || s.c.Stage != bot.Idle || number == 0:
		return false
	case s.c.Ticket == 0 || s.a.Fresh:
		s.c.Question = s.m.Text
		s.turn()
		about, n := s.button(about, "button.about"), strconv.Itoa(number)
		about.Label = Text(s.c.Lang, "button.about", "number", n)
		s.offer(bot.Which, Text(s.c.Lang, "ticket.which", "number", n), about, s.button(fresh, "button.fresh"))
	default:
		return false
	}
	return true
}

// startFresh treats what was written as a new question; the ticket runs on.
func (s *step) startFresh() {
	s.c.Park()
	text := s.c.Question
	s.c.Forget()
	s.answer(intent{do: ask, arg: text})
}

// aboutTicket passes what was written to the ticket. Whoever writes on instead of
// choosing has more to say, and staff read all of it: nothing is lost.
func (s *step) aboutTicket(in intent, number int) {
	text := s.c.Question
	s.c.Forget()
	s.c.Hold(number)
	if s.m.Kind != bot.Pressed && in.do != about {
		text += "\n" + s.m.Text
	}
	s.effects = append(s.effects, Relay{Tell: true, Text: strings.TrimSpace(text)})
}
