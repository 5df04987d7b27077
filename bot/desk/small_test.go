package desk_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/store"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
	"github.com/firstline-helpdesk/firstline/store/files"
)

// smallDesk is a desk with one room, which works when it is told to, and whose clock
// only the test moves.
type smallDesk struct {
	*desk.Desk
	t     *testing.T
	dir   string
	store store.Store
	chat  *smallChat
	now   time.Time
	said  int
	keep  time.Duration
	wrap  func(store.Store) store.Store
	// options changes what the desk is made of; nil changes nothing.
	options func(*desk.Options)
	// uploads tells that the channel takes files, shuts that it may only be written to
	// for a while after somebody wrote.
	uploads, shuts bool
	// makers is the tracker of a third level above a room "tech"; nil for one level.
	makers *smallMakers
	// library is what answers; nil answers nothing.
	library *kb.Library
}

func newSmallDesk(t *testing.T) *smallDesk {
	return newKeepingDesk(t, 0)
}

// newKeepingDesk is a small desk that keeps what is closed for a time only.
func newKeepingDesk(t *testing.T, keep time.Duration) *smallDesk {
	s := &smallDesk{t: t, dir: t.TempDir(), chat: &smallChat{}, keep: keep, now: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)}
	s.start()
	t.Cleanup(func() { require.NoError(t, s.store.Close()) })
	return s
}

// start makes the desk on what is in its folder, as a new process would.
func (s *smallDesk) start() {
	if s.store != nil {
		require.NoError(s.t, s.store.Close())
	}
	db, err := boltstore.Open(filepath.Join(s.dir, "desk.db"), boltstore.Options{})
	require.NoError(s.t, err)
	s.store = db
	kept := store.Store(db)
	if s.wrap != nil {
		kept = s.wrap(db)
	}
	folder, err := files.Open(filepath.Join(s.dir, "files"), files.Limits{File: 1 << 20, Group: 1 << 21, All: 1 << 22})
	require.NoError(s.t, err)
	base := kb.NewBase(nil, []string{"en"}, kb.Balanced)
	find, announce := func() *kb.Base { return base }, func([]kb.Notice) {}
	if s.library != nil {
		find, announce = s.library.Base, func(n []kb.Notice) {
			s.library.Announce(n)
			s.library.Reload(s.t.Context())
		}
	}
	options := desk.Options{
		Store: kept, Keep: s.keep, KB: find, Announce: announce, Languages: []string{"en"}, Now: func() time.Time { return s.now },
		Levels: []desk.Level{{Rooms: []bot.Place{{Channel: "test", Chat: "room"}}}}, Files: folder,
	}
	if s.makers != nil {
		s.makers.in(&options)
	}
	if s.options != nil {
		s.options(&options)
	}
	s.Desk, err = desk.New(options)
	require.NoError(s.t, err)
	var a adapters.Adapter = s.chat
	if s.uploads {
		a = filesChat{s.chat}
	}
	if s.shuts {
		a = shutChat{s.chat}
	}
	require.NoError(s.t, s.Attach(a))
	if s.makers != nil {
		require.NoError(s.t, s.Attach(s.makers))
	}
}

// says has somebody write at a place, or press a button for "[data]".
func (s *smallDesk) says(chat, who, text string, files ...bot.File) {
	s.t.Helper()
	s.said++
	s.now = s.now.Add(time.Second)
	m := bot.Message{
		Delivery: fmt.Sprintf("test:%d", s.said), ID: fmt.Sprintf("m%d", s.said), Place: bot.Place{Channel: "test", Chat: chat},
		From: bot.Person{ID: "test:" + who, Name: strings.ToUpper(who[:1]) + who[1:]}, Kind: bot.Said, Text: text, Direct: true, Files: files, At: s.now,
	}
	if press, ok := strings.CutPrefix(text, "["); ok {
		m.Kind, m.Text, m.Press = bot.Pressed, "", strings.TrimSuffix(press, "]")
	}
	require.NoError(s.t, s.Deliver(s.t.Context(), m))
	s.settle()
}

func (s *smallDesk) settle() {
	s.t.Helper()
	require.NoError(s.t, s.Drain(s.t.Context()))
}

// pass lets time go by, an hour at a time.
func (s *smallDesk) pass(d time.Duration) {
	s.t.Helper()
	for end := s.now.Add(d); s.now.Before(end); {
		s.now = s.now.Add(min(time.Hour, end.Sub(s.now)))
		s.settle()
	}
}

// smallChat is a channel that keeps what was sent, by chat.
type smallChat struct {
	sent   []bot.Reply
	files  map[string]string
	refuse string // the chat that is refused
	// fault is why a chat takes nothing.
	fault map[string]adapters.FaultKind
}

func (c *smallChat) Name() string                              { return "test" }
func (c *smallChat) Limits() adapters.Limits                   { return adapters.Limits{Buttons: 8} }
func (c *smallChat) Run(context.Context, adapters.Inbox) error { return nil }

func (c *smallChat) Send(_ context.Context, r bot.Reply) (adapters.Sent, error) {
	if r.To.Chat == c.refuse {
		return adapters.Sent{}, &adapters.Fault{Kind: adapters.Refused, Err: fmt.Errorf("refused by the test")}
	}
	if kind, is := c.fault[r.To.Chat]; is {
		return adapters.Sent{}, &adapters.Fault{Kind: kind, Err: fmt.Errorf("%s by the test", kind)}
	}
	c.sent = append(c.sent, r)
	return adapters.Sent{ID: fmt.Sprint(len(c.sent))}, nil
}

func (c *smallChat) Edit(_ context.Context, _ string, r bot.Reply) error {
	c.sent = append(c.sent, r)
	return nil
}

// shutChat is a small chat with a window.
type shutChat struct{ *smallChat }

func (shutChat) Knock(context.Context, bot.Place) error { return nil }

// heard gives all that was said in a chat so far.
func (c *smallChat) heard(chat string) string {
	var out []string
	for _, r := range c.sent {
		if r.To.Chat == chat {
			out = append(out, r.Text+r.Instead)
		}
	}
	return strings.Join(out, "\n")
}
