package desk_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"io/fs"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
)

// heardChat tells who was written to.
type heardChat struct {
	mu    sync.Mutex
	heard map[string]int
	news  chan struct{}
}

func (c *heardChat) Name() string                              { return "test" }
func (c *heardChat) Limits() adapters.Limits                   { return adapters.Limits{Buttons: 8} }
func (c *heardChat) Run(context.Context, adapters.Inbox) error { return nil }

func (c *heardChat) Send(_ context.Context, r bot.Reply) (adapters.Sent, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heard[r.To.Chat]++
	select {
	case c.news <- struct{}{}:
	default:
	}
	return adapters.Sent{ID: "1"}, nil
}

func (c *heardChat) waitFor(t *testing.T, what string, done func(map[string]int) bool) {
	t.Helper()
	for limit := time.After(time.Minute); ; {
		c.mu.Lock()
		ok := done(c.heard)
		c.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-c.news:
		case <-limit:
			t.Fatalf("%s: nothing more was said for a minute", what)
		}
	}
}

// TestWhatWaitsForTheModelKeepsNobodyWaiting has more foreign words to be read than there
// are hands that send, and a model that takes its time with each.
func TestWhatWaitsForTheModelKeepsNobodyWaiting(t *testing.T) {
	const people = 560
	lib, err := kb.Open(kb.Options{FS: []fs.FS{paperArticles()}, Languages: []string{"en", "fr"}})
	require.NoError(t, err)
	masks, err := bot.NewMasks(nil, []string{bot.MaskEmail, bot.MaskPhone}, nil)
	require.NoError(t, err)
	db, err := boltstore.Open(filepath.Join(t.TempDir(), "desk.db"), boltstore.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	fake := modelfake.New()
	defer fake.Close()
	never := make(chan struct{})
	fake.Say(func(modelfake.Prompt) string { <-never; return "UNSURE" })
	client, err := model.Open(model.Options{BaseURL: fake.URL, APIKey: modelfake.Key, Chat: "slow", Masks: masks, HTTP: fake.Client(), Timeout: 5 * time.Minute})
	require.NoError(t, err)
	chat := &heardChat{heard: map[string]int{}, news: make(chan struct{}, 1)}
	d, err := desk.New(desk.Options{
		Store: db, KB: lib.Base, Languages: []string{"en", "fr"}, Levels: []desk.Level{{Rooms: []bot.Place{{Channel: "test", Chat: "room"}}}},
		Model: &desk.Model{Client: client, Uses: []model.Purpose{model.ForTranslate}},
	})
	require.NoError(t, err)
	require.NoError(t, d.Attach(chat))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = d.Run(ctx) }()
	defer func() { stop(); close(never); <-ended }()
	says := func(who, text string, n int) {
		require.NoError(t, d.Deliver(t.Context(), bot.Message{
			Delivery: fmt.Sprint(who, n), ID: fmt.Sprint(who, n), Place: bot.Place{Channel: "test", Chat: who}, From: bot.Person{ID: "test:" + who},
			Kind: bot.Said, Text: text, Direct: true, At: time.Now(),
		}))
	}
	for n, text := range []string{"personne", "mon écran est bleu depuis ce matin et rien ne marche ici"} {
		for i := range people {
			says(fmt.Sprint("p", i), text, n)
		}
	}
	chat.waitFor(t, "tickets", func(heard map[string]int) bool {
		for i := range people {
			if heard[fmt.Sprint("p", i)] < 2 {
				return false
			}
		}
		return true
	})
	for i := range 30 {
		says(fmt.Sprint("q", i), paperAsked, 0)
	}
	chat.waitFor(t, "the others", func(heard map[string]int) bool {
		for i := range 30 {
			if heard[fmt.Sprint("q", i)] == 0 {
				return false
			}
		}
		return true
	})
	require.Positive(t, fake.Calls("chat"))
	require.LessOrEqual(t, fake.Calls("chat"), 2)
}
