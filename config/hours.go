package config

import "time"

// Hours are the business hours of a level, in a zone and with holidays. The
// zero value is always open. It is safe to share: no method changes it.
type Hours struct {
	text     string
	windows  []window
	zone     *time.Location
	holidays map[Date]bool
}

// window is one stretch of a week. It belongs to the day on which it starts;
// to is beyond 24 hours when it ends on the next day.
type window struct {
	day      time.Weekday
	from, to int // minutes since midnight
}

const dayMinutes = 24 * 60

// wholeWeek stands in when only holidays are given.
var wholeWeek = []window{{0, 0, dayMinutes}, {1, 0, dayMinutes}, {2, 0, dayMinutes}, {3, 0, dayMinutes},
	{4, 0, dayMinutes}, {5, 0, dayMinutes}, {6, 0, dayMinutes}}

// In gives the same hours in a zone (nil is UTC), closed on the holidays.
func (h Hours) In(zone *time.Location, holidays ...Date) Hours {
	h.zone = zone
	h.holidays = make(map[Date]bool, len(holidays))
	for _, d := range holidays {
		h.holidays[d] = true
	}
	return h
}

// Open tells whether t is inside business hours. The first minute is, the last
// is not.
func (h Hours) Open(t time.Time) bool {
	if h.always() {
		return true
	}
	local := t.In(h.location())
	for back := range 2 { // a stretch over midnight may have begun yesterday
		for _, s := range h.stretches(local, -back) {
			if !t.Before(s[0]) && t.Before(s[1]) {
				return true
			}
		}
	}
	return false
}

// NextOpen gives t itself when it is inside business hours, else the moment when
// they begin next.
func (h Hours) NextOpen(t time.Time) time.Time {
	if h.Open(t) {
		return t
	}
	local := t.In(h.location())
	// Every week has a stretch and a holiday takes away one day, so the search
	// ends; the two weeks more are for stretches that a clock change swallows.
	for ahead := range 7*(len(h.holidays)+1) + 15 {
		var next time.Time
		for _, s := range h.stretches(local, ahead) {
			if s[0].After(t) && (next.IsZero() || s[0].Before(next)) {
				next = s[0]
			}
		}
		if !next.IsZero() {
			return next
		}
	}
	return t
}

// stretches gives start and end of what begins on the day that is so many days
// after local.
func (h Hours) stretches(local time.Time, days int) [][2]time.Time {
	y, m, d := local.Date()
	noon := time.Date(y, m, d+days, 12, 0, 0, 0, h.location())
	y, m, d = noon.Date()
	if h.holidays[Date{y, m, d}] {
		return nil
	}
	windows := h.windows
	if len(windows) == 0 {
		windows = wholeWeek
	}
	var out [][2]time.Time
	for _, w := range windows {
		if w.day != noon.Weekday() {
			continue
		}
		start := time.Date(y, m, d, 0, w.from, 0, 0, h.location())
		end := time.Date(y, m, d, 0, w.to, 0, 0, h.location())
		if start.Before(end) {
			out = append(out, [2]time.Time{start, end})
		}
	}
	return out
}

func (h Hours) always() bool { return len(h.windows) == 0 && len(h.holidays) == 0 }

func (h Hours) location() *time.Location {
	if h.zone == nil {
		return time.UTC
	}
	return h.zone
}

// String gives the hours as they were written.
func (h Hours) String() string { return h.text }

// MarshalText gives the form of String. It never fails.
func (h Hours) MarshalText() ([]byte, error) { return []byte(h.text), nil }

// UnmarshalText reads what [ParseHours] reads.
func (h *Hours) UnmarshalText(text []byte) error {
	parsed, err := ParseHours(string(text))
	if err != nil {
		return err
	}
	*h = parsed
	return nil
}
