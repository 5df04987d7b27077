package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/slack"
	"github.com/firstline-helpdesk/firstline/adapters/slack/slackfake"
	"github.com/firstline-helpdesk/firstline/adapters/whatsapp"
	"github.com/firstline-helpdesk/firstline/adapters/whatsapp/whatsappfake"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/store"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
)

const (
	ackSlices = 8
	ackSlice  = 500 * time.Millisecond
)

// BenchmarkAck measures how long a chat service waits for its 200: so many people as
// there are connections write at once, each on a connection of its own, and each
// message is on disk when it is acknowledged. Slices of WhatsApp and of Slack's
// Events API take turns with slices of a handler that verifies the same signatures,
// decodes the same bodies and keeps nothing. The desk's workers rest, so that this
// is the way in and nothing else.
//
//	<service>-ms-p50, -p99  time from the request to its 200, median of the slices
//	plain-ms-p50, -p99      the same of the handler that keeps nothing
//	<service>-ratio-p50     the service's p50 ÷ the plain handler's beside it
func BenchmarkAck(b *testing.B) {
	for range b.N {
		db, err := boltstore.Open(filepath.Join(b.TempDir(), "ack.db"), boltstore.Options{})
		require.NoError(b, err)
		b.Cleanup(func() { require.NoError(b, db.Close()) })
		services := ackServices(b, db)
		took := map[string][]ackTimes{}
		for _, s := range services {
			s.slice(b, s.hook) // warms up connections, names and the file
		}
		for range ackSlices {
			for _, s := range services {
				took["plain for "+s.name] = append(took["plain for "+s.name], s.slice(b, s.plain))
				took[s.name] = append(took[s.name], s.slice(b, s.hook))
			}
		}
		acked := 0
		for _, s := range services {
			acked += s.acked[s.hook]
		}
		stored, _, err := db.Depth(b.Context())
		require.NoError(b, err)
		require.Equal(b, acked, stored, "what is acknowledged is stored")
		reportAck(b, services, took)
	}
}

// ackTimes are of one slice, in milliseconds.
type ackTimes struct{ p50, p99 float64 }

func reportAck(b *testing.B, services []*ackService, took map[string][]ackTimes) {
	middle := func(values []float64) float64 { slices.Sort(values); return values[len(values)/2] }
	b.ReportMetric(0, "ns/op")
	for _, s := range services {
		var p50, p99, plain50, plain99, ratio50, ratio99 []float64
		for i, real := range took[s.name] {
			plain := took["plain for "+s.name][i]
			p50, p99 = append(p50, real.p50), append(p99, real.p99)
			plain50, plain99 = append(plain50, plain.p50), append(plain99, plain.p99)
			ratio50, ratio99 = append(ratio50, real.p50/plain.p50), append(ratio99, real.p99/plain.p99)
		}
		b.ReportMetric(middle(p50), s.name+"-ms-p50")
		b.ReportMetric(middle(p99), s.name+"-ms-p99")
		b.ReportMetric(middle(plain50), s.name+"-plain-ms-p50")
		b.ReportMetric(middle(plain99), s.name+"-plain-ms-p99")
		b.ReportMetric(middle(ratio50), s.name+"-ratio-p50")
		b.ReportMetric(middle(ratio99), s.name+"-ratio-p99")
		b.Logf("%s: p50 %.2f ms, p99 %.2f ms; plain %.2f ms, %.2f ms; ratio of p50 %.2f", s.name, p50, p99, plain50, plain99, ratio50)
	}
}

// ackService is one service that brings messages.
type ackService struct {
	name string
	// hook and plain are the addresses of the desk and of the handler that keeps nothing.
	hook, plain string
	// message makes the n-th message of a person, with the headers that prove it.
	message func(person, n int) ([]byte, http.Header)
	written [benchConns]int
	// acked counts by address.
	acked  map[string]int
	client *http.Client
}

func ackServices(b *testing.B, db store.Store) []*ackService {
	base := kb.NewBase(nil, []string{"en"}, kb.Balanced)
	d, err := desk.New(desk.Options{Store: db, KB: func() *kb.Base { return base }, Languages: []string{"en"}})
	require.NoError(b, err)
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	b.Cleanup(func() { stop(); running.Wait() })
	mux := http.NewServeMux()
	var all []*ackService
	for _, make := range []func(b *testing.B, mux *http.ServeMux) (adapters.Adapter, *ackService){ackWhatsApp, ackSlack} {
		a, s := make(b, mux)
		require.NoError(b, d.Attach(a))
		a.(adapters.Webhook).Mount(mux)
		running.Go(func() { _ = a.Run(ctx, d) })
		all = append(all, s)
	}
	server := httptest.NewServer(mux)
	b.Cleanup(server.Close)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: benchConns}}
	for _, s := range all {
		s.hook, s.plain, s.client = server.URL+"/hooks/"+s.name, server.URL+"/plain/"+s.name, client
		s.acked = map[string]int{}
	}
	return all
}

// slice has everybody write for a while. Anything but a 200 is written again: until
// Run has begun the desk takes nothing.
func (s *ackService) slice(b *testing.B, address string) ackTimes {
	var wg sync.WaitGroup
	var took [benchConns][]time.Duration
	end := time.Now().Add(ackSlice)
	for person := range benchConns {
		wg.Go(func() {
			for time.Now().Before(end) {
				body, header := s.message(person, s.written[person])
				s.written[person]++
				began := time.Now()
				if status := s.post(address, body, header); status == http.StatusOK {
					took[person] = append(took[person], time.Since(began))
				} else if status != http.StatusServiceUnavailable {
					b.Errorf("%s answers %d", address, status)
					return
				}
			}
		})
	}
	wg.Wait()
	all := slices.Concat(took[:]...)
	require.NotEmpty(b, all, "%s acknowledges nothing", address)
	s.acked[address] += len(all)
	slices.Sort(all)
	millis := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return ackTimes{millis(all[len(all)/2]), millis(all[len(all)*99/100])}
}

func (s *ackService) post(address string, body []byte, header http.Header) int {
	req, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return 0
	}
	req.Header = header
	resp, err := s.client.Do(req)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body) // to use the connection again
	return resp.StatusCode
}

// plainHook verifies a signature over what signed gives, decodes, and keeps nothing.
func plainHook(secret, header string, signed func(r *http.Request, body []byte) []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(signed(r, body))
		_, digits, _ := strings.Cut(r.Header.Get(header), "=")
		claimed, err := hex.DecodeString(digits)
		if err != nil || !hmac.Equal(mac.Sum(nil), claimed) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		var call map[string]any
		if json.Unmarshal(body, &call) != nil {
			w.WriteHeader(http.StatusBadRequest)
		}
	}
}

func ackWhatsApp(b *testing.B, mux *http.ServeMux) (adapters.Adapter, *ackService) {
	fake := whatsappfake.New(whatsappfake.Account{})
	b.Cleanup(fake.Close)
	a, err := whatsapp.New(whatsapp.Options{
		PhoneNumberID: fake.Account.PhoneNumberID, AccessToken: fake.Account.AccessToken, AppSecret: fake.Account.AppSecret,
		VerifyToken: fake.Account.VerifyToken, APIURL: fake.URL, Log: slog.New(slog.DiscardHandler),
	})
	require.NoError(b, err)
	mux.HandleFunc("POST /plain/whatsapp", plainHook(fake.Account.AppSecret, "X-Hub-Signature-256",
		func(_ *http.Request, body []byte) []byte { return body }))
	return a, &ackService{name: "whatsapp", message: func(person, n int) ([]byte, http.Header) {
		body := whatsappfake.Escape(map[string]any{"object": "whatsapp_business_account", "entry": []any{map[string]any{
			"id": fake.Account.AccountID, "changes": []any{map[string]any{"field": "messages", "value": map[string]any{
				"messaging_product": "whatsapp",
				"metadata":          map[string]any{"display_phone_number": fake.Account.DisplayNumber, "phone_number_id": fake.Account.PhoneNumberID},
				"contacts":          []any{map[string]any{"profile": map[string]any{"name": "Clerk"}, "wa_id": ackNumber(person)}},
				"messages": []any{map[string]any{
					"from": ackNumber(person), "id": fmt.Sprintf("wamid.%d.%d", person, n), "timestamp": "1700000000", "type": "text",
					"text": map[string]any{"body": "Which paper does the printer take, and where do I find it?"},
				}},
			}}},
		}}})
		return body, http.Header{"Content-Type": {"application/json"}, "X-Hub-Signature-256": {fake.Sign(body)}}
	}}
}

func ackNumber(person int) string { return fmt.Sprintf("2609712%05d", person) }

func ackSlack(b *testing.B, mux *http.ServeMux) (adapters.Adapter, *ackService) {
	const secret = "a-signing-secret"
	fake := slackfake.New(slackfake.Options{BotToken: "xoxb-1-2-test", SigningSecret: secret})
	b.Cleanup(fake.Close)
	for person := range benchConns {
		fake.AddUser(fmt.Sprintf("U%05d", person), "Clerk", "en-US")
	}
	a, err := slack.New(slack.Options{
		BotToken: "xoxb-1-2-test", SigningSecret: secret, APIURL: fake.APIURL(), Log: slog.New(slog.DiscardHandler),
	})
	require.NoError(b, err)
	mux.HandleFunc("POST /plain/slack", plainHook(secret, "X-Slack-Signature", func(r *http.Request, body []byte) []byte {
		return append([]byte("v0:"+r.Header.Get("X-Slack-Request-Timestamp")+":"), body...)
	}))
	return a, &ackService{name: "slack", message: func(person, n int) ([]byte, http.Header) {
		ts := fmt.Sprintf("%d.%06d", 1700000000+n, person)
		body, err := json.Marshal(map[string]any{
			"token": "old", "team_id": slackfake.Team, "api_app_id": slackfake.AppID, "type": "event_callback",
			"event_id": fmt.Sprintf("Ev%d.%d", person, n), "event_time": 1700000000 + n, "is_ext_shared_channel": false,
			"authorizations": []any{map[string]any{"team_id": slackfake.Team, "user_id": slackfake.BotUser, "is_bot": true}},
			"event": map[string]any{
				"type": "message", "user": fmt.Sprintf("U%05d", person), "text": "Which paper does the printer take, and where do I find it?",
				"ts": ts, "event_ts": ts, "channel": fmt.Sprintf("D%05d", person), "channel_type": "im", "team": slackfake.Team,
				"client_msg_id": "client-" + ts,
			},
		})
		require.NoError(b, err)
		header := fake.Sign(body, time.Now())
		header.Set("Content-Type", "application/json")
		return body, header
	}}
}
