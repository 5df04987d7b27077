package bot

import (
	"maps"
	"slices"
	"strings"
)

const (
	// maxFacts is how many things a ticket knows by name, maxFact how long each may be,
	// in bytes.
	maxFacts = 24
	maxFact  = 500
)

// Learn reads lines such as "since when: Monday" for what a level needs to know
// before it takes a ticket. It reports whether any was new.
func (t *Ticket) Learn(needs []string, text string) bool {
	learned := false
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == ';' }) {
		name, value, found := strings.Cut(part, ":")
		name, value = strings.TrimSpace(name), cleanLine(value, maxFact)
		i := slices.IndexFunc(needs, func(need string) bool { return strings.EqualFold(need, name) })
		if !found || i < 0 || value == "" || (len(t.Facts) >= maxFacts && t.Facts[needs[i]] == "") {
			continue
		}
		if t.Facts[needs[i]] != value {
			t.Facts = maps.Clone(t.Facts)
			if t.Facts == nil {
				t.Facts = map[string]string{}
			}
			t.Facts[needs[i]], learned = value, true
		}
	}
	return learned
}

// Missing are the needs that are not known yet, in their order. What people said of
// themselves is known.
func (t *Ticket) Missing(needs []string) []string {
	var missing []string
	for _, need := range needs {
		known := t.Facts[need]
		switch strings.ToLower(need) {
		case "office":
			known += t.Profile.Office
		case "role":
			known += t.Profile.Role
		}
		if known == "" {
			missing = append(missing, need)
		}
	}
	return missing
}
