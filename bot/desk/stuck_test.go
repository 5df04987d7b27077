package desk_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/store"
)

// damagedStore answers that a record is damaged.
type damagedStore struct {
	store.Store
	key store.Key
}

func (d damagedStore) Load(ctx context.Context, keys ...store.Key) ([]store.Record, error) {
	for _, key := range keys {
		if key == d.key {
			return nil, fmt.Errorf("load it: %w", store.ErrDamaged)
		}
	}
	return d.Store.Load(ctx, keys...)
}

// TestDamagedWordsHoldUpNobody: held words that cannot be read are set aside after a
// few tries, and what follows them goes out.
func TestDamagedWordsHoldUpNobody(t *testing.T) {
	s := newSmallDesk(t)
	s.options = func(o *desk.Options) { o.Levels[0].Hold = 5 * time.Second }
	s.wrap = func(db store.Store) store.Store { return damagedStore{db, "hold/test:room/m4"} }
	s.start()
	s.says("ann", "ann", "person")
	s.says("ann", "ann", "printer")
	s.says("room", "bob", "claim 1")
	s.says("room", "bob", "reply 1 first words")
	s.says("room", "bob", "reply 1 second words")
	s.pass(10 * time.Hour)
	require.Contains(t, s.chat.heard("ann"), "second words")
	require.Len(t, s.keys("dead/00000001/"), 1, "somebody can look at it")
}

// TestOneThatCannotBeForgottenHoldsUpNobody: a job that fails leaves the others theirs.
func TestOneThatCannotBeForgottenHoldsUpNobody(t *testing.T) {
	for _, who := range []string{"ann", "joe"} {
		s := newKeepingDesk(t, testKeep)
		for _, p := range []string{"ann", "joe"} {
			s.says(p, p, "secret-of-"+p)
			s.says(p, p, "person")
		}
		s.wrap = func(db store.Store) store.Store {
			return damagedStore{db, store.Key(fmt.Sprintf("ticket/%08d", map[string]int{"ann": 1, "joe": 2}[who]))}
		}
		s.start()
		for _, p := range []string{"ann", "joe"} {
			value, err := store.Encode(map[string]any{"person": bot.Person{ID: "test:" + p}, "due": s.now})
			require.NoError(t, err)
			_, err = s.store.Commit(t.Context(), store.ChangeSet{Now: s.now, Put: []store.Put{{Key: store.Key("forget/" + p), Value: value}}})
			require.NoError(t, err)
		}
		_ = s.Drain(t.Context())
		require.Contains(t, s.everything(), "secret-of-"+who)
		other := map[string]string{"ann": "joe", "joe": "ann"}[who]
		require.NotContains(t, s.everything(), "secret-of-"+other)
	}
}

// TestHeldRepliesMoveAlong: what waits for a person until they write is brought back
// where they write next, also after their number has changed.
func TestHeldRepliesMoveAlong(t *testing.T) {
	s := newSmallDesk(t)
	s.shuts = true
	s.start()
	s.says("ann", "ann", "person")
	s.says("ann", "ann", "printer")
	s.says("room", "bob", "claim 1")
	s.chat.fault = map[string]adapters.FaultKind{"ann": adapters.Closed}
	s.says("room", "bob", "reply 1 one of two")
	s.says("room", "bob", "reply 1 two of two")
	require.Len(t, s.keys("held/test:ann/"), 2)
	s.chat.fault = nil
	s.said++
	require.NoError(t, s.Deliver(t.Context(), bot.Message{
		Delivery: "test:moved", Place: bot.Place{Channel: "test", Chat: "ann"}, Kind: bot.Moved,
		From: bot.Person{ID: "test:ann"}, MovedTo: bot.Place{Channel: "test", Chat: "new"}, Direct: true,
	}))
	s.settle()
	s.says("new", "new", "hello again")
	require.Contains(t, s.chat.heard("new"), "one of two")
	require.Contains(t, s.chat.heard("new"), "two of two")
	require.Empty(t, s.keys("held/"))
}

// TestWhoMovedIsForgottenWhereTheyWere: all of their tickets go on at the new place,
// and who is forgotten there is forgotten at the old one.
func TestWhoMovedIsForgottenWhereTheyWere(t *testing.T) {
	s := newSmallDesk(t)
	s.closes("ann", 1)
	for range 2 {
		s.says("ann", "ann", "person")
		s.says("ann", "ann", "secret-of-ann and her printer")
		s.pass(25 * time.Hour)
		s.says("ann", "ann", "the tax office sends letters")
		s.says("ann", "ann", "2")
	}
	first, _, err := s.Ticket(t.Context(), 2)
	require.NoError(t, err)
	require.True(t, first.Running())
	s.said++
	require.NoError(t, s.Deliver(t.Context(), bot.Message{
		Delivery: "test:moved", Place: bot.Place{Channel: "test", Chat: "ann"}, Kind: bot.Moved,
		From: bot.Person{ID: "test:ann"}, MovedTo: bot.Place{Channel: "test", Chat: "new"}, Direct: true,
	}))
	s.settle()
	for n := 2; ; n++ {
		ticket, _, err := s.Ticket(t.Context(), n)
		if err != nil {
			require.Greater(t, n, 3, "there were several")
			break
		}
		require.Equal(t, "new", ticket.Place.Chat, "#%d", n)
		require.Equal(t, "test:new", ticket.Person.ID, "#%d", n)
	}
	s.says("new", "new", "forget me")
	s.says("new", "new", "yes")
	s.pass(26 * time.Hour)
	require.NotContains(t, s.everything(), "secret-of-ann")
	require.NotContains(t, s.everything(), "test:ann")
	require.NotContains(t, s.everything(), "test:new")
	require.Empty(t, s.keys("chat/"), "timers of what is erased begin nothing")
}
