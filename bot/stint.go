package bot

import (
	"slices"
	"time"
)

// maxStints is how many earlier stints a ticket remembers; the oldest go first.
const maxStints = 16

// Stint is the time that a ticket spent at one level before it left it.
type Stint struct {
	Level Level `json:"level"`
	// Owner had it when it left, in Room; nobody where it left the queue.
	Owner Person    `json:"owner"`
	Room  Place     `json:"room,omitzero"`
	Since time.Time `json:"since"`
	Until time.Time `json:"until"`
	// Worked is the part of it that was working time and did not wait for the person.
	Worked time.Duration `json:"worked,omitempty"`
}

// Escalate moves the ticket to the next level, for the reason why. Who does it must
// own it, or nobody does. Terms are those of the level that it leaves, top is the
// highest level there is. Refuses with NotOwner, Finished or NoHigher.
func (t *Ticket) Escalate(who Person, why string, top Level, now time.Time, terms Terms) error {
	switch {
	case !t.Running():
		return t.refuse(Finished)
	case t.Taken() && !t.Owner.Same(who):
		return t.refuse(NotOwner)
	case t.Level >= top:
		return t.refuse(NoHigher)
	}
	t.leave(t.Level+1, now, terms)
	t.Why, t.Asking, t.Advice = why, "", ""
	return nil
}

// Return moves the ticket back to the level that it came from, with advice for the
// staff there, or "". Whoever passed it on has it again until now+lease; else it is
// open there. Refuses with Unowned, NotOwner, Finished or NoLower.
func (t *Ticket) Return(who Person, advice string, now time.Time, lease time.Duration, terms Terms) error {
	if err := t.mustOwn(who); err != nil {
		return err
	}
	from, ok := t.CameFrom()
	if !ok {
		return t.refuse(NoLower)
	}
	t.leave(from.Level, now, terms)
	t.Advice, t.Asking = advice, ""
	if !from.Owner.Nobody() {
		t.State, t.Owner, t.OwnerSince, t.Room = Claimed, from.Owner, now, from.Room
		t.renew(now, lease)
	}
	return nil
}

// CameFrom is the last stint at a lower level; false for none.
func (t *Ticket) CameFrom() (Stint, bool) {
	for _, s := range slices.Backward(t.Stints) {
		if s.Level < t.Level {
			return s, true
		}
	}
	return Stint{}, false
}

// Levels are those that the ticket is and was at, without the same one twice.
func (t *Ticket) Levels() []Level {
	levels := []Level{t.Level}
	for _, s := range t.Stints {
		if !slices.Contains(levels, s.Level) {
			levels = append(levels, s.Level)
		}
	}
	return levels
}

// arrived is when the ticket came to its level.
func (t *Ticket) arrived() time.Time {
	if t.Arrived.IsZero() {
		return t.Opened
	}
	return t.Arrived
}

// leave ends the stint at a level and begins one at another, with clocks of its own.
func (t *Ticket) leave(to Level, now time.Time, terms Terms) {
	t.Tick(now, terms)
	worked := t.Clock.Used
	if t.WaitingSince.IsZero() {
		worked += terms.Hours.Between(t.clockSince(), now)
	}
	t.Stints = append(slices.Clone(t.Stints), Stint{
		Level: t.Level, Owner: t.Owner, Room: t.Room, Since: t.arrived(), Until: now, Worked: worked,
	})
	if extra := len(t.Stints) - maxStints; extra > 0 {
		t.Stints = t.Stints[extra:]
	}
	t.drop()
	t.Level, t.Arrived, t.Response = to, now, time.Time{}
	t.WaitingSince, t.Reminded = time.Time{}, Reminded{}
	t.restart(now)
}

// responded tells whether staff of the ticket's level have answered.
func (t *Ticket) responded() bool {
	if t.Arrived.IsZero() {
		return !t.FirstResponse.IsZero()
	}
	return !t.Response.IsZero()
}
