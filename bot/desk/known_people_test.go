package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/store"
)

// alert raises an alert, or tells that it is over.
func (s *smallDesk) alert(title string, over bool) {
	s.t.Helper()
	at := bot.Place{Channel: bot.AlertChannel, Chat: "group"}
	s.news(bot.Message{
		Place: at, From: bot.Person{ID: at.Lane(), Name: "Alertmanager"}, Kind: bot.Alerted, Direct: true,
		Alert: &bot.Alert{Title: title, Over: over},
	})
}

// asks opens a ticket for somebody.
func (s *smallDesk) asks(who, words string) {
	s.t.Helper()
	s.says(who, who, "person")
	s.says(who, who, words)
}

// over ends a known issue and lets its news go out.
func (s *smallDesk) over(name string) {
	s.t.Helper()
	s.chat.sent = nil
	s.says("room", "bob", "fixed "+name+" It works again.")
	s.now = s.now.Add(20 * time.Second)
	s.settle()
}

func (s *smallDesk) times(who, words string) int { return strings.Count(s.chat.heard(who), words) }

// Of two tickets of one person that wait for a known issue both end with it.
func TestEveryTicketOfAPersonEndsWithTheKnownIssue(t *testing.T) {
	s := knownDesk(t)
	s.asks("ann", "the printer is broken")
	s.pass(25 * time.Hour)
	s.says("ann", "ann", "the tax office sends letters")
	s.says("ann", "ann", "2")
	s.says("ann", "ann", "person")
	s.says("ann", "ann", "yes")
	require.Equal(t, bot.Open, s.state(2))
	s.says("room", "bob", "known K1 1 2")
	s.over("K1")
	require.Equal(t, bot.Solved, s.state(1))
	require.Equal(t, bot.Solved, s.state(2))
}

// Whoever has a ticket of their own and follows another, or also said "me too", is
// told the end once.
func TestMergedPeopleHearTheEndOnce(t *testing.T) {
	for name, before := range map[string]func(*smallDesk){
		"said me too":    func(s *smallDesk) { s.says("zoe", "zoe", "search is down"); s.says("zoe", "zoe", "me too") },
		"waited itself":  func(s *smallDesk) { s.says("room", "bob", "known K1 2") },
		"did not before": func(*smallDesk) {},
	} {
		t.Run(name, func(t *testing.T) {
			s := knownDesk(t)
			if name == "said me too" {
				before(s)
			}
			s.asks("ann", "the printer is broken")
			s.asks("zoe", "the scanner is broken")
			if name != "said me too" {
				before(s)
			}
			s.says("room", "bob", "known K1 1")
			s.says("room", "bob", "merge 1 2")
			s.chat.sent = nil
			s.says("room", "bob", `known K1 "It takes until noon."`)
			require.Equal(t, 1, s.times("zoe", "until noon"))
			s.over("K1")
			for _, who := range []string{"ann", "zoe"} {
				require.Equal(t, 1, s.times(who, "It works again."), who)
			}
			require.Equal(t, bot.Solved, s.state(1))
			require.Equal(t, bot.Solved, s.state(2))
		})
	}
}

// People whose tickets were merged into that of an alert hear of its known issue.
func TestPeopleBehindAnAlertHearOfItsKnownIssue(t *testing.T) {
	for name, merged := range map[string]bool{"before": true, "after": false} {
		t.Run(name, func(t *testing.T) {
			s := newSmallDesk(t)
			s.alert("Search is slow", false)
			s.asks("ann", "search is slow")
			if merged {
				s.says("room", "bob", "merge 1 2")
			}
			s.says("room", "bob", `known 1 "Search is slow; we are on it"`)
			if !merged {
				s.says("room", "bob", "merge 1 2")
			}
			require.Equal(t, 1, s.times("ann", "we are on it"))
			s.over("K1")
			require.Equal(t, 1, s.times("ann", "It works again."))
			require.Equal(t, bot.Solved, s.state(2))
			require.True(t, s.state(1) != bot.Solved, "an alert ends by itself")
		})
	}
}

// Who joined and then changed their number is still one person.
func TestWhoMovedIsCountedAndToldOnce(t *testing.T) {
	s := knownDesk(t, "ann")
	s.news(bot.Message{
		Place: bot.Place{Channel: "test", Chat: "ann"}, Kind: bot.Moved, From: bot.Person{ID: "test:ann"},
		MovedTo: bot.Place{Channel: "test", Chat: "new"}, Direct: true,
	})
	s.says("new", "new", "search is down")
	s.says("new", "new", "me too")
	require.Len(t, s.keys("known/00000001/of/"), 1)
	s.over("K1")
	require.Equal(t, 1, s.times("new", "It works again."))
}

// Where several people of one group joined the group hears the news once.
func TestAGroupHearsNewsOnce(t *testing.T) {
	s := knownDesk(t)
	for _, who := range []string{"ann", "zoe", "dan"} {
		s.says("group", who, "search is down")
		s.says("group", who, "me too")
	}
	require.Len(t, s.keys("known/00000001/of/"), 3)
	s.over("K1")
	require.Equal(t, 1, s.times("group", "It works again."))
	require.Contains(t, s.chat.heard("room"), "told 3 of 3 people")
}

// Who was told the first text and says "me too" after it has changed hears what holds.
func TestWhoJoinsLateHearsWhatHolds(t *testing.T) {
	s := knownDesk(t)
	s.says("ann", "ann", "search is down")
	s.says("room", "bob", `known K1 "It takes until noon."`)
	require.Zero(t, s.times("ann", "noon"))
	s.says("ann", "ann", "me too")
	require.Equal(t, 1, s.times("ann", "It takes until noon."))
}

// The end is told to a ticket's person in the language that they speak now.
func TestTheEndIsToldInTheLanguageOfNow(t *testing.T) {
	s := knownDesk(t)
	s.options = func(o *desk.Options) { o.Languages = []string{"en", "fr"} }
	s.start()
	s.asks("ann", "the printer is broken")
	s.says("room", "bob", "known K1 1")
	s.says("ann", "ann", "language")
	s.says("ann", "ann", "Français")
	s.over("K1")
	require.Contains(t, s.chat.heard("ann"), "réparé")
	require.NotContains(t, s.chat.heard("ann"), "This is fixed")
}

// Whoever is forgotten leaves no question behind, also where the known issue is over.
func TestWhoIsForgottenLeavesNoWayToAsk(t *testing.T) {
	s := knownDesk(t)
	s.asks("ann", "the purple printer is broken")
	s.says("room", "bob", `known 1 "Printers are broken"`)
	s.over("K2")
	require.Contains(t, s.everything(), "purple")
	_, err := s.Forget(t.Context(), "test:ann", bot.Person{})
	require.NoError(t, err)
	s.pass(26 * time.Hour)
	require.NotContains(t, s.everything(), "purple")
}

// One damaged record of who joined keeps the news from nobody else.
func TestADamagedRecordKeepsNewsFromNobodyElse(t *testing.T) {
	s := knownDesk(t, "ann", "zoe", "dan")
	key := store.Key(s.keys("known/00000001/in/")[1])
	_, err := s.store.Commit(t.Context(), store.ChangeSet{Now: s.now, Put: []store.Put{{Key: key, Value: []byte("?")}}})
	require.NoError(t, err)
	s.over("K1")
	require.Equal(t, 1, s.times("ann", "It works again."))
	require.Equal(t, 1, s.times("dan", "It works again."))
	require.Contains(t, s.chat.heard("room"), "told 2 of 3 people. 1 could not be reached.")
}

// A ticket that waits for the makers and for a known issue leaves the makers with its end.
func TestTheEndOfAKnownIssueTakesTicketsFromTheMakers(t *testing.T) {
	for name, ends := range map[string]func(*smallDesk){
		"known issue": func(s *smallDesk) {
			s.upstream(1, "#8")
			s.says("tech", "carol", `known 1 "Printing is broken"`)
			s.over("K1")
		},
		"alert": func(s *smallDesk) {
			s.alert("Search is slow", false)
			s.says("tech", "carol", "claim 1")
			s.says("tech", "carol", "link 1 #8")
			require.Equal(s.t, bot.Upstream, s.state(1))
			s.alert("Search is slow", true)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newMakersDesk(t)
			ends(s)
			require.Contains(t, []bot.State{bot.Solved, bot.Closed}, s.state(1))
			require.Empty(t, s.keys("issue/"))
		})
	}
}

// The same alert is one ticket however often it is told, also when staff say that it is
// solved; resolved and raised again, even with the same mark, it is a new one.
func TestAnAlertThatComesBackIsANewTicket(t *testing.T) {
	s := newSmallDesk(t)
	tell := func(over bool) {
		at := bot.Place{Channel: bot.AlertChannel, Chat: "group"}
		mark := map[bool]string{true: "resolved since nine", false: "firing since nine"}[over]
		s.news(bot.Message{
			Place: at, From: bot.Person{ID: at.Lane(), Name: "Alertmanager"}, Kind: bot.Alerted, Direct: true,
			Alert: &bot.Alert{Title: "Search is slow", Mark: mark, Over: over},
		})
	}
	tell(false)
	tell(false)
	s.says("room", "bob", "claim 1")
	s.says("room", "bob", "solve 1")
	s.pass(9 * 24 * time.Hour)
	tell(false)
	require.Len(t, s.keys("ticket/"), 1)
	tell(true)
	tell(false)
	require.Len(t, s.keys("ticket/"), 2)
	require.Equal(t, bot.Open, s.state(2))
	tell(true)
	tell(true)
	require.Equal(t, bot.Closed, s.state(2))
}
