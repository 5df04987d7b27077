package dialogue

import (
	"regexp"
	"strings"
	"unicode"
)

// The marks that set a piece of text apart from the direction around it.
// https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates
const (
	leftToRight = "\u2066" // LRI
	firstStrong = "\u2068" // FSI
	popIsolate  = "\u2069" // PDI
)

// fromRight tells whether a language is written from right to left.
func fromRight(lang string) bool {
	switch base(lang) {
	case "ar", "fa", "ur", "he", "ps", "sd", "ug", "ckb", "dv", "yi":
		return true
	}
	return false
}

var rightScripts = []*unicode.RangeTable{
	unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko,
}

// Isolate sets a value apart when it is written in the other direction than the
// text of language lang that it goes into, so that "#12" keeps its sign in front
// and an Arabic name does not turn the English around it. A value of several lines
// stands in paragraphs of its own and stays as it is.
func Isolate(lang, value string) string {
	if strings.ContainsRune(value, '\n') {
		return value
	}
	if !readsOtherWay(lang, value) {
		return value
	}
	return firstStrong + value + popIsolate
}

// fromRightScript tells whether a letter is of a script from right to left; all of
// them come behind the Hebrew accents.
func fromRightScript(r rune) bool { return r >= 0x590 && unicode.In(r, rightScripts...) }

func readsOtherWay(lang, value string) bool {
	right := fromRightScript
	if !fromRight(lang) {
		return strings.IndexFunc(value, right) >= 0
	}
	left := func(r rune) bool { return r == '#' || unicode.IsLetter(r) && !right(r) }
	return strings.IndexFunc(value, left) >= 0 || strings.IndexFunc(value, right) < 0 && needsOrder(value)
}

// turned are the pieces that lose their order among letters from right to left:
// web addresses, and numbers with signs or spaces in them, such as those of
// telephones, of tickets and of dates.
var turned = regexp.MustCompile(`https?://[^\s<>]*[^\s<>.,;:!?)\]،؛؟]|[+#]?[0-9][0-9 ()./:-]*[0-9]|[+#][0-9]`)

// LeftToRight keeps web addresses and numbers readable in a text that is written
// from right to left. Others it gives back as they are. What is set apart
// already, or stands alone on its line, stays.
func LeftToRight(lang, text string) string {
	if !fromRight(lang) {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.IndexFunc(line, fromRightScript) >= 0 {
			lines[i] = setApart(line)
		}
	}
	return strings.Join(lines, "\n")
}

func setApart(line string) string {
	var out strings.Builder
	depth, done := 0, 0
	for _, at := range turned.FindAllStringIndex(line, -1) {
		before := line[done:at[0]]
		depth += strings.Count(before, firstStrong) + strings.Count(before, leftToRight) - strings.Count(before, popIsolate)
		out.WriteString(before)
		piece := line[at[0]:at[1]]
		done = at[1]
		switch {
		case depth > 0 || !needsOrder(piece):
			out.WriteString(piece)
		case strings.Contains(piece, "://"):
			// Apps take a mark right behind an address for a part of it.
			out.WriteString(leftToRight + piece + " " + popIsolate)
		default:
			out.WriteString(leftToRight + piece + popIsolate)
		}
	}
	out.WriteString(line[done:])
	return out.String()
}

// needsOrder tells whether a piece is more than the digits of one number, which
// are read the same in every text.
func needsOrder(piece string) bool {
	return strings.IndexFunc(piece, func(r rune) bool { return !unicode.IsDigit(r) }) >= 0
}
