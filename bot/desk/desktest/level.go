package desktest

import (
	"strconv"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/config"
)

// levels makes the levels of a talk from its settings: one, or as many as "levels" says.
func (r *runner) levels() []desk.Level {
	levels := []desk.Level{r.level()}
	n, _ := strconv.Atoi(r.settings["levels"])
	for i := 2; i <= n; i++ {
		name := "L" + strconv.Itoa(i)
		next := desk.Level{Rooms: []bot.Place{r.channel.place(name)}, Hold: holdTime, Terms: levels[0].Terms}
		for _, who := range strings.Fields(r.settings[name+" staff"]) {
			next.Staff = append(next.Staff, channelName+":"+who)
		}
		for _, need := range strings.Split(r.settings[name+" needs"], ",") {
			if kind, what, ok := strings.Cut(need, "="); ok {
				if next.Needs == nil {
					next.Needs = map[string][]string{}
				}
				kind = strings.TrimSpace(kind)
				next.Needs[kind] = append(next.Needs[kind], strings.TrimSpace(what))
			}
		}
		levels = append(levels, next)
	}
	return levels
}

// level makes the first level.
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
