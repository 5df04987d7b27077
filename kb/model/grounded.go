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
	ChangedOrder Doubt = "its sentences are not in the order of the section"
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
// it: it is a sentence of it word for word, or its beginning up to a comma, or up to
// three of them that follow each other; only words such as "the", "and" and "please"
// may come and go. Where "not", "only", "if" or "but" stand, nothing is cut off or
// joined. Sentences keep their order, and one that begins with "it" or "this" stays
// behind the one before it. Numbers, links, names, codes and what is in quotes stand as
// they are; steps are copied, in order and to the last. So a model can choose, shorten
// and join, and cannot add. Whatever the check does not understand fails it.
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
	words func(text string) []string
	// turning, small and leaning are lists of words.
	turning, small, leaning map[string]bool
	sources                 []*source
	// last is the section that was said last.
	last *source
	// run is the list of steps that is being copied.
	run stepRun
}

func newChecker(sections []Section, lang string) *checker {
	c := &checker{
		words:   wordsIn(lang),
		turning: wordSet(turningWords, lang), small: wordSet(smallWords, lang), leaning: wordSet(leaningWords, lang),
	}
	for _, s := range sections {
		c.sources = append(c.sources, c.read(s))
	}
	return c
}

// wordsIn takes texts of a language apart. French "s'il" and "n'ouvrez" are two words
// each, of which a search would leave the first out.
func wordsIn(lang string) func(text string) []string {
	words := kb.NewStemmer(lang).Words
	if plain, _, _ := strings.Cut(strings.ToLower(lang), "-"); plain != "fr" {
		return words
	}
	apart := strings.NewReplacer("'", "' ", "’", "’ ")
	return func(text string) []string { return words(apart.Replace(text)) }
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
