package boltstore

import "strings"

// timer is what memory knows of a timer; the value stays in the file.
type timer struct {
	slot
	id  string
	due int64
	// until is the end of the lease; noTime means not leased.
	until int64
	// changing: a group under way sets or cancels it, so nobody may lease it.
	changing bool
	in       *order[*timer]
}

// timers is the index of the timers, guarded by the store's mutex. Each timer is
// in one of the orders unless it is changing.
type timers struct {
	byID map[string]*timer
	// waiting is by due time, leased by the end of the lease.
	waiting, leased order[*timer]
}

func newTimers() timers { return timers{byID: map[string]*timer{}} }

func (ts *timers) line(t *timer) {
	if t.until != noTime {
		t.in = &ts.leased
		ts.leased.put(t, t.until)
		return
	}
	t.in = &ts.waiting
	ts.waiting.put(t, t.due)
}

func (ts *timers) leave(t *timer) {
	if t.in != nil {
		t.in.take(t)
		t.in = nil
	}
}

// lease leases the earliest timer that is due at now, or returns nil.
func (ts *timers) lease(now, until int64) *timer {
	for ts.leased.len() > 0 && ts.leased.first().until <= now {
		t := ts.leased.first()
		ts.leave(t)
		t.until = noTime
		ts.line(t)
	}
	if ts.waiting.len() == 0 || ts.waiting.first().due > now {
		return nil
	}
	t := ts.waiting.first()
	ts.leave(t)
	t.until = until
	ts.line(t)
	return t
}

// hold keeps a timer from being leased while a group changes it.
func (ts *timers) hold(id string) {
	if t := ts.byID[id]; t != nil && !t.changing {
		t.changing = true
		ts.leave(t)
	}
}

// resume takes hold back.
func (ts *timers) resume(id string) {
	if t := ts.byID[id]; t != nil && t.changing {
		t.changing = false
		ts.line(t)
	}
}

// set adds or replaces a timer that is on disk; a lease of the old one is over.
func (ts *timers) set(id string, due int64) {
	t := ts.byID[id]
	if t == nil {
		t = &timer{id: strings.Clone(id)}
		ts.byID[t.id] = t
	}
	ts.leave(t)
	t.due, t.until, t.changing = due, noTime, false
	ts.line(t)
}

func (ts *timers) drop(id string) {
	if t := ts.byID[id]; t != nil {
		ts.leave(t)
		delete(ts.byID, id)
	}
}
