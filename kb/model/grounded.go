package model

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/firstline-helpdesk/firstline/kb"
)

// Section is a part of an article as it is given to the model.
type Section struct {
	// ID is the section's id, see [kb.Section].
	ID string
	// Title is the article's, Text what people would read of the section.
	Title, Text string
}

// Doubt is why a text of the model is not taken; "" is no doubt. It is a constant
// and may be logged.
type Doubt string

// The doubts.
const (
	Unsure       Doubt = "it says itself that it does not know"
	Uncited      Doubt = "a sentence names no section"
	Unrested     Doubt = "a sentence says more than its section"
	NewFigure    Doubt = "a number is not in the section"
	NewLink      Doubt = "a link, an address or a code is not in the section"
	NewName      Doubt = "a name is not in the section"
	NewLabel     Doubt = "something in quotes is not in the section"
	NewSense     Doubt = "a word that turns the meaning is not as in the section"
	ChangedSteps Doubt = "the steps are not those of the section"
	OtherTongue  Doubt = "it is in another language"
	TooLong      Doubt = "it is too long"
	Marked       Doubt = "it holds markup or hidden signs"
	Nothing      Doubt = "it says nothing"
)

// Bounds are what an answer must keep to.
type Bounds struct {
	// Lang is the language of question and sections.
	Lang string
	// Most is how many runes the answer may have.
	Most int
	// Detect tells the language of a text and whether that is sure; it may be nil.
	Detect func(text string) (lang string, sure bool)
}

// Grounded checks what a model made of sections, and gives the answer without the
// marks of what it rests on, and the numbers of the sections it rests on, from 0.
//
// Every sentence must be followed by the number of a section, as in [1], and rest on
// it: all its words that say something stand in at most three sentences of it that
// follow each other, in that order, in some form. Numbers, links, names, codes and what
// is in quotes stand there as they are; words such as "not" and "only" are neither
// added nor left out; steps are copied, in order and to the last. So a model can
// choose, shorten and join, and cannot add. Whatever the check does not understand
// fails it.
func Grounded(said string, sections []Section, in Bounds) (answer string, cited []int, doubt Doubt) {
	said = strings.TrimSpace(strings.ReplaceAll(said, "\r\n", "\n"))
	switch {
	case said == "":
		return "", nil, Nothing
	case utf8.RuneCountInString(said) > 2*in.Most: // the marks of sections take room too
		return "", nil, TooLong
	case strange(said, sections):
		return "", nil, Marked
	}
	claims, doubt := readClaims(said, len(sections))
	if doubt != "" {
		return "", nil, doubt
	}
	check := newChecker(sections, in.Lang)
	var lines []string
	for _, c := range claims {
		if doubt := check.claim(c); doubt != "" {
			return "", nil, doubt
		}
		for _, n := range c.cites {
			if !slices.Contains(cited, n) {
				cited = append(cited, n)
			}
		}
		if c.joined && len(lines) > 0 {
			lines[len(lines)-1] += " " + c.text
		} else {
			lines = append(lines, c.text)
		}
	}
	if doubt := check.stepsDone(); doubt != "" {
		return "", nil, doubt
	}
	answer = strings.Join(lines, "\n")
	switch {
	case utf8.RuneCountInString(answer) > in.Most:
		return "", nil, TooLong
	case in.Detect != nil && foreign(answer, in):
		return "", nil, OtherTongue
	}
	return answer, cited, ""
}

// foreign tells whether a text is surely in another language. A region counts as
// its language.
func foreign(text string, in Bounds) bool {
	got, sure := in.Detect(text)
	plain := func(code string) string { return strings.SplitN(strings.ToLower(code), "-", 2)[0] }
	return sure && plain(got) != plain(in.Lang)
}

// checker holds the sections as the check reads them.
type checker struct {
	lang    string
	stems   kb.Stemmer
	weighty map[string]string
	sources []*source
	// run is the list of steps that is being copied.
	run stepRun
}

func newChecker(sections []Section, lang string) *checker {
	c := &checker{lang: lang, stems: kb.NewStemmer(lang), weighty: weightyWords(lang)}
	for _, s := range sections {
		c.sources = append(c.sources, c.read(s))
	}
	return c
}

// claim checks one piece that ends with the numbers of sections. It may be several
// sentences; each must rest on one of the sections.
func (c *checker) claim(cl claim) Doubt {
	if n, ok := stepNumber(cl.text); ok {
		return c.step(cl, n)
	}
	for _, text := range sentencesOf(cl.text) {
		s := c.sentence(text)
		doubt := Unrested
		for _, n := range cl.cites {
			if doubt = c.rests(s, c.sources[n]); doubt == "" {
				break
			}
		}
		if doubt != "" {
			return doubt
		}
	}
	return ""
}

// leastShared is how much of all its words, small ones too, a sentence shares with
// what it rests on. Of the words that say something it shares all: with one of eight
// spared, one word in five that was put in place of another went through. See
// TestWhatTheCheckLetsThrough.
const leastShared = 0.6

// rests checks one sentence against one section.
func (c *checker) rests(s sentence, src *source) Doubt {
	if doubt := src.verbatim(s); doubt != "" {
		return doubt
	}
	if len(s.stems) == 0 {
		return Unrested
	}
	least := leastShared
	if len(c.weighty) == 0 {
		least = 1 // nobody said which of its words turn a meaning
	}
	best := Unrested
	for width := 1; width <= mostJoined; width++ {
		for from := 0; from+width <= len(src.sentences); from++ {
			w := joined(src.sentences[from : from+width])
			if w.steps || commonInOrder(s.stems, w.stems) < len(s.stems) ||
				float64(commonInOrder(s.words, w.words)) < least*float64(len(s.words)) {
				continue
			}
			if sameTurns(s.turns, w.turns) {
				return ""
			}
			best = NewSense
		}
	}
	return best
}

// mostJoined is how many sentences of a section one of the answer may rest on.
const mostJoined = 3

// commonInOrder is how many items of a stand in b in the same order (the longest common
// subsequence).
func commonInOrder(a, b []string) int {
	row := make([]int, len(b)+1)
	for i := range a {
		diagonal := 0
		for j := range b {
			above := row[j+1]
			if a[i] == b[j] {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}
