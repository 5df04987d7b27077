package github

import "sync"

// remembered is how many things a [memory] holds before it forgets.
const remembered = 4096

// memory holds what is good to know and harmless to forget, by name: what was written
// down longest ago goes first. It is safe for concurrent use.
type memory[T any] struct {
	mu    sync.Mutex
	known map[string]T
	order []string
}

func newMemory[T any]() *memory[T] { return &memory[T]{known: map[string]T{}} }

func (m *memory[T]) put(name string, value T) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, again := m.known[name]; !again {
		m.order = append(m.order, name)
	}
	m.known[name] = value
	for len(m.order) > remembered {
		delete(m.known, m.order[0])
		m.order = m.order[1:]
	}
}

func (m *memory[T]) get(name string) (T, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, known := m.known[name]
	return value, known
}
