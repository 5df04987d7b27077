package bot

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// plainText is a text in which every digit is one of 0 to 9 and every space, dash
// and plus is the plain one, so that one rule fits all scripts. It knows where each
// byte came from.
type plainText struct {
	text string
	// from and to are where the rune of each byte of text begins and ends in the
	// original; nil when nothing had to be changed.
	from, to []int32
	size     int
}

// makePlain makes a text plain. Signs that show nothing (joiners, marks of
// direction, which phones put around numbers in Arabic) are left out.
func makePlain(s string) plainText {
	if isPlain(s) {
		return plainText{text: s, size: len(s)}
	}
	p := plainText{size: len(s)}
	var out strings.Builder
	for i, r := range s {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(s[i:])
		}
		plain := plainRune(r)
		if plain < 0 {
			continue
		}
		before := out.Len()
		out.WriteRune(plain)
		for range out.Len() - before {
			p.from, p.to = append(p.from, int32(i)), append(p.to, int32(i+size))
		}
	}
	p.text = out.String()
	return p
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// plainRune gives the plain twin of a rune, or -1 to leave it out.
func plainRune(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		return r
	case unicode.IsDigit(r):
		return '0' + digitOf(r)
	case unicode.Is(unicode.Zs, r):
		return ' '
	case unicode.Is(unicode.Pd, r) || r == '−':
		return '-'
	case unicode.Is(unicode.Cf, r):
		return -1
	case r >= '！' && r <= '～':
		// The wide forms of Latin letters and signs lie as far apart as the plain ones.
		return r - '！' + '!'
	}
	return r
}

// digitOf gives the value of a digit of any script. Unicode keeps the ten digits of
// a script together and in order.
func digitOf(r rune) rune {
	for _, block := range unicode.Nd.R16 {
		if uint16(r) >= block.Lo && r <= rune(block.Hi) {
			return (r - rune(block.Lo)) % 10
		}
	}
	for _, block := range unicode.Nd.R32 {
		if r >= rune(block.Lo) && r <= rune(block.Hi) {
			return (r - rune(block.Lo)) % 10
		}
	}
	return 0
}

func (p *plainText) changed() bool { return p.from != nil }

// before gives where in the original the byte i of the plain text begins.
func (p *plainText) before(i int) int {
	switch {
	case p.from == nil:
		return i
	case i < len(p.from):
		return int(p.from[i])
	}
	return p.size
}

// behind gives where in the original the byte before i of the plain text ends.
func (p *plainText) behind(i int) int {
	switch {
	case p.to == nil || i == 0:
		return i
	}
	return int(p.to[i-1])
}
