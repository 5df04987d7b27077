package model

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// masks find personal data: see bot.Masks.
type masks interface {
	Replace(text string, with func(kind, value string) string) string
}

// veil hides personal data in what goes to the model, and puts it back in what comes
// from it. One veil is for one call and one person.
type veil struct {
	masks masks
	// names are of people, to be hidden as well.
	names *regexp.Regexp
	signs map[string]string // by kind and value
	back  map[string]string // by sign
	count map[string]int    // by kind
}

// veiled is what a hidden value looks like.
var veiled = regexp.MustCompile(`\[[\p{Lu}\p{N}_]{1,40}-\d{1,4}\]`)

// leastName is how many runes of a name are hidden at least; shorter ones stand in
// too many words.
const leastName = 3

// newVeil makes a veil that also hides these names of people, whole and in parts.
func newVeil(m masks, names ...string) *veil {
	v := &veil{masks: m, signs: map[string]string{}, back: map[string]string{}, count: map[string]int{}}
	var parts []string
	for _, name := range names {
		for _, part := range append(strings.Fields(name), strings.TrimSpace(name)) {
			if utf8.RuneCountInString(part) >= leastName {
				parts = append(parts, regexp.QuoteMeta(part))
			}
		}
	}
	if len(parts) > 0 {
		// The longest first: a whole name before its parts.
		slices.SortFunc(parts, func(a, b string) int { return len(b) - len(a) })
		v.names = regexp.MustCompile(`(?i)(^|[^\p{L}\p{M}\p{N}])(` + strings.Join(parts, "|") + `)($|[^\p{L}\p{M}\p{N}])`)
	}
	return v
}

// hide gives a text without personal data. What looks like a hidden value in it is
// made not to, so that nobody gets another's by asking for it.
func (v *veil) hide(text string) string {
	text = veiled.ReplaceAllStringFunc(text, func(s string) string { return "(" + s[1:len(s)-1] + ")" })
	text = v.masks.Replace(text, v.sign)
	if v.names == nil {
		return text
	}
	var out strings.Builder
	end := 0
	for _, at := range append(veiled.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		out.WriteString(v.withoutNames(text[end:at[0]]))
		out.WriteString(text[at[0]:at[1]])
		end = at[1]
	}
	return out.String()
}

func (v *veil) withoutNames(text string) string {
	// A match takes the sign behind a name along, so that the next name needs a second look.
	for range 2 {
		text = v.names.ReplaceAllStringFunc(text, func(s string) string {
			at := v.names.FindStringSubmatch(s)
			return at[1] + v.sign("person", at[2]) + at[3]
		})
	}
	return text
}

// sign is what stands for a value.
func (v *veil) sign(kind, value string) string {
	if have, ok := v.signs[kind+"\x00"+value]; ok {
		return have
	}
	v.count[kind]++
	sign := fmt.Sprintf("[%s-%d]", strings.ToUpper(kind), v.count[kind])
	v.signs[kind+"\x00"+value], v.back[sign] = sign, value
	return sign
}

// show puts the values back.
func (v *veil) show(text string) string {
	return veiled.ReplaceAllStringFunc(text, func(s string) string {
		if value, ok := v.back[s]; ok {
			return value
		}
		return s
	})
}

// drop leaves the hidden values out.
func (v *veil) drop(text string) string {
	return strings.Join(strings.Fields(veiled.ReplaceAllString(text, " ")), " ")
}
