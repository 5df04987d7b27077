package bot

import "slices"

// Priority orders the queue and chooses the targets.
type Priority string

const (
	// Low can wait.
	Low Priority = "low"
	// Normal is what tickets start with.
	Normal Priority = "normal"
	// High comes before normal.
	High Priority = "high"
	// Urgent is for work that stands still.
	Urgent Priority = "urgent"
)

// Priorities are all there are, the most urgent first.
var Priorities = []Priority{Urgent, High, Normal, Low}

// Rank is the place of a priority among [Priorities]; what is unknown counts as normal.
func (p Priority) Rank() int {
	if i := slices.Index(Priorities, p); i >= 0 {
		return i
	}
	return Normal.Rank()
}

// Raised is the next higher priority; the highest stays.
func (p Priority) Raised() Priority {
	return Priorities[max(0, p.Rank()-1)]
}
