package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/store"
)

// keys gives the keys of all records with a prefix.
func (s *smallDesk) keys(prefix store.Key) (keys []string) {
	s.t.Helper()
	for after := store.Key(""); ; {
		records, err := s.store.List(s.t.Context(), prefix, after, 0)
		require.NoError(s.t, err)
		if len(records) == 0 {
			return keys
		}
		for _, r := range records {
			keys = append(keys, string(r.Key))
		}
		after = records[len(records)-1].Key
	}
}

// TestForgettingTakesHowSomebodyIsWrittenTo: the language they chose and the messages
// at their place that could be corrected go too.
func TestForgettingTakesHowSomebodyIsWrittenTo(t *testing.T) {
	s := newSmallDesk(t)
	s.options = func(o *desk.Options) { o.Languages, o.Levels[0].Hold = []string{"en", "fr"}, 5*time.Second }
	s.start()
	s.says("ann", "ann", "language")
	s.says("ann", "ann", "français")
	s.says("ann2", "ann2", "language")
	s.says("ann2", "ann2", "français")
	s.says("ann", "ann", "person")
	s.says("ann", "ann", "secret-of-ann one")
	s.says("room", "bob", "claim 1")
	s.says("room", "bob", "reply 1 secret-of-ann two")
	s.pass(time.Minute)
	require.NotEmpty(t, s.keys("manner/test:ann"))
	require.NotEmpty(t, s.keys("shown/test:ann/"))
	s.says("ann", "ann", "forget me")
	s.says("ann", "ann", "oui")
	s.pass(26 * time.Hour)
	require.Empty(t, s.keys("shown/test:ann/"))
	require.Empty(t, s.keys("chat/test:ann/"))
	require.Equal(t, []string{"manner/test:ann2"}, s.keys("manner/"))
}

// TestHeldWordsDoNotOutliveForgetting: what staff wrote a moment before goes nowhere,
// and brings back neither the conversation nor the words by which the ticket is found.
func TestHeldWordsDoNotOutliveForgetting(t *testing.T) {
	s := newSmallDesk(t)
	s.options = func(o *desk.Options) { o.Levels[0].Hold = time.Minute }
	s.start()
	s.says("ann", "ann", "person")
	s.says("ann", "ann", "printer")
	s.says("room", "bob", "claim 1")
	s.says("ann", "ann", "forget me")
	s.says("room", "bob", "reply 1 Zanzibar")
	s.says("ann", "ann", "yes")
	s.says("room", "bob", "note 1 Zanzibar it was")
	s.pass(26 * time.Hour)
	require.NotContains(t, s.chat.heard("ann"), "Zanzibar")
	require.NotContains(t, s.everything(), "test:ann")
	require.NotContains(t, s.everything(), "anzibar")
	require.Empty(t, s.keys("words/"))
	require.Empty(t, s.keys("hold/"))
}

// TestReasonsInTheHistoryAreErased: why staff passed a ticket on may tell whose it is.
func TestReasonsInTheHistoryAreErased(t *testing.T) {
	s := newSmallDesk(t)
	s.options = func(o *desk.Options) {
		o.Levels = append(o.Levels, desk.Level{Rooms: []bot.Place{{Channel: "test", Chat: "room2"}}})
	}
	s.start()
	s.says("ann", "ann", "person")
	s.says("ann", "ann", "printer")
	s.says("room", "bob", "claim 1")
	s.says("room", "bob", "escalate 1 because secret-of-ann")
	require.Contains(t, s.everything(), "secret-of-ann")
	s.says("ann", "ann", "forget me")
	s.says("ann", "ann", "yes")
	s.pass(26 * time.Hour)
	require.NotContains(t, s.everything(), "secret-of-ann")
	require.Equal(t, "test:bob", s.claimer(), "who worked on it stays")
	s.whole()
}

// TestWordsOfStaffAreNoNewBeginning: what the desk itself says to somebody after they
// were forgotten goes the second time too.
func TestWordsOfStaffAreNoNewBeginning(t *testing.T) {
	s := newSmallDesk(t)
	s.says("ann", "ann", "secret-of-ann")
	s.says("ann", "ann", "forget me")
	s.says("ann", "ann", "yes")
	line, err := store.Encode(bot.Line{Seq: 99, By: bot.ByStaff, Text: "late"})
	require.NoError(t, err)
	before, version, err := store.Get[bot.Conversation](t.Context(), s.store, "chat/test:ann/to")
	require.NoError(t, err)
	require.Positive(t, version)
	before.Lines = 99
	value, err := store.Encode(before)
	require.NoError(t, err)
	_, err = s.store.Commit(t.Context(), store.ChangeSet{Now: s.now, Put: []store.Put{
		{Key: "chat/test:ann/talk/00000099", Value: line}, {Key: "chat/test:ann/to", Value: value},
	}})
	require.NoError(t, err)
	s.pass(26 * time.Hour)
	require.Empty(t, s.keys("chat/"))
}

// TestWhereSeveralPeopleWrite: in a group everybody's words are their own. What one
// person gets and what is erased for them is theirs and what the desk answered.
func TestWhereSeveralPeopleWrite(t *testing.T) {
	s := newSmallDesk(t)
	s.says("village", "joe", "person")
	s.says("village", "joe", "secret-of-joe one")
	s.says("room", "bob", "claim 1")
	s.says("room", "bob", "wait 1")
	s.says("village", "ann", "secret-of-ann two")
	s.says("ann", "ann", "secret-of-ann three")
	data, err := s.PersonData(t.Context(), "test:ann")
	require.NoError(t, err)
	text := data.Text("en", time.UTC)
	require.NotContains(t, text, "secret-of-joe")
	require.Contains(t, text, "secret-of-ann two")
	require.Contains(t, text, "secret-of-ann three")
	data, err = s.PersonData(t.Context(), "test:joe")
	require.NoError(t, err)
	require.Contains(t, data.Text("en", time.UTC), "secret-of-joe one", "also where somebody else spoke last")

	_, err = s.Forget(t.Context(), "test:ann", bot.Person{})
	require.NoError(t, err)
	ticket, _, err := s.Ticket(t.Context(), 1)
	require.NoError(t, err)
	require.Equal(t, bot.Claimed, ticket.State, "somebody else's ticket runs on")
	s.whole()
	require.Contains(t, s.everything(), "secret-of-joe one")
	require.NotContains(t, s.everything(), "secret-of-ann")
	require.NotContains(t, s.everything(), "chat/test:ann/")
	for _, key := range s.keys("chat/test:village/talk/") {
		records, err := s.store.Load(t.Context(), store.Key(key))
		require.NoError(t, err)
		require.NotContains(t, string(records[0].Value), "test:ann")
	}

	_, err = s.Forget(t.Context(), "test:joe", bot.Person{})
	require.NoError(t, err)
	s.pass(26 * time.Hour)
	require.NotContains(t, s.everything(), "test:joe")
	require.NotContains(t, s.everything(), "secret-of-joe")
}
