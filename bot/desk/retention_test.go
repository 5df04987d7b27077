package desk_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

const testKeep = 30 * 24 * time.Hour

// closes has somebody open a ticket that bob solves and they confirm.
func (s *smallDesk) closes(who string, n int) {
	s.story(who, n)
	s.says("room", "bob", fmt.Sprintf("solve %d", n))
	s.says(who, who, "yes")
}

func (s *smallDesk) count(name string) int64 {
	for _, c := range s.Counts() {
		if c.Name == name {
			return c.Value
		}
	}
	s.t.Fatalf("no count is called %s", name)
	return 0
}

// TestWhatIsKeptTooLongIsErased: closed tickets with their talk, files and letters go
// when their time is over, day by day; what is open or young stays, and so do counts
// and the chain.
func TestWhatIsKeptTooLongIsErased(t *testing.T) {
	s := newKeepingDesk(t, testKeep)
	s.closes("ann", 1)
	s.story("joe", 2) // stays open
	s.says("eve", "eve", "secret-of-eve asks without a ticket")
	s.pass(20 * 24 * time.Hour)
	s.closes("sue", 3)
	s.says("joe", "joe", "secret-of-joe much later")
	s.pass(9 * 24 * time.Hour)
	all := s.everything()
	for _, who := range []string{"ann", "joe", "eve", "sue"} {
		require.Contains(t, all, "secret-of-"+who, "nothing is old enough yet")
	}
	ran := s.count("firstline_retention_runs_total")
	require.GreaterOrEqual(t, ran, int64(28))

	s.pass(3 * 24 * time.Hour)
	all = s.everything()
	require.NotContains(t, all, "secret-of-ann")
	require.NotContains(t, all, "test:ann")
	require.NotContains(t, all, "secret-of-eve")
	require.NotContains(t, all, "test:eve")
	require.Contains(t, all, "secret-of-joe two", "an open ticket is kept")
	require.Contains(t, all, "secret-of-joe much later")
	require.NotContains(t, all, "chat/test:joe/talk/00000001 ", "what was said long ago is not kept in the talk")
	require.Contains(t, all, "secret-of-sue four", "closed, but not for long")
	s.whole()
	for _, e := range s.events("ticket/00000001") {
		require.Empty(t, e.Who, "after its time nobody is named, staff neither")
	}
	require.Equal(t, int64(1), s.count(`firstline_erased_total{what="tickets"}`))
	ticket, _, err := s.Ticket(t.Context(), 1)
	require.NoError(t, err)
	require.Equal(t, bot.Closed, ticket.State)
	require.False(t, ticket.FirstResponse.IsZero(), "counts stay")

	s.pass(20 * 24 * time.Hour)
	require.NotContains(t, s.everything(), "secret-of-sue")
	require.Equal(t, int64(2), s.count(`firstline_erased_total{what="tickets"}`))
	require.Less(t, s.count("firstline_retention_runs_total")-ran, int64(26), "once a day")
	require.NotContains(t, s.chat.heard("room"), "forgotten", "nobody is told of what is long over")
	s.whole()
}

// TestWithoutALimitNothingIsErased: 0 keeps for ever.
func TestWithoutALimitNothingIsErased(t *testing.T) {
	s := newSmallDesk(t)
	s.closes("ann", 1)
	s.pass(50 * 24 * time.Hour)
	s.now = s.now.Add(20 * 365 * 24 * time.Hour)
	s.settle()
	require.Contains(t, s.everything(), "secret-of-ann one")
}

// TestALookGoesOnAfterARestart cuts the process off in the middle of a look through
// many, again and again. It is done in small commits and comes to its end.
func TestALookGoesOnAfterARestart(t *testing.T) {
	s := newKeepingDesk(t, testKeep)
	const people = 130
	for i := range people {
		who := fmt.Sprintf("p%d", i)
		s.says(who, who, "secret-of-"+who)
	}
	s.says("ann", "ann", "person")
	s.says("ann", "ann", "secret-of-ann")
	s.says("room", "bob", "claim 1")
	s.says("room", "bob", "solve 1")
	s.says("ann", "ann", "yes")
	s.now = s.now.Add(testKeep + 48*time.Hour)
	cuts, largest := 0, 0
	for over := false; !over; cuts++ {
		require.Less(t, cuts, 100)
		var stopped *cutStore
		s.wrap = func(db store.Store) store.Store {
			stopped = &cutStore{Store: db, left: 25}
			return stopped
		}
		s.start()
		_ = s.Drain(t.Context())
		over = stopped.left >= 0
		largest = max(largest, stopped.largest)
	}
	require.Greater(t, cuts, 4)
	require.LessOrEqual(t, largest, 210, "no commit holds up the others")
	s.wrap = nil
	s.start()
	s.settle()
	require.NotContains(t, s.everything(), "secret-of-")
	s.whole()
}

// TestRetentionLeavesRoomsAlone: a room is nobody's conversation, also not one that has
// to be asked before it can be written to. What the desk remembers of the messages
// there stays, so that answers to them are understood.
func TestRetentionLeavesRoomsAlone(t *testing.T) {
	s := newKeepingDesk(t, testKeep)
	s.shuts = true
	s.start()
	keys := func(prefix store.Key) (keys []string) {
		records, err := s.store.List(t.Context(), prefix, "", 0)
		require.NoError(t, err)
		for _, r := range records {
			keys = append(keys, string(r.Key))
		}
		return keys
	}
	s.story("ann", 1)
	s.says("room", "bob", "anything at all")
	require.Empty(t, keys("chat/test:room/"), "a room that nothing is held for has no conversation")
	before := keys("sent/test:room/")
	require.NotEmpty(t, before)
	value, err := store.Encode(bot.Conversation{Place: bot.Place{Channel: "test", Chat: "room"}, Held: 1})
	require.NoError(t, err)
	_, err = s.store.Commit(t.Context(), store.ChangeSet{Now: s.now, Put: []store.Put{{Key: "chat/test:room/to", Value: value}}})
	require.NoError(t, err)
	s.pass(3 * 24 * time.Hour)
	require.Positive(t, s.count("firstline_retention_runs_total"))
	require.Subset(t, keys("sent/test:room/"), before)
}
