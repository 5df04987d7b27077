package desk_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
)

// TestTheLongestWordsFitEverywhere has people and staff write as much as a message
// holds, in signs that take twice the room on disk, wherever words are kept: questions,
// answers, notes, resolutions, remarks, and what waits for somebody or was given up.
func TestTheLongestWordsFitEverywhere(t *testing.T) {
	s := newSmallDesk(t)
	s.shuts = true
	s.options = func(o *desk.Options) { o.Log = slog.New(slog.NewTextHandler(t.Output(), nil)) }
	s.start()
	long := strings.Repeat("\"\\a\"\n", bot.MaxText/5-10)
	fine := func(what string) {
		t.Helper()
		s.pass(2 * time.Minute)
		if n := s.count("firstline_handling_errors_total"); n > 0 {
			t.Fatalf("%s: %d errors", what, n)
		}
	}
	for _, text := range []string{long, "yes " + long, "person", long} {
		s.says("ann", "ann", text)
		fine(text[:3])
	}
	s.says("room", "bob", "claim 1")
	for _, order := range []string{"reply 1 ", "note 1 ", "tag 1 ", "priority 1 ", "find ", "assign 1 ", "type 1 ", "send 1 ", "wait 1 ", "reply 1 +"} {
		s.says("room", "bob", order+long)
		fine(order)
	}
	s.says("room", "bob", "show 1")
	s.says("room", "bob", "show 1 --clear")
	fine("show")
	s.chat.refuse = "ann"
	s.says("room", "bob", "reply 1 "+long)
	s.chat.refuse = ""
	require.NotEmpty(t, s.keys("dead/00000001/"))
	s.says("room", "bob", "[t:1:again]")
	fine("again")
	s.now = s.now.Add(26 * time.Hour)
	for range 3 {
		s.says("ann", "ann", long)
		fine("the next day")
	}
	s.says("ann", "ann", "1")
	s.says("room", "bob", "claim 1")
	s.says("room", "bob", "solve 1 "+long)
	fine("solve")
	for _, text := range []string{"yes", "1", long, long, "my data", "status"} {
		s.says("ann", "ann", text)
		fine(text[:1])
	}
	for _, key := range s.keys("") {
		require.NotContains(t, key, "dead/00000000")
	}
}
