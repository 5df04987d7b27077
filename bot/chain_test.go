package bot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// chained gives a history of n entries with its end.
func chained(t *testing.T, n int) ([]Event, Chain) {
	var events []Event
	var end Chain
	for i := range n {
		e := Event{Ticket: 7, What: fmt.Sprintf("step %d", i), Who: bob, At: nine.Add(time.Duration(i) * time.Minute), Note: "why"}
		e, end = end.Add(e, bytes.Repeat([]byte{byte(i + 1)}, SaltSize))
		events = append(events, e)
	}
	require.NoError(t, CheckChain(events, end))
	// What is stored and read again is the same.
	text, err := json.Marshal(events)
	require.NoError(t, err)
	var read []Event
	require.NoError(t, json.Unmarshal(text, &read))
	require.NoError(t, CheckChain(read, end))
	return events, end
}

// TestABrokenChainNamesTheFirstWrongEntry changes, takes out, moves and adds each
// entry of a history in every way.
func TestABrokenChainNamesTheFirstWrongEntry(t *testing.T) {
	const entries = 6
	for i := range entries {
		for name, harm := range map[string]func(events []Event) []Event{
			"other words":  func(e []Event) []Event { e[i].What += "!"; return e },
			"other time":   func(e []Event) []Event { e[i].At = e[i].At.Add(1); return e },
			"other person": func(e []Event) []Event { e[i].Who = eve; return e },
			"other name":   func(e []Event) []Event { e[i].Who.Name = "Eve"; return e },
			"other note":   func(e []Event) []Event { e[i].Note = "because"; return e },
			"other ticket": func(e []Event) []Event { e[i].Ticket++; return e },
			"no seal":      func(e []Event) []Event { e[i].Seal = nil; return e },
			"other salt":   func(e []Event) []Event { e[i].Salt = bytes.Repeat([]byte{99}, SaltSize); return e },
			"half erased":  func(e []Event) []Event { e[i].Salt = nil; return e },
			"other detail": func(e []Event) []Event { e[i].Detail[3] ^= 1; return e },
			"other hash":   func(e []Event) []Event { e[i].Seal[3] ^= 1; return e },
			"taken out":    func(e []Event) []Event { return slices.Delete(e, i, i+1) },
			"twice":        func(e []Event) []Event { return slices.Insert(e, i+1, e[i]) },
			"two swapped": func(e []Event) []Event {
				e[i], e[(i+1)%entries] = e[(i+1)%entries], e[i]
				return e
			},
			"erased and not told": func(e []Event) []Event { e[i] = e[i].Erased(); return e },
		} {
			events, end := chained(t, entries)
			first := i + 1
			switch {
			case name == "twice":
				first = i + 2
			case name == "two swapped" && i == entries-1:
				first = 1
			}
			require.ErrorContains(t, CheckChain(harm(events), end), fmt.Sprintf("entry %d", first), "%s at entry %d", name, i+1)
		}
	}
	events, end := chained(t, entries)
	require.ErrorContains(t, CheckChain(events[:4], end), "entry 5: the history has 4 entries and should have 6", "cut at the end")
	require.ErrorContains(t, CheckChain(nil, end), "entry 1")
	require.NoError(t, CheckChain(nil, Chain{}), "no history is a whole one")

	// Who writes the whole history anew does not meet its end.
	other, _ := chained(t, entries-1)
	e, forged := Chain{Entries: entries - 1, Seal: other[entries-2].Seal}.Add(Event{Ticket: 7, What: "forged", At: nine}, make([]byte, SaltSize))
	require.NoError(t, CheckChain(append(other, e), forged))
	require.Error(t, CheckChain(append(other, e), end))
}

// TestErasingKeepsTheChain: what happened and when is still sealed, and what is gone
// cannot be found by trying names.
func TestErasingKeepsTheChain(t *testing.T) {
	events, end := chained(t, 4)
	for i := range 3 {
		events[i] = events[i].Erased()
		require.True(t, events[i].WasErased())
	}
	require.False(t, events[3].WasErased())
	require.ErrorContains(t, CheckChain(events, end), "entry 3: its words are gone")
	e, end := end.Add(Event{Ticket: 7, What: EventErased, At: nine.Add(time.Hour)}, make([]byte, SaltSize))
	events = append(events, e)
	require.NoError(t, CheckChain(events, end))

	text, err := json.Marshal(events[0])
	require.NoError(t, err)
	require.NotContains(t, string(text), "Bob")
	guess := events[0]
	guess.Who, guess.Note = bob, "why"
	require.NotEqual(t, guess.Detail, guess.detail(), "without the salt even the right guess shows nothing")
	events[0].What = "something else"
	require.ErrorContains(t, CheckChain(events, end), "entry 1", "what was erased is still sealed")
}
