package desk_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/store"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
)

// TestAnAnswerIsKeptOnce: the outbox names the line of the transcript, and a
// process that did not make the answer says it from there, with its buttons. Words
// that were forgotten meanwhile are not said.
func TestAnAnswerIsKeptOnce(t *testing.T) {
	for _, forgotten := range []bool{false, true} {
		db, err := boltstore.Open(filepath.Join(t.TempDir(), "desk.db"), boltstore.Options{})
		require.NoError(t, err)
		clock := newHandClock()
		base := kb.NewBase(nil, []string{"en"}, kb.Balanced)
		open := func(send func(r bot.Reply) (adapters.Sent, error)) *desk.Desk {
			d, err := desk.New(desk.Options{Store: db, KB: func() *kb.Base { return base }, Languages: []string{"en"}, Now: clock.Now})
			require.NoError(t, err)
			require.NoError(t, d.Attach(&troubled{name: "test", send: send}))
			return d
		}
		busy := open(func(bot.Reply) (adapters.Sent, error) {
			return adapters.Sent{}, &adapters.Fault{Kind: adapters.Busy, After: time.Minute}
		})
		m := raceMessage("delivery/1", "clerk", "clerk")
		m.Text = "where is the blue form?"
		require.NoError(t, busy.Deliver(t.Context(), m))
		require.NoError(t, busy.Drain(t.Context()))
		lines, err := busy.Transcript(t.Context(), m.Place, 0)
		require.NoError(t, err)
		require.Len(t, lines, 2)
		require.NotEmpty(t, lines[1].Buttons)

		clock.pass(2 * time.Minute)
		items, err := db.LeaseOutbox(t.Context(), "test", clock.Now(), 1, time.Second)
		require.NoError(t, err)
		require.Len(t, items, 1)
		require.NotContains(t, string(items[0].Value), lines[1].Text[:20])
		if forgotten {
			_, err := db.Commit(t.Context(), store.ChangeSet{Put: []store.Put{{Key: "chat/" + store.Key(m.Place.String()) + "/talk/00000002"}}})
			require.NoError(t, err)
		}

		clock.pass(2 * time.Minute)
		var said []bot.Reply
		other := open(func(r bot.Reply) (adapters.Sent, error) {
			said = append(said, r)
			return adapters.Sent{ID: "1"}, nil
		})
		require.NoError(t, other.Drain(t.Context()))
		if forgotten {
			require.Empty(t, said)
		} else {
			require.Len(t, said, 1)
			require.Equal(t, lines[1].Text, said[0].Text)
			require.Equal(t, lines[1].Buttons, said[0].Buttons)
			require.Equal(t, m.Place, said[0].To)
		}
		in, out, err := db.Depth(t.Context())
		require.NoError(t, err)
		require.Zero(t, in+out)
		require.NoError(t, db.Close())
	}
}
