package desk_test

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/store"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
)

// troubled is a channel whose sends a test decides.
type troubled struct {
	name string
	send func(r bot.Reply) (adapters.Sent, error)
}

func (c *troubled) Name() string                              { return c.name }
func (c *troubled) Limits() adapters.Limits                   { return adapters.Limits{Buttons: 8} }
func (c *troubled) Run(context.Context, adapters.Inbox) error { return nil }

func (c *troubled) Send(_ context.Context, r bot.Reply) (adapters.Sent, error) { return c.send(r) }

// handClock is a clock that a test sets.
type handClock struct {
	mu  sync.Mutex
	now time.Time
}

func newHandClock() *handClock { return &handClock{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)} }

func (c *handClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *handClock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// poisoned is a store in which reading some record panics.
type poisoned struct {
	store.Store
	prefix string
}

func (p *poisoned) Load(ctx context.Context, keys ...store.Key) ([]store.Record, error) {
	for _, key := range keys {
		if p.prefix != "" && strings.HasPrefix(string(key), p.prefix) {
			panic("a poisonous record")
		}
	}
	return p.Store.Load(ctx, keys...)
}

// troubleDesk makes a desk with one room at test:room; it is not running.
func troubleDesk(t *testing.T, now func() time.Time, channels ...*troubled) (*desk.Desk, *poisoned) {
	db, err := boltstore.Open(filepath.Join(t.TempDir(), "desk.db"), boltstore.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	poison := &poisoned{Store: db}
	base := kb.NewBase(nil, []string{"en", "fr"}, kb.Balanced)
	d, err := desk.New(desk.Options{
		Store: poison, KB: func() *kb.Base { return base }, Languages: []string{"en", "fr"}, Now: now,
		Levels: []desk.Level{{Rooms: []bot.Place{{Channel: "test", Chat: "room"}}}},
		SignIn: func(who bot.Person) string { return "https://help.example.org/in/" + who.ID },
	})
	require.NoError(t, err)
	for _, c := range channels {
		require.NoError(t, d.Attach(c))
	}
	return d, poison
}

// running runs a desk until the test ends.
func running(t *testing.T, d *desk.Desk) {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	t.Cleanup(func() { stop(); require.NoError(t, <-ended) })
}

func countOf(d *desk.Desk, name string) (n int64) {
	for _, c := range d.Counts() {
		if strings.HasPrefix(c.Name, name) {
			n += c.Value
		}
	}
	return n
}

// says delivers words from a person in a chat of their own.
func says(t *testing.T, d *desk.Desk, delivery, who, text string) {
	t.Helper()
	m := raceMessage(delivery, who, who)
	m.Text = text
	require.NoError(t, d.Deliver(t.Context(), m))
}

// texts keeps what a channel was given.
type texts struct {
	mu  sync.Mutex
	got []string
}

func (k *texts) add(r bot.Reply) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.got = append(k.got, r.To.Chat+": "+r.Text)
}

func (k *texts) about(part string) (n int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, text := range k.got {
		if strings.Contains(text, part) {
			n++
		}
	}
	return n
}

// TestPanicInASend lets a channel panic over one reply: the others go out, and that
// one is tried again later.
func TestPanicInASend(t *testing.T) {
	clock, kept := newHandClock(), &texts{}
	poison := true
	d, _ := troubleDesk(t, clock.Now, &troubled{name: "test", send: func(r bot.Reply) (adapters.Sent, error) {
		if poison && r.To.Chat == "ann" {
			panic("a poisonous reply")
		}
		kept.add(r)
		return adapters.Sent{ID: "1"}, nil
	}})
	says(t, d, "1", "ann", "hello")
	says(t, d, "2", "bea", "hello")
	require.NoError(t, d.Drain(t.Context()))
	require.Equal(t, 1, kept.about("bea: "), "another person is answered")
	require.Zero(t, kept.about("ann: "))
	require.Equal(t, int64(1), countOf(d, "firstline_handling_errors_total"), "the operator sees it")
	poison = false
	clock.pass(time.Hour)
	require.NoError(t, d.Drain(t.Context()))
	require.Equal(t, 1, kept.about("ann: "), "the reply is tried again")
}

// TestPanicWhileSettingAside meets a record that cannot be handled at all, neither
// with the message nor when it is set aside: the message is kept, others go on.
func TestPanicWhileSettingAside(t *testing.T) {
	clock, kept := newHandClock(), &texts{}
	d, poison := troubleDesk(t, clock.Now, &troubled{name: "test", send: func(r bot.Reply) (adapters.Sent, error) {
		kept.add(r)
		return adapters.Sent{ID: "1"}, nil
	}})
	poison.prefix = "chat/test:ann/"
	says(t, d, "1", "ann", "hello")
	for range 8 {
		require.NoError(t, d.Drain(t.Context()))
		clock.pass(time.Hour)
	}
	says(t, d, "2", "bea", "hello")
	require.NoError(t, d.Drain(t.Context()))
	require.Equal(t, 1, kept.about("bea: "))
	records, err := poison.List(t.Context(), "dead/", "", 0)
	require.NoError(t, err)
	require.Len(t, records, 1, "the message is kept for an operator")
	in, out, err := poison.Depth(t.Context())
	require.NoError(t, err)
	require.Zero(t, in+out, "nothing is tried for ever")
}

// TestPanicInATimer lets a timer meet a poisonous record: the timers after it ring.
func TestPanicInATimer(t *testing.T) {
	clock, kept := newHandClock(), &texts{}
	d, poison := troubleDesk(t, clock.Now, &troubled{name: "test", send: func(r bot.Reply) (adapters.Sent, error) {
		kept.add(r)
		return adapters.Sent{ID: r.Ref}, nil
	}})
	for i, who := range []string{"ann", "bea"} {
		says(t, d, who, who, "person")
		require.NoError(t, d.Drain(t.Context()))
		press := raceMessage("claim/"+who, "room", "Staff")
		press.Kind, press.Press = bot.Pressed, []string{"t:1:claim", "t:2:claim"}[i]
		require.NoError(t, d.Deliver(t.Context(), press))
		require.NoError(t, d.Drain(t.Context()))
	}
	poison.prefix = "ticket/00000001"
	clock.pass(5 * time.Hour)
	require.NoError(t, d.Drain(t.Context()))
	require.Equal(t, 1, kept.about("still on #2?"), "%v", kept.got)
	require.Zero(t, kept.about("still on #1?"))
	poison.prefix = ""
	clock.pass(time.Hour)
	require.NoError(t, d.Drain(t.Context()))
	require.Equal(t, 1, kept.about("still on #1?"), "it rings when it can be read")
}

// TestASlowChannelDelaysNoOther fills every slot of one channel and writes on another.
func TestASlowChannelDelaysNoOther(t *testing.T) {
	const many = 150
	release, entered := make(chan struct{}), make(chan struct{}, many)
	answered := make(chan struct{}, 1)
	slow := &troubled{name: "slow", send: func(bot.Reply) (adapters.Sent, error) {
		entered <- struct{}{}
		<-release
		return adapters.Sent{}, nil
	}}
	quick := &troubled{name: "test", send: func(bot.Reply) (adapters.Sent, error) {
		answered <- struct{}{}
		return adapters.Sent{}, nil
	}}
	d, _ := troubleDesk(t, nil, slow, quick)
	running(t, d)
	defer close(release)
	for i := range many {
		m := raceMessage(time.Duration(i).String(), "chat"+time.Duration(i).String(), "someone")
		m.Place.Channel, m.Text = "slow", "hello"
		require.NoError(t, d.Deliver(t.Context(), m))
	}
	for range 64 {
		<-entered
	}
	says(t, d, "quick", "ann", "hello")
	select {
	case <-answered:
	case <-time.After(racePatience):
		require.FailNow(t, "a slow channel has delayed another")
	}
}

// pacing tells of every place whose pace it is asked for, once it has a lease.
type pacing struct {
	troubled
	asked chan bot.Place
}

func (p *pacing) Pace(to bot.Place) (every time.Duration, burst int) {
	p.asked <- to
	return 0, 1
}

// TestNoSendAtTheEndOfALease has a reply wait so long for its turn that its lease is
// nearly over: it goes out under a new lease, when no other process can have it.
func TestNoSendAtTheEndOfALease(t *testing.T) {
	clock := newHandClock()
	release, entered := make(chan struct{}), make(chan string, 100)
	channel := &pacing{asked: make(chan bot.Place, 100), troubled: troubled{name: "test", send: func(r bot.Reply) (adapters.Sent, error) {
		entered <- r.To.Chat + " " + clock.Now().Format("15:04")
		<-release
		return adapters.Sent{}, nil
	}}}
	d, _ := troubleDesk(t, clock.Now)
	require.NoError(t, d.Attach(channel))
	running(t, d)
	for i := range 65 {
		m := raceMessage(time.Duration(i).String(), "chat"+time.Duration(i).String(), "someone")
		m.Text = "hello"
		require.NoError(t, d.Deliver(t.Context(), m))
	}
	for range 64 {
		require.Contains(t, <-entered, " 09:00")
	}
	for range 65 {
		<-channel.asked
	}
	clock.pass(10 * time.Minute)
	close(release)
	require.Eventually(t, func() bool { return countOf(d, "firstline_replies_sent_total") == 64 }, racePatience, time.Millisecond)
	clock.pass(10 * time.Minute)
	require.Contains(t, <-entered, " 09:20", "not sent under the first lease")
}

// TestAnAnswerToWhatIsBeingSent presses and answers a card before its sending is
// recorded: the answer waits for the record and is then relayed.
func TestAnAnswerToWhatIsBeingSent(t *testing.T) {
	clock, kept := newHandClock(), &texts{}
	release, entered := make(chan struct{}), make(chan struct{})
	var once sync.Once
	d, _ := troubleDesk(t, clock.Now, &troubled{name: "test", send: func(r bot.Reply) (adapters.Sent, error) {
		kept.add(r)
		if r.Ref == "card/1" {
			once.Do(func() { close(entered); <-release })
			return adapters.Sent{ID: "the card"}, nil
		}
		return adapters.Sent{ID: r.ID}, nil
	}})
	running(t, d)
	says(t, d, "1", "ann", "person")
	<-entered
	answer := raceMessage("2", "room", "Staff")
	answer.ReplyTo, answer.Text = "the card", "claim"
	require.NoError(t, d.Deliver(t.Context(), answer))
	require.Eventually(t, func() bool { return countOf(d, "firstline_messages_received_total") == 2 }, racePatience, time.Millisecond)
	close(release)
	require.Eventually(t, func() bool {
		clock.pass(time.Second)
		return kept.about("ann: Staff is looking into it.") == 1
	}, racePatience, 5*time.Millisecond)
}

// TestAPressTeachesALostRecord presses a button of a card whose sending was never
// recorded, as after a crash: from then on answers to that card are understood.
func TestAPressTeachesALostRecord(t *testing.T) {
	clock, kept := newHandClock(), &texts{}
	d, _ := troubleDesk(t, clock.Now, &troubled{name: "test", send: func(r bot.Reply) (adapters.Sent, error) {
		kept.add(r)
		return adapters.Sent{ID: r.ID}, nil
	}})
	says(t, d, "1", "ann", "person")
	require.NoError(t, d.Drain(t.Context()))
	press := raceMessage("2", "room", "Staff")
	press.Kind, press.Press, press.ReplyTo = bot.Pressed, "t:1:claim", "a card of an earlier life"
	require.NoError(t, d.Deliver(t.Context(), press))
	answer := raceMessage("3", "room", "Staff")
	answer.ReplyTo, answer.Text = "a card of an earlier life", "Look into tray 2."
	require.NoError(t, d.Deliver(t.Context(), answer))
	for range 3 {
		require.NoError(t, d.Drain(t.Context()))
		clock.pass(time.Minute)
	}
	require.Equal(t, 1, kept.about("Look into tray 2."), "%v", kept.got)
}

// TestSignInLinksArePrivate asks for the desk page where others read along, and in
// private.
func TestSignInLinksArePrivate(t *testing.T) {
	kept := &texts{}
	db, err := boltstore.Open(filepath.Join(t.TempDir(), "desk.db"), boltstore.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	base := kb.NewBase(nil, []string{"en"}, kb.Balanced)
	d, err := desk.New(desk.Options{
		Store: db, KB: func() *kb.Base { return base }, Languages: []string{"en"},
		Levels: []desk.Level{{Staff: []string{"test:bob"}}},
		SignIn: func(who bot.Person) string { return "https://help.example.org/in/" + who.ID },
	})
	require.NoError(t, err)
	require.NoError(t, d.Attach(&troubled{name: "test", send: func(r bot.Reply) (adapters.Sent, error) {
		kept.add(r)
		return adapters.Sent{}, nil
	}}))
	for i, c := range []struct {
		chat, who string
		private   bool
		links     int
	}{
		{"a group", "bob", false, 0}, {"D0BOB", "bob", true, 1}, {"bob", "bob", false, 1}, {"D0EVE", "eve", true, 0},
	} {
		before := kept.about("https://")
		m := raceMessage(time.Duration(i).String(), c.chat, c.who)
		m.Text, m.Private = "desk", c.private
		require.NoError(t, d.Deliver(t.Context(), m))
		require.NoError(t, d.Drain(t.Context()))
		require.Equal(t, c.links, kept.about("https://")-before, "%s in %s", c.who, c.chat)
		require.Equal(t, kept.about("https://"), kept.about("/in/test:bob"), "a link signs in whoever asked for it")
	}
}
