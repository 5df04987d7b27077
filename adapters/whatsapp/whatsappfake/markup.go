package whatsappfake

import (
	"strings"
	"unicode"
)

// invisible is the zero width space.
const invisible = '\u200b'

// shown gives the characters that a person sees, the way the phone formats text:
// a mark that begins or ends bold, italic, struck out text, code or a quotation is
// gone. Lists stay as they are written, and so do web addresses.
// https://faq.whatsapp.com/539178204879377
func shown(text string) string {
	text = unfenced(text)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if rest, quote := strings.CutPrefix(line, ">"); quote && !strings.HasPrefix(rest, string(invisible)) {
			line = strings.TrimPrefix(rest, " ")
		}
		lines[i] = formatted([]rune(line))
	}
	return strings.ReplaceAll(strings.Join(lines, "\n"), string(invisible), "")
}

// unfenced takes away pairs of three backticks, which may span lines.
func unfenced(text string) string {
	const fence = "```"
	before, rest, found := strings.Cut(text, fence)
	if !found {
		return text
	}
	inside, after, closed := strings.Cut(rest, fence)
	if !closed || strings.TrimSpace(inside) == "" {
		return text
	}
	return before + inside + unfenced(after)
}

// formatted takes the marks of one line away.
func formatted(line []rune) string {
	literal := addresses(line)
	for i, mark := range line {
		if literal[i] || !opens(line, i) {
			continue
		}
		for j := i + 2; j < len(line); j++ {
			if line[j] == mark && !literal[j] && closes(line, j) {
				return string(line[:i]) + formatted(line[i+1:j]) + formatted(line[j+1:])
			}
		}
	}
	return string(line)
}

// addresses tells which characters belong to a web address.
func addresses(line []rune) []bool {
	in := make([]bool, len(line))
	text := string(line)
	for _, scheme := range []string{"https://", "http://"} {
		for from := 0; ; {
			at := strings.Index(text[from:], scheme)
			if at < 0 {
				break
			}
			from += at
			i := len([]rune(text[:from]))
			for ; i < len(line) && !unicode.IsSpace(line[i]); i++ {
				in[i] = true
			}
			from += len(scheme)
		}
	}
	return in
}

func opens(line []rune, i int) bool {
	if !strings.ContainsRune("*_~`", line[i]) || i+1 >= len(line) {
		return false
	}
	after := line[i+1]
	if unicode.IsSpace(after) || after == invisible || after == line[i] {
		return false
	}
	return line[i] == '`' || i == 0 || !wordy(line[i-1])
}

func closes(line []rune, j int) bool {
	if before := line[j-1]; unicode.IsSpace(before) || before == invisible {
		return false
	}
	return line[j] == '`' || j+1 == len(line) || !wordy(line[j+1])
}

func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
