package desk_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/store"
)

// sendsNothing leaves the outbox to others, tellsNothing the news.
type (
	sendsNothing struct{ store.Store }
	tellsNothing struct{ store.Store }
)

func (sendsNothing) LeaseOutbox(context.Context, store.Owner, time.Time, int, time.Duration) ([]store.Item, error) {
	return nil, nil
}

func (s tellsNothing) List(ctx context.Context, prefix, after store.Key, n int) ([]store.Record, error) {
	if prefix == "broadcast/" {
		return nil, nil
	}
	return s.Store.List(ctx, prefix, after, n)
}

// TestNewsGoesOnWhereAnotherProcessSendsIt: one of two processes on a store makes the
// replies and the other one sends them.
func TestNewsGoesOnWhereAnotherProcessSendsIt(t *testing.T) {
	var people []string
	for i := range 60 {
		people = append(people, fmt.Sprintf("p%02d", i))
	}
	s := knownDesk(t, people...)
	s.says("room", "bob", "queue")
	desks := map[string]*desk.Desk{}
	for name, kept := range map[string]store.Store{"teller": sendsNothing{s.store}, "sender": tellsNothing{s.store}} {
		one, err := desk.New(desk.Options{
			Store: kept, KB: func() *kb.Base { return kb.NewBase(nil, []string{"en"}, kb.Balanced) }, Languages: []string{"en"},
			Now: func() time.Time { return s.now }, Levels: []desk.Level{{Rooms: []bot.Place{{Channel: "test", Chat: "room"}}}}, Owner: store.Owner(name),
		})
		require.NoError(t, err)
		require.NoError(t, one.Attach(s.chat))
		desks[name] = one
	}
	require.NoError(t, desks["teller"].Deliver(t.Context(), bot.Message{
		Delivery: "fixed", ID: "fixed", Place: bot.Place{Channel: "test", Chat: "room"}, From: bot.Person{ID: "test:bob", Name: "Bob"},
		Kind: bot.Said, Text: "fixed K1", Direct: true, At: s.now,
	}))
	for range 30 {
		s.now = s.now.Add(5 * time.Second)
		require.NoError(t, desks["teller"].Drain(t.Context()))
		require.NoError(t, desks["sender"].Drain(t.Context()))
	}
	for _, who := range people {
		require.Equal(t, 1, s.times(who, "This is fixed"), who)
	}
}
