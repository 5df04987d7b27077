package dialogue

// judged notes whether what was shown last answered the question.
func (s *step) judged(helped bool) {
	if n := len(s.c.Tried); n > 0 && s.c.Question != "" {
		s.lessons = append(s.lessons, Judged{Question: s.c.Question, Section: s.c.Tried[n-1], Helped: helped})
	}
}

// missed notes that the question has no answer.
func (s *step) missed(noneFit bool) {
	if s.c.Question != "" {
		s.lessons = append(s.lessons, Missed{Question: s.c.Question, NoneFit: noneFit})
	}
}
