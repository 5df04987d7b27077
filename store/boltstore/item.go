package boltstore

import (
	"encoding/binary"

	"github.com/firstline-helpdesk/firstline/store"
)

// The names of the queues in tokens.
const (
	inboxName  = "inbox"
	outboxName = "outbox"
)

// stored is an item of a queue as it is in the file.
type stored struct {
	notBefore int64
	attempt   uint32
	id, lane  string
	value     []byte
}

// itemSize is the least payload of an item: not before, attempt, lengths of id
// and lane; id, lane and value follow.
const itemSize = 8 + 4 + 2 + 2

func (w *writer) frameItem(k kind, it *stored) []byte {
	frame := w.mem.frame(itemSize + len(it.id) + len(it.lane) + len(it.value))
	frame = binary.BigEndian.AppendUint64(frame, uint64(it.notBefore))
	frame = binary.BigEndian.AppendUint32(frame, it.attempt)
	frame = binary.BigEndian.AppendUint16(frame, uint16(len(it.id)))
	frame = binary.BigEndian.AppendUint16(frame, uint16(len(it.lane)))
	frame = append(frame, it.id...)
	frame = append(frame, it.lane...)
	frame = append(frame, it.value...)
	return seal(k, w.key, frame)
}

// readItem reads an item; its value is only good while the transaction is.
func readItem(k kind, key, frame []byte) (stored, error) {
	p, err := unseal(k, key, frame, itemSize)
	if err != nil {
		return stored{}, err
	}
	it := stored{notBefore: int64(binary.BigEndian.Uint64(p)), attempt: binary.BigEndian.Uint32(p[8:])}
	id, lane := int(binary.BigEndian.Uint16(p[12:])), int(binary.BigEndian.Uint16(p[14:]))
	p = p[itemSize:]
	if id+lane > len(p) {
		return stored{}, store.ErrDamaged
	}
	it.id, it.lane, it.value = string(p[:id]), string(p[id:id+lane]), p[id+lane:]
	return it, nil
}

// queueOf gives the queue that a token names, or nil.
func (s *Store) queueOf(t store.Token) *queue {
	switch t.Queue {
	case inboxName:
		return s.queues[0]
	case outboxName:
		return s.queues[1]
	}
	return nil
}

// tableOf is for tokens whose item is held, so their queue exists.
func (w *writer) tableOf(t store.Token) *table {
	if t.Queue == inboxName {
		return &w.tables[inboxTable]
	}
	return &w.tables[outboxTable]
}
