package bot

import "time"

// State is where a ticket stands.
type State string

const (
	// Open: waiting for somebody to claim it.
	Open State = "open"
	// Claimed: one member of staff has it.
	Claimed State = "claimed"
	// Waiting: its owner cannot go on before the person answers.
	Waiting State = "waiting"
	// Upstream: the makers of the product have it, as an issue in their tracker.
	Upstream State = "upstream"
	// Solved: the owner says it is done; the person has not confirmed yet.
	Solved State = "solved"
	// Closed: finished.
	Closed State = "closed"
)

// Level is who looks after a ticket: 1 first line, 2 technical team, 3 makers.
type Level int

const (
	// ReopenFor is how long after closing a person's word reopens a ticket.
	ReopenFor = 7 * 24 * time.Hour
	// MaxTried is how many shown sections a ticket remembers.
	MaxTried = 8
)
