package dialogue

import (
	"github.com/firstline-helpdesk/firstline/bot"
)

// missesBeforeHandOff is how many questions in a row may go unanswered before a
// ticket is opened without asking.
const missesBeforeHandOff = 2

// free handles a message while no ticket holds the conversation.
func (s *step) free(in intent) {
	if s.explained(in) {
		return
	}
	switch in.do {
	case ask:
		s.answer(in)
	case yes:
		s.agreed()
	case no:
		s.declined()
	case none:
		s.missed(true)
		s.handOver()
	case person:
		s.handOver()
	case waiting:
		s.effects = append(s.effects, ShowStatus{})
	case angry:
		if s.c.Question == "" {
			s.c.Question = s.m.Text
		}
		s.handOver()
	case pick:
		s.showSection(false)
	case more:
		s.showMore()
	case metoo:
		s.join()
	case elsewise:
		s.somethingElse()
	case reopen:
		s.reopenLast()
	case rate:
		s.rated(in.arg)
	case hello, bye:
		s.c.Forget()
		s.say(string(in.do))
	case thanks, okay:
		s.thanked(in.do)
	case unreadable:
		s.noWords("answer.unreadable")
	case wordless:
		s.noWords("answer.no_text")
	default:
		s.say("answer.stale")
	}
}

// reopenLast takes up the last ticket again: it was closed, but not solved.
func (s *step) reopenLast() {
	if len(s.c.Past) == 0 {
		s.say("status.none")
		return
	}
	s.c.Forget()
	s.c.Told = true
	s.effects = append(s.effects, Confirm{Solved: false})
}

// agreed: yes to "did that help?" or to "shall I pass it on?".
func (s *step) agreed() {
	switch s.c.Stage {
	case bot.Helped:
		s.judged(true)
		s.c.Forget()
		s.say("answer.good")
	case bot.Offering:
		s.handOver()
	case bot.Choosing:
		s.offer(bot.Choosing, Text(s.c.Lang, "answer.choose"), s.c.Offered...)
	case bot.Noticed:
		s.join()
	default:
		s.c.Forget()
		s.say("ok")
	}
}

func (s *step) declined() {
	switch s.c.Stage {
	case bot.Helped:
		s.judged(false)
		s.handOver()
	case bot.Noticed:
		s.somethingElse()
	case bot.Choosing:
		s.missed(true)
		s.handOver()
	case bot.Offering:
		s.c.Forget()
		s.say("answer.not_passed")
	default:
		s.c.Forget()
		s.say("ok")
	}
}

// thanked closes what stands: who says thanks after an answer was helped. To an
// offer it is a yes, and an ok picks none of several titles.
func (s *step) thanked(do action) {
	offered := s.c.Stage == bot.Offering && s.c.Question != ""
	if offered || (s.c.Stage == bot.Choosing && do == okay) {
		s.agreed()
		return
	}
	if s.c.Stage == bot.Helped && do == thanks {
		s.judged(true)
	}
	s.c.Forget()
	s.say(string(do))
}

// noWords is for what cannot be read: it leads to a person, and a choice stands.
func (s *step) noWords(key string) {
	if s.c.Stage == bot.Choosing {
		s.offer(bot.Choosing, Text(s.c.Lang, key), s.c.Offered...)
		return
	}
	s.turn()
	s.offer(bot.Offering, Text(s.c.Lang, key), s.button(person, "button.person"))
}

// handOver opens a ticket with the question under way.
func (s *step) handOver() {
	question := s.c.Question
	tried := s.c.Tried
	s.c.Forget()
	s.effects = append(s.effects, OpenTicket{Question: question, Tried: tried})
}
