package storetest

import (
	"slices"
	"time"

	"github.com/firstline-helpdesk/firstline/store"
)

// model is a store in the simplest words, to compare a real one with. It knows
// no concurrency and no disk.
type model struct {
	records    map[store.Key]store.Record
	deliveries map[string]answered
	queues     map[string][]*queued
	timers     map[string]*ticking
	history    map[string][]store.Entry
}

type answered struct {
	at     time.Time
	sum    uint32
	result string
}

type queued struct {
	id, lane, value string
	notBefore       time.Time
	attempt         int
	leased          bool
	token           store.Token
	until           time.Time
}

type ticking struct {
	due   time.Time
	value string
	until time.Time
}

func newModel() *model {
	return &model{
		records: map[store.Key]store.Record{}, deliveries: map[string]answered{}, queues: map[string][]*queued{},
		timers: map[string]*ticking{}, history: map[string][]store.Entry{},
	}
}

// fenced is the outcome for a stale token, beside those of the contract.
const fenced store.Outcome = -1

// commit says what must become of the set, and applies it. Where a stale token
// meets a conflict, both answers are right and it says both.
func (m *model) commit(c store.ChangeSet) (allowed []store.Outcome, result store.Result) {
	if r, seen := m.seen(c); seen {
		return []store.Outcome{store.Duplicate}, r
	}
	if slices.ContainsFunc(c.Expect, func(x store.Expect) bool { return m.records[x.Key].Version != x.Version }) {
		allowed = append(allowed, store.Conflict)
	}
	if m.stale(c) {
		allowed = append(allowed, fenced)
	}
	if len(allowed) > 0 {
		return allowed, store.Result{}
	}
	m.apply(c)
	return []store.Outcome{store.Applied}, store.Result{}
}

func (m *model) seen(c store.ChangeSet) (r store.Result, seen bool) {
	for _, d := range c.Deliveries {
		was, ok := m.deliveries[d.Key]
		if !ok {
			continue
		}
		if !seen {
			r.Stored = []byte(was.result)
		}
		seen = true
		r.Differs = r.Differs || d.Sum != 0 && was.sum != 0 && d.Sum != was.sum
	}
	return r, seen
}

func (m *model) stale(c store.ChangeSet) bool {
	used := map[store.Token]bool{}
	bad := func(t store.Token) bool {
		it := m.find(t)
		stale := it == nil || !c.Now.Before(it.until) || used[t]
		used[t] = true
		return stale
	}
	return slices.ContainsFunc(c.Done, bad) || slices.ContainsFunc(c.Again, func(a store.Again) bool { return bad(a.Token) })
}

func (m *model) find(t store.Token) *queued {
	for _, it := range m.queues[t.Queue] {
		if it.leased && it.token == t {
			return it
		}
	}
	return nil
}

func (m *model) apply(c store.ChangeSet) {
	for _, p := range c.Put {
		if p.Value == nil {
			delete(m.records, p.Key)
			continue
		}
		m.records[p.Key] = store.Record{Key: p.Key, Version: m.records[p.Key].Version + 1, Value: p.Value}
	}
	for _, t := range c.Done {
		it := m.find(t)
		m.queues[t.Queue] = slices.DeleteFunc(m.queues[t.Queue], func(x *queued) bool { return x == it })
	}
	for _, a := range c.Again {
		it := m.find(a.Token)
		it.leased, it.notBefore = false, a.NotBefore
		if a.Value != nil {
			it.value = string(a.Value)
		}
		if !a.Fresh {
			it.attempt++
		}
	}
	for name, all := range map[string][]store.Push{"inbox": c.Inbox, "outbox": c.Outbox} {
		for _, p := range all {
			m.queues[name] = append(m.queues[name], &queued{id: p.ID, lane: p.Lane, value: string(p.Value), notBefore: p.NotBefore})
		}
	}
	for _, id := range c.Cancel {
		delete(m.timers, id)
	}
	for _, t := range c.Timers {
		m.timers[t.ID] = &ticking{due: t.Due, value: string(t.Value)}
	}
	for _, h := range c.History {
		h.Seq = uint64(len(m.history[h.Subject]) + 1)
		m.history[h.Subject] = append(m.history[h.Subject], h)
	}
	for _, h := range c.Redact {
		if entries := m.history[h.Subject]; h.Seq >= 1 && h.Seq <= uint64(len(entries)) {
			entries[h.Seq-1].Value = h.Value
		}
	}
	for _, d := range c.Deliveries {
		m.deliveries[d.Key] = answered{c.Now, d.Sum, string(c.Result)}
	}
}

// free gives the first item of every lane that can be leased at now.
func (m *model) free(queue string, now time.Time) map[string]*queued {
	met, free := map[string]bool{}, map[string]*queued{}
	for _, it := range m.queues[queue] {
		if met[it.lane] {
			continue
		}
		met[it.lane] = true
		if !it.notBefore.After(now) && (!it.leased || !it.until.After(now)) {
			free[it.lane] = it
		}
	}
	return free
}

// due gives the ids of the timers that can be leased at now, earliest first.
func (m *model) due(now time.Time) []string {
	var out []string
	for id, t := range m.timers {
		if !t.due.After(now) && !t.until.After(now) {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return m.timers[a].due.Compare(m.timers[b].due) })
	return out
}
