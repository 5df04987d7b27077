package bot

import "time"

// Gone is what somebody is called who was erased.
const Gone = "—"

// Erase takes everything out of a ticket that tells who asked and what; numbers,
// times, the office, who worked on it and how it ended stay, so that counts stay right. A ticket
// that is not closed is closed. It reports whether it had to be.
func (t *Ticket) Erase(now time.Time) (closed bool) {
	if t.State != Closed {
		room := t.Room
		t.drop()
		t.State, t.ClosedAt, t.Room, closed = Closed, now, room, true
	}
	t.Person, t.Place, t.Question = Person{Name: Gone}, Place{}, Gone
	t.Because, t.Remark, t.Profile.Role = nil, "", ""
	t.Why, t.Asking, t.Advice, t.Facts = "", "", "", nil
	t.Erased = now
	return closed
}
