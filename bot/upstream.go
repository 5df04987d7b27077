package bot

import "time"

// Hand gives the ticket to the makers of the product: from now on it waits for an
// issue of theirs, at level. Staff of the level below keep its thread. Who does it must own
// it, or nobody does; giving it another issue is always possible. Refuses with NotOwner
// or Finished.
func (t *Ticket) Hand(who Person, issue Place, level Level, now time.Time, terms Terms) error {
	switch {
	case !t.Running():
		return t.refuse(Finished)
	case t.Taken() && !t.Owner.Same(who):
		return t.refuse(NotOwner)
	}
	if t.State != Upstream {
		owner, room := t.Owner, t.Room
		t.leave(level, now, terms)
		t.State, t.Keeper, t.Room = Upstream, owner, room
	}
	t.Issue, t.FixedIn, t.FixedAt = issue, "", time.Time{}
	t.Asking, t.Advice = "", ""
	return nil
}

// Recall takes the ticket back from the makers, to the level that gave it to them, whose
// owner has it again. Refuses with NotUpstream.
func (t *Ticket) Recall(now time.Time, lease time.Duration, terms Terms) error {
	if t.State != Upstream {
		return t.refuse(NotUpstream)
	}
	keeper, room := t.Keeper, t.Room
	t.backFromMakers(now, terms)
	t.State = Open
	if !keeper.Nobody() {
		t.State, t.Owner, t.OwnerSince, t.Room = Claimed, keeper, now, room
		t.renew(now, lease)
	}
	t.Issue = Place{}
	return nil
}

// Fixed notes that the makers have closed the issue, in a release where they say in
// which; "" while they do not.
func (t *Ticket) Fixed(release string, now time.Time) {
	if t.FixedAt.IsZero() {
		t.FixedAt = now
	}
	if release != "" {
		t.FixedIn = release
	}
}

// Unfixed notes that the makers work on the issue again.
func (t *Ticket) Unfixed() { t.FixedAt, t.FixedIn = time.Time{}, "" }

// Deployed solves a ticket whose fix has reached the person's installation: they are
// asked whether it works, and when it does not it goes back to who gave it to the
// makers. Refuses with NotUpstream.
func (t *Ticket) Deployed(now time.Time, terms Terms) error {
	if t.State != Upstream {
		return t.refuse(NotUpstream)
	}
	keeper, room := t.Keeper, t.Room
	t.backFromMakers(now, terms)
	t.State, t.SolvedBy, t.SolvedAt, t.Room = Solved, keeper, now, room
	return nil
}

func (t *Ticket) backFromMakers(now time.Time, terms Terms) {
	to := max(1, t.Level-1)
	if n := len(t.Stints); n > 0 {
		to = t.Stints[n-1].Level // who gave it away may sit at the same level
	}
	t.leave(to, now, terms)
	t.Keeper = Person{}
}
