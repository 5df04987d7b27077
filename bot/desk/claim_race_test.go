package desk_test

import (
	"context"
	"fmt"
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
	"github.com/firstline-helpdesk/firstline/store/boltstore"
)

const (
	raceRounds   = 20
	raceRooms    = 12
	raceStaff    = 60
	racePatience = time.Minute
)

// TestOneOfSixtyClaimsWins has sixty members in twelve rooms press Claim at once,
// while the desk is at work. Presses of one room come one after the other, as
// every adapter delivers them; the rooms do not wait for each other.
func TestOneOfSixtyClaimsWins(t *testing.T) {
	chat := &raceChat{changed: make(chan struct{})}
	d := raceDesk(t, chat)
	for number := 1; number <= raceRounds; number++ {
		asked := raceMessage(fmt.Sprintf("ask/%d", number), fmt.Sprintf("clerk%d", number), fmt.Sprintf("clerk%d", number))
		asked.Text = "person"
		require.NoError(t, d.Deliver(t.Context(), asked))
		for room := range raceRooms {
			chat.await(t, 1, func(r bot.Reply) bool {
				return r.To.Chat == roomName(room) && r.Ref == fmt.Sprintf("card/%d", number) && !r.Edit
			})
		}
		pressTogether(t, d, number)

		clerk := chat.await(t, 2, func(r bot.Reply) bool { return r.To.Chat == fmt.Sprintf("clerk%d", number) })
		winner := strings.TrimSuffix(clerk[1].Text, " is looking into it.")
		require.Contains(t, winner, "Staff", "the clerk is told who won")
		told := map[string]bool{}
		begins := fmt.Sprintf("#%d is with %s since ", number, winner)
		for _, r := range chat.await(t, raceStaff-1, func(r bot.Reply) bool { return strings.HasPrefix(r.Text, begins) && r.For != "" }) {
			told[r.For] = true
		}
		require.Len(t, told, raceStaff-1, "everybody else is told who won")
		require.NotContains(t, told, "test:"+winner)
		ticket, _, err := d.Ticket(t.Context(), number)
		require.NoError(t, err)
		require.Equal(t, "test:"+winner, ticket.Owner.ID)
		require.Equal(t, bot.Claimed, ticket.State)
	}
	require.NoError(t, d.Settle(t.Context()))
	for number := 1; number <= raceRounds; number++ {
		chat.await(t, 2, func(r bot.Reply) bool { return r.To.Chat == fmt.Sprintf("clerk%d", number) })
	}
	conflicts := int64(0)
	for _, c := range d.Counts() {
		if c.Name == "firstline_conflicts_total" {
			conflicts = c.Value
		}
	}
	t.Logf("%d claims for %d tickets, %d of them decided again", raceRounds*raceStaff, raceRounds, conflicts)
}

func roomName(i int) string { return fmt.Sprintf("room%d", i) }

func raceMessage(delivery, chat, who string) bot.Message {
	return bot.Message{
		Delivery: delivery, ID: delivery, Place: bot.Place{Channel: "test", Chat: chat},
		From: bot.Person{ID: "test:" + who, Name: who}, Kind: bot.Said, Direct: true,
	}
}

// pressTogether delivers a press of everybody, all rooms at once.
func pressTogether(t *testing.T, d *desk.Desk, number int) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	errs := make(chan error, raceStaff)
	for room := range raceRooms {
		wg.Go(func() {
			<-start
			for i := room; i < raceStaff; i += raceRooms {
				m := raceMessage(fmt.Sprintf("press/%d/%d", number, i), roomName(room), fmt.Sprintf("Staff%d", i))
				m.Kind, m.Press = bot.Pressed, fmt.Sprintf("t:%d:claim", number)
				errs <- d.Deliver(t.Context(), m)
			}
		})
	}
	close(start)
	wg.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
}

// raceDesk runs a desk with one level of twelve rooms until the test ends.
func raceDesk(t *testing.T, chat *raceChat) *desk.Desk {
	db, err := boltstore.Open(filepath.Join(t.TempDir(), "race.db"), boltstore.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	var level desk.Level
	for i := range raceRooms {
		level.Rooms = append(level.Rooms, bot.Place{Channel: "test", Chat: roomName(i)})
	}
	base := kb.NewBase(nil, []string{"en"}, kb.Balanced)
	d, err := desk.New(desk.Options{
		Store: db, KB: func() *kb.Base { return base }, Languages: []string{"en"}, Levels: []desk.Level{level},
	})
	require.NoError(t, err)
	require.NoError(t, d.Attach(chat))
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	t.Cleanup(func() { stop(); require.NoError(t, <-ended) })
	return d
}

// raceChat is a channel that keeps what was sent.
type raceChat struct {
	mu      sync.Mutex
	sent    []bot.Reply
	changed chan struct{} // closed and replaced by every message
}

func (c *raceChat) Name() string                              { return "test" }
func (c *raceChat) Limits() adapters.Limits                   { return adapters.Limits{Buttons: 8} }
func (c *raceChat) Run(context.Context, adapters.Inbox) error { return nil }

func (c *raceChat) Send(_ context.Context, r bot.Reply) (adapters.Sent, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent = append(c.sent, r)
	close(c.changed)
	c.changed = make(chan struct{})
	return adapters.Sent{ID: fmt.Sprint(len(c.sent))}, nil
}

// await waits for exactly so many messages that fit: more of them fail the test.
func (c *raceChat) await(t *testing.T, n int, fits func(bot.Reply) bool) []bot.Reply {
	t.Helper()
	late := time.NewTimer(racePatience)
	defer late.Stop()
	for {
		c.mu.Lock()
		changed := c.changed
		var found []bot.Reply
		for _, r := range c.sent {
			if fits(r) {
				found = append(found, r)
			}
		}
		c.mu.Unlock()
		require.LessOrEqual(t, len(found), n, "%v", found)
		if len(found) == n {
			return found
		}
		select {
		case <-changed:
		case <-late.C:
			require.FailNow(t, "messages are missing", "%d of %d came", len(found), n)
		}
	}
}
