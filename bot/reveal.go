package bot

// Reveal asks whether who may read what is masked in the rooms: the owner may, and
// after the end who solved it. Refuses with Unowned, NotOwner or Finished.
func (t *Ticket) Reveal(who Person) error {
	if t.Running() {
		return t.mustOwn(who)
	}
	if t.SolvedBy.Same(who) {
		return nil
	}
	return t.refuse(Finished)
}
