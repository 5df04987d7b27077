package bot

// Retype sets the support type by somebody's word; what it was guessed from no
// longer holds.
func (t *Ticket) Retype(kind string) { t.Type, t.Because = kind, nil }

// Ask sets what the ticket is about, once. It reports whether that was open.
func (t *Ticket) Ask(question string) bool {
	if t.Question != "" || question == "" {
		return false
	}
	t.Question = question
	return true
}

// WaitedTooLong raises the priority of a ticket that nobody has taken for too long,
// up to high: what is urgent is said by people. It reports whether it did.
func (t *Ticket) WaitedTooLong() bool {
	if t.State != Open || t.Priority.Rank() <= High.Rank() {
		return false
	}
	t.Priority = t.Priority.Raised()
	return true
}
