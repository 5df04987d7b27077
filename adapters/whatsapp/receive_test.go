package whatsapp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/whatsapp/whatsappfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

// limit is how long a test waits for what should happen at once.
const limit = 10 * time.Second

// memory is an inbox in memory.
type memory struct {
	got     chan bot.Message
	refuses func(bot.Message) bool
}

func (m *memory) Deliver(ctx context.Context, message bot.Message) error {
	if m.refuses != nil && m.refuses(message) {
		return errors.New("disk full")
	}
	select {
	case m.got <- message:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// desk is a fake service with a running adapter.
type desk struct {
	*whatsappfake.Server
	adapter *Adapter
	inbox   *memory
	log     *lockedBuffer
	stop    func()
}

func running(t *testing.T, prepare func(*desk)) *desk {
	t.Helper()
	d := &desk{inbox: &memory{got: make(chan bot.Message, 1000)}, log: &lockedBuffer{}}
	d.Server, d.adapter = connected(t, slog.New(slog.NewTextHandler(d.log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	d.AddUser(ann, "Ann Banda")
	d.AddUser(bob, "Bob")
	if prepare != nil {
		prepare(d)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- d.adapter.Run(ctx, d.inbox) }()
	d.stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-done:
			require.NoError(t, err)
		case <-time.After(limit):
			t.Error("Run did not stop")
		}
	})
	t.Cleanup(d.stop)
	// Before Run the hook sends Meta away; a call with nothing in it tells.
	for d.Deliver([]byte(`{}`)) != http.StatusOK {
		require.NoError(t, ctx.Err())
	}
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

func (d *desk) nothing(t *testing.T) {
	t.Helper()
	require.True(t, d.Wait(func() bool { return d.Pending() == 0 }, limit))
	require.Empty(t, d.inbox.got)
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

func TestForgeryTable(t *testing.T) {
	d := running(t, nil)
	good := call(d.Account.PhoneNumberID, ann, "wamid.FORGED", "let me in")
	tampered := bytes.Replace(good, []byte("let me in"), []byte("let me on"), 1)
	signed := d.Sign(good)
	for name, c := range map[string]struct {
		body      []byte
		signature string
		status    int
	}{
		"none":             {good, "", http.StatusUnauthorized},
		"another body":     {tampered, signed, http.StatusUnauthorized},
		"old algorithm":    {good, strings.Replace(signed, "sha256=", "sha1=", 1), http.StatusUnauthorized},
		"no algorithm":     {good, strings.TrimPrefix(signed, "sha256="), http.StatusUnauthorized},
		"cut":              {good, signed[:len(signed)-2], http.StatusUnauthorized},
		"too long":         {good, signed + "00", http.StatusUnauthorized},
		"no hex":           {good, "sha256=" + strings.Repeat("zz", 32), http.StatusUnauthorized},
		"empty":            {good, "sha256=", http.StatusUnauthorized},
		"zeros":            {good, "sha256=" + strings.Repeat("00", 32), http.StatusUnauthorized},
		"too large":        {bytes.Repeat([]byte(" "), maxPayload+1), signed, http.StatusRequestEntityTooLarge},
		"malformed, good":  {[]byte(`{"entry":[`), d.Sign([]byte(`{"entry":[`)), http.StatusOK},
		"no object, good":  {[]byte(`[1]`), d.Sign([]byte(`[1]`)), http.StatusOK},
		"empty body, good": {nil, d.Sign(nil), http.StatusOK},
		"blank, good":      {[]byte("null"), d.Sign([]byte("null")), http.StatusOK},
	} {
		require.Equal(t, c.status, d.Post(c.body, c.signature), name)
	}
	d.nothing(t)
	require.Contains(t, d.log.String(), "could not be read")
	require.Equal(t, 1, strings.Count(d.log.String(), "check channels.whatsapp.app_secret"), "strangers must not fill the log")
	require.Equal(t, http.StatusOK, d.Deliver(good))
	require.Equal(t, "let me in", d.next(t).Text)
}

func TestVerification(t *testing.T) {
	d := running(t, nil)
	ask := func(query string) *http.Response {
		w := httptest.NewRecorder()
		mux := http.NewServeMux()
		d.adapter.Mount(mux)
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/hooks/whatsapp?"+query, nil))
		return w.Result()
	}
	token := "hub.verify_token=" + d.Account.VerifyToken
	for _, query := range []string{
		"", "hub.mode=subscribe&hub.challenge=1", "hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong",
		"hub.mode=unsubscribe&hub.challenge=1&" + token, "hub.challenge=1&" + token, "hub.mode=subscribe&hub.challenge=1&" + token + "x",
	} {
		require.Equal(t, http.StatusForbidden, ask(query).StatusCode, query)
	}
	resp := ask("hub.mode=subscribe&hub.challenge=%3Cb%3E42&" + token)
	require.Equal(t, http.StatusOK, resp.StatusCode)
	require.Equal(t, "text/plain; charset=utf-8", resp.Header.Get("Content-Type"))
	body := new(bytes.Buffer)
	_, err := body.ReadFrom(resp.Body)
	require.NoError(t, err)
	require.Equal(t, "<b>42", body.String())
}

// call is a signed-to-be call with one text.
func call(number, from, id, text string) []byte {
	return whatsappfake.Escape(map[string]any{"entry": []any{map[string]any{"changes": []any{plainChange(number, from, id, text)}}}})
}

func plainChange(number, from, id, text string) map[string]any {
	return map[string]any{"field": "messages", "value": map[string]any{
		"metadata": map[string]any{"phone_number_id": number},
		"contacts": []any{map[string]any{"profile": map[string]any{"name": "Ann Banda"}, "wa_id": from}},
		"messages": []any{map[string]any{"from": from, "id": id, "timestamp": "1700000000", "type": "text", "text": map[string]any{"body": text}}},
	}}
}

func TestMetaIsSentAwayWhileNobodyListens(t *testing.T) {
	s, a := connected(t, slog.New(slog.DiscardHandler))
	body := call(s.Account.PhoneNumberID, ann, "wamid.EARLY", "hello")
	require.Equal(t, http.StatusServiceUnavailable, s.Deliver(body), "before Run nothing can be stored")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.NoError(t, a.Run(ctx, &memory{got: make(chan bot.Message, 10)}))
	require.Equal(t, http.StatusServiceUnavailable, s.Deliver(body), "nor after it")
}

func TestRunWaitsForWhatIsBeingStored(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	d := running(t, func(d *desk) {
		d.inbox.refuses = func(bot.Message) bool {
			close(entered)
			<-release
			return true
		}
	})
	go d.Deliver(call(d.Account.PhoneNumberID, ann, "wamid.SLOW", "hello"))
	<-entered
	stopped := make(chan struct{})
	go func() {
		d.stop()
		close(stopped)
	}()
	early := false
	select {
	case <-stopped:
		early = true
	case <-time.After(20 * time.Millisecond):
	}
	close(release)
	<-stopped
	require.False(t, early, "Run returned while a message was being stored")
}

func TestWhatIsNotStoredComesAgainAndNothingOvertakesIt(t *testing.T) {
	for _, level := range []whatsappfake.Level{whatsappfake.InOneValue, whatsappfake.InChanges, whatsappfake.InEntries} {
		refusals := 0
		d := running(t, func(d *desk) {
			d.inbox.refuses = func(m bot.Message) bool {
				refusals++
				return m.Text == "two" && refusals < 3
			}
		})
		d.Together(level, func() {
			for _, text := range []string{"one", "two", "three"} {
				d.Say(ann, text)
			}
		})
		keys := map[string]string{}
		var order []string
		for range 4 {
			m := d.next(t)
			if before := keys[m.Text]; before != "" {
				require.Equal(t, before, m.Delivery)
			}
			keys[m.Text] = m.Delivery
			order = append(order, m.Text)
		}
		require.Equal(t, []string{"one", "one", "two", "three"}, order)
		require.True(t, d.Wait(func() bool { return d.Acked() == 1 }, limit))
		d.nothing(t)
		require.Contains(t, d.log.String(), "messages were not stored")
		require.NotContains(t, d.log.String(), ann)
	}
}

// Two calls about one chat may come at the same moment.
func TestOneLaneIsDeliveredOneByOne(t *testing.T) {
	var mu sync.Mutex
	inside := map[string]int{}
	overlap := false
	d := running(t, func(d *desk) {
		d.inbox.refuses = func(m bot.Message) bool {
			mu.Lock()
			inside[m.Place.Lane()]++
			overlap = overlap || inside[m.Place.Lane()] > 1
			mu.Unlock()
			for range 100 {
				// Give the others every chance to come in between.
				_ = m.Trace()
			}
			mu.Lock()
			inside[m.Place.Lane()]--
			mu.Unlock()
			return false
		}
	})
	var calls sync.WaitGroup
	for i := range 40 {
		calls.Go(func() {
			d.Deliver(call(d.Account.PhoneNumberID, ann, fmt.Sprintf("wamid.%d", i), "x"))
		})
	}
	calls.Wait()
	require.Len(t, d.inbox.got, 40)
	require.False(t, overlap)
}

func TestOtherNumbersAndFieldsAreNotOurs(t *testing.T) {
	d := running(t, nil)
	require.Equal(t, http.StatusOK, d.Deliver(call("999", ann, "wamid.OTHER", "for a neighbour")))
	for _, field := range []string{"smb_message_echoes", "calls", "hologram", "account_update"} {
		body := bytes.Replace(call(d.Account.PhoneNumberID, ann, "wamid.FIELD", "x"), []byte(`"field":"messages"`), []byte(`"field":"`+field+`"`), 1)
		require.Equal(t, http.StatusOK, d.Deliver(body))
	}
	d.nothing(t)
	require.Contains(t, d.log.String(), "for another number")
	require.Equal(t, 1, strings.Count(d.log.String(), "Meta reports a change of this account"))
}

func TestStatusesComeBeforeTheCallReturns(t *testing.T) {
	d := running(t, nil)
	d.Report(true, "sent", "delivered")
	sent, err := d.adapter.Send(context.Background(), bot.Reply{ID: "r1", To: place(ann), Text: "hello"})
	require.NoError(t, err)
	require.Len(t, d.inbox.got, 1, "it was stored while the call was still under way")
	m := d.next(t)
	require.Equal(t, bot.Reached, m.Kind)
	require.Equal(t, bot.Arrived, m.Reach)
	require.Equal(t, sent.ID, m.ReplyTo)
	require.Equal(t, place(ann), m.Place)
	require.Equal(t, "whatsapp:"+d.Account.PhoneNumberID+":"+sent.ID+":delivered", m.Delivery)
}

func TestOutOfOrderAndTwice(t *testing.T) {
	d := running(t, nil)
	sent, err := d.adapter.Send(context.Background(), bot.Reply{ID: "r1", To: place(ann), Text: "hello"})
	require.NoError(t, err)
	d.Redirect("")
	d.OutOfOrder(true)
	d.Status(sent.ID, "delivered")
	d.Status(sent.ID, "read")
	d.Redeliver()
	require.Equal(t, 3, d.Pending())
	mux := http.NewServeMux()
	d.adapter.Mount(mux)
	again := httptest.NewServer(mux)
	t.Cleanup(again.Close)
	d.Redirect(again.URL + "/hooks/whatsapp")
	require.Equal(t, []bot.Reach{bot.Seen, bot.Seen, bot.Arrived}, []bot.Reach{d.next(t).Reach, d.next(t).Reach, d.next(t).Reach})
	d.nothing(t)
}
