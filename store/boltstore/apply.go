package boltstore

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/firstline-helpdesk/firstline/store"
)

// apply writes a set that check let pass. After an error the transaction must
// be taken back.
func (w *writer) apply(c *store.ChangeSet) error {
	for i := range c.Put {
		if err := w.put(&c.Put[i]); err != nil {
			return err
		}
	}
	if err := w.finish(c); err != nil {
		return err
	}
	if err := w.push(w.s.queues[0], &w.tables[inboxTable], c.Inbox); err != nil {
		return err
	}
	if err := w.push(w.s.queues[1], &w.tables[outboxTable], c.Outbox); err != nil {
		return err
	}
	if err := w.setTimers(c); err != nil {
		return err
	}
	for i := range c.History {
		if err := w.record(&c.History[i]); err != nil {
			return err
		}
	}
	for i := range c.Redact {
		if err := w.redact(&c.Redact[i]); err != nil {
			return err
		}
	}
	if now := nanos(c.Now); now != noTime && (w.oldest == noTime || now < w.oldest) {
		w.oldest = now
	}
	return w.remember(c)
}

// put writes or deletes a record.
func (w *writer) put(p *store.Put) error {
	w.key = append(w.key[:0], p.Key...)
	if p.Value == nil {
		if err := w.tables[recordsTable].remove(w.key); err != nil {
			return fmt.Errorf("delete %s: %w", p.Key.Kind(), err)
		}
		return nil
	}
	old := w.tables[recordsTable].Get(w.key)
	version, err := w.versionIn(old)
	if err != nil {
		return fmt.Errorf("put %s: %w", p.Key.Kind(), err)
	}
	frame := w.mem.frame(recordSize + len(p.Value))
	frame = binary.BigEndian.AppendUint64(frame, uint64(version)+1)
	frame = append(frame, p.Value...)
	if err := w.tables[recordsTable].replace(w.key, old, seal(recordKind, w.key, frame)); err != nil {
		return fmt.Errorf("put %s: %w", p.Key.Kind(), err)
	}
	return nil
}

// finish deletes the items of Done and rewrites those of Again.
func (w *writer) finish(c *store.ChangeSet) error {
	for i := range c.Done {
		w.key = binary.BigEndian.AppendUint64(w.key[:0], c.Done[i].Seq)
		if err := w.tableOf(c.Done[i]).remove(w.key); err != nil {
			return fmt.Errorf("delete a finished item: %w", err)
		}
	}
	for i := range c.Again {
		if err := w.giveBack(&c.Again[i]); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) giveBack(a *store.Again) error {
	b, q := w.tableOf(a.Token), w.s.queueOf(a.Token)
	w.key = binary.BigEndian.AppendUint64(w.key[:0], a.Token.Seq)
	it, err := readItem(q.kind, w.key, b.Get(w.key))
	if err != nil {
		return fmt.Errorf("give an item back: %w", err)
	}
	it.notBefore = nanos(a.NotBefore)
	if !a.Fresh && it.attempt < math.MaxUint32 {
		it.attempt++
	}
	if a.Value != nil {
		it.value = a.Value
	}
	if err := b.put(w.key, w.frameItem(q.kind, &it)); err != nil {
		return fmt.Errorf("give an item back: %w", err)
	}
	return nil
}

// push appends items to a queue.
func (w *writer) push(q *queue, b *table, all []store.Push) error {
	for i := range all {
		p := &all[i]
		q.last++
		it := stored{notBefore: nanos(p.NotBefore), id: p.ID, lane: p.Lane, value: p.Value}
		w.key = binary.BigEndian.AppendUint64(w.key[:0], q.last)
		if err := b.replace(w.key, nil, w.frameItem(q.kind, &it)); err != nil {
			return fmt.Errorf("append an %s: %w", q.kind, err)
		}
		w.steps = append(w.steps, step{what: pushed, q: q, seq: q.last, at: it.notBefore, name: p.Lane})
	}
	return nil
}

// timerSize is the least payload of a timer: when it is due, then the value.
const timerSize = 8

// setTimers cancels timers, then sets timers.
func (w *writer) setTimers(c *store.ChangeSet) error {
	if len(c.Cancel) == 0 && len(c.Timers) == 0 {
		return nil
	}
	w.holdTimers(c)
	for _, id := range c.Cancel {
		w.key = append(w.key[:0], id...)
		if err := w.tables[timersTable].remove(w.key); err != nil {
			return fmt.Errorf("cancel a timer: %w", err)
		}
	}
	for i := range c.Timers {
		t := &c.Timers[i]
		frame := w.mem.frame(timerSize + len(t.Value))
		frame = binary.BigEndian.AppendUint64(frame, uint64(nanos(t.Due)))
		frame = append(frame, t.Value...)
		w.key = append(w.key[:0], t.ID...)
		if err := w.tables[timersTable].put(w.key, seal(timerKind, w.key, frame)); err != nil {
			return fmt.Errorf("set a timer: %w", err)
		}
	}
	return nil
}

// holdTimers keeps the timers from being leased until the group is on disk.
func (w *writer) holdTimers(c *store.ChangeSet) {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	for _, id := range c.Cancel {
		w.s.timers.hold(id)
		w.steps = append(w.steps, step{what: timerGone, name: id})
	}
	for i := range c.Timers {
		t := &c.Timers[i]
		w.s.timers.hold(t.ID)
		w.steps = append(w.steps, step{what: timerSet, name: t.ID, at: nanos(t.Due)})
	}
}

// historySize is the least payload of an entry: its time, then the value.
const historySize = 8

// record appends an entry to its subject's history.
func (w *writer) record(e *store.Entry) error {
	w.key = subjectKey(w.key[:0], e.Subject, math.MaxUint64)
	prefix := len(w.key) - 8
	cursor := w.tables[historyTable].Cursor()
	last, _ := cursor.Seek(w.key)
	if last == nil {
		last, _ = cursor.Last()
	} else {
		last, _ = cursor.Prev()
	}
	seq := uint64(1)
	if len(last) == len(w.key) && string(last[:prefix]) == string(w.key[:prefix]) {
		seq = binary.BigEndian.Uint64(last[prefix:]) + 1
	}
	w.key = binary.BigEndian.AppendUint64(w.key[:prefix], seq)
	frame := w.mem.frame(historySize + len(e.Value))
	frame = binary.BigEndian.AppendUint64(frame, uint64(nanos(e.At)))
	frame = append(frame, e.Value...)
	if err := w.tables[historyTable].put(w.key, seal(historyKind, w.key, frame)); err != nil {
		return fmt.Errorf("append to the history: %w", err)
	}
	return nil
}

// redact puts another value in place of an entry's, with the time it has.
func (w *writer) redact(e *store.Entry) error {
	w.key = subjectKey(w.key[:0], e.Subject, e.Seq)
	old := w.tables[historyTable].Get(w.key)
	if old == nil {
		return nil
	}
	payload, err := unseal(historyKind, w.key, old, historySize)
	if err != nil {
		return fmt.Errorf("redact the history: %w", err)
	}
	frame := w.mem.frame(historySize + len(e.Value))
	frame = append(frame, payload[:historySize]...)
	frame = append(frame, e.Value...)
	if err := w.tables[historyTable].replace(w.key, old, seal(historyKind, w.key, frame)); err != nil {
		return fmt.Errorf("redact the history: %w", err)
	}
	return nil
}

// subjectKey appends the key of an entry: the subject's length in two bytes, the
// subject, the number. The length keeps "a" apart from what begins with "a".
func subjectKey(b []byte, subject string, seq uint64) []byte {
	b = binary.BigEndian.AppendUint16(b, uint16(len(subject)))
	b = append(b, subject...)
	return binary.BigEndian.AppendUint64(b, seq)
}
