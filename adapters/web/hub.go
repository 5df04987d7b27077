package web

import "sync"

const (
	// maxPerKey is how many streams one session or one member of staff can have.
	maxPerKey = 6
	// maxPeopleStreams and maxStaffStreams are how many streams are open in all.
	maxPeopleStreams = 4000
	maxStaffStreams  = 500
)

// hub knows the open streams by key.
type hub struct {
	mu    sync.Mutex
	room  int
	count int
	byKey map[string][]*listener
}

type listener struct {
	wake, typing chan struct{}
	moved        chan struct{}
}

func newHub(room int) *hub { return &hub{room: room, byKey: map[string][]*listener{}} }

// join opens a stream; false when there is no room at all. When the key has too
// many, the oldest is closed and not the newest refused: on a weak link the old
// ones are connections that died without a word.
func (h *hub) join(key string) (*listener, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	own := h.byKey[key]
	if h.count >= h.room && len(own) == 0 {
		return nil, false
	}
	l := &listener{wake: make(chan struct{}, 1), typing: make(chan struct{}, 1), moved: make(chan struct{})}
	if len(own) >= maxPerKey {
		close(own[0].moved)
		own = own[1:]
		h.count--
	}
	h.byKey[key] = append(own[:len(own):len(own)], l)
	h.count++
	return l, true
}

func (h *hub) leave(key string, l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	own := h.byKey[key]
	for i := range own {
		if own[i] == l {
			h.byKey[key] = append(own[:i:i], own[i+1:]...)
			h.count--
		}
	}
	if len(h.byKey[key]) == 0 {
		delete(h.byKey, key)
	}
}

func (h *hub) wake(key string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range h.byKey[key] {
		poke(l.wake)
	}
}

func (h *hub) wakeAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, own := range h.byKey {
		for _, l := range own {
			poke(l.wake)
		}
	}
}

func (h *hub) typing(key string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range h.byKey[key] {
		poke(l.typing)
	}
}

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
