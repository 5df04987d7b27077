package bot

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// Window is one stretch of the week in which the desk works. It belongs to the
// day on which it starts, also where it ends on the next one.
type Window struct {
	Day time.Weekday
	// From and To are minutes since midnight; To is beyond 24 hours where the
	// window ends on the next day.
	From, To int
}

// Date is one day of the calendar.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// Calendar is when a level works: windows of the week in a zone, without its
// holidays. A nil one works always. It is never changed after [NewCalendar] and
// may be shared.
//
// Where clocks are changed, a window runs from the moment the clock on the wall
// first shows its start, or something later, until it first shows its end.
type Calendar struct {
	windows  [7][]Window // by day, in the order of the day
	zone     *time.Location
	holidays map[Date]bool
}

// horizon is how far ahead a calendar looks, in days: about twenty years. A
// calendar that never opens within it counts as closed for good.
const horizon = 20 * 366

const (
	hourMinutes = 60
	dayMinutes  = 24 * hourMinutes
)

// NewCalendar makes a calendar. No windows means the whole week, no holidays with
// it means always, and then it gives nil. A nil zone is UTC.
func NewCalendar(zone *time.Location, windows []Window, holidays ...Date) *Calendar {
	if len(windows) == 0 && len(holidays) == 0 {
		return nil
	}
	c := &Calendar{zone: cmp.Or(zone, time.UTC), holidays: make(map[Date]bool, len(holidays))}
	for _, w := range windows {
		c.windows[w.Day] = append(c.windows[w.Day], w)
	}
	for day := range c.windows {
		if len(windows) == 0 {
			c.windows[day] = []Window{{time.Weekday(day), 0, dayMinutes}}
		}
		slices.SortFunc(c.windows[day], func(a, b Window) int { return cmp.Compare(a.From, b.From) })
	}
	for _, d := range holidays {
		c.holidays[d] = true
	}
	return c
}

// Open tells whether the level works at t. The first moment of a window is open,
// its last is not.
func (c *Calendar) Open(t time.Time) bool {
	if c == nil {
		return true
	}
	for from := range c.stretches(t) {
		return !t.Before(from)
	}
	return false
}

// NextOpen gives t itself where the level works, else the moment it will; the
// zero time when it never does again.
func (c *Calendar) NextOpen(t time.Time) time.Time {
	if c == nil {
		return t
	}
	for from := range c.stretches(t) {
		return later(from, t)
	}
	return time.Time{}
}

// Add gives the first moment at which d of working time has passed since t. What
// is not more than nothing gives t; what is beyond the horizon of about twenty
// years gives the zero time.
func (c *Calendar) Add(t time.Time, d time.Duration) time.Time {
	if c == nil {
		return t.Add(max(0, d))
	}
	if d <= 0 {
		return t
	}
	for from, to := range c.stretches(t) {
		from = later(from, t)
		if lasts := to.Sub(from); lasts < d {
			d -= lasts
			continue
		}
		return from.Add(d)
	}
	return time.Time{}
}

// Between gives the working time from one moment to another; nothing when the
// second is not later. What lies beyond the horizon is not counted.
func (c *Calendar) Between(from, to time.Time) time.Duration {
	if !from.Before(to) {
		return 0
	}
	if c == nil {
		return to.Sub(from)
	}
	var sum time.Duration
	for start, end := range c.stretches(from) {
		if !start.Before(to) {
			break
		}
		if to.Before(end) {
			end = to
		}
		sum += end.Sub(later(start, from))
	}
	return sum
}

// stretches gives start and end of all working time that ends after t, in order
// and without overlap, up to the horizon.
func (c *Calendar) stretches(t time.Time) iter.Seq2[time.Time, time.Time] {
	return func(yield func(from, to time.Time) bool) {
		year, month, day := t.In(c.zone).Date()
		var from, to time.Time // what is open without a gap so far
		for ahead := -1; ahead <= horizon; ahead++ {
			// Days are counted on a calendar without clocks, where all have 24 hours.
			d := time.Date(year, month, day+ahead, 0, 0, 0, 0, time.UTC)
			if c.holidays[Date{d.Year(), d.Month(), d.Day()}] {
				continue
			}
			for _, w := range c.windows[d.Weekday()] {
				start, end := c.wall(d, w.From), c.wall(d, w.To)
				switch {
				case !end.After(to), !start.Before(end):
				case !start.After(to) && !from.IsZero():
					to = end
				default:
					if to.After(t) && !yield(from, to) {
						return
					}
					from, to = start, end
				}
			}
		}
		if to.After(t) {
			yield(from, to)
		}
	}
}

// wall gives the first moment at which the clock on the wall shows so many minutes
// of a day, or has skipped them.
func (c *Calendar) wall(day time.Time, minutes int) time.Time {
	y, m, d := day.AddDate(0, 0, minutes/dayMinutes).Date()
	hour, minute := minutes%dayMinutes/hourMinutes, minutes%hourMinutes
	at := time.Date(y, m, d, hour, minute, 0, 0, c.zone)
	begin, end := at.ZoneBounds()
	if at.Hour() != hour || at.Minute() != minute {
		// The clock is put forward over this minute.
		if wanted := time.Date(y, m, d, hour, minute, 0, 0, time.UTC); clockOf(at).After(wanted) {
			return begin
		}
		return end
	}
	if begin.IsZero() {
		return at
	}
	// Where the clock is put back, it shows the minute twice.
	_, before := begin.Add(-time.Nanosecond).Zone()
	_, after := at.Zone()
	first := at.Add(time.Duration(after-before) * time.Second)
	if first.Before(begin) && clockOf(first).Equal(clockOf(at)) {
		return first
	}
	return at
}

// clockOf is what the clock on the wall shows, as if it were UTC.
func clockOf(t time.Time) time.Time {
	_, offset := t.Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
