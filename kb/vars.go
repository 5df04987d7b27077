package kb

import (
	"regexp"
	"strings"
)

// placeholder is a variable in an article: {{country}}. Template languages that
// use the same braces ({{#if x}}, {{{x}}}, {{$x}}) are not ours and stay as they are.
var placeholder = regexp.MustCompile(`\{\{[ \t]*([\p{L}_][\p{L}\p{N}_.-]*)[ \t]*\}\}`)

// fill puts the values of vars into text. A variable that has no value leaves
// nothing behind, not even a double space, and is handed to missing.
func fill(text string, vars map[string]string, missing func(name string)) string {
	if !strings.Contains(text, "{{") {
		return text
	}
	var b strings.Builder
	from := 0
	for _, m := range placeholder.FindAllStringSubmatchIndex(text, -1) {
		if partOfTriple(text, m[0], m[1]) {
			continue
		}
		name := text[m[2]:m[3]]
		b.WriteString(text[from:m[0]])
		from = m[1]
		value, ok := vars[name]
		if !ok {
			missing(name)
		}
		if value == "" {
			from = closeGap(&b, text, from)
			continue
		}
		b.WriteString(value)
	}
	b.WriteString(text[from:])
	return b.String()
}

// partOfTriple tells whether the braces at text[start:end] belong to {{{…}}}.
func partOfTriple(text string, start, end int) bool {
	return start > 0 && text[start-1] == '{' || end < len(text) && text[end] == '}'
}

// closeGap mends the blank a missing value leaves: of the space before and the
// space after it only one stays, and none before punctuation or a line's end.
// It returns where to read on.
func closeGap(b *strings.Builder, text string, from int) int {
	written := b.String()
	if written == "" || strings.HasSuffix(written, " ") || strings.HasSuffix(written, "\n") {
		if from < len(text) && text[from] == ' ' {
			return from + 1
		}
		if from == len(text) || strings.IndexByte(".,;:!?)\n", text[from]) >= 0 {
			trimmed := strings.TrimRight(written, " ")
			b.Reset()
			b.WriteString(trimmed)
		}
	}
	return from
}
