package desk

import (
	"encoding/binary"
	"slices"
)

// places are the numbers of tickets in which a word stands. Most tickets come in the
// order of their numbers; of these only the steps from one to the next are kept, in
// a byte or two each.
type places struct {
	steps []byte
	last  uint32
	// late are those that got the word when a higher number had it, ascending.
	late []uint32
}

func (p *places) add(n uint32) {
	switch {
	case n > p.last:
		p.steps = binary.AppendUvarint(p.steps, uint64(n-p.last))
		p.last = n
	case n < p.last:
		if i, have := slices.BinarySearch(p.late, n); !have {
			p.late = slices.Insert(p.late, i, n)
		}
	}
}

// all gives every number; one that was added again may come twice.
func (p *places) all(yield func(uint32) bool) {
	n := uint32(0)
	for at := 0; at < len(p.steps); {
		step, size := binary.Uvarint(p.steps[at:])
		n, at = n+uint32(step), at+size
		if !yield(n) {
			return
		}
	}
	for _, n := range p.late {
		if !yield(n) {
			return
		}
	}
}

func (p *places) remove(number uint32) {
	kept := slices.Sorted(func(yield func(uint32) bool) {
		for n := range p.all {
			if n != number && !yield(n) {
				return
			}
		}
	})
	*p = places{}
	for _, n := range kept {
		p.add(n)
	}
}
