package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/store"
)

// upstream opens tickets, one each for people "p0", "p1" and so on, brings them to
// level 2, and has all of them wait for an issue of the makers.
func (s *smallDesk) upstream(people int, issue string) {
	s.t.Helper()
	s.technical(people)
	for i := range people {
		s.says("tech", "carol", fmt.Sprintf("link %d %s", i+1, issue))
	}
}

// technical opens tickets and brings them to level 2.
func (s *smallDesk) technical(people int) {
	s.t.Helper()
	for i := range people {
		who := fmt.Sprintf("p%d", i)
		s.says(who, who, "person")
		s.says("room", "bob", fmt.Sprintf("escalate %d because it is broken", i+1))
	}
}

// news tells of an issue as the makers' tracker does.
func (s *smallDesk) news(m bot.Message) {
	s.t.Helper()
	s.said++
	m.Delivery, m.At = fmt.Sprintf("makers:%d", s.said), s.now
	require.NoError(s.t, s.Deliver(s.t.Context(), m))
	s.settle()
}

func makersIssue(number string) bot.Place { return bot.Place{Channel: "makers", Chat: "m/p" + number} }

func (s *smallDesk) state(n int) bot.State {
	s.t.Helper()
	t, _, err := s.Ticket(s.t.Context(), n)
	require.NoError(s.t, err)
	return t.State
}

// A ticket that is parted from one that the makers have waits for their issue itself.
func TestAPartedTicketWaitsForTheIssueItself(t *testing.T) {
	for name, part := range map[string]func(*smallDesk){
		"parted": func(s *smallDesk) { s.says("tech", "carol", "merge 2 off") },
		"left alone": func(s *smallDesk) {
			_, err := s.Forget(s.t.Context(), "test:p0", bot.Person{})
			require.NoError(s.t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newMakersDesk(t)
			s.technical(2)
			s.says("tech", "carol", "merge 1 2")
			s.says("tech", "carol", "link 1 #8")
			part(s)
			s.settle()
			require.Equal(t, bot.Upstream, s.state(2))
			s.news(bot.Message{Place: makersIssue("#8"), Kind: bot.Tracked, Issue: &bot.Issue{Place: makersIssue("#8"), State: bot.IssueFixed, Milestone: "v2.0"}})
			require.NoError(t, s.Deployed(t.Context(), "v2.0", bot.Person{ID: "operator:root"}))
			s.pass(time.Minute)
			require.Equal(t, bot.Solved, s.state(2))
			require.Contains(t, s.chat.heard("p1"), "(v2.0)")
		})
	}
}

// While an issue is on its way nobody makes a second one of the same ticket.
func TestAnIssueOnItsWayIsNotMadeTwice(t *testing.T) {
	s := newMakersDesk(t)
	s.technical(1)
	s.says("tech", "carol", "escalate 1 because it breaks")
	s.makers.fault = adapters.Broken
	s.says("tech", "carol", s.press("tech", "Create the issue"))
	for _, order := range []string{"issue 1 It still breaks", "issue 1", "escalate 1 because it still breaks"} {
		s.says("tech", "carol", order)
		require.Contains(t, s.chat.sent[len(s.chat.sent)-1].Text, "on its way", order)
		s.says("tech", "carol", s.press("tech", "Create the issue"))
	}
	s.makers.fault = ""
	s.pass(time.Hour)
	require.Len(t, s.makers.sent, 1)
	require.Equal(t, bot.Upstream, s.state(1))
}

// Nothing of a ticket that was erased leaves for the makers any more.
func TestAnErasedTicketSendsTheMakersNothing(t *testing.T) {
	s := newMakersDesk(t)
	s.technical(1)
	s.says("tech", "carol", "issue 1 Ask +260 955 111 222")
	s.makers.fault = adapters.Broken
	s.says("tech", "carol", s.press("tech", "Send as written"))
	_, err := s.Forget(t.Context(), "test:p0", bot.Person{})
	require.NoError(t, err)
	s.makers.fault = ""
	s.pass(2 * time.Hour)
	require.Empty(t, s.makers.sent)
}

// What is over goes to no other level and to no makers.
func TestAFinishedTicketIsNotPassedOn(t *testing.T) {
	s := newMakersDesk(t)
	s.options = func(o *desk.Options) { o.Levels[1].Needs = map[string][]string{desk.AnyType: {"since when"}} }
	s.start()
	s.says("p0", "p0", "person")
	s.says("room", "bob", "claim 1")
	s.says("room", "bob", "solve 1")
	s.says("room", "bob", "escalate 1 because it broke")
	require.NotContains(t, s.chat.heard("room"), "since when")
	s.says("p1", "p1", "person")
	s.says("room", "bob", "escalate 2 because it broke; since when: Monday")
	s.says("tech", "carol", "claim 2")
	s.says("tech", "carol", "solve 2")
	sent := len(s.chat.sent)
	for _, order := range []string{"escalate 2 because it broke", "issue 2 It broke", "link 2 #8"} {
		s.says("tech", "carol", order)
	}
	for _, r := range s.chat.sent[sent:] {
		require.Contains(t, r.Text, "#2 is ", "refused at once")
	}
	require.Empty(t, s.makers.search)
}

// Who may not pass a ticket on teaches it nothing either.
func TestAPassOnThatIsRefusedChangesNothing(t *testing.T) {
	s := newMakersDesk(t)
	s.options = func(o *desk.Options) { o.Levels[1].Needs = map[string][]string{desk.AnyType: {"since when"}} }
	s.start()
	s.says("p0", "p0", "person")
	s.says("room", "bob", "claim 1")
	s.says("room", "alice", "escalate 1 since when: Monday")
	ticket, _, err := s.Ticket(t.Context(), 1)
	require.NoError(t, err)
	require.Empty(t, ticket.Facts)
}

// A desk whose tracker was taken out of the configuration gets its tickets back.
func TestTicketsComeBackWhereTheTrackerIsGone(t *testing.T) {
	s := newMakersDesk(t)
	s.upstream(1, "#8")
	s.makers = nil
	s.options = func(o *desk.Options) {
		o.Levels = append(o.Levels, desk.Level{Rooms: []bot.Place{{Channel: "test", Chat: "tech"}}})
	}
	s.start()
	s.says("tech", "carol", "link 1 #9")
	require.Equal(t, bot.Upstream, s.state(1))
	s.says("tech", "carol", "link 1 off")
	require.Equal(t, bot.Open, s.state(1))
	s.says("tech", "carol", "claim 1")
	require.Equal(t, bot.Claimed, s.state(1))
}

// What the makers must not hear is hidden also where it is of a person whose ticket
// was merged.
func TestNamesOfMergedTicketsStayHere(t *testing.T) {
	s := newMakersDesk(t)
	s.technical(1)
	s.says("wezi", "wezi", "person")
	s.says("room", "bob", "escalate 2 because the same")
	s.says("tech", "carol", "merge 1 2")
	s.says("tech", "carol", "escalate 1 because it breaks for Wezi")
	s.says("tech", "carol", s.press("tech", "Create the issue"))
	require.Len(t, s.makers.sent, 1)
	require.NotContains(t, s.makers.sent[0].Title+s.makers.sent[0].Text+strings.Join(s.makers.search, ""), "Wezi")
}

// Tickets go along with an issue that the makers put elsewhere.
func TestTicketsFollowAnIssueThatMoves(t *testing.T) {
	s := newMakersDesk(t)
	s.upstream(30, "#8")
	s.news(bot.Message{Place: makersIssue("#8"), Kind: bot.Moved, MovedTo: makersIssue("#90")})
	s.pass(10 * time.Second)
	at, err := s.Followed(t.Context())
	require.NoError(t, err)
	require.Equal(t, []bot.Place{makersIssue("#90")}, at)
	ticket, _, err := s.Ticket(t.Context(), 30)
	require.NoError(t, err)
	require.Equal(t, makersIssue("#90"), ticket.Issue)
	s.news(bot.Message{Place: makersIssue("#90"), Kind: bot.Tracked, Issue: &bot.Issue{Place: makersIssue("#90"), State: bot.IssueFixed, Milestone: "v2.0"}})
	require.NoError(t, s.Deployed(t.Context(), "v2.0", bot.Person{ID: "operator:root"}))
	s.pass(10 * time.Second)
	for i := range 30 {
		require.Equal(t, bot.Solved, s.state(i+1), i+1)
	}
	records, err := s.store.List(t.Context(), "issue/", "", 0)
	require.NoError(t, err)
	require.Empty(t, records)
}

// At a third level with a room of its own a ticket comes back to who gave it away.
func TestTheMakersGiveBackToTheLevelThatGave(t *testing.T) {
	s := newMakersDesk(t)
	s.options = func(o *desk.Options) { o.Levels[2].Rooms = []bot.Place{{Channel: "test", Chat: "core"}} }
	s.start()
	s.technical(1)
	s.says("tech", "carol", "escalate 1 because it is deep")
	s.says("core", "dan", "claim 1")
	s.says("core", "dan", "link 1 #8")
	require.Equal(t, bot.Upstream, s.state(1))
	s.says("core", "dan", "link 1 off")
	ticket, _, err := s.Ticket(t.Context(), 1)
	require.NoError(t, err)
	require.Equal(t, bot.Level(3), ticket.Level)
	require.Equal(t, "Dan", ticket.Owner.Name)
	s.says("core", "dan", "return 1 restart it")
	ticket, _, err = s.Ticket(t.Context(), 1)
	require.NoError(t, err)
	require.Equal(t, bot.Level(2), ticket.Level)
}

// An issue for which more tickets wait than one record holds is no trouble.
func TestAnIssueOfThousandsOfTickets(t *testing.T) {
	s := newMakersDesk(t)
	s.upstream(1, "#8")
	for from := 2; from < 5000; from += 100 {
		set := store.ChangeSet{Now: s.now}
		for n := from; n < from+100; n++ {
			value, err := store.Encode(n)
			require.NoError(t, err)
			set.Put = append(set.Put, store.Put{Key: store.Key(fmt.Sprintf("issue/makers:m/p#8/t/%08d", n)), Value: value})
		}
		_, err := s.store.Commit(t.Context(), set)
		require.NoError(t, err)
	}
	s.news(bot.Message{Place: makersIssue("#8"), Kind: bot.Tracked, Issue: &bot.Issue{Place: makersIssue("#8"), State: bot.IssueFixed}})
	ticket, _, err := s.Ticket(t.Context(), 1)
	require.NoError(t, err)
	require.False(t, ticket.FixedAt.IsZero())
	for range 250 {
		s.pass(2 * time.Second)
	}
	records, err := s.store.List(t.Context(), "errand/", "", 0)
	require.NoError(t, err)
	require.Empty(t, records)
}
