package desktest

import (
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/config"
)

// level makes the one level of a talk from its settings.
func (r *runner) level() desk.Level {
	level := desk.Level{
		Rooms: []bot.Place{r.channel.place("L1")}, Hold: holdTime,
		Terms: bot.Terms{
			Hours:         r.hours(),
			FirstResponse: bot.Targets{bot.Normal: r.duration("promise", 30*time.Minute)},
			Resolve:       bot.Targets{bot.Normal: r.duration("resolve", 0)},
			NudgeAfter:    r.duration("nudge", 24*time.Hour),
			CloseAfter:    r.duration("close", 72*time.Hour),
		},
	}
	for _, name := range strings.Fields(r.settings["staff"]) {
		level.Staff = append(level.Staff, channelName+":"+name)
	}
	if lead := r.settings["lead"]; lead != "" {
		level.Lead = channelName + ":" + lead
	}
	return level
}

func (r *runner) hours() *bot.Calendar {
	hours, err := config.ParseHours(r.settings["hours"])
	require.NoError(r.t, err)
	var windows []bot.Window
	for _, w := range hours.Windows() {
		windows = append(windows, bot.Window(w))
	}
	var holidays []bot.Date
	for _, text := range strings.Fields(r.settings["holidays"]) {
		day, err := config.ParseDate(text)
		require.NoError(r.t, err)
		holidays = append(holidays, bot.Date(day))
	}
	return bot.NewCalendar(r.zone(), windows, holidays...)
}

func (r *runner) zone() *time.Location {
	zone, err := time.LoadLocation(r.settings["zone"])
	require.NoError(r.t, err)
	return zone
}

func (r *runner) duration(name string, unsaid time.Duration) time.Duration {
	text := r.settings[name]
	if text == "" {
		return unsaid
	}
	d, err := time.ParseDuration(text)
	require.NoError(r.t, err, name)
	return d
}
