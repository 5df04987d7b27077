package config

import (
	"strconv"
	"strings"
	"time"
)

// ParseHours reads business hours: parts separated by commas or semicolons, each
// with days ("Mon-Fri", "Sat"), a stretch of the day ("08:00-17:00") or both.
// Days without a stretch share the next one; a stretch without days belongs to
// the days before it, or to every day. A stretch that ends before it starts
// ends on the next day.
func ParseHours(text string) (Hours, error) {
	h := Hours{text: strings.TrimSpace(text)}
	if h.text == "" {
		return h, nil
	}
	var days []time.Weekday
	waiting := false // days that no stretch has followed yet
	for _, part := range strings.FieldsFunc(dashes.Replace(h.text), func(r rune) bool { return r == ',' || r == ';' }) {
		for i, word := range strings.Fields(part) {
			if word[0] >= '0' && word[0] <= '9' {
				from, to, err := parseStretch(word)
				if err != nil {
					return Hours{}, err
				}
				if h.add(days, from, to); len(h.windows) > maxWindows {
					return Hours{}, hoursComplaint("has more stretches than a week can have")
				}
				waiting = false
				continue
			}
			some, err := parseDays(word)
			if err != nil {
				return Hours{}, err
			}
			if !waiting {
				if i > 0 {
					return Hours{}, hoursComplaint("has days after a time")
				}
				days = nil
			}
			days, waiting = append(days, some...), true
		}
	}
	if waiting || len(h.windows) == 0 {
		return Hours{}, hoursComplaint("has days without a time")
	}
	return h, nil
}

// dashes lets the dashes that word processors make pass for a hyphen, and takes
// away the blanks around one.
var dashes = strings.NewReplacer("–", "-", "—", "-", " - ", "-", " – ", "-")

func hoursComplaint(what string) *complaint {
	return &complaint{what, `write for example "Mon-Fri 08:00-17:00; Sat 09:00-12:00"`}
}

func (h *Hours) add(days []time.Weekday, from, to int) {
	if len(days) == 0 {
		days = []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	}
	for _, d := range days {
		h.windows = append(h.windows, Window{d, from, to})
	}
}

func parseStretch(word string) (from, to int, err error) {
	start, end, _ := strings.Cut(word, "-")
	from, okFrom := parseClock(start)
	to, okTo := parseClock(end)
	if !okFrom || !okTo || from == dayMinutes || from == to {
		return 0, 0, hoursComplaint("has a stretch of the day that is not from-to")
	}
	if to < from {
		to += dayMinutes
	}
	return from, to, nil
}

// parseClock reads 08:00 or 8:00, up to 24:00, as minutes since midnight.
func parseClock(text string) (int, bool) {
	hour, minute, found := strings.Cut(text, ":")
	h, errH := strconv.ParseUint(hour, 10, 8)
	m, errM := strconv.ParseUint(minute, 10, 8)
	if !found || errH != nil || errM != nil || len(minute) != 2 || m > 59 || h > 24 || h == 24 && m > 0 {
		return 0, false
	}
	return int(h*60 + m), true
}

// parseDays reads a day or a span of days such as Sun-Thu.
func parseDays(word string) ([]time.Weekday, error) {
	first, last, span := strings.Cut(word, "-")
	from, okFrom := weekday(first)
	to, okTo := from, okFrom
	if span {
		to, okTo = weekday(last)
	}
	if !okFrom || !okTo {
		return nil, hoursComplaint("names a day that is not known")
	}
	days := []time.Weekday{from}
	for d := from; d != to; {
		d = (d + 1) % 7
		days = append(days, d)
	}
	return days, nil
}

// weekday knows English names, whole or cut to three letters or more.
func weekday(text string) (time.Weekday, bool) {
	text = strings.ToLower(text)
	for d := time.Sunday; d <= time.Saturday; d++ {
		if len(text) >= 3 && strings.HasPrefix(strings.ToLower(d.String()), text) {
			return d, true
		}
	}
	return 0, false
}
