package config

import "regexp"

// maxPattern is the longest pattern in bytes; together with maxPatterns it keeps
// the work of compiling them small.
const maxPattern = 500

// Pattern is a compiled regular expression in RE2 syntax, which takes linear
// time on whatever people send.
type Pattern struct{ *regexp.Regexp }

// UnmarshalText compiles a pattern. One that fits nothing at all is refused: it
// would mask between any two letters.
func (p *Pattern) UnmarshalText(text []byte) error {
	if len(text) > maxPattern {
		return &complaint{"is longer than 500 bytes", "split it into several patterns"}
	}
	compiled, err := regexp.Compile(string(text))
	if err != nil {
		return &complaint{"is not a regular expression", "check brackets and backslashes (RE2 syntax), and put it in single quotes"}
	}
	if compiled.MatchString("") {
		return &complaint{"also fits no text at all", "ask for at least one character, for example with + in place of *"}
	}
	p.Regexp = compiled
	return nil
}
