package model

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sentence is one of the answer or of a section, as the check reads it.
type sentence struct {
	text string
	// clauses are its words, apart at commas and the like.
	clauses [][]string
	// turns are the words in each clause that neither come nor go.
	turns []int
	// leans tells that it means something of the sentence before it.
	leans bool
	// asks tells that it is a question.
	asks bool
	// step tells that it is a step of a list, or a part of one; under that it is an item
	// below a line that turns its meaning, as in "Never do this:".
	step, under bool
}

// clauseEnd is where a clause ends. A sign inside a number or an address is none.
var clauseEnd = regexp.MustCompile(`[,;:،؛—–)]\s|\s[(–—-]`)

func (c *checker) sentence(text string) sentence {
	s := sentence{text: text, asks: strings.ContainsAny(text[max(0, len(text)-4):], "?؟")}
	first := true
	for _, clause := range clauseEnd.Split(text, -1) {
		words, turns := c.words(clause), 0
		if len(words) == 0 {
			continue
		}
		for _, w := range words {
			if c.turning[w] || len(c.turning) == 0 { // nobody said which words turn
				turns++
			}
			if first && !c.small[w] {
				s.leans, first = c.leaning[w], false
			}
		}
		s.clauses, s.turns = append(s.clauses, words), append(s.turns, turns)
	}
	return s
}

// turning tells whether a word that turns the meaning stands in a clause from n on.
func (s sentence) turning(n int) bool {
	return slices.ContainsFunc(s.turns[n:], func(turns int) bool { return turns > 0 })
}

// source is a section as the check reads it.
type source struct {
	// flat is its text with single spaces, tokens are the pieces between them.
	flat   string
	tokens map[string]bool
	// sentences are those of the title, and then of the text.
	sentences []sentence
	titles    int
	steps     []sourceStep
	// said is behind the last sentence that was said of it.
	said int
}

func (c *checker) read(s Section) *source {
	text := s.Title + "\n" + s.Text
	src := &source{flat: oneSpace(text), tokens: map[string]bool{}, titles: len(sentencesOf(s.Title))}
	for _, token := range tokensIn(text) {
		src.tokens[plainDigits(token)] = true
	}
	list, head, turned := 0, false, false
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		n, isStep := stepNumber(line)
		turned = turned && (head || isStep || bullet.MatchString(line))
		if isStep && (n == 1 || len(src.steps) == 0) {
			list++
		}
		for _, one := range sentencesOf(line) {
			read := c.sentence(bullet.ReplaceAllString(one, ""))
			read.step, read.under = isStep, turned
			src.sentences = append(src.sentences, read)
		}
		if isStep {
			src.steps = append(src.steps, sourceStep{list: list, number: n, text: oneSpace(line), under: turned, behind: len(src.sentences)})
		}
		if head = strings.HasSuffix(line, ":"); head {
			turned = src.sentences[len(src.sentences)-1].turning(0)
		}
	}
	return src
}

// quoted is what stands in quotes: names of buttons and fields, which must be as on
// the screen.
var quoted = regexp.MustCompile("“([^”]+)”|\"([^\"]+)\"|«([^»]+)»|‘([^’]+)’|„([^“”]+)[“”]|\\[([^\\]]+)\\]")

// verbatim checks what must stand in the section as it is.
func (src *source) verbatim(s sentence) Doubt {
	for _, match := range quoted.FindAllStringSubmatch(s.text, -1) {
		for _, inside := range match[1:] {
			if inside != "" && !strings.Contains(src.flat, strings.TrimRight(oneSpace(inside), ".,;:!?")) {
				return NewLabel
			}
		}
	}
	for i, token := range tokensIn(s.text) {
		if src.tokens[plainDigits(token)] {
			continue
		}
		switch {
		case strings.ContainsFunc(token, unicode.IsNumber):
			return NewFigure
		case strings.ContainsFunc(token, isSign):
			return NewLink
		case hasCapital(token, i == 0):
			return NewName
		}
	}
	return ""
}

// tokensIn gives the pieces of a text between spaces, without the signs of a
// sentence around them.
func tokensIn(text string) []string {
	var out []string
	for _, piece := range strings.Fields(text) {
		piece = strings.Trim(piece, ".,;:!?()[]{}\"'“”«»„‘’…।؟،؛。•–—-")
		if piece != "" {
			out = append(out, piece)
		}
	}
	return out
}

// isSign tells a rune that words are not made of.
func isSign(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r) && !strings.ContainsRune("'’-–‐\u200c\u200d", r)
}

// hasCapital tells whether a word may be a name: it has a capital letter that is not
// just the first of its sentence.
func hasCapital(token string, first bool) bool {
	if first {
		_, size := utf8.DecodeRuneInString(token)
		token = token[size:]
	}
	return strings.ContainsFunc(token, func(r rune) bool { return unicode.IsUpper(r) || unicode.IsTitle(r) })
}

func oneSpace(text string) string { return strings.Join(strings.Fields(text), " ") }

// plainDigits writes the digits of all scripts in the same way.
func plainDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf || !unicode.IsDigit(r) {
			return r
		}
		for _, zero := range []rune{'٠', '۰', '०', '০', '๐', '໐', '၀', '០', '０'} {
			if r >= zero && r < zero+10 {
				return '0' + r - zero
			}
		}
		return r
	}, s)
}
