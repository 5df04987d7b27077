package dialogue

import (
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb"
)

// notice tells a known issue and asks whether it is the person's too. The question
// stays, for when it is not.
func (s *step) notice(hit kb.Hit) {
	known, ok := bot.ParseKnown(hit.Article.Notice)
	if !ok {
		s.unknown("")
		return
	}
	s.c.Misses, s.c.Topic, s.c.Choices = 0, "", nil
	s.turn()
	s.offer(bot.Noticed, hit.Text(), s.button(metoo, "button.metoo"), s.button(elsewise, "button.else"))
	s.c.Known, s.c.KnownText = known, hit.Text()
}

// join says "me too" to the known issue that was told.
func (s *step) join() {
	known, told := s.c.Known, s.c.KnownText
	s.c.Forget()
	if known == 0 {
		s.say("ok")
		return
	}
	s.effects = append(s.effects, Join{Known: known, Told: told})
}

// somethingElse answers the question anew, from articles only: it is not the known
// issue. Where no article answers, the desk is offered with the question filled in.
func (s *step) somethingElse() {
	if s.c.Question == "" {
		s.c.Forget()
		s.say("ok")
		return
	}
	s.c.Known, s.c.KnownText = 0, ""
	s.answer(intent{do: ask, arg: s.c.Question})
}
