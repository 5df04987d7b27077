package boltstore

import "strings"

// item is what memory knows of a queue's item; the value stays in the file.
type item struct {
	seq       uint64
	notBefore int64
	// fence and until are the lease; until noTime means not leased. An expired
	// lease stays until somebody takes the item over.
	fence uint64
	until int64
	// finishing: a group under way ends the lease, so nobody may take it over.
	finishing bool
	lane      *lane
	next      *item
}

// free tells whether the item could be leased at now.
func (it *item) free(now int64) bool { return it.notBefore <= now && it.until <= now }

// lane is the items of one lane, in order. It is in at most one of its queue's
// orders; in none while its first item is finishing.
type lane struct {
	slot
	name       string
	head, tail *item
	in         *order[*lane]
}

// queue is the index of the inbox or the outbox. The store's mutex guards it, but
// for next, which is the committer's.
type queue struct {
	kind   kind
	bucket []byte
	// last is the newest sequence number given.
	last uint64

	count  int
	lanes  map[string]*lane
	leased map[uint64]*item
	// ready holds lanes whose first item can be leased, in the order they became
	// so; later holds the others, by the time their first item can be.
	ready, later order[*lane]
	turn         int64
}

func newQueue(k kind, bucket []byte) *queue {
	return &queue{kind: k, bucket: bucket, lanes: map[string]*lane{}, leased: map[uint64]*item{}}
}

// push appends an item that is on disk.
func (q *queue) push(seq uint64, name string, notBefore int64) {
	q.count++
	it := &item{seq: seq, notBefore: notBefore, until: noTime}
	l := q.lanes[name]
	if l == nil {
		l = &lane{name: strings.Clone(name)}
		q.lanes[l.name] = l
	}
	it.lane = l
	if l.head == nil {
		l.head, l.tail = it, it
		q.line(l)
		return
	}
	l.tail.next, l.tail = it, it
}

// line puts a lane where its first item belongs.
func (q *queue) line(l *lane) {
	if at := max(l.head.notBefore, l.head.until); at != noTime {
		l.in = &q.later
		q.later.put(l, at)
		return
	}
	q.stand(l)
}

// stand puts a lane at the end of those that are ready.
func (q *queue) stand(l *lane) {
	q.turn++
	l.in = &q.ready
	q.ready.put(l, q.turn)
}

func (q *queue) leave(l *lane) {
	if l.in != nil {
		l.in.take(l)
		l.in = nil
	}
}

// lease gives the first item of the next free lane at now to a new lease, or nil.
func (q *queue) lease(now, until int64, fence uint64) *item {
	for q.later.len() > 0 && q.later.first().key <= now {
		l := q.later.first()
		q.leave(l)
		q.stand(l)
	}
	for q.ready.len() > 0 {
		l := q.ready.first()
		q.leave(l)
		it := l.head
		if !it.free(now) { // the clock was further on when it became ready
			q.line(l)
			continue
		}
		it.fence, it.until = fence, until
		q.leased[it.seq] = it
		q.line(l)
		return it
	}
	return nil
}

// hold marks a leased item as about to be finished or given back, or returns nil
// when the token is stale.
func (q *queue) hold(seq, fence uint64, now int64) *item {
	it := q.leased[seq]
	if it == nil || it.fence != fence || it.finishing || it.until <= now {
		return nil
	}
	it.finishing = true
	q.leave(it.lane)
	return it
}

// resume takes hold back: the lease goes on.
func (q *queue) resume(it *item) {
	it.finishing = false
	q.line(it.lane)
}

// again ends the lease of a held item, which stays first in its lane.
func (q *queue) again(it *item, notBefore int64) {
	delete(q.leased, it.seq)
	it.finishing, it.until, it.fence, it.notBefore = false, noTime, 0, notBefore
	q.line(it.lane)
}

// drop removes the first item of a lane.
func (q *queue) drop(it *item) {
	q.count--
	delete(q.leased, it.seq)
	l := it.lane
	q.leave(l)
	l.head = it.next
	if l.head == nil {
		delete(q.lanes, l.name)
		return
	}
	q.line(l)
}
