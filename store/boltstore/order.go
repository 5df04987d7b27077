package boltstore

// slot is the place of something in an order.
type slot struct {
	key int64
	pos int
}

func (s *slot) place() *slot { return s }

type slotted interface{ place() *slot }

// order is a binary heap, smallest key first, from which any element can be
// taken out.
type order[T slotted] struct{ all []T }

func (o *order[T]) len() int { return len(o.all) }

func (o *order[T]) put(x T, key int64) {
	s := x.place()
	s.key, s.pos = key, len(o.all)
	o.all = append(o.all, x)
	o.up(s.pos)
}

// first gives the smallest; only when len is above 0.
func (o *order[T]) first() T { return o.all[0] }

func (o *order[T]) take(x T) {
	i, last := x.place().pos, len(o.all)-1
	o.swap(i, last)
	var none T
	o.all[last] = none
	o.all = o.all[:last]
	if i < last {
		o.down(i)
		o.up(i)
	}
}

func (o *order[T]) swap(i, j int) {
	o.all[i], o.all[j] = o.all[j], o.all[i]
	o.all[i].place().pos, o.all[j].place().pos = i, j
}

func (o *order[T]) less(i, j int) bool { return o.all[i].place().key < o.all[j].place().key }

func (o *order[T]) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !o.less(i, parent) {
			return
		}
		o.swap(i, parent)
		i = parent
	}
}

func (o *order[T]) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(o.all) {
			return
		}
		if right := child + 1; right < len(o.all) && o.less(right, child) {
			child = right
		}
		if !o.less(child, i) {
			return
		}
		o.swap(i, child)
		i = child
	}
}
