package intake

import "sync"

// remembered is how many things a [Memory] holds before it forgets.
const remembered = 4096

// Memory holds what is good to know and harmless to forget, by name: what was first
// written down longest ago goes first. It is safe for concurrent use; [NewMemory] makes
// one.
type Memory[T any] struct {
	mu    sync.Mutex
	known map[string]T
	order []string
}

// NewMemory gives one that knows nothing yet.
func NewMemory[T any]() *Memory[T] { return &Memory[T]{known: map[string]T{}} }

// Put writes something down under a name, in the place of what was there.
func (m *Memory[T]) Put(name string, value T) {
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

// Get gives what is known under a name.
func (m *Memory[T]) Get(name string) (T, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, known := m.known[name]
	return value, known
}
