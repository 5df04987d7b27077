package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/config"
)

// wallClock reads a time in 2026 as the zone tells it; 2 March is a Monday.
func wallClock(t *testing.T, zone, text string) time.Time {
	t.Helper()
	where, err := time.LoadLocation(zone)
	require.NoError(t, err)
	at, err := time.ParseInLocation("2006-01-02 15:04", "2026-"+text, where)
	require.NoError(t, err)
	return at
}

func TestOpeningHours(t *testing.T) {
	for _, c := range []struct {
		hours, at string
		want      bool
	}{
		{"Mon-Fri 08:00-17:00", "03-02 08:00", true},
		{"Mon-Fri 08:00-17:00", "03-02 07:59", false},
		{"Mon-Fri 08:00-17:00", "03-02 17:00", false},
		{"Mon-Fri 08:00-17:00", "03-07 12:00", false},
		{"Mon-Fri 08:00-12:00, 13:00-17:00; Sat 9:00-12:00", "03-02 12:30", false},
		{"Mon-Fri 08:00-12:00, 13:00-17:00; Sat 9:00-12:00", "03-02 13:30", true},
		{"Mon-Fri 08:00-12:00, 13:00-17:00; Sat 9:00-12:00", "03-07 09:30", true},
		{"Mon-Fri 08:00-12:00, 13:00-17:00; Sat 9:00-12:00", "03-07 13:30", false},
		{"mon, wednesday 08:00-12:00", "03-04 09:00", true},
		{"mon, wednesday 08:00-12:00", "03-03 09:00", false},
		{"Sun-Thu 08:00-12:00", "03-06 09:00", false},
		{"Fri-Sun 08:00-12:00", "03-08 09:00", true},
		{"Fri 22:00-06:00", "03-07 05:59", true},
		{"Fri 22:00-06:00", "03-06 05:59", false},
		{"08:00-12:00", "03-08 09:00", true},
		{"Mon 00:00-24:00", "03-02 23:59", true},
		{"Mon – Fri 08:00–17:00", "03-02 09:00", true},
		{"", "03-08 03:00", true},
	} {
		h, err := config.ParseHours(c.hours)
		require.NoError(t, err, c.hours)
		require.Equal(t, c.want, calendar(config.Level{Hours: h}, time.UTC).Open(wallClock(t, "UTC", c.at)), "%s at %s", c.hours, c.at)
	}
}

func TestNextOpening(t *testing.T) {
	holidays := []config.Date{{Year: 2026, Month: 3, Day: 9}, {Year: 2026, Month: 3, Day: 10}}
	for _, c := range []struct{ hours, zone, at, want string }{
		{"Mon-Fri 08:00-17:00", "UTC", "03-02 09:30", "03-02 09:30"},
		{"Mon-Fri 08:00-17:00", "UTC", "03-02 06:00", "03-02 08:00"},
		{"Mon-Fri 08:00-17:00", "UTC", "03-02 17:00", "03-03 08:00"},
		{"Mon-Fri 08:00-17:00", "Africa/Lusaka", "03-06 18:00", "03-11 08:00"},
		{"Mon 08:00-17:00", "UTC", "03-02 18:00", "03-16 08:00"},
		{"Mon-Fri 13:00-17:00, 08:00-12:00", "UTC", "03-02 01:00", "03-02 08:00"},
		{"", "UTC", "03-09 12:00", "03-11 00:00"},
		// The clocks of Berlin skip 02:00 to 03:00 on 29 March.
		{"Sun 02:00-03:00", "Europe/Berlin", "03-28 12:00", "04-05 02:00"},
		{"Mon-Sun 08:00-17:00", "Europe/Berlin", "03-28 18:00", "03-29 08:00"},
	} {
		h, err := config.ParseHours(c.hours)
		require.NoError(t, err)
		want := wallClock(t, c.zone, c.want)
		open := calendar(config.Level{Hours: h, Holidays: holidays}, want.Location())
		got := open.NextOpen(wallClock(t, c.zone, c.at))
		require.True(t, want.Equal(got), "%s at %s: got %s", c.hours, c.at, got)
		require.True(t, open.Open(got))
	}
}
