package desk

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/firstline-helpdesk/firstline/bot"
)

// private knows what of a ticket must not reach the makers: what the masks find, what
// the person is called, and the names and numbers that the person wrote. It cannot
// know a name that staff heard elsewhere; that is why they read and approve.
type private struct {
	masks *bot.Masks
	words map[string]bool
}

// leastPrivate is how long a word is, in runes, to be hidden for being the person's.
const leastPrivate = 3

// private collects it from a ticket, those merged with it and what was said in them.
func (f *draft) private(t *bot.Ticket) (private, error) {
	p := private{masks: f.opt.Masks, words: map[string]bool{}}
	all, err := f.together(t)
	if err != nil {
		return p, err
	}
	common := f.common()
	for _, t := range all {
		for _, word := range split(t.Person.Name) {
			p.add(word)
		}
		lines, err := f.lines(f.ctx, threadPrefix(t.Number), "")
		if err != nil {
			return p, err
		}
		for _, text := range append([]string{t.Question}, saidBy(lines)...) {
			for _, word := range split(text) {
				if looksPrivate(word) && !common[strings.ToLower(word)] {
					p.add(word)
				}
			}
		}
	}
	return p, nil
}

func saidBy(lines []bot.Line) (texts []string) {
	for _, line := range lines {
		if line.By == bot.ByPerson {
			texts = append(texts, line.Text)
		}
	}
	return texts
}

func (p private) add(word string) {
	if utf8.RuneCountInString(word) >= leastPrivate {
		p.words[strings.ToLower(word)] = true
	}
}

// common are the words of the articles: what stands there is no secret.
func (f *draft) common() map[string]bool {
	words := map[string]bool{}
	for _, a := range f.opt.KB().Articles() {
		for _, text := range append([]string{a.Title}, a.Questions...) {
			for _, word := range split(text) {
				words[strings.ToLower(word)] = true
			}
		}
		for _, s := range a.Sections {
			for _, word := range split(s.Text) {
				words[strings.ToLower(word)] = true
			}
		}
	}
	return words
}

// looksPrivate tells a name, by its capital letter, and a number.
func looksPrivate(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(first) || strings.ContainsFunc(word, unicode.IsDigit)
}

// split gives the words of a text, numbers and what is written in one with them too.
func split(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !isWord(r) })
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// hiddenWord stands for a word that was hidden.
const hiddenWord = "[…]"

// signOrWord finds the signs of the masks, and words.
var signOrWord = regexp.MustCompile(`\[[\p{L}_]+ [a-z]{3}\]|[\p{L}\p{M}\p{N}]+`)

// hide gives a text without what is private.
func (p private) hide(text string) string {
	return signOrWord.ReplaceAllStringFunc(p.masks.Text(text), func(word string) string {
		if p.words[strings.ToLower(word)] {
			return hiddenWord
		}
		return word
	})
}

// hidden names what hide takes out of a text, for who wrote it.
func (p private) hidden(text string) []string {
	var words []string
	for _, word := range strings.Fields(text) {
		bare := strings.TrimFunc(word, func(r rune) bool { return !isWord(r) })
		if p.hide(word) != word && !slices.Contains(words, bare) {
			words = append(words, bare)
		}
	}
	if len(words) == 0 {
		words = append(words, "…") // it goes over several words
	}
	return words
}
