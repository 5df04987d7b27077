package desk_test

import (
	"context"
	"fmt"
	"path/filepath"
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

// pacedChat is a channel that may send one message every few milliseconds.
type pacedChat struct {
	*troubled
}

func (pacedChat) Limits() adapters.Limits { return adapters.Limits{AccountPace: 5 * time.Millisecond} }

// TestACrowdOnOneChannelDelaysNoOther: more replies than there are places to wait in
// are due on a channel that is slow by its rules. A reply on another does not wait for
// them, and the crowd hears everything once.
func TestACrowdOnOneChannelDelaysNoOther(t *testing.T) {
	db, err := boltstore.Open(filepath.Join(t.TempDir(), "desk.db"), boltstore.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	base := kb.NewBase(nil, []string{"en"}, kb.Balanced)
	d, err := desk.New(desk.Options{Store: db, KB: func() *kb.Base { return base }, Languages: []string{"en"}})
	require.NoError(t, err)
	const crowd = 1200
	slow := &texts{}
	heard, quick := make(chan struct{}, crowd), make(chan int, 1)
	require.NoError(t, d.Attach(pacedChat{&troubled{name: "slow", send: func(r bot.Reply) (adapters.Sent, error) {
		slow.add(r)
		heard <- struct{}{}
		return adapters.Sent{ID: r.ID}, nil
	}}}))
	require.NoError(t, d.Attach(&troubled{name: "quick", send: func(r bot.Reply) (adapters.Sent, error) {
		quick <- slow.about("fixed")
		return adapters.Sent{ID: r.ID}, nil
	}}))
	var set store.ChangeSet
	push := func(to bot.Place) {
		value, err := store.Encode(map[string]any{
			"reply": bot.Reply{ID: to.Chat, To: to, Text: "it is fixed for " + to.Chat + "."}, "queued": time.Now(), "trace": to.Chat,
		})
		require.NoError(t, err)
		set.Outbox = append(set.Outbox, store.Push{ID: to.String(), Lane: to.Lane(), Value: value})
	}
	flush := func() {
		set.Now = time.Now()
		_, err := db.Commit(t.Context(), set)
		require.NoError(t, err)
		set = store.ChangeSet{}
	}
	for i := range crowd {
		if push(bot.Place{Channel: "slow", Chat: fmt.Sprint("p", i)}); i%400 == 399 {
			flush()
		}
	}
	push(bot.Place{Channel: "quick", Chat: "ann"})
	flush()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- d.Run(ctx) }()
	require.Less(t, <-quick, 600, "so many of the crowd went first")
	for range crowd {
		<-heard
	}
	cancel()
	require.NoError(t, <-done)
	for i := range crowd {
		require.Equal(t, 1, slow.about(fmt.Sprintf("for p%d.", i)), i)
	}
}
