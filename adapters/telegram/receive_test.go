package telegram

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/telegram/telegramfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

// limit is how long a test waits for what should happen at once.
const limit = 10 * time.Second

// memory is an inbox in memory.
type memory struct {
	got     chan bot.Message
	refuses func(bot.Message) bool
}

func (m *memory) Deliver(_ context.Context, message bot.Message) error {
	if m.refuses != nil && m.refuses(message) {
		return errors.New("disk full")
	}
	m.got <- message
	return nil
}

// desk is a fake service with a running adapter.
type desk struct {
	*telegramfake.Server
	adapter *Adapter
	inbox   *memory
	log     *lockedBuffer
	done    chan error
}

func running(t *testing.T, prepare func(*desk)) *desk {
	t.Helper()
	d := &desk{
		Server: telegramfake.New(testToken), inbox: &memory{got: make(chan bot.Message, 1000)}, log: &lockedBuffer{},
		done: make(chan error, 1),
	}
	d.AddUser(ann, "Ann Banda", "en")
	d.AddUser(8008, "Bob", "fr")
	d.AddGroup(room, "Level 1")
	d.adapter = newAdapter(t, d.Server, slog.New(slog.NewTextHandler(d.log, nil)))
	if prepare != nil {
		prepare(d)
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() { d.done <- d.adapter.Run(ctx, d.inbox) }()
	t.Cleanup(func() {
		cancel()
		select {
		case <-d.done:
		case <-time.After(limit):
			t.Error("Run did not stop")
		}
		d.Close()
	})
	return d
}

func (d *desk) next(t *testing.T) bot.Message {
	t.Helper()
	select {
	case m := <-d.inbox.got:
		return m
	case <-time.After(limit):
		require.Fail(t, "nothing was delivered")
		return bot.Message{}
	}
}

type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func TestOffsetStaysBeforeWhatIsNotStored(t *testing.T) {
	held := make(chan struct{})
	d := running(t, func(d *desk) {
		d.inbox.refuses = func(m bot.Message) bool {
			select {
			case <-held:
				return false
			default:
				return m.Text == "two"
			}
		}
		d.Say(ann, "one")
		d.Say(ann, "two")
		d.Say(ann, "three")
	})
	require.Equal(t, "one", d.next(t).Text)
	require.True(t, d.Wait(func() bool { return d.Count("getUpdates") >= 4 }, limit))
	require.Equal(t, 1, d.Confirmed(), "only what is stored may be acknowledged")
	require.Equal(t, 2, d.Pending())
	close(held)
	require.Equal(t, "two", d.next(t).Text)
	require.Equal(t, "three", d.next(t).Text)
	require.True(t, d.Wait(func() bool { return d.Pending() == 0 }, limit))
}

func TestRestartGetsWhatWasNotAcknowledged(t *testing.T) {
	s := telegramfake.New(testToken)
	defer s.Close()
	s.AddUser(ann, "Ann", "en")
	s.Say(ann, "kept")
	var keys []string
	for range 2 {
		// The program dies after it stored the message and before the next poll.
		ctx, cancel := context.WithCancel(context.Background())
		inbox := inboxFunc(func(m bot.Message) error {
			keys = append(keys, m.Delivery)
			cancel()
			return nil
		})
		require.NoError(t, newAdapter(t, s, slog.New(slog.DiscardHandler)).Run(ctx, inbox))
		cancel()
	}
	require.Equal(t, []string{"telegram:4242:1000", "telegram:4242:1000"}, keys)
}

type inboxFunc func(bot.Message) error

func (f inboxFunc) Deliver(_ context.Context, m bot.Message) error { return f(m) }

func TestWebhookIsRemovedAndSaid(t *testing.T) {
	s := telegramfake.New(testToken)
	s.SetWebhook("https://elsewhere.example/hook?secret=1")
	s.AddUser(ann, "Ann", "en")
	s.Say(ann, "waiting")
	out := &lockedBuffer{}
	a := newAdapter(t, s, slog.New(slog.NewTextHandler(out, nil)))
	problems := strings.Join(a.Check(context.Background()), "\n")
	require.Contains(t, problems, "elsewhere.example")
	require.NotContains(t, problems, "secret=1")
	ctx, cancel := context.WithCancel(context.Background())
	require.NoError(t, a.Run(ctx, inboxFunc(func(m bot.Message) error {
		require.Equal(t, "waiting", m.Text, "what waited on the server is kept")
		cancel()
		return nil
	})))
	s.Close()
	cancel()
	require.Equal(t, 1, s.Count("deleteWebhook"))
	require.Contains(t, out.String(), "it was removed")
}

func TestSecondPollerIsTold(t *testing.T) {
	waits := make(chan time.Duration, 100)
	d := running(t, func(d *desk) {
		d.Fail("getUpdates", telegramfake.Failure{
			Status: 409, Description: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
		}, 3)
		d.adapter.pause = func(_ context.Context, w time.Duration) { waits <- w }
		d.Say(ann, "at last")
	})
	require.Equal(t, "at last", d.next(t).Text)
	for range 3 {
		require.GreaterOrEqual(t, <-waits, conflictWait)
	}
	require.Contains(t, d.log.String(), "another program receives with this bot's token")
	require.Zero(t, d.Count("deleteWebhook"))
}

func TestBackOff(t *testing.T) {
	waits := make(chan time.Duration, 100)
	d := running(t, func(d *desk) {
		d.Fail("getUpdates", telegramfake.Failure{Status: 502, HTML: "Bad Gateway"}, 8)
		d.Fail("getUpdates", telegramfake.Failure{Status: 429, Description: "Too Many Requests: retry after 40", RetryAfter: 40}, 1)
		d.adapter.pause = func(_ context.Context, w time.Duration) { waits <- w }
		d.Say(ann, "at last")
	})
	require.Equal(t, "at last", d.next(t).Text)
	longest := firstWait
	for range 8 {
		wait := <-waits
		require.GreaterOrEqual(t, wait, longest/2)
		require.LessOrEqual(t, wait, longest)
		longest = min(2*longest, longestWait)
	}
	require.GreaterOrEqual(t, <-waits, 40*time.Second, "retry_after is obeyed")
}

func TestUnknownTokenEndsRun(t *testing.T) {
	for _, status := range []int{http.StatusUnauthorized, http.StatusNotFound} {
		d := running(t, func(d *desk) { d.Fail("getMe", telegramfake.Failure{Status: status, Description: "Unauthorized"}, 1) })
		select {
		case err := <-d.done:
			require.Equal(t, adapters.Misconfigured, adapters.AsFault(err).Kind)
			require.ErrorContains(t, err, "channels.telegram.token")
			require.NotContains(t, err.Error(), "AAtest")
			d.done <- nil
		case <-time.After(limit):
			require.Fail(t, "Run went on with a token that Telegram does not know")
		}
	}
}

func TestPressIsAnsweredAfterItIsStored(t *testing.T) {
	var early []int
	d := running(t, nil)
	sent, err := d.adapter.Send(context.Background(), bot.Reply{
		ID: "r", To: place(ann, 0), Text: "?", Buttons: []bot.Button{{Label: "Yes", Data: "d:1:y"}},
	})
	require.NoError(t, err)
	d.inbox.refuses = func(m bot.Message) bool {
		early = append(early, d.Count("answerCallbackQuery"))
		return len(early) == 1
	}
	d.Press(ann, ann, number(t, sent.ID), "Yes")
	require.Equal(t, "d:1:y", d.next(t).Press)
	require.True(t, d.Wait(func() bool { return d.Count("answerCallbackQuery") == 1 }, limit))
	require.Equal(t, []int{0, 0}, early)
}

func TestAServerThatDoesNotWaitIsNotPestered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		polls := 0
		quick := roundTrip(func(r *http.Request) (*http.Response, error) {
			switch method := path.Base(r.URL.Path); method {
			case "getUpdates":
				polls++
				return answerWith(`{"ok":true,"result":[]}`), nil
			case "getMe":
				return answerWith(`{"ok":true,"result":{"username":"x"}}`), nil
			}
			return answerWith(`{"ok":true,"result":true}`), nil
		})
		a, err := New(Options{Token: testToken, HTTP: &http.Client{Transport: quick}, Log: slog.New(slog.DiscardHandler)})
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		require.NoError(t, a.Run(ctx, inboxFunc(func(bot.Message) error { return nil })))
		require.LessOrEqual(t, polls, 11)
	})
}
