package bot

import (
	"slices"
	"time"
)

// Gap is a question that the knowledge base did not answer.
type Gap struct {
	Text string `json:"text"`
	Lang string `json:"lang"`
	// Unknown counts how often nothing was found, NoneFit how often none of the
	// offered titles fitted, and NotHelped how often an article was shown and did
	// not help, by its name.
	Unknown   int            `json:"unknown,omitempty"`
	NoneFit   int            `json:"none_fit,omitempty"`
	NotHelped map[string]int `json:"not_helped,omitempty"`
	// By are the people who asked, each once, at most [MaxAskers].
	By    []string  `json:"by,omitempty"`
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
}

// MaxAskers is how many people a gap remembers.
const MaxAskers = 40

// Times is how often it was asked in vain.
func (g Gap) Times() int {
	n := g.Unknown + g.NoneFit
	for _, times := range g.NotHelped {
		n += times
	}
	return n
}

// AskedBy notes who asked, and when.
func (g *Gap) AskedBy(who string, now time.Time) {
	if g.First.IsZero() {
		g.First = now
	}
	g.Last = now
	if who != "" && !slices.Contains(g.By, who) && len(g.By) < MaxAskers {
		g.By = append(slices.Clone(g.By), who)
	}
}

// Forget takes one person out. It reports whether nobody is left, so that the
// gap's words are nobody else's and must go.
func (g *Gap) Forget(who string) (empty bool) {
	g.By = without(g.By, who)
	return len(g.By) == 0
}
