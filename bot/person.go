package bot

import (
	"log/slog"
	"strings"
)

// Person is a human on a channel, someone who asks or someone on the desk.
type Person struct {
	// ID is "channel:user", unique on this installation; "" is nobody.
	ID string `json:"id"`
	// Name is what the channel shows; it may be empty and is never an identity.
	Name string `json:"name,omitempty"`
	// Lang is the language the channel says the person uses, or "".
	Lang string `json:"lang,omitempty"`
}

// Nobody tells whether this is no person at all.
func (p Person) Nobody() bool { return p.ID == "" }

// Same tells whether both are one human, by identity and not by name.
func (p Person) Same(other Person) bool { return p.ID != "" && p.ID == other.ID }

// Called is the name to use in a sentence; it falls back to the id without its channel.
func (p Person) Called() string {
	if name := strings.TrimSpace(p.Name); name != "" {
		return name
	}
	if _, id, found := strings.Cut(p.ID, ":"); found {
		return id
	}
	return p.ID
}

// LogValue keeps names and numbers out of logs.
func (p Person) LogValue() slog.Value { return slog.StringValue("person") }
