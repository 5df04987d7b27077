package dialogue

import (
	"strconv"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb"
)

// missesBeforeHandOff is how many questions in a row may go unanswered before a
// ticket is opened without asking.
const missesBeforeHandOff = 2

// free handles a message while no ticket holds the conversation.
func (s *step) free(in intent) {
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

func (s *step) rated(arg string) {
	stars, err := strconv.Atoi(arg)
	if err != nil || s.c.Stage != bot.Rating {
		s.say("answer.stale")
		return
	}
	s.c.Forget()
	s.effects = append(s.effects, Rate{Stars: stars})
	s.say("ticket.rated")
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

// answer says what the search found. A question that leans on the one before goes
// to staff with it, for alone it says too little.
func (s *step) answer(in intent) {
	question, last, topic := in.arg, s.lastShown(), s.c.Topic
	if s.a.Leaned && len(topic)+len(question) < bot.MaxText {
		question = topic + "\n" + question
	}
	if s.c.Question != question && !in.meant {
		s.c.Tried = nil
	}
	missed := ""
	if s.c.Misses > 0 && s.c.Question != question && !in.meant {
		missed = s.c.Question
	}
	s.c.Question, s.c.Choices, s.c.Page = question, nil, 0
	if !s.a.Leaned {
		s.c.Topic = in.arg
	}
	switch {
	case s.a.Verdict == kb.Sure && len(s.a.Hits) > 0:
		s.sure(in, last)
	case s.a.Verdict == kb.Torn && min(s.a.Choices, len(s.a.Hits)) > 0:
		s.choose()
	default:
		s.c.Topic = topic
		s.unknown(missed)
	}
}

// sure shows the section. One that was just shown is no answer to a correction,
// and to a question that leans on the last it is named and not said again.
func (s *step) sure(in intent, last string) {
	hit := s.a.Hits[0]
	same := last != "" && hit.Section.ID == last
	switch {
	case same && in.meant:
		s.unknown("")
		return
	case same && s.a.Leaned:
		s.c.Misses = 0
		s.remember(last)
		s.askHelped(Text(s.c.Lang, "answer.same", "title", hit.Article.Title))
		return
	}
	s.c.Misses = 0
	s.show(hit, 0)
}

// lastShown is the section that the question "did that help?" is about.
func (s *step) lastShown() string {
	if s.c.Stage != bot.Helped || len(s.c.Tried) == 0 {
		return ""
	}
	return s.c.Tried[len(s.c.Tried)-1]
}

// unknown offers the desk. The second time it hands over, with the question that
// was missed before, because the second is often only "please help".
func (s *step) unknown(missed string) {
	s.missed(false)
	s.c.Misses++
	if s.c.Misses >= missesBeforeHandOff {
		if missed != "" && len(missed)+len(s.c.Question) < bot.MaxText {
			s.c.Question = missed + "\n" + s.c.Question
		}
		s.handOver()
		return
	}
	s.turn()
	s.offer(bot.Offering, Text(s.c.Lang, "answer.unknown"),
		s.button(yes, "button.yes"), s.button(no, "button.no"))
}

func (s *step) choose() {
	s.turn()
	hits := s.a.Hits[:min(s.a.Choices, len(s.a.Hits))]
	buttons := make([]bot.Button, 0, len(hits)+1)
	for i, hit := range hits {
		s.c.Choices = append(s.c.Choices, hit.Section.ID)
		buttons = append(buttons, bot.Button{Label: hit.Article.Title, Data: press(s.c.Turn, pick, strconv.Itoa(i))})
	}
	buttons = append(buttons, s.button(none, "button.none"))
	s.offer(bot.Choosing, Text(s.c.Lang, "answer.choose"), buttons...)
}

// showMore goes on with the last section. Where nothing was shown there is no more.
func (s *step) showMore() {
	if len(s.c.Tried) == 0 || s.c.Stage != bot.Helped {
		s.say("ok")
		return
	}
	s.showSection(true)
}

// showSection shows a chosen section, or the next page of the last one.
func (s *step) showSection(next bool) {
	if len(s.a.Hits) == 0 {
		// The article was taken out of the folder meanwhile.
		s.unknown("")
		return
	}
	page := 0
	if next {
		page = s.c.Page + 1
	}
	s.c.Misses = 0
	s.show(s.a.Hits[0], page)
}
