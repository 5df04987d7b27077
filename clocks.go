package main

import (
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/config"
)

// calendar gives a level's business hours; nil is always.
func calendar(l config.Level, zone *time.Location) *bot.Calendar {
	windows := make([]bot.Window, 0, len(l.Hours.Windows()))
	for _, w := range l.Hours.Windows() {
		windows = append(windows, bot.Window(w))
	}
	holidays := make([]bot.Date, 0, len(l.Holidays))
	for _, d := range l.Holidays {
		holidays = append(holidays, bot.Date(d))
	}
	return bot.NewCalendar(zone, windows, holidays...)
}

// terms gives a level's hours and targets.
func terms(l config.Level, zone *time.Location) bot.Terms {
	return bot.Terms{
		Hours:         calendar(l, zone),
		FirstResponse: targets(l.FirstResponse),
		Resolve:       targets(l.Resolve),
		NudgeAfter:    time.Duration(l.NudgeAfter),
		CloseAfter:    time.Duration(l.CloseAfter),
	}
}

func targets(written map[string]config.Duration) bot.Targets {
	out := make(bot.Targets, len(written))
	for priority, d := range written {
		out[bot.Priority(priority)] = time.Duration(d)
	}
	return out
}
