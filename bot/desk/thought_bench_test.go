package desk_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"
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

// countingChat counts what was sent, and tells when it is enough.
type countingChat struct {
	sent   atomic.Int64
	enough int64
	done   chan struct{}
}

func (c *countingChat) Name() string                              { return "test" }
func (c *countingChat) Limits() adapters.Limits                   { return adapters.Limits{Buttons: 8} }
func (c *countingChat) Run(context.Context, adapters.Inbox) error { return nil }

func (c *countingChat) Send(context.Context, bot.Reply) (adapters.Sent, error) {
	if c.sent.Add(1) == c.enough {
		close(c.done)
	}
	return adapters.Sent{ID: "1"}, nil
}

// BenchmarkDeadModel has 3,000 people ask at once, without a model and with one that
// never answers, in turns. ratio is how much longer it takes with it until all are
// answered but the few who wait for it.
func BenchmarkDeadModel(b *testing.B) {
	const people, waiting = 3000, model.DefaultAtOnce
	lib, err := kb.Open(kb.Options{FS: []fs.FS{paperArticles()}, Languages: []string{"en", "fr"}})
	require.NoError(b, err)
	masks, err := bot.NewMasks(nil, []string{bot.MaskEmail, bot.MaskPhone}, nil)
	require.NoError(b, err)
	run := func(m *desk.Model) time.Duration {
		db, err := boltstore.Open(filepath.Join(b.TempDir(), "desk.db"), boltstore.Options{})
		require.NoError(b, err)
		defer func() { require.NoError(b, db.Close()) }()
		chat := &countingChat{enough: people - waiting, done: make(chan struct{})}
		d, err := desk.New(desk.Options{Store: db, KB: lib.Base, Languages: []string{"en", "fr"}, Model: m})
		require.NoError(b, err)
		require.NoError(b, d.Attach(chat))
		for i := range people {
			who := fmt.Sprint("p", i)
			require.NoError(b, d.Deliver(b.Context(), bot.Message{
				Delivery: who, ID: who, Place: bot.Place{Channel: "test", Chat: who}, From: bot.Person{ID: "test:" + who},
				Kind: bot.Said, Text: paperAsked, Direct: true, At: time.Now(),
			}))
		}
		ctx, stop := context.WithCancel(b.Context())
		ended := make(chan struct{})
		began := time.Now()
		go func() { defer close(ended); _ = d.Run(ctx) }()
		<-chat.done
		took := time.Since(began)
		stop()
		<-ended
		return took
	}
	var without, dead time.Duration
	for range b.N {
		without += run(nil)
		fake := modelfake.New()
		fake.Fail("chat", modelfake.Failure{How: modelfake.Silent}, people)
		client, err := model.Open(model.Options{BaseURL: fake.URL, APIKey: modelfake.Key, Chat: "dead", Masks: masks, HTTP: fake.Client()})
		require.NoError(b, err)
		dead += run(&desk.Model{Client: client, Uses: []model.Purpose{model.ForWording}})
		fake.Close()
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(people*b.N)/without.Seconds(), "answers/s-without")
	b.ReportMetric(float64(people*b.N)/dead.Seconds(), "answers/s-dead")
	b.ReportMetric(dead.Seconds()/without.Seconds(), "ratio")
}
