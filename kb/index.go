package kb

import (
	"slices"
	"sync"
	"time"
)

// Base is one immutable, searchable snapshot of a knowledge base. All its
// methods may be called from many goroutines at once.
type Base struct {
	articles   []*Article
	languages  []string
	confidence Confidence
	loadTime   time.Duration

	*vocabulary
	// docs are the articles that are searched.
	docs []doc
	// byName lists, by the number of a name, the docs that are its translations.
	byName   [][]uint32
	sections []section
	entries  []entry
	// faq is between 0, a base of documents, and 1, one of other ways to ask.
	faq float32

	// idf is the rarity of each feature among articles, strangeIDF that of a
	// word no article has.
	idf        []float32
	strangeIDF float32
	inDocs     postings
	inSections postings
	inEntries  postings

	gramIDF        []float32
	strangeGramIDF float32
	gramsInEntries postings

	exact    exact
	refused  refused
	classes  classifier
	meaning  *meaning // nil if there is nothing to compare
	spelling speller
	synonyms synonyms
	detector detector

	pool sync.Pool
}

// doc is an article that is searched.
type doc struct {
	article *Article
	// name numbers the article's name; translations share it.
	name uint32
	// The doc's sections and entries are the half-open ranges below. The entries
	// from heading on are headings.
	section, sectionEnd      uint32
	entry, heading, entryEnd uint32
	// staffOnly says that only staff may be shown it.
	staffOnly bool
	// notice says that it is no article but a notice.
	notice bool
}

// section is one section of a doc.
type section struct {
	doc   uint32
	index int
}

// entry is a short text that a question is compared with as a whole.
type entry struct {
	doc uint32
	// question says whether somebody may ask in these words: it is a title or
	// one of the article's questions; otherwise it is a heading.
	question bool
	// place is 0 for the title, else one more than the index among the
	// article's questions or sections.
	place int32
}

// NewBase makes articles searchable. Languages are codes such as "en"; the
// first is the default. Articles that are hidden, or nil, are not searched; an
// article in a language that is not listed is. The articles must not change
// afterwards.
func NewBase(articles []*Article, languages []string, confidence Confidence) *Base {
	var x indexer
	return x.build(articles, languages, confidence)
}

// Articles are all articles of the base, hidden ones too, without notices. Do not
// change them.
func (b *Base) Articles() []*Article { return withoutNotices(b.articles) }

// Languages are the languages of the base, the default first.
func (b *Base) Languages() []string { return b.languages }

// Article finds an article by its name, hidden ones too, in the wanted
// language, else in the default language, else in any; nil when there is none.
// The caller decides who may see it.
func (b *Base) Article(name, lang string) *Article {
	var best *Article
	for _, a := range b.articles {
		if a.Name != name {
			continue
		}
		if best == nil || languageRank(a.Lang, lang, "", b.defaultLanguage()) < languageRank(best.Lang, lang, "", b.defaultLanguage()) {
			best = a
		}
	}
	return best
}

func (b *Base) defaultLanguage() string {
	if len(b.languages) == 0 {
		return ""
	}
	return b.languages[0]
}

func allLanguages(articles []*Article, languages []string) []string {
	var all []string
	for _, lang := range languages {
		if lang != "" && !slices.Contains(all, lang) {
			all = append(all, lang)
		}
	}
	for _, a := range articles {
		if a.Lang != "" && !slices.Contains(all, a.Lang) {
			all = append(all, a.Lang)
		}
	}
	return all
}
