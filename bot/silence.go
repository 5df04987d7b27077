package bot

import "time"

// Wait notes that the next word is the person's: the clocks stand still. Refuses
// with Unowned, NotOwner or Finished.
func (t *Ticket) Wait(who Person, now time.Time, lease time.Duration) error {
	if err := t.mustOwn(who); err != nil {
		return err
	}
	t.State = Waiting
	t.renew(now, lease)
	return nil
}

// Heard is a word of the person: what waited for it goes on, with a fresh lease.
// It reports whether it did.
func (t *Ticket) Heard(now time.Time, lease time.Duration) bool {
	if t.State != Waiting {
		return false
	}
	t.State = Claimed
	t.renew(now, lease)
	return true
}

// silentSince is since when the person owes an answer; zero when they owe none.
func (t *Ticket) silentSince() time.Time {
	switch t.State {
	case Waiting:
		return t.WaitingSince
	case Solved:
		return t.SolvedAt
	}
	return time.Time{}
}

// silenceEnds is when the person is asked again or the ticket closes, always in
// business hours; zero for never.
func (t *Ticket) silenceEnds(terms Terms) time.Time {
	since, after := t.silentSince(), terms.NudgeAfter
	if !t.NudgedAt.IsZero() || after <= 0 {
		after = terms.CloseAfter
	}
	if since.IsZero() || after <= 0 {
		return time.Time{}
	}
	return terms.Hours.NextOpen(later(since, t.NudgedAt).Add(after))
}

// Closes is when the ticket closes if the person stays silent; zero for never.
func (t *Ticket) Closes(terms Terms) time.Time {
	at := t.silenceEnds(terms)
	if !at.IsZero() && terms.NudgeAfter > 0 && t.NudgedAt.IsZero() {
		return terms.Hours.NextOpen(at.Add(terms.CloseAfter))
	}
	return at
}

// Nudge notes that a silent person is asked again, when it is time and was not
// done yet. It reports whether to ask.
func (t *Ticket) Nudge(now time.Time, terms Terms) bool {
	at := t.silenceEnds(terms)
	if at.IsZero() || now.Before(at) || terms.NudgeAfter <= 0 || !t.NudgedAt.IsZero() {
		return false
	}
	t.NudgedAt = now
	return true
}

// GiveUp closes a ticket whose person stayed silent after they were asked again,
// when it is time. It reports since when they were silent and whether it closed.
// What waited and is opened again goes back to who had it.
func (t *Ticket) GiveUp(now time.Time, terms Terms) (since time.Time, closed bool) {
	at := t.silenceEnds(terms)
	if at.IsZero() || now.Before(at) || (terms.NudgeAfter > 0 && t.NudgedAt.IsZero()) {
		return time.Time{}, false
	}
	since = t.silentSince()
	if t.State == Waiting {
		owner, room := t.Owner, t.Room
		t.drop()
		t.SolvedBy, t.Room = owner, room
	}
	t.State, t.ClosedAt, t.NudgedAt = Closed, now, time.Time{}
	return since, true
}
