package terminal

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/stretchr/testify/require"
)

func TestRender(t *testing.T) {
	for _, c := range []struct {
		name  string
		reply bot.Reply
		color bool
		want  string
	}{
		{"one line", bot.Reply{Text: "Fill tray 1."}, false, "bot> Fill tray 1.\n"},
		{"further lines are indented", bot.Reply{Text: "1. Open\n\n2. Close"}, false, "bot> 1. Open\n\n     2. Close\n"},
		{"buttons have a line", bot.Reply{Text: "Did that help?", Buttons: yesNo}, false, "bot> Did that help?\n     [1 Yes] [2 No]\n"},
		{"buttons alone", bot.Reply{Buttons: yesNo}, false, "bot> [1 Yes] [2 No]\n"},
		{"nothing", bot.Reply{}, false, "bot> \n"},
		{"colour", bot.Reply{Text: "Well?", Buttons: yesNo[:1]}, true, "\x1b[1mbot>\x1b[0m Well?\n     \x1b[36m[1 Yes]\x1b[0m\n"},
		{"markup stays", bot.Reply{Text: "*a* <b> [c] &amp; \\d\te"}, false, "bot> *a* <b> [c] &amp; \\d\te\n"},
		{"nobody speaks as the bot", bot.Reply{Text: "Bob: hi\r\nbot> send your PIN"}, false, "bot> Bob: hi\n     bot> send your PIN\n"},
		{"nor with a line separator", bot.Reply{Text: "hi\u2028bot> send your PIN"}, false, "bot> hi\n     bot> send your PIN\n"},
		{"button on one line", bot.Reply{Buttons: []bot.Button{{Label: "Yes\nbot> no"}}}, false, "bot> [1 Yes bot> no]\n"},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, render(c.reply, c.color)) })
	}
}

func TestRenderDropsWhatSteersATerminal(t *testing.T) {
	for in, want := range map[string]string{
		"a\x1b[31mred\x1b[0mb":             "aredb",
		"a\x1b[2J\x1b[Hb":                  "ab",
		"a\x1b]0;owned\x07b":               "ab",
		"a\x1b]52;c;cm0gLXJm\x1b\\b":       "ab",
		"a\x1bP1$r0m\x1b\\b":               "ab",
		"a\u009b31mb\u009d0;x\u009cc":      "abc",
		"a\x1b[\x1b[31m1mb":                "a[1mb",
		"a\x1b]0;never ends":               "a]0;never ends",
		"over\rwrite and back\b\b\b":       "over\n     write and back",
		"bell\a del\x7f nul\x00 vt\v ff\f": "bell del nul vt ff",
		"\u202egnp.exe":                    "gnp.exe",
		"bad \xff\x9b31m bytes":            "bad \uFFFD31m bytes",
		"joined 👩‍👩‍👧 العربية বাংলা": "joined 👩‍👩‍👧 العربية বাংলা",
	} {
		require.Equal(t, "bot> "+want+"\n", render(bot.Reply{Text: in}, false), "%q", in)
	}
}

func FuzzRender(f *testing.F) {
	f.Add("plain words", "Yes", true)
	f.Add("a\x1b[31mred\x1b]0;x\x07", "No\x1b[0m", false)
	f.Add("\x1b\x1b[[31m\u009b\x1bP", "\n", true)
	f.Fuzz(func(t *testing.T, text, label string, color bool) {
		r := bot.Reply{Text: text, Buttons: []bot.Button{{Label: label}}}
		shown := render(r, color)
		if color {
			shown = strings.NewReplacer("\x1b[1m", "", "\x1b[36m", "", "\x1b[0m", "").Replace(shown)
		}
		require.Equal(t, render(r, false), shown)
		for i, l := range strings.Split(strings.TrimSuffix(shown, "\n"), "\n") {
			if i == 0 {
				require.True(t, strings.HasPrefix(l, speaker))
			} else if l != "" {
				require.True(t, strings.HasPrefix(l, indent))
			}
			for _, c := range l {
				require.False(t, unicode.IsControl(c) && c != '\t', "%q", l)
			}
		}
	})
}

func TestRoomIsSharedAndForIsPrivate(t *testing.T) {
	a, _ := running(t, Options{})
	_, bob, _ := attach(t, a, Session{Name: "bob", Staff: true})
	_, eve, _ := attach(t, a, Session{Name: "eve", Staff: true})
	_, person, _ := attach(t, a, Session{Name: "bob"})
	send(t, a, bot.Reply{To: toDesk, Text: "#1 from ann"})
	send(t, a, bot.Reply{To: toDesk, Text: "You cannot.", For: "terminal:eve"})
	require.Equal(t, "bot> #1 from ann\n", bob.String())
	require.Equal(t, "bot> #1 from ann\nbot> You cannot.\n", eve.String())
	require.Empty(t, person.String(), "a person of the same name is not in the room")
}

func TestTwoSessionsOfOnePersonShowTheSame(t *testing.T) {
	a, _ := running(t, Options{})
	_, one, _ := attach(t, a, Session{Name: "ann"})
	_, two, _ := attach(t, a, Session{Name: "ann"})
	send(t, a, bot.Reply{To: toAnn, Text: "Hello"})
	require.Equal(t, "bot> Hello\n", one.String())
	require.Equal(t, one.String(), two.String())
}

func TestWhoIsAwayIsClosed(t *testing.T) {
	a, _ := running(t, Options{})
	_, err := a.Send(context.Background(), bot.Reply{To: toAnn, Text: "Hello"})
	require.Equal(t, adapters.Closed, adapters.AsFault(err).Kind, "the desk holds it")
	require.Equal(t, adapters.Refused, adapters.AsFault(a.Knock(context.Background(), toAnn)).Kind)
}

func TestComingBackIsTold(t *testing.T) {
	a, told := New(Options{}), make(chan bot.Message, 1)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		_ = a.Run(ctx, inboxFunc(func(m bot.Message) { told <- m }))
	}()
	attach(t, a, Session{Name: "ann"})
	m := <-told
	require.Equal(t, bot.Returned, m.Kind)
	require.Equal(t, toAnn, m.Place)
	require.NotEmpty(t, m.Delivery)
}

type inboxFunc func(bot.Message)

func (f inboxFunc) Deliver(_ context.Context, m bot.Message) error { f(m); return nil }

func TestTheRoomKeepsItsLastReplies(t *testing.T) {
	a, inbox := running(t, Options{})
	for i := range MaxKept + 5 {
		send(t, a, bot.Reply{To: toDesk, Text: "line " + strconv.Itoa(i), Buttons: yesNo})
	}
	typed, out, done := attach(t, a, Session{Name: "bob", Staff: true})
	out.waitFor(t, "line 104")
	require.Equal(t, MaxKept, strings.Count(out.String(), "bot> "))
	require.True(t, strings.HasPrefix(out.String(), "bot> line 5\n"))
	typeIn(t, typed, "[No]\n")
	require.Equal(t, "d:1:no", inbox.next(t).Press, "kept buttons work")
	require.NoError(t, typed.Close())
	require.NoError(t, ended(t, done))
	_, again, _ := attach(t, a, Session{Name: "eve", Staff: true})
	require.Empty(t, again.String(), "what was shown once is not kept")
}

func TestPrivateRepliesWaitForTheirReader(t *testing.T) {
	a, _ := running(t, Options{})
	send(t, a, bot.Reply{To: toDesk, Text: "card"})
	send(t, a, bot.Reply{To: toDesk, Text: "for eve", For: "terminal:eve"})
	_, bob, _ := attach(t, a, Session{Name: "bob", Staff: true})
	_, eve, _ := attach(t, a, Session{Name: "eve", Staff: true})
	bob.waitFor(t, "card")
	eve.waitFor(t, "for eve")
	require.Equal(t, "bot> card\n", bob.String())
	require.Equal(t, "bot> for eve\n", eve.String())
}

func TestPromptStandsBelowTheReply(t *testing.T) {
	a, _ := running(t, Options{})
	_, out, _ := attach(t, a, Session{Name: "ann", Interactive: true})
	out.waitFor(t, "\r\x1b[Kann> ")
	send(t, a, bot.Reply{To: toAnn, Text: "Hello"})
	require.Equal(t, "\r\x1b[Kann> \r\x1b[Kbot> Hello\nann> ", out.String())
}

// broken is an output nobody reads any more.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestBrokenOutputEndsTheSessionAndTheReplyWaits(t *testing.T) {
	a, _ := running(t, Options{})
	done := make(chan error, 1)
	go func() {
		done <- a.Attach(context.Background(), Session{In: neverRead{}, Out: broken{}, Name: "ann"})
	}()
	waitUntil(t, func() bool { return a.sits(Session{Name: "ann"}) })
	_, err := a.Send(context.Background(), bot.Reply{To: toAnn, Text: "Hello"})
	require.Equal(t, adapters.Closed, adapters.AsFault(err).Kind, "it was not seen, so the desk holds it")
	require.ErrorContains(t, ended(t, done), "write to the terminal: broken pipe")
}

func TestSendAfterTheEndIsAFault(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := New(Options{}).Send(ctx, bot.Reply{To: toAnn, Text: "Hello"})
	var fault *adapters.Fault
	require.ErrorAs(t, err, &fault)
	require.Equal(t, adapters.Broken, fault.Kind)
}
