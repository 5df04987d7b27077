package config

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Tokens is a number of tokens of a language model, not below zero.
type Tokens int

// UnmarshalText reads a whole number in digits. The error says how to write it.
func (t *Tokens) UnmarshalText(text []byte) error {
	n, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 31)
	if err != nil {
		return &complaint{"is not a number of tokens", "write digits only, for example 200000; 0 is without limit"}
	}
	*t = Tokens(n)
	return nil
}

// MarshalText gives the number in digits. It never fails.
func (t Tokens) MarshalText() ([]byte, error) { return []byte(strconv.Itoa(int(t))), nil }

// maxModelTime is the longest that a person may wait for a language model.
const maxModelTime = Duration(time.Minute)

func (r *reader) crossModel(c *Config) {
	if c.Model == nil {
		return
	}
	if c.Model.Timeout > maxModelTime {
		r.crossFault("model.timeout", "is longer than a minute", "write for example 8s: a person waits for it")
	}
	if _, written := r.spots["model.uses"]; written && c.Model.Embed == "" && slices.Contains(c.Model.Uses, "embed") {
		r.crossFault("model.uses", "has embed, and model.embed names no model for it", "add embed: nomic-embed-text, or leave embed out of uses")
	}
	if c.Model.Voice == "" && slices.Contains(c.Model.Uses, "transcribe") {
		r.crossFault("model.uses", "has transcribe, and model.voice names no model for it", "add voice: whisper-1, or leave transcribe out of uses")
	}
}
