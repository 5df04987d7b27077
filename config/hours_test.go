package config

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWindows(t *testing.T) {
	for text, want := range map[string][]Window{
		"":                nil,
		"Fri 22:00-06:00": {{time.Friday, 1320, 1800}},
		"Mon 08:00-12:30 13:30-17:00; Sat 9:00-24:00": {{time.Monday, 480, 750}, {time.Monday, 810, 1020}, {time.Saturday, 540, 1440}},
		"mon, wednesday 08:00-12:00":                  {{time.Monday, 480, 720}, {time.Wednesday, 480, 720}},
		"Sat-Sun 08:00–12:00":                         {{time.Saturday, 480, 720}, {time.Sunday, 480, 720}},
	} {
		h, err := ParseHours(text)
		require.NoError(t, err, text)
		require.Equal(t, want, h.Windows(), text)
		require.Equal(t, text, h.String())
	}
	_, err := ParseHours(strings.Repeat("08:00-09:00, ", 100))
	require.ErrorContains(t, err, "more stretches")
}

func TestParseHoursRefuses(t *testing.T) {
	for _, text := range []string{"Mon-Fri", ";", "always", "Mo 08:00-12:00", "Mon 8-12", "Mon 08:00", "Mon 08:00-08:00",
		"Mon 24:00-25:00", "Mon 08:60-12:00", "08:00-12:00 Mon", "Mon 08:00-12:00; Tue", "Mon 08:00-12:00-13:00", "Mon- 08:00-12:00"} {
		_, err := ParseHours(text)
		require.Error(t, err, text)
	}
}

func TestDuration(t *testing.T) {
	for text, want := range map[string]string{"2h": "2h", "90m": "1h30m", "365d": "365d", "1d12h": "1d12h", "36h": "1d12h", "45s": "45s", "1h0m5s": "1h0m5s", "10m": "10m", "1d0h": "1d"} {
		d, err := ParseDuration(text)
		require.NoError(t, err, text)
		require.Equal(t, want, d.String())
		again, err := ParseDuration(d.String())
		require.NoError(t, err)
		require.Equal(t, d, again)
	}
	for _, text := range []string{"", "2", "0", "0s", "0d", "-1h", "1d-1h", "-1d", "1.5d", "d", "2 ours", "1dd", "36501d", "9999999999999h", "1h1d"} {
		_, err := ParseDuration(text)
		require.Error(t, err, text)
	}
}

func TestDate(t *testing.T) {
	d, err := ParseDate("2028-02-29")
	require.NoError(t, err)
	require.Equal(t, "2028-02-29", d.String())
	_, err = ParseDate("29.2.2028")
	require.Error(t, err)
}
