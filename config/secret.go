package config

import (
	"encoding/json"
	"fmt"
	"log/slog"
)

// redacted is what a secret shows instead of itself.
const redacted = "REDACTED"

// Secret is a text that hides itself: however it is printed, logged or encoded
// it shows REDACTED, or nothing when it is empty. The zero value is empty. Two
// secrets are compared by what they reveal, in constant time, not with ==.
//
// The text stands behind a pointer because package fmt calls no methods on
// unexported fields, nor below a verb that does not fit; there it prints what
// it finds, which is then an address.
type Secret struct{ text *string }

// NewSecret hides a text.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{&text}
}

// Reveal gives the text itself. It is for the one call that needs it; the
// result must not be stored, logged or put into an error.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Empty tells whether there is no text.
func (s Secret) Empty() bool { return s.text == nil }

// UnmarshalText hides the text that it is given. It never fails.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = NewSecret(string(text))
	return nil
}

// String gives REDACTED, or "" for an empty secret.
func (s Secret) String() string {
	if s.Empty() {
		return ""
	}
	return redacted
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return s.String() }

// Format hides the secret from every other verb, also from wrong ones such as
// %d, for which package fmt would print the raw text.
func (s Secret) Format(f fmt.State, verb rune) { formatHidden(f, verb, s.String()) }

// LogValue hides the secret from package slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the secret from text encodings. It never fails.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON hides the secret from JSON. It never fails.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// MarshalYAML hides the secret from YAML. It never fails.
func (s Secret) MarshalYAML() (any, error) { return s.String(), nil }

// formatHidden prints what a hidden value shows, with the caller's verb.
func formatHidden(f fmt.State, verb rune, shown string) {
	if verb == 'v' {
		fmt.Fprint(f, shown)
		return
	}
	fmt.Fprintf(f, fmt.FormatString(f, verb), shown)
}
