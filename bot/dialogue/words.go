package dialogue

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// typed are the actions with words of their own. Of several in one message the
// first decides: a wish for a person before all.
var typed = []action{person, help, status, language, stop, reopen, no, yes, thanks, okay, bye, hello}

// orders ask the desk for something of its own.
var orders = []action{person, help, status, language, stop, reopen}

// filler is said around other words and means nothing by itself: "please".
const filler action = "filler"

// phrase is what known words mean, and the languages in which they do.
type phrase struct {
	do    action
	langs []string
}

// phrases are the words of all languages, so that who is lost may type what they
// know. Where two actions share a phrase it is the first one's.
var phrases = sync.OnceValue(func() map[string]phrase {
	all := map[string]phrase{}
	for _, do := range append(slices.Clone(typed), filler) {
		for text, langs := range wordsFor(do) {
			if _, taken := all[text]; !taken {
				all[text] = phrase{do, langs}
			}
		}
	}
	return all
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

// maxSmallTalk is the longest small talk, in words; what is longer is a question.
const maxSmallTalk = 8

// smallTalk reads a message that consists of known phrases and nothing else: "no",
// "yes, thank you", "a person please". Two different orders in one message are no
// small talk.
func smallTalk(plain string) (intent, bool) {
	words := strings.Fields(plain)
	if len(words) > maxSmallTalk {
		return intent{}, false
	}
	said := phrasesIn(words)
	for _, do := range typed {
		if i := slices.IndexFunc(said, func(p phrase) bool { return p.do == do }); i >= 0 {
			return intent{do: do, langs: said[i].langs}, true
		}
	}
	return intent{}, false
}

// phrasesIn takes words apart, the longest phrase first. It gives nothing when a
// word is in no phrase or two orders are given.
func phrasesIn(words []string) []phrase {
	var said []phrase
	var order action
	for len(words) > 0 {
		n := len(words)
		next, known := phrases()[strings.Join(words, " ")]
		for !known && n > 1 {
			n--
			next, known = phrases()[strings.Join(words[:n], " ")]
		}
		if !known {
			return nil
		}
		if slices.Contains(orders, next.do) {
			if order != "" && order != next.do {
				return nil
			}
			order = next.do
		}
		said, words = append(said, next), words[n:]
	}
	return said
}

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

// simplify makes typed words comparable: lower case without accents, which few
// type on a phone, one space between words and no signs or pictures. A long text
// is never one of our phrases and gives "".
func simplify(s string) string {
	if len(s) > 200 {
		return ""
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r), r >= 0x300 && r <= 0x36f:
			return -1
		case r == '’':
			return '\''
		case r == '\'' || r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return r
		case unicode.Is(unicode.M, r) && r != 0xfe0f:
			return r
		}
		return ' '
	}, unaccented.Replace(strings.ToLower(s)))
	return strings.Join(strings.Fields(s), " ")
}

var unaccented = strings.NewReplacer(
	"à", "a", "á", "a", "â", "a", "ã", "a", "ä", "a", "ç", "c", "è", "e", "é", "e", "ê", "e", "ë", "e",
	"ì", "i", "í", "i", "î", "i", "ï", "i", "ñ", "n", "ò", "o", "ó", "o", "ô", "o", "õ", "o", "ö", "o",
	"ù", "u", "ú", "u", "û", "u", "ü", "u", "œ", "oe",
)
