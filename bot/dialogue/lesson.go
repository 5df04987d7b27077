package dialogue

import "strings"

// oneQuestion tells whether the question under way can be learned from. One of
// several lines was asked in pieces, and no other person will put it so.
func (s *step) oneQuestion() bool {
	return s.c.Question != "" && !strings.Contains(s.c.Question, "\n")
}

// judged notes whether what was shown last answered the question.
func (s *step) judged(helped bool) {
	if n := len(s.c.Tried); n > 0 && s.oneQuestion() {
		s.lessons = append(s.lessons, Judged{Question: s.c.Question, Section: s.c.Tried[n-1], Helped: helped})
	}
}

// missed notes that the question has no answer.
func (s *step) missed(noneFit bool) {
	if s.oneQuestion() {
		s.lessons = append(s.lessons, Missed{Question: s.c.Question, NoneFit: noneFit})
	}
}
