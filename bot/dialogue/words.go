package dialogue

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// wordList is what people may type for one action, with the languages in which
// it says so.
type wordList struct {
	do    action
	langs map[string][]string
}

// typed is the order in which word lists are tried: a wish for a person first.
var typed = []action{person, help, status, language, stop, yes, no, hello, thanks, okay, bye}

var allWords = sync.OnceValue(func() []wordList {
	lists := make([]wordList, 0, len(typed))
	for _, do := range typed {
		lists = append(lists, wordList{do: do, langs: wordsFor(do)})
	}
	return lists
})

var angryWords = sync.OnceValue(func() []string {
	return slices.Sorted(maps.Keys(wordsFor(angry)))
})

func wordsFor(do action) map[string][]string {
	all, _ := catalogues()
	texts := map[string][]string{}
	for _, lang := range Languages() {
		for _, text := range strings.Split(all[lang]["words."+string(do)], "|") {
			if text = simplify(text); text != "" && !slices.Contains(texts[text], lang) {
				texts[text] = append(texts[text], lang)
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
