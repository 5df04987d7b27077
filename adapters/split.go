package adapters

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// split cuts text into parts of at most limit units; 0 is no limit. There is
// always a part, and none of several is blank. A single rune that is larger than
// the limit is a part of its own.
func split(u Unit, text string, limit int) []string {
	if limit <= 0 || u.Size(text) <= limit {
		return []string{text}
	}
	var parts []string
	for u.Size(text) > limit {
		at := cut(u, text, limit)
		if part := strings.TrimRightFunc(text[:at], unicode.IsSpace); part != "" {
			parts = append(parts, part)
		}
		text = strings.TrimLeftFunc(text[at:], unicode.IsSpace)
	}
	if text != "" || len(parts) == 0 {
		parts = append(parts, text)
	}
	return parts
}

// prefix is how many bytes of text fit into limit units, at least one rune.
func prefix(u Unit, text string, limit int) int {
	used := 0
	for i, r := range text {
		size := u.Size(string(r))
		if used+size > limit && i > 0 {
			return i
		}
		used += size
	}
	return len(text)
}

// cut finds the best place to end the first part of a text that is longer than
// the limit. It is always above 0.
func cut(u Unit, text string, limit int) int {
	room := prefix(u, text, limit)
	if room == len(text) {
		return room
	}
	return outsideAddress(text, betweenThoughts(u, text, room, limit), room)
}

// betweenThoughts prefers the end of a paragraph, then of a list item, a line, a
// sentence, a word. What leaves less than a third of the room is no good, unless
// it keeps an item or a line whole; except for words.
func betweenThoughts(u Unit, text string, room, limit int) int {
	window := text[:room]
	if text[room] == '\n' || text[room] == ' ' {
		// White space at a cut is dropped, so that it needs no room.
		window = text[:room+1]
	}
	if i := strings.LastIndex(window, "\n\n"); i > room/3 {
		return i + 2
	}
	if i := lastItem(window, text); i > room/3 || (i > 0 && u.Size(firstItem(text[i:])) <= limit) {
		return i
	}
	if i := strings.LastIndexByte(window, '\n') + 1; i > room/3 || (i > 0 && u.Size(firstLine(text[i:])) <= limit) {
		return i
	}
	if i := lastSentence(window); i > room/3 {
		return i
	}
	if i := strings.LastIndexAny(window, " \n\t"); i > 0 {
		return i + 1
	}
	return wholeClusters(text, room)
}

// lastItem is where the last line in window begins that does not continue the
// item above it; 0 for none. Continuing lines are indented.
func lastItem(window, text string) int {
	for end := len(window); ; {
		i := strings.LastIndexByte(window[:end], '\n')
		if i < 0 {
			return 0
		}
		if !continues(text[i+1:]) {
			return i + 1
		}
		end = i
	}
}

// firstItem is the line that text begins with, and those that continue it.
func firstItem(text string) string {
	for from := 0; ; {
		i := strings.IndexByte(text[from:], '\n')
		if i < 0 {
			return text
		}
		if from += i + 1; !continues(text[from:]) {
			return text[:from-1]
		}
	}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

func continues(line string) bool {
	return strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")
}

var sentenceEnds = []string{". ", "? ", "! ", "؟ ", "।"}

// lastSentence is where the last sentence in window ends; 0 for none. The dot of
// "12. " in front of a step ends nothing.
func lastSentence(window string) int {
	best := 0
	for _, mark := range sentenceEnds {
		for end := len(window); end > 0; {
			i := strings.LastIndex(window[:end], mark)
			if i >= 0 && !onlyNumber(window[:i]) {
				best = max(best, i+len(mark))
				break
			}
			end = i
		}
	}
	return best
}

// onlyNumber tells whether the last line of text is digits and nothing else.
func onlyNumber(text string) bool {
	line := strings.TrimSpace(text[strings.LastIndexByte(text, '\n')+1:])
	return line != "" && strings.Trim(line, "0123456789") == ""
}

// outsideAddress moves a cut out of a web address: to its beginning or, when it
// is the first word, to its end. One that alone is longer than the room is cut.
func outsideAddress(text string, at, room int) int {
	from := strings.LastIndexFunc(text[:at], unicode.IsSpace)
	if from >= 0 {
		_, size := utf8.DecodeRuneInString(text[from:])
		from += size
	}
	from = max(from, 0)
	end := len(text)
	if i := strings.IndexFunc(text[at:], unicode.IsSpace); i >= 0 {
		end = at + i
	}
	start := addressIn(text[from:end])
	if start < 0 || from+start >= at {
		return at
	}
	switch start += from; {
	case start > 0:
		return start
	case end <= room:
		return end
	}
	return at
}

// addressIn is where a web address begins in a word, or -1.
func addressIn(word string) int {
	for _, scheme := range []string{"https://", "http://"} {
		if i := strings.Index(word, scheme); i >= 0 {
			return i
		}
	}
	return -1
}

// maxCluster is the longest picture or letter with marks that is kept whole, in bytes.
const maxCluster = 64

// wholeClusters moves a cut inside one very long word back to before a joined
// emoji, a flag or a letter with marks.
func wholeClusters(text string, room int) int {
	for at := room; at > 0 && room-at < maxCluster; {
		if !joined(text[:at], text[at:]) {
			return at
		}
		_, size := utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	return room
}

const zeroWidthJoiner = '\u200d'

// joined tells whether what follows is shown as one with what is before.
func joined(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	switch {
	case last == zeroWidthJoiner || next == zeroWidthJoiner || unicode.Is(unicode.M, next):
		return true
	case next >= 0x1f3fb && next <= 0x1f3ff, next >= 0xe0020 && next <= 0xe007f:
		// Skin colours and the letters of a region's flag.
		return true
	}
	// Two of these letters make a country's flag.
	flags := strings.TrimRightFunc(before, flagLetter)
	return flagLetter(next) && utf8.RuneCountInString(before[len(flags):])%2 == 1
}

func flagLetter(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }
