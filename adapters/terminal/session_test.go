package terminal

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/stretchr/testify/require"
)

func TestEachLineIsAMessage(t *testing.T) {
	a, inbox := running(t, Options{})
	before := time.Now()
	in := strings.NewReader("my printer is blue\r\nand \\\nover two lines\nC:\\\\\n\nlast without newline")
	require.NoError(t, a.Attach(context.Background(), Session{In: in, Out: newScreen(), Name: "ann"}))
	var texts []string
	keys := map[string]bool{}
	for range 5 {
		m := inbox.next(t)
		texts = append(texts, m.Text)
		keys[m.Delivery] = true
		require.Equal(t, toAnn, m.Place)
		require.Equal(t, bot.Person{ID: "terminal:ann", Name: "ann"}, m.From)
		require.Equal(t, bot.Said, m.Kind)
		require.True(t, m.Direct)
		require.False(t, m.At.Before(before))
		require.True(t, strings.HasPrefix(m.Delivery, "terminal:"+a.run+":1:"), m.Delivery)
	}
	require.Equal(t, []string{"my printer is blue", "and \nover two lines", `C:\\`, "", "last without newline"}, texts)
	require.Len(t, keys, 5, "each line has its own key")
}

func TestKeysOfTwoRunsDiffer(t *testing.T) {
	require.NotEqual(t, New(Options{}).run, New(Options{}).run)
}

func TestStaffSitInTheRoom(t *testing.T) {
	a, inbox := running(t, Options{})
	require.NoError(t, a.Attach(context.Background(), Session{In: strings.NewReader("queue\n"), Out: newScreen(), Name: "bob", Staff: true}))
	m := inbox.next(t)
	require.Equal(t, toDesk, m.Place)
	require.Equal(t, "terminal:bob", m.From.ID)
}

func TestNamesAreChecked(t *testing.T) {
	a := New(Options{})
	for _, name := range []string{"", "desk", "two words", "a\nb", "-ann", "a/b", "a:b", strings.Repeat("a", 65)} {
		err := a.Attach(context.Background(), Session{In: strings.NewReader(""), Out: newScreen(), Name: name})
		require.ErrorContains(t, err, "terminal", "name %q", name)
	}
	for _, name := range []string{"ann", "Ann.B-2", "অনন্যা", "عائشة"} {
		require.NoError(t, Session{Name: name}.Validate(), name)
	}
}

func TestTypingAButtonPressesIt(t *testing.T) {
	a, inbox := running(t, Options{})
	typed, _, _ := attach(t, a, Session{Name: "ann"})
	typeIn(t, typed, "[Yes]\n")
	require.Equal(t, bot.Said, inbox.next(t).Kind, "no button was shown yet")

	id := send(t, a, bot.Reply{To: toAnn, Text: "Did that help?", Buttons: yesNo})
	send(t, a, bot.Reply{To: toAnn, Text: "A line without buttons."})
	for _, text := range []string{"[Yes]", "[1 Yes]", " [Yes] "} {
		typeIn(t, typed, text+"\n")
		m := inbox.next(t)
		require.Equal(t, bot.Pressed, m.Kind, text)
		require.Equal(t, "d:1:yes", m.Press)
		require.Equal(t, id, m.ReplyTo)
		require.Empty(t, m.Text)
	}
	for _, text := range []string{"Yes", "1", "[Maybe]", "[2 Yes]"} {
		typeIn(t, typed, text+"\n")
		m := inbox.next(t)
		require.Equal(t, bot.Said, m.Kind, text)
		require.Equal(t, text, m.Text)
		require.Empty(t, m.Press)
	}
	send(t, a, bot.Reply{To: toAnn, Text: "Rate us", Buttons: []bot.Button{{Label: "5", Data: "d:2:5"}}})
	typeIn(t, typed, "[Yes]\n[5]\n")
	require.Equal(t, bot.Said, inbox.next(t).Kind, "those buttons are no longer the last")
	require.Equal(t, "d:2:5", inbox.next(t).Press)
}

func TestTtyIgnoresEmptyLinesAndQuits(t *testing.T) {
	a, inbox := running(t, Options{Idle: func(context.Context) error { return errors.New("quit does not wait") }})
	typed, out, done := attach(t, a, Session{Name: "ann", Interactive: true})
	typeIn(t, typed, "\n   \nhello\n/quit\n")
	require.NoError(t, ended(t, done))
	require.Equal(t, "hello", inbox.next(t).Text)
	require.Empty(t, inbox.got)
	require.Contains(t, out.String(), "ann> ")
	require.False(t, a.sits(Session{Name: "ann"}))
}

func TestPipeHasNoPromptAndNoQuit(t *testing.T) {
	a, inbox := running(t, Options{})
	out := newScreen()
	require.NoError(t, a.Attach(context.Background(), Session{In: strings.NewReader("/quit\n"), Out: out, Name: "ann"}))
	require.Equal(t, "/quit", inbox.next(t).Text)
	require.Empty(t, out.String())
}

func TestOddInput(t *testing.T) {
	long := strings.Repeat("long words ", 10_000)
	for _, c := range []struct{ name, in, want string }{
		{"invalid UTF-8", "caf\xff\xfe!\n", "caf\uFFFD!"},
		{"NUL", "a\x00b\n", "ab"},
		{"escape sequences", "\x1b[Aup \x1b]0;title\x07\x1b[31mred\x1b[0m\n", "up red"},
		{"100 kB", long + "\n", strings.TrimSpace(long[:bot.MaxText])},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, inbox := running(t, Options{})
			require.NoError(t, a.Attach(context.Background(), Session{In: strings.NewReader(c.in + "next\n"), Out: newScreen(), Name: "ann"}))
			m := inbox.next(t)
			require.Equal(t, c.want, m.Text)
			require.Equal(t, c.name == "100 kB", m.Cut)
			require.Equal(t, "next", inbox.next(t).Text, "the line after it is whole")
		})
	}
}

func TestEndlessLineTakesBoundedMemory(t *testing.T) {
	l := <-readLines(t.Context(), io.MultiReader(strings.NewReader(strings.Repeat("x", 10*maxLine)), strings.NewReader("\n")))
	require.NoError(t, l.err)
	require.True(t, l.cut)
	require.Len(t, l.text, maxLine)
}

func TestEndOfInputWaitsUntilIdle(t *testing.T) {
	waiting, idle := make(chan struct{}), make(chan struct{})
	a, _ := running(t, Options{Idle: func(ctx context.Context) error {
		close(waiting)
		<-idle
		return nil
	}})
	typed, out, done := attach(t, a, Session{Name: "ann"})
	typeIn(t, typed, "hello\n")
	require.NoError(t, typed.Close())
	happens(t, waiting)
	require.Empty(t, done)
	send(t, a, bot.Reply{To: toAnn, Text: "Hello back."})
	close(idle)
	require.NoError(t, ended(t, done))
	require.Equal(t, "bot> Hello back.\n", out.String())
}

func TestFaultyIdleAndInputAreTold(t *testing.T) {
	a, _ := running(t, Options{Idle: func(context.Context) error { return errors.New("the desk is stuck") }})
	typed, _, done := attach(t, a, Session{Name: "ann"})
	require.NoError(t, typed.Close())
	require.EqualError(t, ended(t, done), "the desk is stuck")
	typed, _, done = attach(t, a, Session{Name: "ann"})
	require.NoError(t, typed.CloseWithError(errors.New("cable cut")))
	require.ErrorContains(t, ended(t, done), "cable cut")
}

func TestDeliveryIsRepeatedUntilStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, inbox := running(t, Options{})
		inbox.refuses = 8
		out := newScreen()
		in := strings.NewReader("first\nsecond\n")
		require.NoError(t, a.Attach(context.Background(), Session{In: in, Out: out, Name: "ann"}))
		require.Equal(t, "first", inbox.next(t).Text)
		require.Equal(t, "second", inbox.next(t).Text)
		require.Equal(t, "(Not received yet: the desk cannot store it. Trying again.)\n", out.String())
	})
}

func TestContextEndsASession(t *testing.T) {
	a := New(Options{}) // not running, so that a delivery waits
	for name, in := range map[string]io.Reader{"reading": neverRead{}, "delivering": strings.NewReader("hello\n")} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
			defer cancel()
			err := a.Attach(ctx, Session{In: in, Out: newScreen(), Name: "ann"})
			require.ErrorIs(t, err, context.DeadlineExceeded)
		})
	}
}

// neverRead blocks like a terminal nobody types at.
type neverRead struct{}

func (neverRead) Read([]byte) (int, error) { select {} }
