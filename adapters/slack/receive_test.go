package slack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/slack/slackfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

// inbox keeps what was delivered, and can refuse.
type inbox struct {
	got     chan bot.Message
	refuses func(bot.Message) bool
}

func (i *inbox) Deliver(_ context.Context, m bot.Message) error {
	if i.refuses != nil && i.refuses(m) {
		return errors.New("disk full")
	}
	i.got <- m
	return nil
}

// desk is a fake service with a running adapter.
type desk struct {
	*slackfake.Server
	adapter *Adapter
	inbox   *inbox
	log     *lockedBuffer
	hook    string
	done    chan error
	stop    func()
}

func running(t testing.TB, app string, prepare func(*desk)) *desk {
	t.Helper()
	d := &desk{Server: workspace(t, app), inbox: &inbox{got: make(chan bot.Message, 1000)}, log: &lockedBuffer{}, done: make(chan error, 1)}
	d.adapter = newAdapter(t, d.Server, slog.New(slog.NewTextHandler(d.log, nil)), app)
	if prepare != nil {
		prepare(d)
	}
	d.hook = hooked(t, d.Server, d.adapter)
	ctx, cancel := context.WithCancel(context.Background())
	go func() { d.done <- d.adapter.Run(ctx, d.inbox) }()
	d.stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-d.done:
			d.done <- err
		case <-time.After(limit):
			t.Error("Run did not stop")
		}
	})
	t.Cleanup(d.stop)
	return d
}

func (d *desk) next(t testing.TB) bot.Message {
	t.Helper()
	select {
	case m := <-d.inbox.got:
		return m
	case <-time.After(limit):
		require.Fail(t, "nothing was delivered", d.log.String())
		return bot.Message{}
	}
}

// ended waits until Run returns on its own.
func (d *desk) ended(t testing.TB) error {
	t.Helper()
	select {
	case err := <-d.done:
		d.done <- nil
		return err
	case <-time.After(limit):
		require.Fail(t, "Run goes on", d.log.String())
		return nil
	}
}

// settled waits until nothing is on its way, and checks that nothing is left.
func (d *desk) settled(t testing.TB) {
	t.Helper()
	require.True(t, d.Wait(func() bool { return d.Pending() == 0 }, limit), "deliveries are still under way")
	require.Empty(t, d.inbox.got, "one message too many was delivered")
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

func hello(n int) string {
	return fmt.Sprintf(`{"type":"event_callback","event_id":"EvT%d","event":{"type":"message","channel":"D0ANN","channel_type":"im","user":"U0ANN",`+
		`"ts":"1700000%03d.000100","text":"hello"}}`, n, n)
}

// send makes a call on the hook with any headers.
func (d *desk) send(t testing.TB, body string, header http.Header) (int, string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, d.hook, strings.NewReader(body))
	require.NoError(t, err)
	req.Header = header
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	said, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(said)
}

func TestForgeries(t *testing.T) {
	d := running(t, "", nil)
	now, other := time.Now(), slackfake.New(slackfake.Options{SigningSecret: "another secret"})
	t.Cleanup(other.Close)
	good := func() http.Header { return d.Sign([]byte(hello(1)), now) }
	with := func(name, value string) http.Header {
		h := good()
		if h.Set(name, value); value == "" {
			h.Del(name)
		}
		return h
	}
	for _, c := range []struct {
		name   string
		body   string
		header http.Header
	}{
		{"no headers", hello(1), http.Header{}},
		{"no signature", hello(1), with(signatureHeader, "")},
		{"no time", hello(1), with(timestampHeader, "")},
		{"a time that is none", hello(1), with(timestampHeader, "now")},
		{"a wrong signature", hello(1), with(signatureHeader, "v0="+strings.Repeat("0", 64))},
		{"no hex", hello(1), with(signatureHeader, "v0=xyz")},
		{"an empty one", hello(1), with(signatureHeader, "v0=")},
		{"another version", hello(1), with(signatureHeader, strings.Replace(good().Get(signatureHeader), "v0", "v1", 1))},
		{"another secret", hello(1), other.Sign([]byte(hello(1)), now)},
		{"another body", hello(2), good()},
		{"another time", hello(1), with(timestampHeader, fmt.Sprint(now.Unix()+1))},
		{"too old", hello(1), d.Sign([]byte(hello(1)), now.Add(-302*time.Second))},
		{"from the future", hello(1), d.Sign([]byte(hello(1)), now.Add(302*time.Second))},
		{"a challenge", `{"type":"url_verification","challenge":"x"}`, http.Header{}},
		{"a form", "payload=%7B%7D", http.Header{}},
		{"a command with ssl_check", "ssl_check=1&command=%2Fdesk", http.Header{}},
		{"nothing", "", http.Header{}},
	} {
		status, said := d.send(t, c.body, c.header)
		require.Equal(t, http.StatusUnauthorized, status, c.name)
		require.NotContains(t, said, secret)
	}
	for _, ahead := range []time.Duration{-295 * time.Second, 0, 295 * time.Second} {
		status, said := d.send(t, hello(1), d.Sign([]byte(hello(1)), now.Add(ahead)))
		require.Equal(t, http.StatusOK, status)
		require.Empty(t, said)
		require.Equal(t, "hello", d.next(t).Text)
	}
	d.settled(t)
}

func TestWithoutASecretNothingIsAuthentic(t *testing.T) {
	empty := slackfake.New(slackfake.Options{})
	t.Cleanup(empty.Close)
	body := []byte(hello(1))
	require.False(t, authentic("", empty.Sign(body, clock), body, clock))
	_, err := New(Options{BotToken: botToken, SigningSecret: " "})
	require.ErrorContains(t, err, "signing_secret")
}

func TestSizesAndShapes(t *testing.T) {
	d := running(t, "", nil)
	large := `{"type":"event_callback","x":"` + strings.Repeat("x", maxBody) + `"}`
	status, _ := d.send(t, large, d.Sign([]byte(large), time.Now()))
	require.Equal(t, http.StatusRequestEntityTooLarge, status)
	full := `{"type":"event_callback","x":"` + strings.Repeat("x", maxBody-32) + `"}`
	require.Len(t, full, maxBody)
	status, _ = d.Call([]byte(full), "application/json")
	require.Equal(t, http.StatusOK, status)
	for _, body := range []string{"", "{", `{"type":"event_callback","event":17}`, "[1]", "payload=", "payload=%7B", "command=x", "%zz", "\xff\xfe", "x=y"} {
		status, said := d.Call([]byte(body), "application/x-www-form-urlencoded")
		require.Equal(t, http.StatusOK, status, body)
		require.Empty(t, said)
	}
	require.Contains(t, d.log.String(), "skipped a payload that cannot be read")
	status, said := d.Call([]byte(`{"type":"url_verification","challenge":"3eZbrw1aB"}`), "application/json")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "3eZbrw1aB", said)
	status, _ = d.send(t, "ssl_check=1&token=x", http.Header{})
	require.Equal(t, http.StatusOK, status, "a check of the certificate is not signed")
	resp, err := http.Get(d.hook)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusMethodNotAllowed, resp.StatusCode)
	d.settled(t)
}

func TestNothingIsTakenBeforeRunAndAfter(t *testing.T) {
	d := running(t, "", func(d *desk) {
		d.Fail("auth.test", slackfake.Failure{Status: 503, HTML: "down"}, 2)
	})
	status, _ := d.Call([]byte(hello(1)), "application/json")
	require.Equal(t, http.StatusOK, status, "a call right after the start waits")
	d.next(t)
	d.stop()
	status, _ = d.Call([]byte(hello(2)), "application/json")
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.Empty(t, d.inbox.got)

	s := workspace(t, "")
	a := newAdapter(t, s, slog.New(slog.DiscardHandler), "")
	a.holdFor = time.Millisecond
	hooked(t, s, a)
	status, _ = s.Call([]byte(hello(1)), "application/json")
	require.Equal(t, http.StatusServiceUnavailable, status)
	status, said := s.Call([]byte(`{"type":"url_verification","challenge":"x"}`), "application/json")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "x", said)
}

func TestWrongTokenEndsRun(t *testing.T) {
	for _, app := range []string{"", appToken} {
		d := running(t, app, func(d *desk) { d.Fail("auth.test", slackfake.Failure{Status: 200, Code: "invalid_auth"}, 1) })
		err := d.ended(t)
		require.Equal(t, adapters.Misconfigured, adapters.AsFault(err).Kind)
		require.ErrorContains(t, err, "channels.slack.bot_token")
		require.NotContains(t, err.Error(), "TestBotToken")
	}
}

// One mention is two events; whichever comes first carries the mention.
func TestAMentionIsOneMessage(t *testing.T) {
	for _, app := range []string{"", appToken} {
		for _, order := range [][]string{{"message", "app_mention"}, {"app_mention", "message"}} {
			d := running(t, app, nil)
			ts := d.Mention(room, ann, "", "where is <it> & why?", order...)
			first, second := d.next(t), d.next(t)
			require.Equal(t, first, second, "the store tells them apart by the key alone, so both must say the same")
			require.Equal(t, "slack:T0TEAM:C0LEVEL1:"+ts, first.Delivery)
			require.Equal(t, "where is <it> & why?", first.Text)
			require.True(t, first.Direct)
			require.Equal(t, place(room, ts), first.Place)
			d.Reply(room, ann, ts, "and when?")
			require.True(t, d.next(t).Direct, "their own words in that thread are for the desk")
			d.Reply(room, bob, ts, "I know")
			require.False(t, d.next(t).Direct)
			d.settled(t)
		}
	}
}

func TestDeliveriesThatOvertakeEachOther(t *testing.T) {
	d := running(t, "", func(d *desk) { d.Concurrent() })
	var mu sync.Mutex
	busy := map[string]bool{}
	d.inbox.refuses = func(m bot.Message) bool {
		mu.Lock()
		clash := busy[m.Place.Lane()]
		busy[m.Place.Lane()] = true
		mu.Unlock()
		if clash {
			t.Error("two deliveries of one lane at a time")
		}
		for range 1000 {
			runtime.Gosched() // whoever could come in would
		}
		mu.Lock()
		defer mu.Unlock()
		busy[m.Place.Lane()] = false
		return false
	}
	texts := map[string]int{}
	for i := range 40 {
		d.Say(ann, fmt.Sprint("a", i))
		d.Say(bob, fmt.Sprint("b", i))
	}
	for range 80 {
		texts[d.next(t).Text]++
	}
	require.Len(t, texts, 80)
	d.settled(t)
	require.Zero(t, d.Lost())
}

func TestNamesAreAskedOnceAndNeverInTheWay(t *testing.T) {
	d := running(t, "", func(d *desk) { d.Fail("users.info", slackfake.Failure{Status: 500, HTML: "x"}, 1) })
	d.Say(ann, "one")
	require.Empty(t, d.next(t).From.Name, "a message without a name is still a message")
	d.Say(ann, "two")
	require.Empty(t, d.next(t).From.Name)
	d.Say(bob, "three")
	m := d.next(t)
	require.Equal(t, bot.Person{ID: "slack:U0BOB", Name: "Bob", Lang: "fr"}, m.From)
	d.Say(bob, "four")
	require.Equal(t, "Bob", d.next(t).From.Name)
	require.Equal(t, 2, d.Count("users.info"))
}

func TestACommandBetweenPeopleGoesToTheTalkWithUs(t *testing.T) {
	d := running(t, "", nil)
	d.Slash("D0ANNBOB", ann, "queue")
	m := d.next(t)
	require.Equal(t, place(annDM, ""), m.Place)
	require.Equal(t, "queue", m.Text)
	require.Equal(t, "Ann Banda", m.From.Name)
	d.Slash(room, ann, "queue")
	require.Equal(t, place(room, ""), d.next(t).Place)
	d.Fail("conversations.open", slackfake.Failure{Status: 200, Code: "missing_scope"}, 1)
	d.Slash("D0BOBANN", bob, "queue")
	require.Equal(t, place("D0BOBANN", ""), d.next(t).Place)
}

func TestLoudEvents(t *testing.T) {
	d := running(t, "", nil)
	d.PushEvent(map[string]any{"type": "app_uninstalled"})
	d.Move(room, "C0NEW")
	require.Equal(t, place("C0NEW", ""), d.next(t).MovedTo)
	require.Contains(t, d.log.String(), "level=ERROR")
	require.Contains(t, d.log.String(), "removed from the workspace")
}

func TestAStrangerOfASharedChannel(t *testing.T) {
	d := running(t, "", func(d *desk) { d.AddStranger("U0EVE", "Eve", "T0OTHER") })
	d.Mention(room, "U0EVE", "", "hello", "message")
	require.Equal(t, bot.Person{ID: "slack:T0OTHER.U0EVE", Name: "Eve", Lang: "en"}, d.next(t).From)
}
