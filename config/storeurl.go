package config

import (
	"fmt"
	"log/slog"
	"net/url"
	"strings"
)

// StoreURL says where everything is kept: bolt: and a file, or the address of a
// PostgreSQL database. It hides its password like a [Secret] does.
type StoreURL struct{ address Secret }

// ParseStoreURL reads an address. Its errors never hold the text, which may hold
// a password.
func ParseStoreURL(text string) (StoreURL, error) {
	var s StoreURL
	err := s.UnmarshalText([]byte(text))
	return s, err
}

const storeMend = "write bolt:data/firstline.db or postgres://user:password@host/database"

// Scheme gives "bolt" or "postgres", and "" for the zero value.
func (s StoreURL) Scheme() string {
	scheme, _, _ := strings.Cut(s.Reveal(), ":")
	if scheme == "postgresql" {
		return "postgres"
	}
	return scheme
}

// Path is the file of a bolt store, and "" for every other store.
func (s StoreURL) Path() string {
	path, ok := strings.CutPrefix(s.Reveal(), "bolt:")
	if !ok {
		return ""
	}
	return path
}

// Reveal gives the whole address with its password, for the one call that opens
// the store.
func (s StoreURL) Reveal() string { return s.address.Reveal() }

// String gives the address with REDACTED for its password.
func (s StoreURL) String() string {
	if s.Scheme() != "postgres" {
		return s.Reveal()
	}
	u, err := url.Parse(s.Reveal())
	if err != nil || u.Opaque != "" {
		return "postgres:" + redacted
	}
	if _, set := u.User.Password(); set {
		u.User = url.UserPassword(u.User.Username(), redacted)
	}
	query := u.Query()
	for name := range query {
		if strings.Contains(strings.ToLower(name), "password") {
			query.Set(name, redacted)
		}
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// GoString hides the password from %#v.
func (s StoreURL) GoString() string { return s.String() }

// Format hides the password from every verb.
func (s StoreURL) Format(f fmt.State, verb rune) { formatHidden(f, verb, s.String()) }

// LogValue hides the password from package slog.
func (s StoreURL) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the password from JSON and text encodings. It never fails.
func (s StoreURL) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalYAML hides the password from YAML. It never fails.
func (s StoreURL) MarshalYAML() (any, error) { return s.String(), nil }

// UnmarshalText reads what [ParseStoreURL] reads.
func (s *StoreURL) UnmarshalText(text []byte) error {
	scheme, rest, _ := strings.Cut(string(text), ":")
	switch scheme {
	case "bolt":
		if strings.TrimSpace(rest) == "" {
			return &complaint{"names no file", "write for example bolt:data/firstline.db"}
		}
		if strings.HasPrefix(rest, "//") {
			return &complaint{"has slashes after bolt:", "write bolt:data/firstline.db, or bolt:/srv/firstline.db for a full path"}
		}
	case "postgres", "postgresql":
		u, err := url.Parse(string(text))
		// A raw / or # in a password ends the host early, so what follows it
		// turns up in the path or the fragment.
		if err != nil || !strings.HasPrefix(rest, "//") || u.Fragment != "" || strings.Contains(u.Path, "@") {
			return &complaint{"is not a PostgreSQL address", "write postgres://user:password@host/database, with special characters of the password percent-encoded (@ is %40, / is %2F)"}
		}
	default:
		mend := storeMend
		if near := nearest(scheme, []string{"bolt", "postgres", "postgresql"}); near != "" && near != scheme {
			mend = "did you mean " + near + ":? " + storeMend
		}
		return &complaint{"is neither a bolt: file nor a postgres:// address", mend}
	}
	s.address = NewSecret(string(text))
	return nil
}

// password tells whether the address carries a password of its own.
func (s StoreURL) password() bool {
	return strings.Contains(s.String(), redacted)
}
