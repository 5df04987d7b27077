package kb

import (
	"slices"
	"sync"
	"time"
)

// indexer builds one base after the other. It remembers what it read, so that
// a base costs little when few articles changed: only those are read, and the
// rest is added up from numbers. Use it from one goroutine at a time; the bases
// it built do not change.
type indexer struct {
	*lexicon
	languages []string
	// written are those that an article is in; see [Base.writtenIn].
	written []string
	texts   map[*Article]*reading
}

// staleShare is how much of the features, one in so many, may belong to texts
// that are gone before everything is read afresh.
const staleShare = 3

// build makes a base; see [NewBase].
func (x *indexer) build(articles []*Article, languages []string, confidence Confidence) *Base {
	began := time.Now()
	b := &Base{articles: slices.DeleteFunc(slices.Clone(articles), func(a *Article) bool { return a == nil }), confidence: confidence}
	b.languages = allLanguages(b.articles, languages)
	written := b.writtenIn()
	if x.lexicon == nil || !slices.Equal(x.languages, b.languages) || !slices.Equal(x.written, written) {
		x.forget(b.languages, written)
	}
	texts := b.list(x.readAll(b))
	inDocs, inSections := b.rateFields(x.lexicon, texts)
	if stale := b.staleFeatures(&x.senses); stale > len(b.idf)/staleShare {
		x.forget(b.languages, written)
		return x.build(articles, languages, confidence)
	}
	b.vocabulary = x.vocabulary(texts, b.idf)
	// The two halves are about equal, and an edit waits for both.
	var fields sync.WaitGroup
	fields.Go(func() { b.weighFields(texts, &inDocs, &inSections) })
	b.weighEntries(texts)
	b.weighGrams(texts)
	b.exact = newExact(b.docs, texts)
	b.classes = train(b, texts, x.isPair)
	b.meaning = newMeaning(b, texts)
	b.synonyms = newSynonyms(b.vocabulary, b.languages)
	b.spelling = newSpeller(b.vocabulary)
	b.detector = newDetector(b.articles, b.languages)
	b.pool.New = func() any { return newScratch(b) }
	fields.Wait()
	b.loadTime = time.Since(began)
	return b
}

// forget begins afresh: all articles will be read again.
func (x *indexer) forget(languages, written []string) {
	x.lexicon, x.languages, x.written, x.texts = newLexicon(languages, written), languages, written, nil
}

// writtenIn are the languages of the base, with "" for one that no article is in.
func (b *Base) writtenIn() []string {
	written := make([]string, len(b.languages))
	for _, a := range b.articles {
		lang := a.Lang
		if lang == "" {
			lang = b.defaultLanguage()
		}
		if at := slices.Index(b.languages, lang); at >= 0 && !a.Hidden {
			written[at] = lang
		}
	}
	return written
}

// readAll reads the articles that are searched and were not read before.
func (x *indexer) readAll(b *Base) map[*Article]*reading {
	texts := make(map[*Article]*reading, len(b.articles))
	for _, a := range b.articles {
		if a.Hidden {
			continue
		}
		t := x.texts[a]
		if t == nil {
			lang := a.Lang
			if lang == "" {
				lang = b.defaultLanguage()
			}
			t = x.readText(a, lang)
		}
		texts[a] = t
	}
	x.texts, x.seen = texts, nil
	return texts
}

// list numbers docs, sections and entries, and gives the text of every doc.
func (b *Base) list(texts map[*Article]*reading) []*reading {
	names := make(map[string]uint32, len(b.articles))
	var all []*reading
	for _, a := range b.articles {
		if a.Hidden {
			continue
		}
		name, ok := names[a.Name]
		if !ok {
			name = uint32(len(names))
			names[a.Name] = name
			b.byName = append(b.byName, nil)
		}
		id, t := uint32(len(b.docs)), texts[a]
		d := doc{
			article: a, name: name, staffOnly: a.Audience == StaffOnly, notice: a.Notice != "",
			section: uint32(len(b.sections)), entry: uint32(len(b.entries)),
		}
		d.heading = d.entry + uint32(t.asked)
		for k := range t.entries {
			b.entries = append(b.entries, entry{id, k < t.asked, t.entries[k].place})
		}
		for k := range t.sections {
			b.sections = append(b.sections, section{id, k})
		}
		d.sectionEnd, d.entryEnd = uint32(len(b.sections)), uint32(len(b.entries))
		b.docs = append(b.docs, d)
		b.byName[name] = append(b.byName[name], id)
		all = append(all, t)
	}
	b.faq = askedShare(all)
	return all
}

// staleFeatures is how many features no article has any more. A sense that only
// stands in texts, where senses do not count, is none of them.
func (b *Base) staleFeatures(known *senses) int {
	n := 0
	for _, rarity := range b.idf {
		if rarity == 0 {
			n++
		}
	}
	for _, f := range known.features {
		if b.idf[f] == 0 {
			n--
		}
	}
	return n
}
