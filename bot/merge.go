package bot

import "slices"

// MaxFollowers is how many tickets can be merged into one.
const MaxFollowers = 40

// Merge makes other follow this ticket: from now on it is where this one is, with
// the same owner, and its person gets the answers of this one. Who does it must
// own other, or nobody does. Refuses with NotOwner, or with NotMergeable where one
// of them is finished or follows another.
func (t *Ticket) Merge(by Person, other *Ticket) error {
	switch {
	case t.Number == other.Number || !t.Running() || !other.Running(),
		t.Follows != 0 || other.Follows != 0, t.Level < other.Level, len(other.Followers) > 0 || len(t.Followers) >= MaxFollowers:
		return &Refusal{Reason: NotMergeable, Ticket: other.Number, Other: t.Number}
	case other.Taken() && !other.Owner.Same(by):
		return other.refuse(NotOwner)
	}
	t.Followers = append(slices.Clone(t.Followers), other.Number)
	other.Follows = t.Number
	other.GoAlong(t)
	return nil
}

// GoAlong puts a ticket where the one stands that it follows, while both are
// running.
func (t *Ticket) GoAlong(leader *Ticket) {
	if t.Follows != leader.Number || !t.Running() || !leader.Running() {
		return
	}
	t.Level, t.Arrived, t.Response, t.Stints, t.Why = leader.Level, leader.Arrived, leader.Response, leader.Stints, leader.Why
	t.Issue, t.Keeper, t.FixedAt, t.FixedIn = leader.Issue, leader.Keeper, leader.FixedAt, leader.FixedIn
	t.State, t.Owner, t.OwnerSince, t.Room = leader.State, leader.Owner, leader.OwnerSince, leader.Room
	t.LeaseUntil, t.Asked = leader.LeaseUntil, false
	if t.FirstResponse.IsZero() && leader.FirstResponse.After(t.Opened) {
		t.FirstResponse = leader.FirstResponse
	}
}

// CloseWith closes a ticket together with the one it follows.
func (t *Ticket) CloseWith(leader *Ticket) {
	t.drop()
	t.State, t.ClosedAt, t.SolvedBy, t.Room = leader.State, leader.ClosedAt, leader.SolvedBy, leader.Room
}

// Part makes a ticket that followed this one stand for itself again.
func (t *Ticket) Part(other *Ticket) {
	t.Followers = slices.DeleteFunc(slices.Clone(t.Followers), func(n int) bool { return n == other.Number })
	other.Follows = 0
}
