package dialogue

import (
	"slices"
	"strings"
	"sync"
)

// wordList is what people may type, in all languages, for one action.
type wordList struct {
	do    action
	texts []string
}

// typed is the order in which word lists are tried: a wish for a person first.
var typed = []action{person, help, status, language, stop, yes, no, hello, thanks, okay, bye}

var allWords = sync.OnceValue(func() []wordList {
	lists := make([]wordList, 0, len(typed))
	for _, do := range typed {
		lists = append(lists, wordList{do: do, texts: wordsFor(do)})
	}
	return lists
})

var angryWords = sync.OnceValue(func() []string { return wordsFor(angry) })

func wordsFor(do action) []string {
	all, _ := catalogues()
	var texts []string
	for _, lang := range Languages() {
		for _, text := range strings.Split(all[lang]["words."+string(do)], "|") {
			if text = simplify(text); text != "" && !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
		}
	}
	return texts
}

// words are understood in every language the catalogues have, whatever the
// conversation's language: who is lost types what they know.
func (d Dialogue) words() []wordList { return allWords() }

// isAngry looks for an angry word in a short message. Long ones are questions
// that happen to contain it.
func isAngry(plain string) bool {
	if plain == "" || strings.Count(plain, " ") > 8 {
		return false
	}
	padded := " " + plain + " "
	return slices.ContainsFunc(angryWords(), func(w string) bool {
		return strings.Contains(padded, " "+w+" ")
	})
}
