package bot

import "time"

// TakeOver gives who the ticket that somebody else has had since the time since,
// and tells who had it. Since is what the asker was shown: when the ticket has
// changed hands meanwhile they did not mean its new owner. The zero time means
// whoever has it. A ticket that is free is claimed. Refuses with Owned or Finished.
func (t *Ticket) TakeOver(who Person, since time.Time, room Place, now time.Time, lease time.Duration) (had Person, err error) {
	if !t.Taken() || t.Owner.Same(who) {
		return Person{}, t.Claim(who, room, now, lease)
	}
	if !since.IsZero() && t.OwnerSince.Unix() != since.Unix() {
		return Person{}, t.refuse(Owned)
	}
	had = t.Owner
	t.drop()
	return had, t.Claim(who, room, now, lease)
}

// Assign gives the ticket to a colleague, who sits in room: the owner may, and
// anybody while nobody has it. It tells who had it. Refuses with NotOwner or
// Finished.
func (t *Ticket) Assign(by, to Person, room Place, now time.Time, lease time.Duration) (had Person, err error) {
	switch {
	case !t.Running():
		return Person{}, t.refuse(Finished)
	case t.Taken() && !t.Owner.Same(by):
		return Person{}, t.refuse(NotOwner)
	case t.Owner.Same(to):
		return to, t.Claim(to, room, now, lease)
	}
	had = t.Owner
	t.drop()
	return had, t.Claim(to, room, now, lease)
}
