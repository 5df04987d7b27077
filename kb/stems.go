package kb

// Stemmer takes texts of one language apart into the stems of their words. It is
// safe for concurrent use.
type Stemmer struct {
	lang  string
	stops map[string]bool
}

// NewStemmer makes a stemmer for a language code. In a language that has no rules
// here, a word is its own stem.
func NewStemmer(lang string) Stemmer {
	return Stemmer{lang: lang, stops: stopSet([]string{lang})}
}

// Stems are the stems of the words that say something, in the order of the text.
func (s Stemmer) Stems(text string) []string {
	var out []string
	words(plain(nil, text), func(word []byte) {
		spelled := string(word)
		if !s.stops[spelled] && !s.stops[key(spelled)] {
			out = append(out, stem(spelled, s.lang))
		}
	})
	return out
}

// Words are all words of a text in lower case, in one Unicode form and in order.
func (s Stemmer) Words(text string) []string {
	var out []string
	words(plain(nil, text), func(word []byte) { out = append(out, string(word)) })
	return out
}

// LookupForm is a word in the form under which it is found however it was typed: in
// lower case and one Unicode form, without accents and joiners.
func LookupForm(word string) string { return key(string(plain(nil, word))) }
