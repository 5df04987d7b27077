package dialogue

import (
	"strings"
	"time"
)

// When writes a moment to come as people say it: "today at 13:00", "tomorrow at
// 08:00", "on Monday at 08:00", "on 3 Mar 2026 at 08:00". Both times are in the
// zone to write in.
func When(lang string, t, now time.Time) string {
	clock := t.Format("15:04")
	switch days := int(midnight(t).Sub(midnight(now)) / (24 * time.Hour)); {
	case days == 0:
		return Text(lang, "when.today", "time", clock)
	case days == 1:
		return Text(lang, "when.tomorrow", "time", clock)
	case days > 1 && days < 7:
		return Text(lang, "when.weekday", "weekday", weekday(lang, t.Weekday()), "time", clock)
	}
	return Text(lang, "when.day", "day", Day(lang, t), "time", clock)
}

// midnight is a day without its clock, in UTC where all have 24 hours.
func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

func weekday(lang string, d time.Weekday) string {
	if days := strings.Split(Text(lang, "date.weekdays"), "|"); len(days) == 7 {
		return days[d]
	}
	return d.String()
}
