package desk

import (
	"bytes"
	"fmt"
	"slices"
	"sync"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// loaded is a record in a draft.
type loaded[T any] struct {
	value   T
	version store.Version
	// before is the record as it was; nil of a new one.
	before []byte
}

// load reads a record into a draft. A missing one gives the zero value.
func load[T any](f *draft, key store.Key) (*loaded[T], error) {
	records, err := f.opt.Store.Load(f.ctx, key)
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", key.Kind(), err)
	}
	l := &loaded[T]{version: records[0].Version, before: records[0].Value}
	if l.version == 0 {
		return l, nil
	}
	if l.value, err = store.Decode[T](l.before); err != nil {
		return nil, fmt.Errorf("load %s: %w", key.Kind(), err)
	}
	return l, nil
}

// keep makes the draft rely on a record and writes it where it was changed. What
// was only looked at is not written, so that sixty people who are told that a
// ticket is taken do not make each other decide again. The loaded becomes what the
// record is once the draft is applied.
func keep[T any](f *draft, key store.Key, l *loaded[T]) {
	f.set.Expect = append(f.set.Expect, store.Expect{Key: key, Version: l.version})
	if value := f.encode(l.value); !bytes.Equal(value, l.before) {
		f.set.Put = append(f.set.Put, store.Put{Key: key, Value: value})
		l.version, l.before = l.version+1, value
	}
}

// maxRecall bounds how many conversations are recalled: some 2 KB each.
const maxRecall = 4096

// recall keeps conversations as this process last wrote them, so that whoever
// writes again soon is not read from the store. What it gives may be old where
// another process wrote since: a draft relies on the version, meets a conflict,
// and reads anew. It must only be asked where the version is relied upon.
type recall struct {
	mu   sync.Mutex
	last map[store.Key]loaded[bot.Conversation]
}

// get gives a conversation of the caller's own.
func (r *recall) get(key store.Key) (*loaded[bot.Conversation], bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c, ok := r.last[key]
	return &c, ok
}

// put takes a conversation that was just written, unless a later one is known.
func (r *recall) put(key store.Key, c loaded[bot.Conversation]) {
	// Two who got the same conversation must not append to the same memory.
	v := &c.value
	v.Tried, v.Choices, v.Offered = slices.Clip(v.Tried), slices.Clip(v.Choices), slices.Clip(v.Offered)
	v.Files, v.Past = slices.Clip(v.Files), slices.Clip(v.Past)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last == nil {
		r.last = map[store.Key]loaded[bot.Conversation]{}
	}
	have, known := r.last[key]
	if known && have.version > c.version {
		return
	}
	if !known && len(r.last) >= maxRecall {
		for some := range r.last {
			delete(r.last, some)
			break
		}
	}
	r.last[key] = c
}

func (r *recall) drop(key store.Key) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.last, key)
}
