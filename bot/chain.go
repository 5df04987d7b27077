package bot

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

// Chain is where a history has got to: how many entries it has and the seal of the
// last. Each seal is made of the one before, so that an entry that is changed,
// taken out or moved breaks the chain at that place. The chain's end is kept with
// what the history is about, so that entries missing at the end are found too.
//
// Who did something and the note about it are not sealed themselves but by a hash
// of them, with a salt that is kept beside them: they can be erased, salt and all,
// and the chain holds. Without the salt nobody finds a short text by trying.
type Chain struct {
	Entries int    `json:"entries,omitempty"`
	Seal    []byte `json:"seal,omitempty"`
}

// SaltSize is the size of an event's salt in bytes.
const SaltSize = 16

// Reasons why an event does not belong where it stands in a chain.
var (
	errUnsealed = errors.New("it is not what was sealed")
	errDetail   = errors.New("who did it, or the note, is not what was sealed")
	errHalf     = errors.New("its salt is gone and its words are not")
)

// Add seals an event behind the last one. Salt must be fresh and random.
func (c Chain) Add(e Event, salt []byte) (Event, Chain) {
	e.Salt = bytes.Clone(salt)
	e.Detail = e.detail()
	next := Chain{Entries: c.Entries + 1, Seal: e.seal(c)}
	e.Seal = next.Seal
	return e, next
}

// Follow tells where the chain is after the event e, or why e is not its next.
func (c Chain) Follow(e Event) (Chain, error) {
	switch {
	case len(e.Seal) == 0 || !bytes.Equal(e.Seal, e.seal(c)):
		return c, errUnsealed
	case len(e.Salt) == 0 && (!e.Who.Nobody() || e.Who.Name != "" || e.Note != ""):
		return c, errHalf
	case len(e.Salt) > 0 && !bytes.Equal(e.Detail, e.detail()):
		return c, errDetail
	}
	return Chain{Entries: c.Entries + 1, Seal: e.Seal}, nil
}

// Same tells whether two chains have got to the same place.
func (c Chain) Same(other Chain) bool {
	return c.Entries == other.Entries && bytes.Equal(c.Seal, other.Seal)
}

// Erased takes out who did it and the note, for ever. What happened and when stays.
func (e Event) Erased() Event {
	e.Who, e.Note, e.Salt = Person{}, "", nil
	return e
}

// WasErased tells whether the event's words are gone.
func (e Event) WasErased() bool { return len(e.Seal) > 0 && len(e.Salt) == 0 }

// EventErased is what a history says once words were taken out of it.
const EventErased = "erased"

// CheckChain follows a whole history up to its end. The error names the first entry
// that is wrong, counted from 1.
func CheckChain(events []Event, end Chain) error {
	var c Chain
	erased, told := 0, false
	for i, e := range events {
		next, err := c.Follow(e)
		if err != nil {
			return fmt.Errorf("entry %d (%s): %w", i+1, e.What, err)
		}
		c = next
		if e.WasErased() {
			erased, told = i+1, false
		}
		told = told || e.What == EventErased
	}
	switch {
	case !c.Same(end):
		return fmt.Errorf("entry %d: the history has %d entries and should have %d", c.Entries+1, c.Entries, end.Entries)
	case erased > 0 && !told:
		return fmt.Errorf("entry %d: its words are gone and nothing says that they were erased", erased)
	}
	return nil
}

// detail is the hash of what can be erased.
func (e *Event) detail() []byte {
	return digest(e.Salt, []byte(e.Who.ID), []byte(e.Who.Name), []byte(e.Who.Lang), []byte(e.Note))
}

// seal ties an event to its place in the chain.
func (e *Event) seal(before Chain) []byte {
	return digest(before.Seal, number(before.Entries), number(e.Ticket), []byte(e.What), number(int(e.At.UnixNano())), e.Detail)
}

// digest is a hash of several values, each with its length, so that none runs into
// the next.
func digest(values ...[]byte) []byte {
	h := sha256.New()
	for _, v := range values {
		h.Write(number(len(v)))
		h.Write(v)
	}
	return h.Sum(nil)
}

func number(n int) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }
