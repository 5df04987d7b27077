package desk_test

import (
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/kb"
)

// libraryDesk is a desk over three good articles and a file that is none.
func libraryDesk(t *testing.T) *smallDesk {
	library, err := kb.Open(kb.Options{Languages: []string{"en", "fr"}, FS: []fs.FS{fstest.MapFS{
		"print.md":     {Data: []byte("---\ntitle: Print a certificate\nquestions: [how to print a birth certificate]\ntags: [paper]\n---\nOpen the tray and press Print.\n")},
		"password.md":  {Data: []byte("---\ntitle: Forgotten password\nquestions: [I forgot my password]\n---\nWrite to {{helpline}}. Press Forgot password on the sign-in page.\n")},
		"secret.md":    {Data: []byte("---\ntitle: Master key\naudience: staff\n---\nThe master key is in the safe.\n")},
		"bad/front.md": {Data: []byte("---\ntitle: [a, b]\n---\n")},
	}}})
	require.NoError(t, err)
	s := newSmallDesk(t)
	s.Desk, err = desk.New(desk.Options{
		Store: s.store, KB: library.Base, Problems: library.Problems, Languages: []string{"en", "fr"}, Now: func() time.Time { return s.now },
		Levels: []desk.Level{{Rooms: []bot.Place{{Channel: "test", Chat: "room"}}}},
	})
	require.NoError(t, err)
	require.NoError(t, s.Attach(s.chat))
	return s
}

func TestShelfTellsUseAndProblems(t *testing.T) {
	s := libraryDesk(t)
	for _, who := range []string{"ann", "ben"} {
		s.says(who, who, "how to print a birth certificate")
		s.says(who, who, "yes")
	}
	shelf, err := s.Shelf(t.Context())
	require.NoError(t, err)
	byName := map[string]bot.Shelved{}
	for _, a := range shelf {
		byName[a.Article] = a
	}
	print := byName["print"]
	require.Equal(t, 2, print.Helped)
	require.Equal(t, []string{"paper"}, print.Tags)
	require.Len(t, print.Ways, 1)
	require.Equal(t, bot.UsedWay{Text: "how to print a birth certificate", Helps: 2, InUse: true}, print.Ways[0])
	require.Contains(t, byName["password"].Problems[0], "helpline")
	require.True(t, byName["secret"].StaffOnly)
	require.Contains(t, shelf[0].Article, "front", "what has no title comes first")
	require.NotEmpty(t, shelf[0].Problems)

	require.NoError(t, s.DropWay(t.Context(), "en", "print", print.Ways[0].Text, false))
	uses, err := s.Uses(t.Context())
	require.NoError(t, err)
	require.Equal(t, "taken back", uses[0].Ways[0].Standing())
}

func TestTrialLeavesNoTrace(t *testing.T) {
	s := libraryDesk(t)
	sure := s.Try("how to print a birth certificate", "")
	require.Equal(t, "sure", sure.Verdict)
	require.GreaterOrEqual(t, sure.Confidence, sure.Needed)
	require.Contains(t, sure.Replies[0].Text, "Open the tray")
	require.Contains(t, sure.Replies[0].Text, "(Print a certificate)")
	require.NotEmpty(t, sure.Replies[0].Buttons)
	require.Contains(t, sure.Why, "Verdict: sure")

	french := s.Try("xyzzy plugh", "fr")
	require.Equal(t, "unknown", french.Verdict)
	require.Equal(t, "fr", french.Lang)
	require.NotContains(t, s.Try("where is the master key", "en").Why, "Master key", "what only staff may see stays with them")

	ticket := s.Try("I want to talk to a person", "en")
	require.True(t, ticket.Ticket)
	require.Empty(t, ticket.Verdict)

	require.Empty(t, s.chat.sent)
	queue, err := s.Queue(t.Context())
	require.NoError(t, err)
	require.Empty(t, queue)
	gaps, err := s.GapGroups(t.Context(), time.Time{}, "")
	require.NoError(t, err)
	require.Empty(t, gaps)
}

func TestGapsAreGrouped(t *testing.T) {
	s := libraryDesk(t)
	s.says("ann", "ann", "the scanner has a red light")
	s.says("ben", "ben", "red light on the scanner")
	s.says("eve", "eve", "how to print a birth certificate")
	s.says("eve", "eve", "no")
	groups, err := s.GapGroups(t.Context(), time.Time{}, "en")
	require.NoError(t, err)
	require.Len(t, groups, 2)
	require.Equal(t, 2, groups[0].People)
	require.Equal(t, 2, groups[0].Unknown)
	require.Len(t, groups[0].Examples, 1)
	need, of := groups[1].Need()
	require.Equal(t, bot.NeedBetter, need)
	require.Equal(t, "print", of)
	for _, none := range []struct {
		since time.Time
		lang  string
	}{{s.now.Add(time.Second), ""}, {time.Time{}, "fr"}} {
		groups, err = s.GapGroups(t.Context(), none.since, none.lang)
		require.NoError(t, err)
		require.Empty(t, groups)
	}
}
