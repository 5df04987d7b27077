package desk_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// events gives a history as it is stored.
func (s *smallDesk) events(subject string) []bot.Event {
	s.t.Helper()
	entries, err := s.store.History(s.t.Context(), subject, 0, 0)
	require.NoError(s.t, err)
	var out []bot.Event
	for _, entry := range entries {
		e, err := store.Decode[bot.Event](entry.Value)
		require.NoError(s.t, err)
		out = append(out, e)
	}
	return out
}

// rewrite puts a history in place of what is stored, as somebody would who can write
// the file and knows the checksums.
func (s *smallDesk) rewrite(subject string, events []bot.Event) {
	s.t.Helper()
	var set store.ChangeSet
	for i, e := range events {
		value, err := store.Encode(e)
		require.NoError(s.t, err)
		set.Redact = append(set.Redact, store.Entry{Subject: subject, Seq: uint64(i + 1), Value: value})
	}
	_, err := s.store.Commit(s.t.Context(), set)
	require.NoError(s.t, err)
}

// whole wants a verification that finds nothing.
func (s *smallDesk) whole() {
	s.t.Helper()
	v, err := s.Verify(s.t.Context(), 0)
	require.NoError(s.t, err)
	require.Empty(s.t, v.Broken)
}

// TestVerifyNamesTheFirstWrongEntry changes histories on the disk and asks.
func TestVerifyNamesTheFirstWrongEntry(t *testing.T) {
	s := newSmallDesk(t)
	for _, who := range []string{"ann", "joe", "sue"} {
		s.says(who, who, "person")
	}
	for n := 1; n <= 3; n++ {
		for _, order := range []string{"claim %d", "reply %d hello", "note %d a note", "release %d", "claim %d", "solve %d"} {
			s.says("room", "bob", fmt.Sprintf(order, n))
		}
	}
	require.NoError(t, s.Record(t.Context(), "exported", bot.Person{ID: "operator:eve"}, "3 tickets"))
	v, err := s.Verify(t.Context(), 0)
	require.NoError(t, err)
	require.Equal(t, 3, v.Tickets)
	require.Equal(t, 22, v.Entries)
	require.Empty(t, v.Broken)

	const second = "ticket/00000002"
	was := s.events(second)
	for name, harm := range map[string]struct {
		do  func(e []bot.Event) []bot.Event
		why string
	}{
		"a flipped word":  {func(e []bot.Event) []bot.Event { e[3].What = "stolen"; return e }, "entry 4"},
		"another owner":   {func(e []bot.Event) []bot.Event { e[1].Who.ID = "test:eve"; return e }, "entry 2"},
		"two swapped":     {func(e []bot.Event) []bot.Event { e[2], e[3] = e[3], e[2]; return e }, "entry 3"},
		"one written out": {func(e []bot.Event) []bot.Event { return append(slices.Delete(e, 2, 3), e[1]) }, "entry 3"},
	} {
		s.rewrite(second, harm.do(slices.Clone(was)))
		v, err := s.Verify(t.Context(), 0)
		require.NoError(t, err)
		require.Len(t, v.Broken, 1, name)
		require.Equal(t, second, v.Broken[0].Subject, name)
		require.Contains(t, v.Broken[0].Why, harm.why, name)
		one, err := s.Verify(t.Context(), 2)
		require.NoError(t, err)
		require.Equal(t, v.Broken, one.Broken, name)
		for _, n := range []int{1, 3} {
			one, err := s.Verify(t.Context(), n)
			require.NoError(t, err)
			require.Empty(t, one.Broken, name)
		}
		s.rewrite(second, was)
		s.whole()
	}
	_, err = s.Verify(t.Context(), 4)
	var no *bot.Refusal
	require.ErrorAs(t, err, &no)

	desk := s.events("desk")
	desk[0].Note = "0 tickets"
	s.rewrite("desk", desk)
	v, err = s.Verify(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, v.Broken, 1)
	require.Equal(t, "desk", v.Broken[0].Subject)
}

// TestTheNewestOfALongHistoryIsShown: what was done last is what staff want to know.
func TestTheNewestOfALongHistoryIsShown(t *testing.T) {
	s := newSmallDesk(t)
	s.says("ann", "ann", "person")
	s.says("room", "bob", "claim 1")
	for i := range 60 {
		s.says("room", "bob", fmt.Sprintf("tag 1 t%d -t%d", i, i-1))
	}
	s.says("room", "bob", "history 1")
	require.Contains(t, s.chat.heard("room"), "tagged (Bob): t59")
	said := s.chat.sent[len(s.chat.sent)-1].Text
	require.Contains(t, said, "t59")
	require.NotContains(t, said, "opened")
}

// TestATicketThatVanishedIsFound: a number that was given has a ticket for ever, and
// a history that was cut does not reach its end.
func TestATicketThatVanishedIsFound(t *testing.T) {
	s := newSmallDesk(t)
	s.says("ann", "ann", "person")
	s.says("joe", "joe", "person")
	s.says("room", "bob", "claim 1")
	s.whole()
	// The store never deletes an entry: an earlier end does the same from the other side.
	r, err := s.store.Load(t.Context(), "ticket/00000001")
	require.NoError(t, err)
	ticket, err := store.Decode[bot.Ticket](r[0].Value)
	require.NoError(t, err)
	ticket.History.Entries++
	value, err := store.Encode(ticket)
	require.NoError(t, err)
	_, err = s.store.Commit(t.Context(), store.ChangeSet{Put: []store.Put{{Key: "ticket/00000001", Value: value}, {Key: "ticket/00000002"}}})
	require.NoError(t, err)
	v, err := s.Verify(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, v.Broken, 2)
	require.Contains(t, v.Broken[0].Why, "has 2 entries and should have 3")
	require.Contains(t, v.Broken[1].Why, "gone")
}
