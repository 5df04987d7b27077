package bot

import "time"

// Ticket is one promise to look after somebody's problem. Its transcript and
// history are records of their own.
type Ticket struct {
	Number   int      `json:"number"`
	Level    Level    `json:"level"`
	State    State    `json:"state"`
	Type     string   `json:"type,omitempty"`
	Priority Priority `json:"priority"`
	// Person is who asked, Place where the answers go.
	Person Person   `json:"person"`
	Place  Place    `json:"place"`
	Lang   string   `json:"lang,omitempty"`
	Tags   []string `json:"tags,omitempty"`
	// Follows is the ticket this one was merged into; 0 for none. Followers are the
	// tickets merged into this one: their persons get its answers.
	Follows   int   `json:"follows,omitempty"`
	Followers []int `json:"followers,omitempty"`
	Known     int   `json:"known,omitempty"` // the known issue that it waits for; 0 for none
	// Question is the person's own words; "" when they asked for a human only.
	Question string `json:"question,omitempty"`
	// Tried are the sections the desk showed before, newest last.
	Tried []string `json:"tried,omitempty"`
	// TypeBy is who says the type, Because the words that it was guessed from. Similar are tickets like it that were running when it was
	// opened, the most alike first.
	TypeBy  TypeBy   `json:"type_by,omitempty"`
	Because []string `json:"because,omitempty"`
	Similar []int    `json:"similar,omitempty"`
	// Profile is where the person works and as what.
	Profile Profile `json:"profile,omitzero"`
	// Owner has the claim since OwnerSince; the lease ends at LeaseUntil.
	Owner      Person    `json:"owner"`
	OwnerSince time.Time `json:"owner_since,omitzero"`
	LeaseUntil time.Time `json:"lease_until,omitzero"`
	// Room is where the owner claimed it; the person's words go there.
	Room Place `json:"room,omitzero"`
	// Arrived is when it came to its level; the zero time is when it was opened. Response
	// is when staff there, above level 1, answered first, Stints is its time at levels before.
	Arrived  time.Time `json:"arrived,omitzero"`
	Response time.Time `json:"response,omitzero"`
	Stints   []Stint   `json:"stints,omitempty"`
	// Why is why it was passed to its level; Asking is why it is to be passed on, as soon
	// as the next level knows what it needs; Facts are what it knows, by name. Advice is
	// what a higher level would tell the person.
	Why    string            `json:"why,omitempty"`
	Asking string            `json:"asking,omitempty"`
	Facts  map[string]string `json:"facts,omitempty"`
	Advice string            `json:"advice,omitempty"`
	// Issue is the makers' issue that it waits for, since Keeper gave it to them; FixedAt is
	// when they closed it, FixedIn the version that has the fix, "" while nobody says.
	Issue  Place  `json:"issue,omitzero"`
	Keeper Person `json:"keeper,omitzero"`
	// Mirror is how the issue stands, in a few words of the tracker's.
	Mirror  string    `json:"mirror,omitempty"`
	FixedAt time.Time `json:"fixed_at,omitzero"`
	FixedIn string    `json:"fixed_in,omitempty"`
	// Asked tells that the owner was asked "still on it?" and has not answered.
	Asked bool `json:"asked,omitempty"`
	// SolvedBy is who solved it last; a reopened ticket goes back to them.
	SolvedBy Person `json:"solved_by"`

	Opened        time.Time `json:"opened"`
	FirstResponse time.Time `json:"first_response,omitzero"`
	SolvedAt      time.Time `json:"solved_at,omitzero"`
	ClosedAt      time.Time `json:"closed_at,omitzero"`
	// Reopened counts how often the person said it was not solved; the first time
	// raises the priority.
	Reopened int `json:"reopened,omitempty"`
	// Clock is the working time that went into it, Reminded what its staff were
	// reminded of. WaitingSince is kept by [Ticket.Tick]; NudgedAt is when a silent person
	// was asked again. Alarm is when the desk looks at the clocks next.
	Clock        Clock     `json:"clock,omitzero"`
	Reminded     Reminded  `json:"reminded,omitzero"`
	WaitingSince time.Time `json:"waiting_since,omitzero"`
	NudgedAt     time.Time `json:"nudged_at,omitzero"`
	Alarm        time.Time `json:"alarm,omitzero"`
	// Rating is 1 to 5, 0 while not rated.
	Rating int `json:"rating,omitempty"`
	// Remark is what they said of it.
	Remark string `json:"remark,omitempty"`
	// Lines is how many lines the transcript has.
	Lines int `json:"lines,omitempty"`
	// Erased is when what tells who asked and what was taken out: see [Ticket.Erase].
	Erased time.Time `json:"erased,omitzero"`
	// History is the end of the ticket's history.
	History Chain `json:"history,omitzero"`
}

// Running tells whether the desk still works on the ticket.
func (t *Ticket) Running() bool { return t.State == Open || t.State == Upstream || t.Taken() }

// Taken tells whether somebody has the ticket.
func (t *Ticket) Taken() bool { return t.State == Claimed || t.State == Waiting }

// Claim gives the ticket to who, sitting in room, until now+lease. Claiming what
// one already has renews the lease, ends the waiting and moves the thread to room. Refuses with
// Owned, WithMakers or Finished.
func (t *Ticket) Claim(who Person, room Place, now time.Time, lease time.Duration) error {
	switch {
	case !t.Running():
		return t.refuse(Finished)
	case t.State == Upstream:
		return t.refuse(WithMakers)
	case t.Taken() && !t.Owner.Same(who):
		return t.refuse(Owned)
	case !t.Taken():
		t.Owner, t.OwnerSince = who, now
	}
	t.State, t.Room = Claimed, room
	t.renew(now, lease)
	return nil
}

// Renew prolongs the owner's lease. Refuses with Unowned, NotOwner or Finished.
func (t *Ticket) Renew(who Person, now time.Time, lease time.Duration) error {
	if err := t.mustOwn(who); err != nil {
		return err
	}
	t.renew(now, lease)
	return nil
}

func (t *Ticket) renew(now time.Time, lease time.Duration) {
	t.LeaseUntil, t.Asked = now.Add(lease), false
}

// Release gives the ticket back to the queue; the transcript stays. Refuses with
// Unowned, NotOwner or Finished.
func (t *Ticket) Release(who Person) error {
	if err := t.mustOwn(who); err != nil {
		return err
	}
	t.drop()
	return nil
}

// Expire is the end of a lease nobody renewed. It reports whether the ticket went
// back to the queue, and who had it.
func (t *Ticket) Expire(now time.Time) (had Person, released bool) {
	if t.State != Claimed || now.Before(t.LeaseUntil) {
		return Person{}, false
	}
	had = t.Owner
	t.drop()
	return had, true
}

func (t *Ticket) drop() {
	t.State, t.Owner, t.Room = Open, Person{}, Place{}
	t.OwnerSince, t.LeaseUntil, t.Asked = time.Time{}, time.Time{}, false
}

// Answer is who writing to the person, which renews the lease. Only the owner's
// words reach the person, or those of anybody at the level while the makers have it:
// refuses with Unowned, NotOwner or Finished.
func (t *Ticket) Answer(who Person, now time.Time, lease time.Duration) error {
	if t.State == Upstream {
		return nil
	}
	return t.Renew(who, now, lease)
}

// Answered notes that words of staff went out to the person.
func (t *Ticket) Answered(now time.Time) {
	if t.FirstResponse.IsZero() {
		t.FirstResponse = now
	}
	if t.Response.IsZero() && !t.Arrived.IsZero() {
		t.Response = now
	}
}

// Solve says the work is done. While the makers have it anybody at the level may say
// so. Refuses with Unowned, NotOwner or Finished.
func (t *Ticket) Solve(who Person, now time.Time) error {
	if err := t.mustOwn(who); err != nil && t.State != Upstream {
		return err
	}
	t.Answered(now)
	room := t.Room
	if t.State == Upstream {
		t.backFromMakers(now, Terms{})
	}
	t.drop()
	t.State, t.SolvedBy, t.SolvedAt, t.Room = Solved, who, now, room
	return nil
}

// Confirm closes a solved ticket, on the person's word or because they kept
// silent. Refuses with NotSolved, or with Finished when it is closed already.
func (t *Ticket) Confirm(now time.Time) error {
	switch t.State {
	case Closed:
		return t.refuse(Finished)
	case Solved:
		t.State, t.ClosedAt = Closed, now
		return nil
	}
	return t.refuse(NotSolved)
}

// Rate keeps the person's rating, 1 to 5. Refuses with NotSolved.
func (t *Ticket) Rate(stars int) error {
	if t.Running() {
		return t.refuse(NotSolved)
	}
	t.Rating = min(max(stars, 1), 5)
	return nil
}

// Reopen takes a solved or freshly closed ticket up again: whoever solved it gets
// it back with a fresh lease, and its priority is raised once. Refuses with
// NotSolved while it is running and with TooLate after [ReopenFor].
func (t *Ticket) Reopen(now time.Time, lease time.Duration) error {
	if t.Running() {
		return t.refuse(NotSolved)
	}
	if t.State == Closed && now.Sub(t.ClosedAt) > ReopenFor {
		return t.refuse(TooLate)
	}
	t.Reopened++
	if t.Reopened == 1 {
		t.Priority = t.Priority.Raised()
	}
	t.SolvedAt, t.ClosedAt = time.Time{}, time.Time{}
	t.restart(now)
	t.State, t.Owner, t.OwnerSince = Claimed, t.SolvedBy, now
	t.renew(now, lease)
	if t.Owner.Nobody() {
		t.drop() // nobody had it
	}
	return nil
}

func (t *Ticket) mustOwn(who Person) error {
	switch {
	case !t.Running():
		return t.refuse(Finished)
	case t.State == Upstream:
		return t.refuse(WithMakers)
	case !t.Taken():
		return t.refuse(Unowned)
	case !t.Owner.Same(who):
		return t.refuse(NotOwner)
	}
	return nil
}
