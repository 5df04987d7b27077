package desk_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
)

// TestTwoDesksOfOneStore lets two desks take turns with one person: what a desk
// recalls is old whenever it is its turn again, and nothing may be lost by it.
func TestTwoDesksOfOneStore(t *testing.T) {
	db, err := boltstore.Open(filepath.Join(t.TempDir(), "desk.db"), boltstore.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	base := kb.NewBase(nil, []string{"en"}, kb.Balanced)
	var desks [2]*desk.Desk
	for i := range desks {
		desks[i], err = desk.New(desk.Options{Store: db, KB: func() *kb.Base { return base }, Languages: []string{"en"}})
		require.NoError(t, err)
		require.NoError(t, desks[i].Attach(&raceChat{changed: make(chan struct{})}))
	}
	const turns = 9
	for n := range turns {
		m := raceMessage(fmt.Sprintf("turn/%d", n), "clerk", "clerk")
		m.Text = "help"
		require.NoError(t, desks[n%2].Deliver(t.Context(), m))
		require.NoError(t, desks[n%2].Drain(t.Context()))
	}
	lines, err := desks[0].Transcript(t.Context(), raceMessage("", "clerk", "clerk").Place, 0)
	require.NoError(t, err)
	require.Len(t, lines, 2*turns, "every message and every reply")
	for i, line := range lines {
		require.Equal(t, i+1, line.Seq)
		require.Equal(t, map[bool]bot.Author{true: bot.ByPerson, false: bot.ByBot}[i%2 == 0], line.By)
	}
	conflicts := int64(0)
	for _, d := range desks {
		for _, c := range d.Counts() {
			if c.Name == "firstline_conflicts_total" {
				conflicts += c.Value
			}
		}
	}
	require.EqualValues(t, turns-2, conflicts, "each desk finds out that what it recalls is old")
}
