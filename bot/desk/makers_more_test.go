package desk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/store"
)

// Tickets of another level that are given back are listed where its staff sit only.
func TestReleaseAllListsTicketsWhereTheirStaffSit(t *testing.T) {
	s := newMakersDesk(t)
	s.alert("the purple disk is full", false)
	s.says("tech", "carol", "claim 1")
	s.chat.sent = nil
	s.says("room", "carol", "release all")
	require.NotContains(t, s.chat.heard("room"), "purple")
	require.Contains(t, s.chat.heard("room"), "#1")
	require.Contains(t, s.chat.heard("tech"), "purple")
	require.Equal(t, bot.Open, s.state(1))
}

// What comes back to somebody who is no longer staff goes into the queue at once.
func TestWhatComesBackToWhoLeftIsInTheQueue(t *testing.T) {
	for name, back := range map[string]func(*smallDesk){
		"returned": func(s *smallDesk) { s.says("tech", "carol", "claim 1"); s.says("tech", "carol", "return 1 restart it") },
		"reopened": func(s *smallDesk) { s.says("p0", "p0", "[d:unsolved]") },
		"recalled": func(s *smallDesk) { s.says("tech", "carol", "link 1 off") },
	} {
		t.Run(name, func(t *testing.T) {
			s := newMakersDesk(t)
			staff := [][]string{{"test:bob", "test:dan"}, {"test:carol", "test:eve"}}
			s.options = func(o *desk.Options) { o.Levels[0].Staff, o.Levels[1].Staff = staff[0], staff[1] }
			s.start()
			s.says("p0", "p0", "person")
			s.says("room", "bob", "claim 1")
			switch name {
			case "reopened":
				s.says("room", "bob", "solve 1")
				back = func(s *smallDesk) { s.says("p0", "p0", "2") }
			case "recalled":
				s.says("room", "bob", "escalate 1 because it is broken")
				s.says("tech", "eve", "claim 1")
				s.says("tech", "eve", "link 1 #8")
			default:
				s.says("room", "bob", "escalate 1 because it is broken")
			}
			staff[0], staff[1] = []string{"test:dan"}, []string{"test:carol"}
			s.start()
			back(s)
			require.Equal(t, bot.Open, s.state(1))
		})
	}
}

// An issue that was given up and sent again is not made beside another one.
func TestAnIssueThatWasGivenUpIsNotMadeTwice(t *testing.T) {
	for name, then := range map[string]func(*smallDesk){
		"beside a new one": func(s *smallDesk) {
			s.makers.fault = adapters.Broken
			s.says("tech", "carol", "issue 1 It breaks in the north")
			s.says("tech", "carol", s.press("tech", "Create the issue"))
			s.says("tech", "carol", "again 1")
		},
		"after a new one": func(s *smallDesk) {
			s.makers.fault = ""
			s.says("tech", "carol", "issue 1 It breaks in the north")
			s.says("tech", "carol", s.press("tech", "Create the issue"))
			s.says("tech", "carol", "again 1")
		},
		"with another": func(s *smallDesk) {
			s.says("tech", "carol", "issue 1 It breaks in the north")
			s.says("tech", "carol", s.press("tech", "Create the issue"))
			s.makers.fault = ""
			s.says("tech", "carol", "again 1")
		},
		"before a new one": func(s *smallDesk) {
			s.makers.fault = adapters.Broken
			s.says("tech", "carol", "again 1")
			s.says("tech", "carol", "issue 1 It breaks in the north")
			require.Contains(s.t, s.chat.sent[len(s.chat.sent)-1].Text, "on its way")
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newMakersDesk(t)
			s.technical(1)
			s.says("tech", "carol", "escalate 1 because it breaks")
			s.makers.fault = adapters.Refused
			s.says("tech", "carol", s.press("tech", "Create the issue"))
			require.Len(t, s.keys("dead/"), 1)
			then(s)
			s.makers.fault = ""
			s.pass(2 * time.Hour)
			require.Len(t, s.makers.sent, 1)
			require.Equal(t, bot.Upstream, s.state(1))
		})
	}
}

// meanwhile does something just before a commit that writes a record.
type meanwhile struct {
	store.Store
	kind string
	do   *func()
}

func (m meanwhile) Commit(ctx context.Context, c store.ChangeSet) (store.Result, error) {
	for _, p := range c.Put {
		if do := *m.do; do != nil && strings.HasPrefix(string(p.Key), m.kind) {
			*m.do = nil
			do()
		}
	}
	return m.Store.Commit(ctx, c)
}

// Whoever says that a version is installed while the news comes that it has the fix
// misses nobody, whichever is first.
func TestAFixAndItsDeploymentAtOnceMissNobody(t *testing.T) {
	fixed := bot.Message{Place: makersIssue("#8"), Kind: bot.Tracked, Issue: &bot.Issue{Place: makersIssue("#8"), State: bot.IssueFixed, Milestone: "v2.0"}}
	for kind, turn := range map[string]func(s *smallDesk) (first, within func()){
		"installed/": func(s *smallDesk) (first, within func()) {
			return func() { require.NoError(s.t, s.Deployed(s.t.Context(), "v2.0", bot.Person{ID: "operator:root"})) }, func() { s.news(fixed) }
		},
		"issue/": func(s *smallDesk) (first, within func()) {
			return func() { s.news(fixed) }, func() { require.NoError(s.t, s.Deployed(s.t.Context(), "v2.0", bot.Person{ID: "operator:root"})) }
		},
	} {
		t.Run(kind, func(t *testing.T) {
			var do func()
			s := newMakersDesk(t)
			s.wrap = func(db store.Store) store.Store { return meanwhile{db, kind, &do} }
			s.start()
			s.upstream(1, "#8")
			first, within := turn(s)
			do = within
			first()
			require.Nil(t, do, "both happened at once")
			s.pass(time.Minute)
			require.Equal(t, bot.Solved, s.state(1))
			require.Equal(t, 1, strings.Count(s.chat.heard("p0"), "(v2.0)"))
		})
	}
}

// An issue that is looked up stands as it was found, for all who wait for it.
func TestALinkedIssueStandsAsItWasFound(t *testing.T) {
	for state, want := range map[bot.IssueState]bot.State{bot.IssueFixed: bot.Solved, bot.IssueDeclined: bot.Open} {
		t.Run(string(state), func(t *testing.T) {
			s := newMakersDesk(t)
			s.technical(2)
			s.says("tech", "carol", "link 1 #8")
			s.makers.stands = state
			s.says("tech", "carol", "link 2 #8")
			require.NoError(t, s.Deployed(t.Context(), "v2.0", bot.Person{ID: "operator:root"}))
			s.pass(time.Minute)
			require.Equal(t, want, s.state(1))
			require.Equal(t, want, s.state(2))
		})
	}
}

// What waits for a tracker that is no longer configured is told to staff at once.
func TestWhatWaitsForATrackerThatIsGoneIsTold(t *testing.T) {
	s := newMakersDesk(t)
	s.technical(1)
	s.makers.lookFault = adapters.Broken
	s.says("tech", "carol", "link 1 #8")
	s.makers = nil
	s.options = func(o *desk.Options) {
		o.Levels = append(o.Levels, desk.Level{Rooms: []bot.Place{{Channel: "test", Chat: "tech"}}})
	}
	s.start()
	s.now = s.now.Add(time.Minute)
	s.settle()
	require.Contains(t, s.chat.heard("tech"), "#1: the makers' tracker did not take this")
	_, out, err := s.store.Depth(t.Context())
	require.NoError(t, err)
	require.Zero(t, out)
}

// slowChat may say ten things a second.
type slowChat struct{ *smallChat }

func (slowChat) Limits() adapters.Limits {
	return adapters.Limits{Buttons: 8, AccountPace: 100 * time.Millisecond}
}

// Whoever is asked whether a version works does not stand in the way of other answers.
func TestADeploymentTellsAFewAtATime(t *testing.T) {
	s := newMakersDesk(t)
	s.upstream(12, "#8")
	s.news(bot.Message{Place: makersIssue("#8"), Kind: bot.Tracked, Issue: &bot.Issue{Place: makersIssue("#8"), State: bot.IssueFixed, Milestone: "v2.0"}})
	slow, err := desk.New(desk.Options{
		Store: s.store, KB: func() *kb.Base { return kb.NewBase(nil, []string{"en"}, kb.Balanced) }, Languages: []string{"en"}, Now: func() time.Time { return s.now }, Tracker: s.makers.Repository(),
		Levels: []desk.Level{{Rooms: []bot.Place{{Channel: "test", Chat: "room"}}}, {Rooms: []bot.Place{{Channel: "test", Chat: "tech"}}}, {}},
	})
	require.NoError(t, err)
	require.NoError(t, slow.Attach(slowChat{s.chat}))
	require.NoError(t, slow.Attach(s.makers))
	asked := func() (n int) {
		for i := range 12 {
			if s.state(i+1) == bot.Solved {
				n++
			}
		}
		return n
	}
	require.NoError(t, slow.Deployed(t.Context(), "v2.0", bot.Person{ID: "operator:root"}))
	require.Equal(t, 3, asked(), "what the channel says in a third of a second")
	for range 12 {
		s.now = s.now.Add(time.Second)
		require.NoError(t, slow.Drain(t.Context()))
	}
	require.Equal(t, 12, asked())
	for i := range 12 {
		require.Equal(t, 1, strings.Count(s.chat.heard(fmt.Sprintf("p%d", i)), "(v2.0)"), i)
	}
}
