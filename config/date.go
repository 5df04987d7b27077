package config

import (
	"fmt"
	"strings"
	"time"
)

// Date is a day of the calendar, in no zone. It may be compared with ==.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads year-month-day, for example 2026-12-25. The error says how to
// write it.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, strings.TrimSpace(text))
	if err != nil {
		return Date{}, &complaint{"is not a day of the calendar", "write year-month-day, for example 2026-12-25"}
	}
	return Date{t.Year(), t.Month(), t.Day()}, nil
}

// String gives year-month-day.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// MarshalText gives the form of String. It never fails.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what [ParseDate] reads.
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
