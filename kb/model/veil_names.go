package model

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/firstline-helpdesk/firstline/kb"
)

// leastName is how many runes of a name are hidden at least; shorter ones stand in
// too many words.
const leastName = 3

// nameList finds names of people in texts: whole and in parts, with or without accents,
// and with what Arabic and Bengali put before or behind a name.
type nameList struct {
	whole [][]string
	parts map[string]bool
}

func newNameList(names []string) *nameList {
	n := &nameList{parts: map[string]bool{}}
	for _, name := range names {
		var whole []string
		for _, w := range wordsOf(name, true) {
			whole = append(whole, w.form)
			if utf8.RuneCountInString(w.form) >= leastName {
				n.parts[w.form] = true
			}
		}
		if joined := strings.Join(whole, ""); len(whole) > 1 && utf8.RuneCountInString(joined) >= leastName {
			n.whole = append(n.whole, whole)
			n.parts[joined] = true
		}
	}
	// The longest first: a whole name before a shorter one.
	slices.SortStableFunc(n.whole, func(a, b []string) int { return len(b) - len(a) })
	return n
}

// nameWord is a word of a text, from and to in bytes.
type nameWord struct {
	from, to int
	form     string
}

// wordsOf are the rows of letters in a text. Signs that nobody sees, such as a soft
// hyphen, go on with a word or end it.
func wordsOf(text string, hiddenEnd bool) []nameWord {
	var out []nameWord
	from := -1
	end := func(to int) {
		if from >= 0 {
			out = append(out, nameWord{from, to, kb.LookupForm(text[from:to])})
		}
		from = -1
	}
	for i, r := range text {
		switch {
		case unicode.IsLetter(r) || from >= 0 && (unicode.IsMark(r) || !hiddenEnd && unicode.Is(unicode.Cf, r)):
			if from < 0 {
				from = i
			}
		default:
			end(i)
		}
	}
	end(len(text))
	return out
}

// replace gives a text with something else in place of each name.
func (n *nameList) replace(text string, hiddenEnd bool, with func(name string) string) string {
	if len(n.parts) == 0 {
		return text
	}
	words := wordsOf(text, hiddenEnd)
	var out strings.Builder
	end := 0
	for i := 0; i < len(words); {
		many := n.at(text, words[i:])
		if many > 0 {
			from, to := words[i].from, words[i+many-1].to
			out.WriteString(text[end:from])
			out.WriteString(with(text[from:to]))
			end = to
		}
		i += max(many, 1)
	}
	out.WriteString(text[end:])
	return out.String()
}

// at is how many of the first words are a name.
func (n *nameList) at(text string, words []nameWord) int {
	for _, whole := range n.whole {
		if len(whole) > len(words) {
			continue
		}
		same := true
		for i, form := range whole {
			same = same && words[i].form == form && (i == 0 || strings.Trim(text[words[i-1].to:words[i].from], " \t\u00a0-_.'’") == "")
		}
		if same {
			return len(whole)
		}
	}
	if n.is(words[0].form) {
		return 1
	}
	return 0
}

// mostEnding is how many runes Bengali puts behind a name at most.
const mostEnding = 6

// is tells whether a word is a name or a part of one.
func (n *nameList) is(form string) bool {
	if n.parts[form] {
		return true
	}
	first, _ := utf8.DecodeRuneInString(form)
	switch {
	case unicode.Is(unicode.Arabic, first):
		for range 2 { // "and", "so", "with", "to", "as"
			r, size := utf8.DecodeRuneInString(form)
			if !strings.ContainsRune("وفبلك", r) {
				return false
			}
			if form = form[size:]; n.parts[form] {
				return true
			}
		}
	case unicode.Is(unicode.Bengali, first):
		for part := range n.parts {
			if rest, ok := strings.CutPrefix(form, part); ok && utf8.RuneCountInString(rest) <= mostEnding {
				return true
			}
		}
	}
	return false
}
