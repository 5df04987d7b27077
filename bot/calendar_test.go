package bot

import (
	"math/rand/v2"
	"sort"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// slow is the model: every minute of some weeks, open or not, found out by
// watching the clock on the wall go round.
type slow struct {
	start time.Time
	open  []bool
}

// watch walks from start, minute by minute. A window opens when the wall first
// shows its start, or something later, and shuts when it first shows its end.
func watch(zone *time.Location, start time.Time, minutes int, windows []Window, holidays []Date) slow {
	s := slow{start: start, open: make([]bool, minutes)}
	walls := make([]time.Time, minutes)
	for i := range walls {
		y, m, d := start.Add(time.Duration(i) * time.Minute).In(zone).Date()
		hh, mm, _ := start.Add(time.Duration(i) * time.Minute).In(zone).Clock()
		walls[i] = time.Date(y, m, d, hh, mm, 0, 0, time.UTC)
	}
	// What the clock shows a second time it has shown before.
	for i := 1; i < minutes; i++ {
		walls[i] = later(walls[i], walls[i-1])
	}
	first := func(wall time.Time) int {
		return sort.Search(minutes, func(i int) bool { return !walls[i].Before(wall) })
	}
	for day := walls[0].Truncate(24 * time.Hour); day.Before(walls[minutes-1]); day = day.AddDate(0, 0, 1) {
		shut := false
		for _, h := range holidays {
			shut = shut || h == Date{day.Year(), day.Month(), day.Day()}
		}
		for _, w := range windows {
			if shut || w.Day != day.Weekday() {
				continue
			}
			from, to := first(day.Add(time.Duration(w.From)*time.Minute)), first(day.Add(time.Duration(w.To)*time.Minute))
			for i := from; i < to; i++ {
				s.open[i] = true
			}
		}
	}
	return s
}

func (s slow) at(i int) time.Time { return s.start.Add(time.Duration(i) * time.Minute) }

func (s slow) nextOpen(i int) int {
	for i < len(s.open) && !s.open[i] {
		i++
	}
	return i
}

func (s slow) between(i, j int) (n int) {
	for ; i < j; i++ {
		if s.open[i] {
			n++
		}
	}
	return n
}

func (s slow) add(i, n int) int {
	for ; n > 0 && i < len(s.open); i++ {
		if s.open[i] {
			n--
		}
	}
	if n > 0 {
		return len(s.open) + 1
	}
	return i
}

// oddWindows makes a week: spans that touch, overlap, run over midnight, and many
// on the nights in which clocks are changed.
func oddWindows(r *rand.Rand) []Window {
	windows := make([]Window, 1+r.IntN(7))
	for i := range windows {
		from := r.IntN(96) * 15
		windows[i] = Window{time.Weekday(r.IntN(7)), from, from + 15 + r.IntN(80)*15}
		if i%2 == 0 {
			nights := []time.Weekday{time.Thursday, time.Friday, time.Saturday, time.Sunday}
			from = r.IntN(14) * 15
			windows[i] = Window{nights[r.IntN(4)], from, from + 15 + r.IntN(12)*15}
		}
	}
	return windows
}

// TestCalendarAgainstAClockOnTheWall compares the calendar with the slow model in
// zones whose clocks change, by an hour, by half an hour, and at midnight.
func TestCalendarAgainstAClockOnTheWall(t *testing.T) {
	const days, minutes = 24, 24 * dayMinutes
	for _, c := range []struct{ zone, start string }{
		{"UTC", "2026-02-20"}, {"Africa/Lusaka", "2026-12-20"}, {"Europe/Berlin", "2026-03-18"}, {"Europe/Berlin", "2026-10-14"},
		{"Australia/Lord_Howe", "2026-03-25"}, {"Australia/Lord_Howe", "2026-09-24"}, {"America/Santiago", "2026-08-26"}, {"Africa/Cairo", "2026-10-20"},
	} {
		zone, err := time.LoadLocation(c.zone)
		require.NoError(t, err)
		start, err := time.ParseInLocation(time.DateOnly, c.start, zone)
		require.NoError(t, err)
		r := rand.New(rand.NewPCG(7, uint64(start.Unix())))
		for range 20 {
			windows := oddWindows(r)
			var holidays []Date
			for range r.IntN(4) {
				y, m, d := start.AddDate(0, 0, r.IntN(days)).Date()
				holidays = append(holidays, Date{y, m, d})
			}
			compare(t, r, NewCalendar(zone, windows, holidays...), watch(zone, start, minutes, windows, holidays))
		}
	}
}

func compare(t *testing.T, r *rand.Rand, c *Calendar, s slow) {
	t.Helper()
	// The first day cannot see windows that began before it; the last cannot see ends.
	low, high := 2*dayMinutes, len(s.open)-2*dayMinutes
	for range 100 {
		i := low + r.IntN(high-low)
		at := s.at(i)
		require.Equal(t, s.open[i], c.Open(at), "%v at %s", c.windows, at)
		if next := s.nextOpen(i); next < high {
			require.True(t, s.at(next).Equal(c.NextOpen(at)), "%v next after %s: %s, not %s", c.windows, at, c.NextOpen(at), s.at(next))
		}
		j := low + r.IntN(high-low)
		require.Equal(t, time.Duration(s.between(i, j))*time.Minute, c.Between(at, s.at(j)), "%v from %s to %s", c.windows, at, s.at(j))
		n := r.IntN(3000)
		got := c.Add(at, time.Duration(n)*time.Minute)
		if end := s.add(i, n); end < high {
			require.True(t, s.at(end).Equal(got), "%v %s and %d minutes: %s, not %s", c.windows, at, n, got, s.at(end))
		}
		require.Equal(t, time.Duration(n)*time.Minute, c.Between(at, got), "what was added is between")
	}
}

func TestNoCalendarWorksAlways(t *testing.T) {
	require.Nil(t, NewCalendar(nil, nil))
	var c *Calendar
	require.True(t, c.Open(nine))
	require.Equal(t, nine, c.NextOpen(nine))
	require.Equal(t, nine.Add(time.Hour), c.Add(nine, time.Hour))
	require.Equal(t, nine, c.Add(nine, -time.Hour))
	require.Equal(t, time.Hour, c.Between(nine, nine.Add(time.Hour)))
	require.Zero(t, c.Between(nine.Add(time.Hour), nine))
}

func TestACalendarThatNeverOpens(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	// Only ever in the hour that the clocks skip, on a weekday they never skip it.
	c := NewCalendar(berlin, []Window{{time.Monday, 120, 120}})
	require.False(t, c.Open(nine))
	require.True(t, c.NextOpen(nine).IsZero())
	require.True(t, c.Add(nine, time.Hour).IsZero())
	require.Zero(t, c.Between(nine, nine.AddDate(1, 0, 0)))
}

func TestOnlyHolidays(t *testing.T) {
	c := NewCalendar(time.UTC, nil, Date{2026, 3, 3})
	require.True(t, c.Open(nine))
	tuesday := nine.AddDate(0, 0, 1)
	require.False(t, c.Open(tuesday))
	require.Equal(t, time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC), c.NextOpen(tuesday))
	require.Equal(t, time.Date(2026, 3, 4, 1, 0, 0, 0, time.UTC), c.Add(nine, 16*time.Hour))
}
