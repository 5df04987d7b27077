package kb

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxQuestionRunes is how much of a question is looked at; what follows is
// ignored. People paste whole mails, and nobody's question starts after this.
const MaxQuestionRunes = 4000

// cut shortens text to MaxQuestionRunes without splitting a rune.
func cut(text string) string {
	if len(text) <= MaxQuestionRunes {
		return text
	}
	n := 0
	for i := range text {
		if n == MaxQuestionRunes {
			return text[:i]
		}
		n++
	}
	return text
}

// cutBytes does the same for a text made by [plain], which can be many times
// longer than what was typed: there are single characters that stand for a
// whole sentence.
func cutBytes(text []byte) []byte {
	if len(text) <= MaxQuestionRunes {
		return text
	}
	at := 0
	for range MaxQuestionRunes {
		if at == len(text) {
			break
		}
		_, size := utf8.DecodeRune(text[at:])
		at += size
	}
	return text[:at]
}

// plain appends text in lower case and in one Unicode form (NFKC) to dst. It
// keeps accents, because stemmers need them, and drops only what carries no
// meaning: Arabic vowel points and tatweel, joiners and soft hyphens.
func plain(dst []byte, text string) []byte {
	if isASCII(text) {
		for i := 0; i < len(text); i++ {
			c := text[i]
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			dst = append(dst, c)
		}
		return dst
	}
	for _, r := range norm.NFKC.String(text) {
		if r < utf8.RuneSelf {
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
			dst = append(dst, byte(r))
			continue
		}
		if meaningless(r) {
			continue
		}
		dst = utf8.AppendRune(dst, lower(r))
	}
	return dst
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// lower maps a rune to lower case, digits of every script to ASCII and the
// many apostrophes to one.
func lower(r rune) rune {
	switch r {
	case '\u2018', '\u2019', '\u02BC', '\u02B9', '\u2032', '\u00B4', '\u0060':
		return '\''
	}
	for _, zero := range digitZeros {
		if r >= zero && r < zero+10 {
			return '0' + r - zero
		}
	}
	return unicode.ToLower(r)
}

// digitZeros are the zeros of the decimal digits that people type: Arabic,
// Persian, Devanagari, Bengali, Thai, Lao, Myanmar, Khmer.
var digitZeros = [...]rune{0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0x0ED0, 0x1040, 0x17E0}

func meaningless(r rune) bool {
	switch {
	case r == 0x0640, r == 0x00AD, r >= 0x200B && r <= 0x200F, r == 0x2060, r == 0xFEFF:
		return true
	}
	return arabicPoint(r)
}

func arabicPoint(r rune) bool {
	return r >= 0x0610 && r <= 0x061A || r >= 0x064B && r <= 0x065F || r == 0x0670 || r >= 0x06D6 && r <= 0x06ED
}

// key is the form of a plain word under which it is looked up: without the
// marks that people leave out when they type fast. Vowel signs of Indic and
// South-East Asian scripts and the Cyrillic short i stay: there they are
// letters of their own.
func key(word string) string {
	if isASCII(word) {
		return word
	}
	var b strings.Builder
	b.Grow(len(word))
	var base rune
	for _, r := range norm.NFD.String(word) {
		switch {
		case r >= 0x0300 && r <= 0x036F: // accents of Latin, Greek, Cyrillic
			if !(base == 'и' && r == 0x0306) {
				continue
			}
		case r >= 0x0591 && r <= 0x05C7: // Hebrew points
			continue
		default:
			base = r
		}
		if s, ok := sameLetter[r]; ok {
			b.WriteString(s)
			continue
		}
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}

// sameLetter holds letters that are spelled differently by habit or keyboard
// and that Unicode does not decompose.
var sameLetter = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i",
	'ɛ': "e", 'ɔ': "o", 'ŋ': "ng",
	'أ': "ا", 'إ': "ا", 'آ': "ا", 'ٱ': "ا", 'ى': "ي", 'ی': "ي", 'ة': "ه", 'ک': "ك", 'ؤ': "و", 'ئ': "ي",
	'\u0653': "", '\u0654': "", '\u0655': "",
}
