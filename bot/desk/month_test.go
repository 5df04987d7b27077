package desk_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
)

// month is a desk that lives through a month of its own clock, on one database.
type month struct {
	t     *testing.T
	path  string
	now   time.Time
	store *boltstore.Store
	desk  *desk.Desk
	told  []string // "3 Mar 09:23 L1: text"
	count int
	lives int
}

func newMonth(t *testing.T) *month {
	m := &month{t: t, path: filepath.Join(t.TempDir(), "month.db"), now: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
	m.restart()
	t.Cleanup(func() { require.NoError(t, m.store.Close()) })
	return m
}

// restart ends the process and begins another on the same file.
func (m *month) restart() {
	if m.store != nil {
		require.NoError(m.t, m.store.Close())
	}
	var err error
	m.store, err = boltstore.Open(m.path, boltstore.Options{})
	require.NoError(m.t, err)
	var week []bot.Window
	for day := time.Monday; day <= time.Friday; day++ {
		week = append(week, bot.Window{Day: day, From: 8 * 60, To: 17 * 60})
	}
	base := kb.NewBase(nil, []string{"en"}, kb.Balanced)
	m.desk, err = desk.New(desk.Options{
		Store: m.store, KB: func() *kb.Base { return base }, Languages: []string{"en"}, Now: func() time.Time { return m.now },
		Levels: []desk.Level{{
			Rooms: []bot.Place{{Channel: "test", Chat: "L1"}}, Staff: []string{"test:lea", "test:bob"}, ClaimFor: 1000 * time.Hour,
			Terms: bot.Terms{
				Hours:         bot.NewCalendar(time.UTC, week, bot.Date{Year: 2026, Month: 3, Day: 17}),
				FirstResponse: bot.Targets{bot.Normal: 2 * time.Hour}, Resolve: bot.Targets{bot.Normal: 20 * time.Hour},
				NudgeAfter: 24 * time.Hour, CloseAfter: 72 * time.Hour,
			},
		}},
	})
	require.NoError(m.t, err)
	require.NoError(m.t, m.desk.Attach(monthChat{m}))
	m.lives++
}

// monthChat keeps what is said and when.
type monthChat struct{ m *month }

func (monthChat) Name() string                              { return "test" }
func (monthChat) Limits() adapters.Limits                   { return adapters.Limits{Text: 4096, Buttons: 10, Label: 60} }
func (monthChat) Run(context.Context, adapters.Inbox) error { return nil }
func (c monthChat) Send(_ context.Context, r bot.Reply) (adapters.Sent, error) {
	c.m.told = append(c.m.told, fmt.Sprintf("%s %s: %s", c.m.now.Format("2 Jan 15:04"), r.To.Chat, r.Text))
	return adapters.Sent{ID: fmt.Sprint(len(c.m.told))}, nil
}

func (m *month) say(chat, who, text string) {
	m.count++
	require.NoError(m.t, m.desk.Deliver(m.t.Context(), bot.Message{
		Delivery: fmt.Sprint("test:", m.count), ID: fmt.Sprint("said", m.count), Place: bot.Place{Channel: "test", Chat: chat},
		From: bot.Person{ID: "test:" + who, Name: who}, Kind: bot.Said, Text: text, Direct: true, At: m.now,
	}))
	m.drain()
}

func (m *month) drain() { require.NoError(m.t, m.desk.Drain(m.t.Context())) }

// script is what people do in the month, by the quarter of an hour since its start.
func script() map[int]func(m *month) {
	at := func(day, hour, minute int) int { return ((day-2)*24+hour-8)*4 + minute/15 }
	return map[int]func(*month){
		// Nobody ever looks at the first.
		at(2, 9, 0): func(m *month) { m.say("ann", "ann", "person"); m.say("ann", "ann", "the printer is broken") },
		// The second is opened in the evening, claimed in time and never solved.
		at(3, 19, 0): func(m *month) { m.say("ben", "ben", "person") },
		at(4, 9, 0):  func(m *month) { m.say("L1", "bob", "claim 2") },
		// The third is solved, and its person never says a word.
		at(5, 9, 0):  func(m *month) { m.say("cid", "cid", "person") },
		at(5, 9, 30): func(m *month) { m.say("L1", "bob", "claim 3"); m.say("L1", "bob", "solve 3") },
		// The fourth comes over a weekend and a holiday.
		at(13, 16, 30): func(m *month) { m.say("dan", "dan", "person") },
		// The fifth is not solved when it is said to be.
		at(16, 9, 0):  func(m *month) { m.say("eve", "eve", "person") },
		at(16, 9, 15): func(m *month) { m.say("L1", "bob", "claim 5"); m.say("L1", "bob", "solve 5") },
		at(18, 9, 0):  func(m *month) { m.say("eve", "eve", "no") },
	}
}

const quarters = 31 * 24 * 4

// live plays the month and calls each before every quarter of an hour.
func (m *month) live(each func(quarter int)) []string {
	todo := script()
	for q := range quarters {
		m.now = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC).Add(time.Duration(q) * 15 * time.Minute)
		each(q)
		m.drain()
		if do := todo[q]; do != nil {
			do(m)
		}
	}
	return m.told
}

// reminders are the lines that clocks make staff and people hear.
var reminders = regexp.MustCompile(`overdue|should hear|should be solved|Without an answer|heard nothing|did not answer`)

// TestAMonthOfReminders writes the whole month down: what the clocks say, when,
// and each once.
func TestAMonthOfReminders(t *testing.T) {
	var heard []string
	for _, line := range newMonth(t).live(func(int) {}) {
		if text, _, _ := strings.Cut(line, "\n"); reminders.MatchString(line) && !strings.Contains(line, "(asked for a person)") && !strings.Contains(line, "how-to from") {
			heard = append(heard, text)
		}
	}
	require.Equal(t, []string{
		"2 Mar 10:30 L1: #1: nobody has claimed it, and ann should hear from someone by 11:00.",
		"2 Mar 11:00 L1: #1 is overdue: nobody has claimed it, and ann should have heard from someone by 11:00.",
		"2 Mar 12:00 lea: #1 is still overdue: nobody has claimed it, and ann should have heard from someone by 11:00.",
		"2 Mar 12:00 L1: #1 is still overdue: nobody has claimed it, and ann should have heard from someone by 11:00. I told the lead.",
		"3 Mar 15:00 L1: #1 of ann should be solved by 4 Mar 2026 11:00, and nobody has claimed it.",
		"4 Mar 11:00 L1: #1 of ann is overdue: it should have been solved by 11:00, and nobody has claimed it.",
		"5 Mar 12:00 lea: #1 of ann is still overdue: it should have been solved by 4 Mar 2026 11:00, and nobody has claimed it.",
		"5 Mar 12:00 L1: #1 of ann is still overdue: it should have been solved by 4 Mar 2026 11:00, and nobody has claimed it. I told the lead.",
		"5 Mar 14:00 L1: bob, #2 of ben should be solved by 6 Mar 2026 10:00.",
		"6 Mar 09:30 cid: #3 is marked as solved. Is it? Without an answer it closes in 3 days.",
		"6 Mar 10:00 L1: bob, #2 of ben is overdue: it should have been solved by 10:00.",
		"9 Mar 09:30 cid: As we heard nothing more, #3 is now closed. Write whenever you need us.",
		"9 Mar 09:30 L1: #3 is closed: cid did not answer for 4 days.",
		"9 Mar 11:00 lea: #2 of ben, with bob, is still overdue: it should have been solved by 6 Mar 2026 10:00.",
		"9 Mar 11:00 L1: #2 of ben, with bob, is still overdue: it should have been solved by 6 Mar 2026 10:00. I told the lead.",
		"16 Mar 09:00 L1: #4: nobody has claimed it, and dan should hear from someone by 09:30.",
		"16 Mar 09:30 L1: #4 is overdue: nobody has claimed it, and dan should have heard from someone by 09:30.",
		"16 Mar 10:30 lea: #4 is still overdue: nobody has claimed it, and dan should have heard from someone by 09:30.",
		"16 Mar 10:30 L1: #4 is still overdue: nobody has claimed it, and dan should have heard from someone by 09:30. I told the lead.",
		"18 Mar 08:00 eve: #5 is marked as solved. Is it? Without an answer it closes in 3 days.",
		"18 Mar 13:30 L1: #4 of dan should be solved by 19 Mar 2026 09:30, and nobody has claimed it.",
		"19 Mar 09:30 L1: #4 of dan is overdue: it should have been solved by 09:30, and nobody has claimed it.",
		"19 Mar 15:00 L1: bob, #5 of eve should be solved by 20 Mar 2026 11:00.",
		"20 Mar 10:30 lea: #4 of dan is still overdue: it should have been solved by 19 Mar 2026 09:30, and nobody has claimed it.",
		"20 Mar 10:30 L1: #4 of dan is still overdue: it should have been solved by 19 Mar 2026 09:30, and nobody has claimed it. I told the lead.",
		"20 Mar 11:00 L1: bob, #5 of eve is overdue: it should have been solved by 11:00.",
		"23 Mar 12:00 lea: #5 of eve, with bob, is still overdue: it should have been solved by 20 Mar 2026 11:00.",
		"23 Mar 12:00 L1: #5 of eve, with bob, is still overdue: it should have been solved by 20 Mar 2026 11:00. I told the lead.",
	}, heard)
}

// TestAMonthOfRestarts: thirty ends and starts at odd moments change nothing.
func TestAMonthOfRestarts(t *testing.T) {
	want := newMonth(t).live(func(int) {})
	r := rand.New(rand.NewPCG(1, 2))
	restarts := map[int]bool{}
	for len(restarts) < 30 {
		restarts[r.IntN(quarters)] = true
	}
	m := newMonth(t)
	got := m.live(func(q int) {
		if restarts[q] {
			m.restart()
		}
	})
	require.Equal(t, 31, m.lives)
	require.Equal(t, want, got)
}

// TestAMonthOfTrouble: the process is down for hours, and the clock jumps a day
// forward and back. What was due is said later or earlier, but once.
func TestAMonthOfTrouble(t *testing.T) {
	when := regexp.MustCompile(`^\d+ \w+ \d\d:\d\d `)
	for seed := range uint64(2) {
		r := rand.New(rand.NewPCG(seed, 3))
		m := newMonth(t)
		down, jump := map[int]int{}, map[int]time.Duration{}
		for len(down) < 30 {
			down[r.IntN(quarters)] = 1 + r.IntN(30)
		}
		for len(jump) < 6 {
			jump[r.IntN(quarters)] = []time.Duration{-24 * time.Hour, 24 * time.Hour}[r.IntN(2)]
		}
		var told []string
		until, off := 0, false
		todo := script()
		start := m.now
		for q := range quarters + 200 {
			m.now = start.Add(time.Duration(q) * 15 * time.Minute)
			if down[q] > 0 {
				until = max(until, q+down[q])
			}
			if do := todo[q]; do != nil {
				m.restart()
				do(m)
			}
			if q < until {
				off = true
				continue
			}
			if off {
				m.restart()
				off = false
			}
			if by := jump[q]; by != 0 {
				m.now = m.now.Add(by)
				m.drain()
				continue
			}
			m.drain()
		}
		for _, line := range m.told {
			text := when.ReplaceAllString(line, "")
			if reminders.MatchString(text) && !strings.Contains(text, "how-to from") {
				told = append(told, text)
			}
		}
		once := slices.Compact(slices.Sorted(slices.Values(told)))
		require.Len(t, told, len(once), "seed %d: said twice", seed)
		// However late: the lead heard of each that was missed, the silent one was
		// asked and then closed.
		all := strings.Join(told, "\n")
		for _, must := range []string{"lea: #1 is still overdue", "lea: #1 of ann is still overdue", "lea: #2 of ben, with bob, is still overdue",
			"cid: #3 is marked as solved. Is it? Without", "cid: As we heard nothing more, #3", "L1: #3 is closed", "lea: #4 is still overdue",
			"lea: #5 of eve, with bob, is still overdue"} {
			require.Contains(t, all, must, "seed %d", seed)
		}
	}
}
