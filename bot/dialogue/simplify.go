package dialogue

import (
	"bytes"
	"strings"
	"unicode"
)

// simplify makes typed words comparable: lower case without accents, which few
// type on a phone, one space between words, no signs or pictures, and one letter
// where somebody leaned on the key ("noooo"). A long text is never one of our
// phrases and gives "".
func simplify(s string) string {
	if len(s) > maxSimplified {
		return ""
	}
	if plain, ok := simplifyASCII(s); ok {
		return plain
	}
	return simplifyAny(s)
}

// maxSimplified is how long a text is that may still be one of our phrases.
const maxSimplified = 400

// simplifyASCII is simplify for texts without accents and other scripts, which
// most are and which need only one look at each letter.
func simplifyASCII(s string) (string, bool) {
	var buf [maxSimplified]byte
	out, run := buf[:0], 0
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 0x80:
			return "", false
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c == '`':
			c = '\''
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '\'':
		default:
			c = ' '
		}
		last := len(out) - 1
		if c == ' ' {
			if run = 0; last >= 0 && out[last] != ' ' {
				out = append(out, c)
			}
			continue
		}
		if last >= 0 && out[last] == c && c >= 'a' {
			if run++; run == 2 { // the third of its kind: only the first stays
				out = out[:last]
			}
			if run >= 2 {
				continue
			}
		} else {
			run = 0
		}
		out = append(out, c)
	}
	return string(bytes.TrimSuffix(out, []byte(" "))), true
}

func simplifyAny(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r), r >= 0x300 && r <= 0x36f, isHaraka(r):
			return -1
		case r == '’' || r == 'ʼ' || r == '‘' || r == '`':
			return '\''
		case r == '\'' || r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return r
		case unicode.Is(unicode.M, r) && r != 0xfe0f:
			return r
		}
		return ' '
	}, folded.Replace(strings.ToLower(s)))
	return strings.Join(strings.Fields(squeeze(s)), " ")
}

// Fold makes a text comparable without taking it apart: small letters, without
// accents and vowel signs, of any length.
func Fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x300 && r <= 0x36f || isHaraka(r) {
			return -1
		}
		return r
	}, folded.Replace(strings.ToLower(s)))
}

// isHaraka tells whether a rune is a vowel sign or a stretch of Arabic writing,
// which few people type.
func isHaraka(r rune) bool {
	return r >= 0x64b && r <= 0x65f || r == 0x670 || r == 0x640
}

// squeeze writes a letter once where it stands three times or more.
func squeeze(s string) string {
	if !leaned(s) {
		return s
	}
	runes := []rune(s)
	out := make([]rune, 0, len(runes))
	for i := 0; i < len(runes); {
		run := i
		for run < len(runes) && runes[run] == runes[i] {
			run++
		}
		if run-i >= 3 && unicode.IsLetter(runes[i]) {
			out = append(out, runes[i])
		} else {
			out = append(out, runes[i:run]...)
		}
		i = run
	}
	return string(out)
}

// leaned tells whether any letter stands three times in a row.
func leaned(s string) bool {
	var last, before rune
	for _, r := range s {
		if r == last && r == before && unicode.IsLetter(r) {
			return true
		}
		last, before = r, last
	}
	return false
}

// folded are the letters that are typed in several ways: with and without an
// accent, with the hamza or without, with a dot of their own or a dot beside.
var folded = strings.NewReplacer(
	"à", "a", "á", "a", "â", "a", "ã", "a", "ä", "a", "ç", "c", "è", "e", "é", "e", "ê", "e", "ë", "e",
	"ì", "i", "í", "i", "î", "i", "ï", "i", "ñ", "n", "ò", "o", "ó", "o", "ô", "o", "õ", "o", "ö", "o",
	"ù", "u", "ú", "u", "û", "u", "ü", "u", "œ", "oe",
	"أ", "ا", "إ", "ا", "آ", "ا", "ٱ", "ا", "ى", "ي", "ة", "ه", "ؤ", "و", "ئ", "ي", "ک", "ك", "ی", "ي",
	"\u09af\u09bc", "\u09df", "\u09a1\u09bc", "\u09dc", "\u09a2\u09bc", "\u09dd",
)
