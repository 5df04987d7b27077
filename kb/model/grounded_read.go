package model

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// claim is a piece of what the model said, with the numbers of the sections that it
// says it rests on, from 0.
type claim struct {
	text  string
	cites []int
	// joined tells that it goes on in the line of the claim before.
	joined bool
}

var citation = regexp.MustCompile(`\s*\[(\d{1,2}(?:\s*,\s*\d{1,2})*)\]`)

// readClaims takes an answer apart at the marks of sections. What has no mark
// behind it in its line is a doubt.
func readClaims(said string, sections int) ([]claim, Doubt) {
	var claims []claim
	for line := range strings.SplitSeq(said, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		marks := citation.FindAllStringSubmatchIndex(line, -1)
		end, first := 0, true
		for i := 0; i < len(marks); i++ {
			c := claim{text: line[end:marks[i][0]], joined: !first}
			for {
				cites, ok := citesOf(line[marks[i][2]:marks[i][3]], sections)
				if !ok {
					return nil, Uncited
				}
				c.cites, end = append(c.cites, cites...), marks[i][1]
				if i+1 == len(marks) || marks[i+1][0] != end {
					break
				}
				i++
			}
			end += closing(line[end:])
			c.text = bullet.ReplaceAllString(strings.TrimSpace(c.text)+line[marks[i][1]:end], "• ")
			if strings.TrimSpace(c.text) == "" {
				return nil, Uncited
			}
			claims, first = append(claims, c), false
		}
		if strings.TrimSpace(line[end:]) != "" {
			return nil, Uncited
		}
	}
	if len(claims) == 0 {
		return nil, Uncited
	}
	return claims, ""
}

// bullet is how models begin an item of a list that has no numbers.
var bullet = regexp.MustCompile(`^[-*•]\s+`)

// closing is how many bytes of a text end the sentence before it: models put the
// mark before the full stop as often as behind it.
func closing(text string) int {
	n := 0
	for i, r := range text {
		if !strings.ContainsRune(".!?।؟。", r) {
			break
		}
		n = i + len(string(r))
	}
	return n
}

func citesOf(list string, sections int) ([]int, bool) {
	var cites []int
	for one := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(one))
		if err != nil || n < 1 || n > sections {
			return nil, false
		}
		cites = append(cites, n-1)
	}
	return cites, true
}

// sentenceEnd is where a sentence ends: a sign, and then a space.
var sentenceEnd = regexp.MustCompile(`[.!?।؟。][)"”»’]*(\s+|$)`)

// sentencesOf takes a text apart at lines and ends of sentences. The number of a
// step is not one.
func sentencesOf(text string) []string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		begin := 0
		if _, ok := stepNumber(strings.TrimSpace(line)); ok {
			begin = strings.IndexAny(line, ".)") + 1
		}
		from := 0
		for _, at := range sentenceEnd.FindAllStringIndex(line[begin:], -1) {
			out = append(out, strings.TrimSpace(line[from:begin+at[1]]))
			from = begin + at[1]
		}
		out = append(out, strings.TrimSpace(line[from:]))
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

var step = regexp.MustCompile(`^(\d{1,2})[.)]\s+\S`)

// stepNumber is the number of a line that is a step of a list.
func stepNumber(line string) (int, bool) {
	at := step.FindStringSubmatch(line)
	if at == nil {
		return 0, false
	}
	n, err := strconv.Atoi(at[1])
	return n, err == nil
}

// markup is what would show as signs, or be taken for more than text somewhere.
var markup = regexp.MustCompile("\\*\\*|__|```|`|~~|^\\s*#|\n\\s*#|^\\s*>|\n\\s*>|\\]\\(|</?[A-Za-z!]|&[a-z#0-9]+;|\\|\\s*-{2,}|!\\[")

// strange tells whether a text holds markup, or signs that nobody sees, which are
// not in the sections either.
func strange(said string, sections []Section) bool {
	given := func(part string) bool {
		return slices.ContainsFunc(sections, func(s Section) bool { return strings.Contains(s.Text, part) })
	}
	for _, found := range markup.FindAllString(said, -1) {
		if !given(strings.TrimSpace(found)) {
			return true
		}
	}
	for _, r := range said {
		hidden := r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs)) || r == unicode.ReplacementChar
		if hidden && !given(string(r)) {
			return true
		}
	}
	return false
}
