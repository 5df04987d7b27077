package dialogue

import (
	"slices"
	"strings"
	"sync"
)

// typed are the actions with words of their own. Of several in one message the
// first decides: a wish for a person before all.
var typed = []action{
	forget, data, person, waiting, help, status, setLang, language, stop, reopen, short, long, none, no, yes, more, thanks, okay, bye, hello,
}

// orders ask the desk for something of its own.
var orders = []action{forget, data, person, help, status, language, stop, reopen, more, setLang, short, long}

// filler is said around other words and means nothing by itself: "please".
const filler action = "filler"

// phrase is what known words mean, and the languages in which they do. Arg is the
// language that a [setLang] names.
type phrase struct {
	do    action
	arg   string
	langs []string
}

// phrases are the words of all languages, so that who is lost may type what they
// know: from the words to the language to what they mean in it. Where two actions
// of one language share words it is the first one's.
var phrases = sync.OnceValue(func() map[string]map[string]action {
	all := map[string]map[string]action{}
	for _, do := range append(slices.Clone(typed), filler) {
		for text, langs := range wordsFor(do) {
			if all[text] == nil {
				all[text] = map[string]action{}
			}
			for _, lang := range langs {
				if _, taken := all[text][lang]; !taken {
					all[text][lang] = do
				}
			}
		}
	}
	return all
})

// wordsFor are the words of an action and the languages they belong to.
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

// known looks words up. A word of two languages, such as "na" (no in Bengali, and
// in Swahili), means what it means in the first of langs that has it.
func (d Dialogue) known(text string, langs []string) (phrase, bool) {
	meanings := phrases()[text]
	for _, lang := range langs {
		if do, ok := meanings[lang]; ok {
			p := phrase{do: do}
			for other, meant := range meanings {
				if meant == do {
					p.langs = append(p.langs, other)
				}
			}
			return p, true
		}
	}
	return d.named(text)
}

// languageNames are the languages by the names they have in all languages.
var languageNames = sync.OnceValue(func() map[string]string {
	all, _ := catalogues()
	names := map[string]string{}
	for lang, texts := range all {
		for _, name := range strings.Split(texts["language.name"]+"|"+texts["language.also"], "|") {
			names[simplify(name)] = lang
		}
	}
	return names
})

// named reads the name of a configured language: who writes "français" and nothing
// else wants French.
func (d Dialogue) named(text string) (phrase, bool) {
	lang := d.configured(languageNames()[text])
	for _, region := range d.Languages {
		if lang == "" && languageNames()[text] == base(region) {
			lang = region
		}
	}
	return phrase{do: setLang, arg: lang}, lang != ""
}

// spokenHere are the languages of a conversation, its own and the configured ones.
func (d Dialogue) spokenHere(own string) []string {
	langs := make([]string, 0, 1+len(d.Languages))
	for i := range 1 + len(d.Languages) {
		lang := own
		if i > 0 {
			lang = d.Languages[i-1]
		}
		if lang != "" && !slices.Contains(langs, spoken(lang)) {
			langs = append(langs, spoken(lang))
		}
	}
	return langs
}

// readingOrder is in which order the languages are asked what a word means: those
// of the conversation, then all others.
func readingOrder(here []string) []string {
	order := append(make([]string, 0, len(sortedLanguages())), here...)
	for _, lang := range sortedLanguages() {
		if !slices.Contains(here, lang) {
			order = append(order, lang)
		}
	}
	return order
}

// maxSmallTalk is the longest small talk, in words; what is longer is a question.
const maxSmallTalk = 8

// smallTalk reads a message that consists of known phrases and nothing else: "no",
// "yes, thank you", "a person please". Two different orders in one message are no
// small talk.
func (d Dialogue) smallTalk(plain string, langs []string) (intent, bool) {
	if strings.Count(plain, " ") >= maxSmallTalk {
		return intent{}, false
	}
	said := d.phrasesIn(plain, langs)
	for _, do := range typed {
		if i := slices.IndexFunc(said, func(p phrase) bool { return p.do == do }); i >= 0 {
			named := slices.ContainsFunc(said, func(p phrase) bool { return p.do == language })
			return intent{do: do, arg: said[i].arg, langs: said[i].langs, named: named}, true
		}
	}
	return intent{}, false
}

// phrasesIn takes simplified words apart, the longest phrase first. It gives
// nothing when a word is in no phrase or two orders are given.
func (d Dialogue) phrasesIn(plain string, langs []string) []phrase {
	var said []phrase
	var order phrase
	for plain != "" {
		end := len(plain)
		next, ok := d.known(plain, langs)
		for !ok {
			if end = strings.LastIndexByte(plain[:end], ' '); end < 0 {
				return nil
			}
			next, ok = d.known(plain[:end], langs)
		}
		if slices.Contains(orders, next.do) {
			if order.clashes(next) {
				return nil
			}
			order = next
		}
		said, plain = append(said, next), strings.TrimPrefix(plain[end:], " ")
	}
	return said
}

// clashes tells whether two orders ask for different things. "Language" and the
// name of one go together.
func (p phrase) clashes(next phrase) bool {
	naming := []action{language, setLang}
	if slices.Contains(naming, p.do) && slices.Contains(naming, next.do) && p.do != next.do {
		return false
	}
	return p.do != "" && (p.do != next.do || p.arg != next.arg)
}
