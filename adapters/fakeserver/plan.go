package fakeserver

import "sync"

// Plan holds the failures that a test asked for, each for the next calls of a name. F
// is the service's own kind of failure. Make one with [NewPlan].
type Plan[F any] struct {
	lock  sync.Locker
	bell  *Bell
	fails map[string][]*failure[F]
	drops map[string]int
}

type failure[F any] struct {
	what F
	left int
}

// NewPlan makes a plan for a fake whose state this lock guards.
func NewPlan[F any](lock sync.Locker, bell *Bell) *Plan[F] {
	return &Plan[F]{lock: lock, bell: bell, fails: map[string][]*failure[F]{}, drops: map[string]int{}}
}

// Fail lets the next calls of a name fail, so many times. Failures of one name come in
// the order they were asked for. A call that waits fails at once.
func (p *Plan[F]) Fail(name string, f F, times int) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.fails[name] = append(p.fails[name], &failure[F]{what: f, left: times})
	p.bell.Ring()
}

// AcceptThenDrop lets the next calls of a name take effect, and then closes the
// connection without an answer.
func (p *Plan[F]) AcceptThenDrop(name string, times int) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.drops[name] += times
}

// Failing gives the failure that was asked for. The caller holds the lock.
func (p *Plan[F]) Failing(name string) (f F, planned bool) {
	list := p.fails[name]
	for len(list) > 0 && list[0].left <= 0 {
		list = list[1:]
	}
	p.fails[name] = list
	if len(list) == 0 {
		return f, false
	}
	list[0].left--
	return list[0].what, true
}

// Dropping tells whether the answer of this call is to be dropped, and counts it. The
// caller holds the lock.
func (p *Plan[F]) Dropping(name string) bool {
	if p.drops[name] == 0 {
		return false
	}
	p.drops[name]--
	return true
}
