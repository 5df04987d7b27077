package kb

import (
	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/tamil"
	"github.com/blevesearch/snowballstem/turkish"
)

// snowball are the stemmers by language. Languages that are neither here nor
// in lightStemmers are searched by whole words and by character n-grams.
var snowball = map[string]func(*snowballstem.Env) bool{
	"ar": arabic.Stem, "da": danish.Stem, "de": german.Stem, "en": english.Stem, "es": spanish.Stem,
	"fi": finnish.Stem, "fr": french.Stem, "hu": hungarian.Stem, "it": italian.Stem, "nb": norwegian.Stem,
	"nl": dutch.Stem, "no": norwegian.Stem, "pt": portuguese.Stem, "ro": romanian.Stem, "ru": russian.Stem,
	"sv": swedish.Stem, "ta": tamil.Stem, "tr": turkish.Stem,
}

// stem is the lookup form of a plain word's stem in a language. It stems the
// word as spelled, with its accents, and drops them afterwards.
func stem(word, lang string) string {
	lang = baseLanguage(lang)
	if len(word) > maxStemmed {
		return key(word)
	}
	if light, ok := lightStemmers[lang]; ok {
		return key(light(word))
	}
	stemmer, ok := snowball[lang]
	if !ok {
		return key(word)
	}
	env := snowballstem.NewEnv(word)
	stemmer(env)
	if s := key(env.Current()); s != "" {
		return s
	}
	return key(word)
}

// maxStemmed is the longest word, in bytes, that is worth stemming; longer
// ones are addresses and keys, and stemmers slow down on them.
const maxStemmed = 60
