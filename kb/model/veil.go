package model

import (
	"fmt"
	"regexp"
	"strings"
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
	names *nameList
	signs map[string]string // by kind and value
	back  map[string]string // by sign
	count map[string]int    // by kind
}

// veiled is what a hidden value looks like.
var veiled = regexp.MustCompile(`\[[\p{Lu}\p{N}_]{1,40}-\d{1,4}\]`)

// newVeil makes a veil that also hides these names of people, whole and in parts.
func newVeil(m masks, names ...string) *veil {
	return &veil{masks: m, names: newNameList(names), signs: map[string]string{}, back: map[string]string{}, count: map[string]int{}}
}

// hide gives a text without personal data. What looks like a hidden value in it is
// made not to, so that nobody gets another's by asking for it.
func (v *veil) hide(text string) string {
	text = veiled.ReplaceAllStringFunc(text, func(s string) string { return "(" + s[1:len(s)-1] + ")" })
	text = v.masks.Replace(text, v.sign)
	for _, hiddenEnd := range []bool{true, false} {
		text = v.withoutNames(text, hiddenEnd)
	}
	return text
}

func (v *veil) withoutNames(text string, hiddenEnd bool) string {
	var out strings.Builder
	end := 0
	for _, at := range append(veiled.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		out.WriteString(v.names.replace(text[end:at[0]], hiddenEnd, func(name string) string { return v.sign("person", name) }))
		out.WriteString(text[at[0]:at[1]])
		end = at[1]
	}
	return out.String()
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
