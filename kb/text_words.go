package kb

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// words calls each with every word of a text made by [plain], in order. A word
// is a run of letters or a run of digits. Scripts that put no spaces between
// words (Chinese, Japanese, Korean syllables, Thai, Lao, Khmer, Myanmar) are
// cut into overlapping pairs of characters, which needs no dictionary. The
// slice is only valid during the call.
func words(text []byte, each func(word []byte)) {
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(text[i:])
		}
		switch kindOf(r) {
		case letter:
			end := runEnd(text, i, letter)
			if bytes.IndexByte(text[i:end], '\'') < 0 {
				each(text[i:end])
			} else {
				apostrophe(text[i:end], each)
			}
			i = end
		case digit:
			end := runEnd(text, i, digit)
			each(text[i:end])
			i = end
		case unspaced:
			end := runEnd(text, i, unspaced)
			pairsOf(text[i:end], each)
			i = end
		default:
			i += size
		}
	}
}

type kind int

const (
	other kind = iota
	letter
	digit
	unspaced
)

func kindOf(r rune) kind {
	switch {
	case r < utf8.RuneSelf:
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return letter
		}
		if '0' <= r && r <= '9' {
			return digit
		}
		return other
	case r < 0x0E00:
		if unicode.IsLetter(r) || unicode.IsMark(r) {
			return letter
		}
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai,
		unicode.Lao, unicode.Khmer, unicode.Myanmar), r == 'ー':
		return unspaced
	case unicode.IsLetter(r) || unicode.IsMark(r):
		return letter
	}
	if unicode.IsDigit(r) {
		return digit
	}
	return other
}

// runEnd is where the run of one kind that starts at i ends. An apostrophe
// between two letters belongs to the run.
func runEnd(text []byte, i int, want kind) int {
	for i < len(text) {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(text[i:])
		}
		if kindOf(r) != want {
			if r != '\'' || want != letter || i+1 >= len(text) {
				return i
			}
			next, _ := utf8.DecodeRune(text[i+1:])
			if kindOf(next) != letter {
				return i
			}
		}
		i += size
	}
	return i
}

// pairsOf cuts a run without spaces into overlapping pairs of runes.
func pairsOf(run []byte, each func([]byte)) {
	_, first := utf8.DecodeRune(run)
	if first == len(run) {
		each(run)
		return
	}
	for start, mid := 0, first; mid < len(run); {
		_, size := utf8.DecodeRune(run[mid:])
		each(run[start : mid+size])
		start, mid = mid, mid+size
	}
}

// elisions are the short words that French, Italian and Catalan glue to the
// next word with an apostrophe; alone they say nothing.
var elisions = map[string]bool{
	"l": true, "d": true, "j": true, "n": true, "s": true, "c": true, "m": true, "t": true, "qu": true,
	"jusqu": true, "lorsqu": true, "puisqu": true, "quoiqu": true, "dell": true, "all": true, "nell": true,
	"sull": true, "un": true, "gl": true,
}

// The longest of elisions and of contractions, in bytes.
const longestElision, longestEnding = 7, 2

// contractions are the English endings that add no meaning of their own.
var contractions = map[string]bool{"s": true, "d": true, "m": true, "re": true, "ve": true, "ll": true}

// apostrophe gives the words of a run such as "l'acte" (acte), "can't" (cant),
// "clerk's" (clerk) and "ng'ombe" (ngombe).
func apostrophe(run []byte, each func([]byte)) {
	head, tail, _ := bytes.Cut(run, []byte{'\''})
	switch {
	case len(tail) <= longestEnding && contractions[string(tail)]:
		each(head)
	case len(head) <= longestElision && elisions[string(head)]:
		if bytes.IndexByte(tail, '\'') >= 0 {
			apostrophe(tail, each)
			return
		}
		each(tail)
	default:
		each(bytes.ReplaceAll(run, []byte{'\''}, nil))
	}
}
