package dialogue

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// angryWords are the angry words of each language.
var angryWords = sync.OnceValue(func() map[string][]string {
	all := map[string][]string{}
	for text, langs := range wordsFor(angry) {
		for _, lang := range langs {
			all[lang] = append(all[lang], text)
		}
	}
	return all
})

// isAngry looks for an angry word of the languages in a short message. Long ones
// are questions that happen to contain it.
func isAngry(plain string, langs []string) bool {
	if plain == "" || strings.Count(plain, " ") > 8 {
		return false
	}
	padded := " " + plain + " "
	return slices.ContainsFunc(langs, func(lang string) bool {
		return slices.ContainsFunc(angryWords()[lang], func(w string) bool {
			return strings.Contains(padded, " "+w+" ")
		})
	})
}

// openings are phrases that a message may begin with, by kind and language: what
// turns to another question ("also") and what corrects the last ("meant").
var openings = sync.OnceValue(func() map[string]map[string][]string {
	all := map[string]map[string][]string{}
	for _, kind := range []string{"also", "meant"} {
		all[kind] = map[string][]string{}
		for text, langs := range wordsFor(action(kind)) {
			for _, lang := range langs {
				all[kind][lang] = append(all[kind][lang], text)
			}
		}
	}
	return all
})

// phrasesOf are the openings of a kind in the languages of a conversation.
func (d Dialogue) phrasesOf(kind, own string) []string {
	var all []string
	for _, lang := range d.spokenHere(own) {
		all = append(all, openings()[kind][lang]...)
	}
	return all
}

// maxOpening is how far into a text an opening is looked for, in bytes.
const maxOpening = 120

// opening takes the longest of the phrases off the beginning of a text. It gives
// the text as it is, and false, when it begins with none or has nothing behind it.
func opening(text string, phrases []string) (rest string, ok bool) {
	rest = text
	first := true
	for at, r := range text {
		if at > maxOpening {
			break
		}
		if at == 0 || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) || r == '\'' || r == '’' {
			continue
		}
		said := simplify(text[:at])
		if said == "" {
			continue
		}
		if first && !slices.ContainsFunc(phrases, func(p string) bool { return strings.HasPrefix(p, said) }) {
			// Most messages begin with none of them, and the first word tells.
			break
		}
		first = false
		behind := strings.TrimLeftFunc(text[at+utf8.RuneLen(r):], func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if behind != "" && slices.Contains(phrases, said) {
			rest, ok = behind, true
		}
	}
	return rest, ok
}
