package kb

import (
	"strconv"
	"strings"
	"unicode"
)

// slugs hands out the heading anchors of one article in GitHub's form: lower
// case, spaces to hyphens, punctuation gone, and -1, -2 for repeats.
// See https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links
type slugs map[string]int

// next gives the anchor of the next heading with this text.
func (s slugs) next(heading string) string {
	plain := slug(heading)
	anchor := plain
	for {
		if _, taken := s[anchor]; !taken {
			break
		}
		s[plain]++
		anchor = plain + "-" + strconv.Itoa(s[plain])
	}
	s[anchor] = 0
	return anchor
}

// slug is the anchor of a heading that is not a repeat. A heading without a
// letter or digit becomes "section", because an empty anchor cannot be linked to.
func slug(heading string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(strings.TrimSpace(heading)) {
		switch {
		case r == ' ' || r == '-':
			b.WriteByte('-')
		case r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			b.WriteRune(r)
		}
	}
	if strings.Trim(b.String(), "-") == "" {
		return "section"
	}
	return b.String()
}
