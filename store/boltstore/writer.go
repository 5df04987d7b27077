package boltstore

import (
	"fmt"
	"runtime/debug"

	bolt "go.etcd.io/bbolt"

	"github.com/firstline-helpdesk/firstline/store"
)

// writer is the committer's own state; only its goroutine touches it.
type writer struct {
	s   *Store
	mem arena
	// steps are what memory has to follow once the group is on disk.
	steps []step
	// notes are the group's changes of the index of deliveries.
	notes []noted
	// key and times are scratch.
	key   []byte
	times []int64
	// written counts the group's sets that are applied, remembered their
	// deliveries; oldest is the earliest of their clocks.
	written, remembered int
	oldest              int64
	// lasts are the queues' newest numbers before the group.
	lasts [2]uint64
	// unsynced: the last transaction failed but is visible, so that nothing may be
	// answered before another one has synced.
	unsynced bool
	// broken is set when bbolt panicked while writing; nothing is written after.
	broken error

	// totals are those on disk, next those of the transaction under way.
	totals, next totals

	tables [tableCount]table
}

// step is one change of the indexes in memory.
type step struct {
	what stepKind
	q    *queue
	it   *item
	seq  uint64
	at   int64
	name string
}

type stepKind uint8

const (
	pushed stepKind = iota
	finished
	returned
	timerSet
	timerGone
)

// write takes a group through one transaction and sets every request's answer.
func (w *writer) write(group []*request) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	for {
		again, err := w.attempt(group)
		if err != nil {
			err = fmt.Errorf("commit: %w", err)
			for _, r := range group {
				r.result, r.err = store.Result{}, err
			}
		}
		if !again {
			return
		}
	}
}

// attempt makes the transaction. It reports again when one set could not be
// written and the others are to be tried without it.
func (w *writer) attempt(group []*request) (again bool, err error) {
	if w.broken != nil {
		return false, w.broken
	}
	tx, err := w.s.db.Begin(true)
	if err != nil {
		return false, fmt.Errorf("begin a transaction: %w", err)
	}
	defer func() {
		if r := recover(); r != nil {
			w.broken = fmt.Errorf("the database file cannot be written (%v), restart and restore a backup: %w", r, store.ErrDamaged)
			w.s.log.Error("writing the database failed for good", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			w.retract()
			_ = tx.Rollback()
			again, err = false, w.broken
		}
	}()
	w.begin(tx)
	if bad := w.changes(group); bad != nil {
		bad.rejected = true
		w.retract()
		return true, tx.Rollback()
	}
	if w.written == 0 && !w.unsynced {
		return false, tx.Rollback()
	}
	if err := w.forget(); err != nil {
		w.retract()
		_ = tx.Rollback()
		return false, fmt.Errorf("drop old deliveries: %w", err)
	}
	if err := writeTotals(tx, w.mem.frame(totalsSize-frameHead), &w.next); err != nil {
		w.retract()
		_ = tx.Rollback()
		return false, err
	}
	return false, w.commit(tx)
}

// commit syncs the transaction and lets memory follow, or takes memory back.
func (w *writer) commit(tx *bolt.Tx) error {
	id := tx.ID()
	err := w.s.end(tx)
	if err == nil {
		w.unsynced = false
		w.settle()
		return nil
	}
	if w.visible(id) {
		// The last page was written but not synced: later transactions build on it.
		w.unsynced = true
		w.settle()
		return err
	}
	w.retract()
	return err
}

// visible tells whether the file shows the transaction although its commit failed.
func (w *writer) visible(id int) bool {
	tx, err := w.s.db.Begin(false)
	if err != nil {
		return false
	}
	defer func() { _ = tx.Rollback() }()
	return tx.ID() == id
}

func (w *writer) begin(tx *bolt.Tx) {
	w.mem.reset()
	w.steps, w.notes = w.steps[:0], w.notes[:0]
	w.written, w.remembered, w.oldest = 0, 0, noTime
	w.lasts = [2]uint64{w.s.queues[0].last, w.s.queues[1].last}
	w.next = w.totals
	for i := range w.tables {
		w.tables[i] = table{tx.Bucket(tables[i].bucket), &w.next[i]}
	}
	for i := range w.tables {
		w.tables[i].FillPercent = fullness[i]
	}
}

// fullness is how full the first of two pages is left when a page is split. Keys of
// queues and of deliveries only grow. Those of records and histories do so within
// their subject: pages that were left half empty, as is bbolt's default, would
// stay so, and the file, a start and a backup would be twice as long.
var fullness = [tableCount]float64{
	recordsTable: 0.9, deliveriesTable: 0.95, timersTable: bolt.DefaultFillPercent,
	historyTable: 0.9, inboxTable: 0.95, outboxTable: 0.95,
}

// changes checks and applies the sets in order. It returns the request whose
// writing failed, with its error set.
func (w *writer) changes(group []*request) *request {
	for _, r := range group {
		if r.rejected {
			continue
		}
		from := len(w.steps)
		r.result, r.err = w.check(&r.c)
		if r.err != nil || r.result.Outcome != store.Applied {
			w.undo(from)
			continue
		}
		if err := w.apply(&r.c); err != nil {
			r.result, r.err = store.Result{}, fmt.Errorf("commit: %w", err)
			return r
		}
		w.written++
	}
	return nil
}

// settle lets memory follow the steps.
func (w *writer) settle() {
	w.totals = w.next
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	for i := range w.steps {
		st := &w.steps[i]
		switch st.what {
		case pushed:
			st.q.push(st.seq, st.name, st.at)
		case finished:
			st.q.drop(st.it)
		case returned:
			st.q.again(st.it, st.at)
		case timerSet:
			w.s.timers.set(st.name, st.at)
		case timerGone:
			w.s.timers.drop(st.name)
		}
	}
	clear(w.steps)
	w.steps = w.steps[:0]
}

// retract forgets the whole group: its steps, its deliveries and the numbers given
// to its items.
func (w *writer) retract() {
	for i, q := range w.s.queues {
		q.last = w.lasts[i]
	}
	w.unnote()
	w.undo(0)
}

// undo forgets the steps after the first ones.
func (w *writer) undo(from int) {
	if from == len(w.steps) {
		return
	}
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	for i := len(w.steps) - 1; i >= from; i-- {
		st := &w.steps[i]
		switch st.what {
		case finished, returned:
			st.q.resume(st.it)
		case timerSet, timerGone:
			w.s.timers.resume(st.name)
		}
	}
	clear(w.steps[from:])
	w.steps = w.steps[:from]
}
