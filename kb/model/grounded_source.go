package model

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sentence is one of the answer or of a section, as the check reads it.
type sentence struct {
	text string
	// stems are of the words that say something, words all of them.
	stems, words []string
	// turns are the words that turn a meaning, by sense.
	turns map[string]int
	// step tells that it is a step of a list, or a part of one.
	step bool
}

func (c *checker) sentence(text string) sentence {
	s := sentence{text: text, stems: c.stems.Stems(text), words: c.stems.Words(text), turns: map[string]int{}}
	for _, w := range s.words {
		if sense, ok := c.weighty[w]; ok {
			s.turns[sense]++
		}
	}
	return s
}

// source is a section as the check reads it.
type source struct {
	// flat is its text with single spaces, tokens are the pieces between them.
	flat      string
	tokens    map[string]bool
	sentences []sentence
	steps     []sourceStep
}

func (c *checker) read(s Section) *source {
	text := s.Title + "\n" + s.Text
	src := &source{flat: oneSpace(text), tokens: map[string]bool{}}
	for _, token := range tokensIn(text) {
		src.tokens[plainDigits(token)] = true
	}
	list := 0
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		n, isStep := stepNumber(line)
		if isStep {
			if n == 1 || len(src.steps) == 0 {
				list++
			}
			src.steps = append(src.steps, sourceStep{list: list, number: n, text: oneSpace(line)})
		}
		for _, one := range sentencesOf(line) {
			read := c.sentence(one)
			read.step = isStep
			src.sentences = append(src.sentences, read)
		}
	}
	return src
}

// window is some sentences that follow each other, read as one.
type window struct {
	stems, words []string
	turns        map[string]int
	// steps tells that there is a step among them.
	steps bool
}

func joined(sentences []sentence) window {
	w := window{turns: map[string]int{}}
	for _, s := range sentences {
		w.stems, w.words, w.steps = append(w.stems, s.stems...), append(w.words, s.words...), w.steps || s.step
		for sense, n := range s.turns {
			w.turns[sense] += n
		}
	}
	return w
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
