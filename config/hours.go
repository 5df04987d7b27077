package config

import "time"

// Hours are business hours as they were written. The zero value is always open.
type Hours struct {
	text    string
	windows []Window
}

// Window is one stretch of the week. It belongs to the day on which it starts.
type Window struct {
	Day time.Weekday
	// From and To are minutes since midnight; To is beyond 24 hours where the
	// stretch ends on the next day.
	From, To int
}

const dayMinutes = 24 * 60

// maxWindows is how many stretches a week may have; a person writes a dozen.
const maxWindows = 200

// Windows gives the stretches of the week; none means always. The caller must not
// change them.
func (h Hours) Windows() []Window { return h.windows }

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
