package bot

import (
	"cmp"
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

// Profile is what a person said of themselves and staff want to know.
type Profile struct {
	Office string `json:"office,omitempty"`
	Role   string `json:"role,omitempty"`
}

// Merge takes over what the other one knows.
func (p Profile) Merge(other Profile) Profile {
	return Profile{Office: cmp.Or(other.Office, p.Office), Role: cmp.Or(other.Role, p.Role)}
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
	id := p.ID
	if _, after, found := strings.Cut(p.ID, ":"); found {
		id = after
	}
	if n := len(id); n > maxSaidID {
		return "…" + id[n-4:]
	}
	return id
}

// maxSaidID is the longest id, in bytes, that people are called by whole. Longer ones
// are random, as those of sessions: their end is enough to tell two people apart.
const maxSaidID = 20

// LogValue keeps names and numbers out of logs.
func (p Person) LogValue() slog.Value { return slog.StringValue("person") }
