package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/telegram/telegramfake"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/bot/desk/desktest"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
)

// BenchmarkDesk measures a desk that has had FIRSTLINE_TICKETS (100,000) tickets:
//
//	queue-ms, find-ms  the order, from the inbox to the reply in the outbox, the worst of 20
//	start-ms           from the start of the program to its first call to the service
//	rss-MB             resident memory of the program after a queue and a find
func BenchmarkDesk(b *testing.B) {
	tickets := 100_000
	if text := os.Getenv("FIRSTLINE_TICKETS"); text != "" {
		var err error
		tickets, err = strconv.Atoi(text)
		require.NoError(b, err, "FIRSTLINE_TICKETS is a number")
	}
	s := newService(b)
	s.AddUser(bob, "Bob", "en")
	config := telegramConfig(b)
	path := filepath.Join(filepath.Dir(config), "firstline.db")
	db, err := boltstore.Open(path, boltstore.Options{})
	require.NoError(b, err)
	began := time.Now()
	desktest.Fill(b, db, tickets, time.Now())
	require.NoError(b, db.Close())
	info, err := os.Stat(path)
	require.NoError(b, err)
	b.Logf("%d tickets in %s, %d MB", tickets, time.Since(began).Round(time.Second), info.Size()>>20)
	for range b.N {
		b.ReportMetric(0, "ns/op")
		orderTimes(b, path)
		programSize(b, s, config)
	}
}

// orderTimes gives orders to a desk in this process.
func orderTimes(b *testing.B, path string) {
	db, err := boltstore.Open(path, boltstore.Options{})
	require.NoError(b, err)
	defer func() { require.NoError(b, db.Close()) }()
	base := kb.NewBase(nil, []string{"en"}, kb.Balanced)
	room := &quietRoom{}
	d, err := desk.New(desk.Options{
		Store: db, KB: func() *kb.Base { return base }, Languages: []string{"en"},
		Levels: []desk.Level{{Rooms: []bot.Place{{Channel: "room", Chat: "1"}}}},
	})
	require.NoError(b, err)
	require.NoError(b, d.Attach(room))
	for name, texts := range map[string][]string{
		"queue": {"queue"}, "find": {"find printer", "find priterpri", "find lo sa mun", "find nothinglikethis", "find pri", "find 4711"},
	} {
		var all []time.Duration
		for i := range 21 {
			m := bot.Message{
				Delivery: fmt.Sprint(b.Name(), name, i, time.Now().UnixNano()), ID: "1", Place: bot.Place{Channel: "room", Chat: "1"},
				From: bot.Person{ID: "room:bob", Name: "Bob"}, Kind: bot.Said, Text: texts[i%len(texts)], Direct: true,
			}
			require.NoError(b, d.Deliver(context.Background(), m))
			began := time.Now()
			require.NoError(b, d.Drain(context.Background()))
			if i > 0 { // the first one fills memory
				all = append(all, time.Since(began))
			}
		}
		slices.Sort(all)
		b.ReportMetric(float64(all[len(all)-1].Microseconds())/1000, name+"-ms")
		b.Logf("%s: median %s, worst %s; %s", name, all[len(all)/2], all[len(all)-1], strings.Split(room.last, "\n")[0])
	}
}

// quietRoom is a channel that takes everything.
type quietRoom struct{ last string }

func (r *quietRoom) Name() string                              { return "room" }
func (r *quietRoom) Limits() adapters.Limits                   { return adapters.Limits{Buttons: 8} }
func (r *quietRoom) Run(context.Context, adapters.Inbox) error { return nil }
func (r *quietRoom) Send(_ context.Context, reply bot.Reply) (adapters.Sent, error) {
	r.last = reply.Text
	return adapters.Sent{ID: "1"}, nil
}

// programSize starts the program on the store, gives it orders, and looks at its size.
func programSize(b *testing.B, s *service, config string) {
	calls := len(s.Journal())
	began := time.Now()
	l, err := s.born(config, nil)
	require.NoError(b, err)
	require.True(b, s.Wait(func() bool { return len(s.Journal()) > calls }, patience))
	b.ReportMetric(float64(time.Since(began).Milliseconds()), "start-ms")
	b.Logf("after the start: %d MB resident", resident(b, l.cmd.Process.Pid))
	for _, order := range []string{"/queue", "/find printer", "/find pri", "/queue"} {
		seen := len(s.Messages(testRoom))
		s.SayIn(testRoom, bob, order)
		require.True(b, s.Wait(func() bool { return len(s.Messages(testRoom)) > seen }, patience), order)
	}
	last := s.await(testRoom, "a queue", func(m telegramfake.Message) bool { return strings.HasPrefix(m.Text, "#") })
	require.Contains(b, last.Text, "open")
	b.ReportMetric(float64(resident(b, l.cmd.Process.Pid)), "rss-MB")
	require.NoError(b, l.cmd.Process.Kill())
	_ = l.ended()
}

// resident is the resident memory of a process in megabytes.
func resident(b *testing.B, pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	require.NoError(b, err)
	for line := range bytes.Lines(status) {
		if rest, ok := bytes.CutPrefix(line, []byte("VmRSS:")); ok {
			kb, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(string(rest)), "kB")))
			require.NoError(b, err)
			return kb >> 10
		}
	}
	b.Fatal("no VmRSS")
	return 0
}
