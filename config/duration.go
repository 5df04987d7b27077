package config

import (
	"strconv"
	"strings"
	"time"
)

// Duration is a length of time that is longer than zero. It is written like a
// Go duration ("1h30m"), with days of 24 hours in front if wanted ("365d",
// "1d12h").
type Duration time.Duration

const day = 24 * time.Hour

// maxDays keeps a duration within a century, far from where time.Duration
// overflows.
const maxDays = 36500

// ParseDuration reads a duration. The error says what is wrong and how to write
// it; zero and less are errors too.
func ParseDuration(text string) (Duration, error) {
	bad := &complaint{"is not a duration", "write for example 2h or 30m"}
	var total time.Duration
	rest := strings.TrimSpace(text)
	if days, after, found := strings.Cut(rest, "d"); found {
		n, err := strconv.ParseUint(days, 10, 32)
		if err != nil {
			return 0, bad
		}
		if n > maxDays {
			return 0, &complaint{"is longer than a century", "write for example 365d"}
		}
		total, rest = time.Duration(n)*day, after
	}
	if rest != "" || total == 0 && !strings.HasSuffix(strings.TrimSpace(text), "d") {
		part, err := time.ParseDuration(rest)
		if err != nil {
			return 0, bad
		}
		if part > maxDays*day {
			return 0, &complaint{"is longer than a century", "write for example 365d"}
		}
		if part < 0 {
			return 0, &complaint{"is less than zero", "write for example 2h or 30m"}
		}
		total += part
	}
	if total <= 0 {
		return 0, &complaint{"is no time at all", "write for example 2h or 30m"}
	}
	return Duration(total), nil
}

// String gives the shortest form that [ParseDuration] reads back, such as
// "365d", "1d12h" or "30m".
func (d Duration) String() string {
	rest := time.Duration(d)
	if rest < 0 {
		return rest.String()
	}
	out := ""
	if days := rest / day; days > 0 {
		out, rest = strconv.FormatInt(int64(days), 10)+"d", rest%day
	}
	if rest == 0 && out != "" {
		return out
	}
	text := rest.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return out + text
}

// MarshalText gives the form of String. It never fails.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what [ParseDuration] reads.
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := ParseDuration(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
