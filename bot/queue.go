package bot

import (
	"cmp"
	"time"
)

// Compare orders a queue, most urgent first. What is worked on or should be comes
// before what waits for the person, and that before what is solved. Among these
// whose target is nearest comes first; due and otherDue are when the next ones are
// due (see [Ticket.Pending]), zero for none. Without targets the unclaimed come
// first, then the higher priority, then who waits longest.
func (t *Ticket) Compare(other *Ticket, due, otherDue time.Time) int {
	if c := cmp.Compare(t.group(), other.group()); c != 0 {
		return c
	}
	switch {
	case !due.IsZero() && !otherDue.IsZero():
		if c := due.Compare(otherDue); c != 0 {
			return c
		}
	case !due.IsZero():
		return -1
	case !otherDue.IsZero():
		return 1
	}
	return cmp.Or(
		-compareBool(t.State == Open, other.State == Open),
		cmp.Compare(t.Priority.Rank(), other.Priority.Rank()),
		t.Opened.Compare(other.Opened), cmp.Compare(t.Number, other.Number),
	)
}

// group is how far a ticket is from being worked on.
func (t *Ticket) group() int {
	return map[State]int{Open: 0, Claimed: 0, Waiting: 1, Upstream: 2, Solved: 3, Closed: 4}[t.State]
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
