package store

import (
	"cmp"
	"fmt"
	"time"
)

const (
	// MaxValue is the longest value in bytes, so that every database can hold it.
	MaxValue = 64 << 10
	// MaxKey is the longest key, id or lane in bytes.
	MaxKey = 512
	// MaxItems is how many things one ChangeSet may hold.
	MaxItems = 512
	// KeepDeliveries is how long a delivery is remembered. WhatsApp delivers again
	// for up to 7 days, longer than the other channels.
	// https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks
	KeepDeliveries = 8 * 24 * time.Hour
)

// Delivery is the key of something that must take effect once.
type Delivery struct {
	Key string
	// Sum is a checksum of the body. The same key with another Sum is reported in
	// [Result.Differs]. 0 is not compared.
	Sum uint32
}

// Expect is a record that must still have this version; 0: must not exist.
type Expect struct {
	Key     Key
	Version Version
}

// Put writes a record, or deletes it when Value is nil.
type Put struct {
	Key   Key
	Value []byte
}

// Push is a new item for a queue.
type Push struct {
	// ID is for the caller; the store does not compare it.
	ID    string
	Lane  string
	Value []byte
	// NotBefore keeps the item, and its lane behind it, back until then.
	NotBefore time.Time
}

// Again gives a leased item back to the head of its lane.
type Again struct {
	Token Token
	// NotBefore keeps the lane back until then.
	NotBefore time.Time
	// Value replaces the item's value; nil keeps it.
	Value []byte
	// Fresh keeps the attempt count as it is; for progress that is no failure.
	Fresh bool
}

// ChangeSet is a change that is applied whole or not at all.
type ChangeSet struct {
	// Now is the caller's clock; deliveries older than KeepDeliveries before it may
	// be dropped.
	Now time.Time
	// Deliveries are the keys this change answers. If any was seen, nothing is
	// applied and the outcome is Duplicate.
	Deliveries []Delivery
	// Result is stored with the deliveries and given back to duplicates.
	Result []byte
	// Expect must all hold, else nothing is applied and the outcome is Conflict.
	Expect []Expect
	Put    []Put
	// Inbox and Outbox are appended to their lanes in order.
	Inbox  []Push
	Outbox []Push
	// Done removes leased items, Again gives them back. A stale token applies
	// nothing and is ErrFenced.
	Done  []Token
	Again []Again
	// Timers are set, Cancel removes timers by ID. Cancel comes first.
	Timers []Timer
	Cancel []string
	// History is appended; Seq is given by the store.
	History []Entry
	// Redact puts another value in place of that of entries which are there, by
	// Subject and Seq; their order and At stay. It is for erasing what must not be
	// kept any longer. An entry that is not there is passed over.
	Redact []Entry
}

// Outcome is what became of a ChangeSet.
type Outcome int

const (
	// Applied: done, and on disk.
	Applied Outcome = iota + 1
	// Duplicate: one of its deliveries was answered before.
	Duplicate
	// Conflict: a record has another version than expected.
	Conflict
)

// String gives "applied", "duplicate" or "conflict".
func (o Outcome) String() string {
	switch o {
	case Applied:
		return "applied"
	case Duplicate:
		return "duplicate"
	case Conflict:
		return "conflict"
	}
	return fmt.Sprintf("outcome(%d)", int(o))
}

// Result is the answer to a commit.
type Result struct {
	Outcome Outcome
	// Stored is the Result of the ChangeSet that first answered the delivery; set
	// with Duplicate.
	Stored []byte
	// Differs tells that a duplicate came with another body than the first.
	Differs bool
}

// Validate reports ErrTooLarge, wrapped with what is too large. Stores call it
// before anything else.
func (c *ChangeSet) Validate() error {
	items := len(c.Deliveries) + len(c.Expect) + len(c.Put) + len(c.Inbox) + len(c.Outbox) +
		len(c.Done) + len(c.Again) + len(c.Timers) + len(c.Cancel) + len(c.History) + len(c.Redact)
	if items > MaxItems {
		return fmt.Errorf("%d things in one change: %w", items, ErrTooLarge)
	}
	if len(c.Result) > MaxValue {
		return fmt.Errorf("result of %d bytes: %w", len(c.Result), ErrTooLarge)
	}
	for i := range c.Deliveries {
		if err := checkSize(c.Deliveries[i].Key, nil); err != nil {
			return err
		}
	}
	for i := range c.Expect {
		if err := checkSize(string(c.Expect[i].Key), nil); err != nil {
			return err
		}
	}
	for _, id := range c.Cancel {
		if err := checkSize(id, nil); err != nil {
			return err
		}
	}
	return c.checkValues()
}

// checkValues checks the things that have values.
func (c *ChangeSet) checkValues() error {
	for i := range c.Put {
		if err := checkSize(string(c.Put[i].Key), c.Put[i].Value); err != nil {
			return err
		}
	}
	for _, all := range [][]Push{c.Inbox, c.Outbox} {
		for i := range all {
			if err := cmp.Or(checkSize(all[i].Lane, all[i].Value), checkSize(all[i].ID, nil)); err != nil {
				return err
			}
		}
	}
	for i := range c.Again {
		if err := checkSize("", c.Again[i].Value); err != nil {
			return err
		}
	}
	for i := range c.Timers {
		if err := checkSize(c.Timers[i].ID, c.Timers[i].Value); err != nil {
			return err
		}
	}
	for _, all := range [][]Entry{c.History, c.Redact} {
		for i := range all {
			if err := checkSize(all[i].Subject, all[i].Value); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkSize(key string, value []byte) error {
	if len(key) > MaxKey {
		return fmt.Errorf("key of %d bytes: %w", len(key), ErrTooLarge)
	}
	if len(value) > MaxValue {
		return fmt.Errorf("value of %d bytes: %w", len(value), ErrTooLarge)
	}
	return nil
}
