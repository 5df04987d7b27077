package desk

import (
	"strconv"
	"sync"
)

// itemID names an item of a queue, never twice.
func (d *Desk) itemID() string { return d.run + "-" + strconv.FormatInt(d.items.Add(1), 36) }

// maxMemo bounds how many values wait in a memo.
const maxMemo = 4096

// memo spares reading back what this process wrote to a queue a moment ago: it
// keeps the value, under the item's id, until the item comes up for the first
// time. Nothing depends on it; what is not here is decoded from the item. Ids are
// new for every attempt to write, so that a value can never stand for an item that
// another attempt, or an earlier process, wrote.
type memo[T any] struct {
	mu     sync.Mutex
	values map[string]T
}

func (m *memo[T]) put(id string, v T) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.values == nil {
		m.values = map[string]T{}
	}
	if len(m.values) < maxMemo {
		m.values[id] = v
	}
}

// take gives a value and forgets it.
func (m *memo[T]) take(id string) (T, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.values[id]
	delete(m.values, id)
	return v, ok
}
