package desk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/store"
)

// unreadable is a store whose one record cannot be read, alone or among others.
type unreadable struct{ damagedStore }

func (u unreadable) List(ctx context.Context, prefix, after store.Key, n int) ([]store.Record, error) {
	if strings.HasPrefix(string(u.key), string(prefix)) && after < u.key {
		return nil, fmt.Errorf("list it: %w", store.ErrDamaged)
	}
	return u.Store.List(ctx, prefix, after, n)
}

// Of whom one ticket in the store is damaged all else is forgotten, and it is said.
func TestADamagedTicketKeepsNobodyElseFromBeingForgotten(t *testing.T) {
	key := store.Key("ticket/00000001")
	for name, damage := range map[string]func(*smallDesk){
		"its words": func(s *smallDesk) {
			_, err := s.store.Commit(s.t.Context(), store.ChangeSet{Now: s.now, Put: []store.Put{{Key: key, Value: []byte("?")}}})
			require.NoError(s.t, err)
		},
		"its frame": func(s *smallDesk) {
			s.wrap = func(db store.Store) store.Store { return unreadable{damagedStore{db, key}} }
			s.start()
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSmallDesk(t)
			s.asks("joe", "words-of-joe")
			s.asks("ann", "words-of-ann")
			damage(s)
			done, err := s.Forget(t.Context(), "test:ann", bot.Person{})
			require.NoError(t, err)
			require.Equal(t, desk.Forgotten{Tickets: 1, Talks: 1, Unread: true}, done)
			require.NotContains(t, s.everything(), "words-of-ann")
			_, err = s.PersonData(t.Context(), "test:joe")
			require.NoError(t, err, "nor from reading what is theirs")
		})
	}
}

// A report that cannot be handled is nobody's question.
func TestAReportThatCannotBeHandledOpensNoTicket(t *testing.T) {
	for _, m := range []bot.Message{
		{Kind: bot.Reached, Reach: bot.Seen, ReplyTo: "9"},
		{Kind: bot.Moved, MovedTo: bot.Place{Channel: "test", Chat: "new"}},
		{Kind: bot.Left},
	} {
		t.Run(string(m.Kind), func(t *testing.T) {
			s := newSmallDesk(t)
			s.says("ann", "ann", "hello")
			s.wrap = func(db store.Store) store.Store { return damagedAll{db} }
			s.start()
			m.Delivery, m.Place, m.From, m.At = "test:report", bot.Place{Channel: "test", Chat: "ann"}, bot.Person{ID: "test:ann"}, s.now
			require.NoError(t, s.Deliver(t.Context(), m))
			for range 200 {
				s.now = s.now.Add(time.Minute)
				_ = s.Drain(t.Context())
			}
			require.Empty(t, s.keys("ticket/"))
			require.Len(t, s.keys("dead/"), 1)
		})
	}
}

// damagedAll cannot read what is kept of conversations and of what was sent.
type damagedAll struct{ store.Store }

func (d damagedAll) Load(ctx context.Context, keys ...store.Key) ([]store.Record, error) {
	for _, key := range keys {
		if strings.HasPrefix(string(key), "chat/") || strings.HasPrefix(string(key), "sent/") {
			return nil, fmt.Errorf("load it: %w", store.ErrDamaged)
		}
	}
	return d.Store.Load(ctx, keys...)
}

// Who is no longer staff is taken out of who was met in the rooms, by and by.
func TestWhoLeftTheStaffIsTakenOut(t *testing.T) {
	s := newKeepingDesk(t, testKeep)
	s.says("room", "bob", "queue")
	s.says("room", "dan", "queue")
	require.Len(t, s.keys("staff/"), 2)
	s.options = func(o *desk.Options) { o.Levels[0].Staff = []string{"test:dan"} }
	s.start()
	s.pass(26 * time.Hour)
	require.Equal(t, []string{"staff/1/test:dan"}, s.keys("staff/"))
}
