package telegramfake

// Call is one request that the server got.
type Call struct {
	// Method is the Bot API's name of it.
	Method string
	// Params are the fields as they were sent; objects are JSON.
	Params map[string]string
	// Status is what was answered; 0 when the connection was dropped.
	Status int
}

// Journal lists all calls so far, in order of their answers.
func (s *Server) Journal() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Call(nil), s.journal...)
}

// Count is how often a method was called, with whatever answer.
func (s *Server) Count(method string) int {
	n := 0
	for _, c := range s.Journal() {
		if c.Method == method {
			n++
		}
	}
	return n
}
