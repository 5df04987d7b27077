package desk_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb"
)

// knownDesk is a small desk with articles and a known issue, K1, that some people have.
func knownDesk(t *testing.T, people ...string) *smallDesk {
	library, err := kb.Open(kb.Options{Languages: []string{"en"}, FS: []fs.FS{fstest.MapFS{
		"password.md": {Data: []byte("---\nquestions: [How do I reset my password?]\n---\n# Passwords\n\nAsk for a new one.\n")},
		"offline.md":  {Data: []byte("---\nquestions: [Can I work without internet?]\n---\n# Offline\n\nYes. It is sent later.\n")},
	}}})
	require.NoError(t, err)
	s := &smallDesk{t: t, dir: t.TempDir(), chat: &smallChat{}, library: library, now: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)}
	s.start()
	t.Cleanup(func() { require.NoError(t, s.store.Close()) })
	s.says("room", "bob", `known "Search is down; we are on it" search is down, cannot search`)
	for _, who := range people {
		s.says(who, who, "search is down")
		s.says(who, who, "me too")
	}
	return s
}

func TestNewsReachesEverybodyOnceAndIsSummedUp(t *testing.T) {
	s := knownDesk(t, "ann", "zoe", "dan", "eve")
	s.says("eve", "eve", "stop")
	s.chat.refuse = "dan"
	s.says("room", "bob", `known K1 "It takes until noon."`)
	s.now = s.now.Add(20 * time.Second)
	s.settle()
	require.Contains(t, s.chat.heard("room"), "K1: told 2 of 4 people. 1 could not be reached. 1 asked for silence.")
	for _, who := range []string{"ann", "zoe"} {
		require.Equal(t, 1, strings.Count(s.chat.heard(who), "It takes until noon."), who)
	}
	require.NotContains(t, s.chat.heard("eve"), "noon")
	require.NotContains(t, s.chat.heard("dan"), "noon")

	s.says("gus", "gus", "search is down")
	require.Contains(t, s.chat.heard("gus"), "It takes until noon.", "who asks now is told what holds now")
	s.says("gus", "gus", "me too")
	s.start()
	s.says("room", "bob", "fixed K1")
	s.now = s.now.Add(20 * time.Second)
	s.settle()
	require.Equal(t, 1, strings.Count(s.chat.heard("gus"), "This is fixed"))
	require.Contains(t, s.chat.heard("room"), "K1: told 3 of 5 people.")
	told := len(s.chat.heard("zoe"))
	s.says("zoe", "zoe", "search is down")
	require.NotContains(t, s.chat.heard("zoe")[told:], "noon", "what is over is not told any more")
}

// TestNewsWaitsForAShutWindow: news that the platform would not deliver goes out when
// the person writes again, told so at once or later; the room sees how many wait.
func TestNewsWaitsForAShutWindow(t *testing.T) {
	s := knownDesk(t, "ann", "zoe")
	s.shuts = true
	s.start()
	s.chat.fault = map[string]adapters.FaultKind{"ann": adapters.Closed}
	s.says("room", "bob", `known K1 "It takes until noon."`)
	late := ""
	for i, r := range s.chat.sent {
		if r.To.Chat == "zoe" {
			late = fmt.Sprint(i + 1)
		}
	}
	require.NoError(t, s.Deliver(t.Context(), bot.Message{
		Delivery: "test:late", Place: bot.Place{Channel: "test", Chat: "zoe"}, Kind: bot.Reached, Reach: bot.Shut, ReplyTo: late, At: s.now,
	}))
	s.settle()
	s.now = s.now.Add(20 * time.Second)
	s.settle()
	require.Contains(t, s.chat.heard("room"), "K1: told 0 of 2 people. 2 will hear when they write again.")
	s.chat.fault, s.chat.sent = nil, nil
	for _, who := range []string{"ann", "zoe"} {
		s.says(who, who, "hello")
		require.Equal(t, 1, strings.Count(s.chat.heard(who), "It takes until noon."), who)
	}
	require.NotContains(t, s.everything(), "held/test:ann/", "nothing is held any more")
}

// TestTheRoomIsNotToldOfEverybody: a hundred people who join within seconds are a few
// changes of the card.
func TestTheRoomIsNotToldOfEverybody(t *testing.T) {
	var people []string
	for i := range 100 {
		people = append(people, fmt.Sprintf("p%d", i))
	}
	s := knownDesk(t, people...)
	s.now = s.now.Add(20 * time.Second)
	s.settle()
	edits := 0
	for _, r := range s.chat.sent {
		if r.Ref == "known/K1" && r.Edit {
			edits++
		}
	}
	// Each took two seconds.
	require.LessOrEqual(t, edits, 22)
	require.GreaterOrEqual(t, edits, 18)
	require.Contains(t, s.chat.heard("room"), "K1 · 100 people: Search is down; we are on it")
}

func TestWhoIsForgottenLeavesKnownIssues(t *testing.T) {
	s := knownDesk(t, "ann", "zoe")
	require.Contains(t, s.everything(), "known/00000001/of/test:ann")
	s.says("ann", "ann", "forget me")
	s.says("ann", "ann", "erase everything")
	require.NotContains(t, s.everything(), "/of/test:ann")
	s.chat.sent = nil
	s.says("room", "bob", "fixed K1")
	require.NotContains(t, s.chat.heard("ann"), "fixed")
	require.Contains(t, s.chat.heard("zoe"), "This is fixed")
}

func TestOldKnownIssuesForgetWhoHadThem(t *testing.T) {
	s := knownDesk(t, "ann")
	s.keep = 24 * time.Hour
	s.start()
	s.says("room", "bob", "fixed K1 It works again.")
	s.pass(72 * time.Hour)
	all := s.everything()
	require.NotContains(t, all, "known/00000001/")
	require.NotContains(t, all, "cannot search", "nor in which words people asked")
	s.says("room", "bob", "known K1")
	require.Contains(t, s.chat.heard("room"), "It works again.", "what staff said stays")
}
