package kb

import "slices"

// reading is an article as it is indexed: its words and features by number. It
// does not depend on other articles, so that it serves for every base the
// article is in.
type reading struct {
	// entries are the title and the questions, then the headings; asked is how
	// many of them somebody may ask in.
	entries []entryText
	asked   int
	// questionWords is how many words the questions have, without the title,
	// bodyWords how many the sections have below their headings.
	questionWords, bodyWords int
	sections                 []sectionText
	// tokens are all of the article, each once.
	tokens []uint32
	// about is what the title and the questions are about, or nil; see [meaning].
	about *vector
	// bare are the title and the questions in their bare words.
	bare []string
}

// entryText is an entry and where it stands: 0 for the title, else one more than
// the index among the article's questions or sections. A heading is an entry
// together with the title.
type entryText struct {
	run
	place int32
}

// sectionText is one section.
type sectionText struct{ heading, body run }

// run is a text by numbers: its words and their stems, the pairs of neighbouring
// stems and, of what somebody may ask in, the pairs with one word between.
type run struct{ words, stems, pairs, gaps []uint32 }

// readText reads an article of a language.
func (x *lexicon) readText(a *Article, lang string) *reading {
	x.read = x.read[:0]
	t := &reading{entries: make([]entryText, 0, 1+len(a.Questions)+len(a.Sections)), sections: make([]sectionText, 0, len(a.Sections))}
	for i := range len(a.Questions) + 1 {
		asked := a.Title
		if i > 0 {
			asked = a.Questions[i-1]
		}
		if r := x.readRun(asked, lang); len(r.words) > 0 {
			r.pairs, r.gaps = x.pairsOf(r.stems, 1, 0), x.pairsOf(r.stems, 2, withGap(0))
			t.entries = append(t.entries, entryText{r, int32(i)})
			if i > 0 {
				t.questionWords += len(r.words)
			}
		}
		t.bare = append(t.bare, string(bareWords(nil, plain(nil, cut(asked)))))
	}
	t.asked = len(t.entries)
	if baseLanguage(lang) == vectorLang {
		t.about = x.about(t)
	}
	for i := range a.Sections {
		s := &a.Sections[i]
		p := sectionText{x.readRun(s.Heading, lang).withoutWords(), x.readRun(s.Text, lang).withoutWords()}
		p.heading.pairs, p.body.pairs = x.pairsOf(p.heading.stems, 1, 0), x.pairsOf(p.body.stems, 1, 0)
		t.sections = append(t.sections, p)
		t.bodyWords += len(p.body.stems)
		if s.Heading == "" {
			continue
		}
		if r := x.readRun(a.Title+" "+s.Heading, lang); len(r.words) > 0 {
			t.entries = append(t.entries, entryText{r, int32(i + 1)})
		}
	}
	slices.Sort(x.read)
	t.tokens = slices.Clone(slices.Compact(x.read))
	return t
}

func (x *lexicon) readRun(text, lang string) run {
	tokens := x.tokensOf(text, lang)
	r := run{words: make([]uint32, len(tokens)), stems: make([]uint32, len(tokens))}
	for i, id := range tokens {
		r.words[i], r.stems[i] = x.tokens[id].word, x.tokens[id].stem
	}
	return r
}

// pairsOf numbers the pairs of stems so far apart.
func (x *lexicon) pairsOf(stems []uint32, apart int, gap uint32) []uint32 {
	if len(stems) <= apart {
		return nil
	}
	pairs := make([]uint32, len(stems)-apart)
	for i := range pairs {
		pairs[i] = x.pair(stems[i]|gap, stems[i+apart])
	}
	return pairs
}

// withoutWords forgets the words of a section, whose stems are all that is asked
// for once its tokens are noted.
func (r run) withoutWords() run { return run{stems: r.stems} }
