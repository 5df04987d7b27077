package dialogue

import (
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb"
)

// answer says what the search found. A question that leans on the one before goes
// to staff with it, for alone it says too little.
func (s *step) answer(in intent) {
	question, last, topic := in.arg, s.lastShown(), s.c.Topic
	if s.a.With != "" && len(s.a.With)+len(question) < bot.MaxText {
		question = s.a.With + "\n" + question
	}
	if s.c.Question != question && !in.meant {
		s.c.Tried = nil
	}
	missed := ""
	if s.c.Misses > 0 && s.c.Question != question && !in.meant {
		missed = s.c.Question
	}
	s.c.Question, s.c.Choices, s.c.Page = question, nil, 0
	if s.a.With != topic || topic == "" {
		s.c.Topic = bot.CutText(strings.ReplaceAll(question, "\n", " "), bot.MaxTopic)
	}
	switch {
	case s.a.Verdict == kb.Sure && len(s.a.Hits) > 0:
		s.sure(in, last)
	case s.a.Verdict == kb.Torn && min(s.a.Choices, len(s.a.Hits)) > 0:
		s.choose()
	default:
		s.c.Topic = bot.CutText(topic, bot.MaxTopic)
		s.unknown(missed)
	}
}

// sure shows the section. One that was just shown is no answer to a correction,
// and to a question that leans on the last it is named and not said again.
func (s *step) sure(in intent, last string) {
	hit := s.a.Hits[0]
	if hit.Article.Notice != "" {
		s.notice(hit)
		return
	}
	same := last != "" && hit.Section.ID == last
	switch {
	case same && in.meant:
		s.unknown("")
		return
	case same && s.a.With != "":
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
