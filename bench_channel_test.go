package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// benchSecret signs the webhooks, as real services do.
var benchSecret = []byte("a secret between the load and the channel")

// benchChannel is the least an adapter must do: a signed webhook in, a JSON call out.
type benchChannel struct {
	api    string
	client *http.Client
	inbox  adapters.Inbox
	// bare has every message answered at once, without the desk; calls are those answers.
	bare  atomic.Bool
	calls sync.WaitGroup
}

func newBenchChannel(api string) *benchChannel {
	return &benchChannel{api: api, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: benchConns}}}
}

func (c *benchChannel) Name() string { return "bench" }
func (c *benchChannel) Limits() adapters.Limits {
	return adapters.Limits{Text: 4096, Unit: adapters.Runes, Buttons: 5}
}
func (c *benchChannel) Run(ctx context.Context, _ adapters.Inbox) error { <-ctx.Done(); return nil }

// listen opens the webhook and gives its address.
func (c *benchChannel) listen(b *testing.B, inbox adapters.Inbox) string {
	c.inbox = inbox
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	server := &http.Server{Handler: http.HandlerFunc(c.hook), ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(l) }()
	b.Cleanup(func() { _ = server.Close() })
	return l.Addr().String()
}

// benchEvent is a message the way chat services wrap it.
type benchEvent struct {
	Token   string `json:"token"`
	Team    string `json:"team_id"`
	EventID string `json:"event_id"`
	At      int64  `json:"event_time"`
	Event   struct {
		Type   string `json:"type"`
		User   string `json:"user"`
		Name   string `json:"user_name"`
		Chat   string `json:"channel"`
		ID     string `json:"ts"`
		Text   string `json:"text"`
		Blocks []struct {
			Type string `json:"type"`
			Text string `json:"text"`
		} `json:"blocks"`
	} `json:"event"`
}

func (c *benchChannel) hook(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	mac := hmac.New(sha256.New, benchSecret)
	mac.Write(body)
	var sum [sha256.Size]byte
	signed, err := hex.DecodeString(strings.TrimPrefix(r.Header.Get("X-Signature"), "sha256="))
	if err != nil || !hmac.Equal(mac.Sum(sum[:0]), signed) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var e benchEvent
	if err := json.Unmarshal(body, &e); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	m := bot.Message{
		Delivery: "bench:" + e.EventID, ID: e.Event.ID, Place: bot.Place{Channel: "bench", Chat: e.Event.Chat},
		From: bot.Person{ID: "bench:" + e.Event.User, Name: e.Event.Name}, Kind: bot.Said, Text: e.Event.Text,
		Direct: true, At: time.Unix(e.At, 0).UTC(),
	}
	if c.bare.Load() {
		c.calls.Go(func() {
			_, _ = c.Send(context.WithoutCancel(r.Context()), bot.Reply{ID: m.Trace() + "-1", To: m.Place, Text: m.Text})
		})
		return
	}
	if err := c.inbox.Deliver(r.Context(), m); err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

// benchCall is one message on its way out.
type benchCall struct {
	ID      string       `json:"id"`
	Chat    string       `json:"channel"`
	Text    string       `json:"text"`
	Buttons []bot.Button `json:"buttons,omitempty"`
}

func (c *benchChannel) Send(ctx context.Context, r bot.Reply) (adapters.Sent, error) {
	body, err := json.Marshal(benchCall{ID: r.ID, Chat: r.To.Chat, Text: r.Text, Buttons: r.Buttons})
	if err != nil {
		return adapters.Sent{}, &adapters.Fault{Kind: adapters.Refused, Err: err}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.api, bytes.NewReader(body))
	if err != nil {
		return adapters.Sent{}, &adapters.Fault{Kind: adapters.Refused, Err: err}
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.client.Do(req)
	if err != nil {
		return adapters.Sent{}, &adapters.Fault{Kind: adapters.Broken, Err: err}
	}
	defer resp.Body.Close()
	var answer struct {
		OK bool   `json:"ok"`
		TS string `json:"ts"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || !answer.OK {
		return adapters.Sent{}, &adapters.Fault{Kind: adapters.Broken, Err: errors.Join(err, fmt.Errorf("status %d", resp.StatusCode))}
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	return adapters.Sent{ID: answer.TS}, nil
}
