package bot

// Prepare tells whether who may have words to the person prepared, and send them: the
// owner alone. Refuses with Unowned, NotOwner, WithMakers or Finished.
func (t *Ticket) Prepare(who Person) error { return t.mustOwn(who) }

// Teach tells whether an article may be made of the ticket: once it is solved, and while
// its words are kept. Refuses with NotSolved or Finished.
func (t *Ticket) Teach() error {
	switch {
	case t.Running():
		return t.refuse(NotSolved)
	case !t.Erased.IsZero():
		return t.refuse(Finished)
	}
	return nil
}
