package desk_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
)

// TestWhatIsRememberedOfMessagesGoes: in rooms too what stands for messages goes when
// nobody can need it any more, and stays while a ticket is open, however long that is.
func TestWhatIsRememberedOfMessagesGoes(t *testing.T) {
	s := newKeepingDesk(t, testKeep)
	s.options = func(o *desk.Options) { o.Languages, o.Levels[0].Hold = []string{"en", "fr"}, 5*time.Second }
	s.start()
	s.says("ann", "ann", "language")
	s.says("ann", "ann", "français")
	for i, who := range []string{"ann", "joe"} {
		s.says(who, who, "person")
		s.says(who, who, "printer")
		s.says("room", "bob", fmt.Sprintf("claim %d", i+1))
		s.says("room", "bob", fmt.Sprintf("reply %d look into tray 2", i+1))
		s.pass(time.Minute)
	}
	for range 210 {
		s.says("room", "bob", "show 1") // more than one page of them
	}
	s.says("bob", "bob", "me link")
	s.says("room", "bob", "solve 1")
	s.says("ann", "ann", "oui")
	require.Len(t, s.keys("went/test:room/"), 2)
	sent := s.keys("sent/test:room/")

	s.pass(testKeep)
	require.Subset(t, s.keys("sent/test:room/"), sent, "nothing is old enough")
	s.pass(bot.ReopenFor + 72*time.Hour)
	require.Len(t, s.keys("went/test:room/"), 1)
	require.Equal(t, []string{"shown/test:room/card/2"}, s.keys("shown/test:room/"))
	require.Less(t, len(s.keys("sent/test:room/")), 20)
	require.NotEmpty(t, s.keys("sent/test:room/"))
	require.Empty(t, s.keys("manner/"))
	require.Empty(t, s.keys("code/"))
	s.says("room", "bob", "claim 2")
	s.says("room", "bob", "reply 2 still with you")
	s.pass(time.Minute)
	require.Contains(t, s.chat.heard("joe"), "still with you")
	s.says("room", "bob", "solve 2")
	s.says("joe", "joe", "yes")
	s.pass(testKeep + bot.ReopenFor + 72*time.Hour)
	require.Empty(t, s.keys("went/"))
	require.Empty(t, s.keys("sent/"))
	require.Empty(t, s.keys("shown/"))
}
