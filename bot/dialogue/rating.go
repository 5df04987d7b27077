package dialogue

import (
	"strconv"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb"
)

// poorRating is the best rating of which the person is asked for the reason.
const poorRating = 3

// explained takes words after a poor rating for its reason, unless they are a
// question that has an answer.
func (s *step) explained(in intent) bool {
	if s.c.Stage != bot.Explaining {
		return false
	}
	s.c.Forget()
	if in.do != ask && in.do != angry || s.m.Kind != bot.Said || s.a.Verdict == kb.Sure {
		return false
	}
	s.effects = append(s.effects, Explain{Text: s.m.Text})
	s.say("ticket.rated")
	return true
}

func (s *step) rated(arg string) {
	stars, err := strconv.Atoi(arg)
	if err != nil || s.c.Stage != bot.Rating {
		s.say("answer.stale")
		return
	}
	s.c.Forget()
	s.effects = append(s.effects, Rate{Stars: stars})
	if stars > poorRating {
		s.say("ticket.rated")
		return
	}
	s.offer(bot.Explaining, Text(s.c.Lang, "ticket.rate_why"))
}
