package bot

import "time"

// Terms are what a level means to keep: when it works and how fast it is.
type Terms struct {
	// Hours are the business hours; nil is always.
	Hours *Calendar
	// FirstResponse and Resolve are targets in working time.
	FirstResponse, Resolve Targets
	// NudgeAfter is how long a person may be silent before they are asked again,
	// CloseAfter how long after that their ticket closes; 0 is never.
	NudgeAfter, CloseAfter time.Duration
}

// Targets are lengths of working time by priority.
type Targets map[Priority]time.Duration

// For gives the target of a priority, else that of the next one towards normal; 0
// is none.
func (t Targets) For(p Priority) time.Duration {
	step := 1
	if p == Low {
		step = -1
	}
	for i := p.Rank(); ; i += step {
		if target := t[Priorities[i]]; target > 0 || Priorities[i] == Normal {
			return target
		}
	}
}

// Goal is what a target is for.
type Goal string

const (
	// FirstResponse: somebody is on it. It is reached when the ticket is claimed,
	// because the person is told who looks into it.
	FirstResponse Goal = "first_response"
	// Resolve: it is solved.
	Resolve Goal = "resolve"
)

// Stretch is how far a goal's time has run, in the order of the reminders.
type Stretch int

const (
	// Near: three quarters of the time are over. The room hears it.
	Near Stretch = iota
	// Over: the time is over. The room hears it.
	Over
	// Late: half as much again is over. The lead hears it.
	Late
	stretches
)

// Reminder is something staff are reminded of.
type Reminder struct {
	Goal    Goal
	Stretch Stretch
	// Due is when the goal's time is over.
	Due time.Time
}

// Clock is the working time that went into a ticket. It stands still while the
// ticket waits for the person or for a known issue.
type Clock struct {
	// Used is what ran before Since.
	Used time.Duration `json:"used,omitempty"`
	// Since is when it last began to run; the zero time is since the opening.
	Since time.Time `json:"since,omitzero"`
}

func (t *Ticket) clockSince() time.Time {
	if t.Clock.Since.IsZero() {
		return t.Opened
	}
	return t.Clock.Since
}

// Reminded counts the reminders given for each goal.
type Reminded struct {
	FirstResponse Stretch `json:"first_response,omitempty"`
	Resolve       Stretch `json:"resolve,omitempty"`
}

func (r *Reminded) of(goal Goal) *Stretch {
	if goal == FirstResponse {
		return &r.FirstResponse
	}
	return &r.Resolve
}

// Tick brings the clock in line with the ticket's state: it stops where the ticket
// has begun to wait for the person, or for a known issue, and goes on where it no longer does. It must be
// called at the time of every change, and may be called again.
func (t *Ticket) Tick(now time.Time, terms Terms) {
	waits := t.State == Waiting || t.Known != 0
	switch {
	case waits && t.WaitingSince.IsZero():
		t.Clock.Used += terms.Hours.Between(t.clockSince(), now)
		t.WaitingSince, t.NudgedAt = now, time.Time{}
	case !waits && !t.WaitingSince.IsZero():
		t.Clock.Since = now
		t.WaitingSince, t.NudgedAt = time.Time{}, time.Time{}
	}
}

// Wind is [Ticket.Tick], and sets Ticket.Alarm anew.
func (t *Ticket) Wind(now time.Time, terms Terms) {
	t.Tick(now, terms)
	t.Alarm = t.nextAlarm(terms)
	if t.Quiet(now, terms) {
		t.Alarm = terms.Hours.NextOpen(now)
	}
}

// lateBy is how late an alarm still rings outside business hours: a reminder that
// is due when the desk closes is given then.
const lateBy = 10 * time.Minute

// Quiet tells whether what the clocks have to say waits for the next opening,
// because nobody is there to hear what should have been said before.
func (t *Ticket) Quiet(now time.Time, terms Terms) bool {
	at := t.nextAlarm(terms)
	return !at.IsZero() && at.Add(lateBy).Before(now) && !terms.Hours.Open(now)
}

// nextAlarm is when a reminder, a nudge or a silent end is due; zero for never.
func (t *Ticket) nextAlarm(terms Terms) time.Time {
	next := t.silenceEnds(terms)
	for _, goal := range []Goal{FirstResponse, Resolve} {
		given := *t.Reminded.of(goal)
		if given >= stretches {
			continue
		}
		if at := t.at(goal, given, terms); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}

// restart begins the way to a solution afresh.
func (t *Ticket) restart(now time.Time) {
	t.Clock, t.Reminded.Resolve, t.NudgedAt = Clock{Since: now}, 0, time.Time{}
}

// Pending gives the goals under way, the nearest first, with the time each is due.
func (t *Ticket) Pending(terms Terms) []Reminder {
	var pending []Reminder
	for _, goal := range []Goal{FirstResponse, Resolve} {
		if due := t.at(goal, Over, terms); !due.IsZero() {
			pending = append(pending, Reminder{Goal: goal, Stretch: *t.Reminded.of(goal), Due: due})
		}
	}
	if len(pending) == 2 && pending[1].Due.Before(pending[0].Due) {
		pending[0], pending[1] = pending[1], pending[0]
	}
	return pending
}

// at is when a stretch of a goal begins; the zero time where the goal is not under
// way or has no target.
func (t *Ticket) at(goal Goal, s Stretch, terms Terms) time.Time {
	targets, since, used := terms.Resolve, t.clockSince(), t.Clock.Used
	if goal == FirstResponse {
		targets, since, used = terms.FirstResponse, t.arrived(), 0
	}
	target := targets.For(t.Priority)
	switch {
	case target <= 0, !t.Running(), t.State == Waiting, t.State == Upstream, t.Known != 0:
		return time.Time{}
	case goal == FirstResponse && (t.State != Open || t.responded()):
		return time.Time{}
	}
	quarters := [stretches]time.Duration{Near: 3, Over: 4, Late: 6}
	return terms.Hours.Add(since, target*quarters[s]/4-used)
}

// Remind gives the reminders that are due at now and counts them as given. Where
// several of a goal are, because nobody looked for long, only the last counts.
func (t *Ticket) Remind(now time.Time, terms Terms) []Reminder {
	var due []Reminder
	for _, goal := range []Goal{FirstResponse, Resolve} {
		given := t.Reminded.of(goal)
		for s := stretches - 1; s >= *given; s-- {
			if at := t.at(goal, s, terms); !at.IsZero() && !at.After(now) {
				due = append(due, Reminder{Goal: goal, Stretch: s, Due: t.at(goal, Over, terms)})
				*given = s + 1
				break
			}
		}
	}
	return due
}
