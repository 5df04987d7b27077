package kb

import "math"

// The settings of BM25F, as they are named in its literature. The title of an
// article weighs as much as eight mentions in its text, a heading and a question
// as two. The values were the best of those tried on real questions; those near
// them do as well.
const (
	bm25K1        = 2
	bm25B         = 0.75
	titleWeight   = 8
	questionShare = 2
	headingWeight = 2
	// pairShare is what a pair of neighbouring stems counts beside its stems.
	pairShare = 0.5
	// gapShare is what a pair of stems with one word between them counts. Only
	// titles and questions have such pairs.
	gapShare = 0.3
)

// texts are the tokens of one doc.
type texts struct {
	// entries are the title and the questions, then the headings.
	entries  [][]token
	sections []sectionText
	// questions is how many words the questions have, without the title.
	questions int
}

// words is how many words the entries have.
func (t *texts) words() int {
	n := 0
	for _, e := range t.entries {
		n += len(e)
	}
	return n
}

type sectionText struct{ heading, body []token }

// readAll lists docs, sections and entries and reads their texts.
func (b *Base) readAll(r *reader) []texts {
	names := make(map[string]uint32)
	var all []texts
	for _, a := range b.articles {
		if a.Hidden {
			continue
		}
		lang := a.Lang
		if lang == "" {
			lang = b.defaultLanguage()
		}
		name, ok := names[a.Name]
		if !ok {
			name = uint32(len(names))
			names[a.Name] = name
			b.byName = append(b.byName, nil)
		}
		d := doc{
			article: a, name: name, staffOnly: a.Audience == StaffOnly,
			section: uint32(len(b.sections)), entry: uint32(len(b.entries)),
		}
		id := uint32(len(b.docs))
		var t texts
		ask := func(text string, question bool, place int) {
			if tokens := r.read(text, lang); len(tokens) > 0 {
				t.entries = append(t.entries, tokens)
				b.entries = append(b.entries, entry{id, question, int32(place)})
			}
		}
		ask(a.Title, true, 0)
		title := t.words()
		for i, q := range a.Questions {
			ask(q, true, i+1)
		}
		t.questions = t.words() - title
		d.heading = uint32(len(b.entries))
		for i := range a.Sections {
			s := &a.Sections[i]
			t.sections = append(t.sections, sectionText{r.read(s.Heading, lang), r.read(s.Text, lang)})
			b.sections = append(b.sections, section{id, i})
			if s.Heading != "" { // a heading is read below the title
				ask(a.Title+" "+s.Heading, false, i+1)
			}
		}
		d.sectionEnd, d.entryEnd = uint32(len(b.sections)), uint32(len(b.entries))
		b.docs = append(b.docs, d)
		b.byName[name] = append(b.byName[name], id)
		all = append(all, t)
	}
	b.faq = askedShare(all)
	return all
}

// textPerQuestion is how many words of text weigh as much as one word of a
// question when it is decided which kind of base this is.
const textPerQuestion = 3

// askedShare is between 0 and 1: how much of what a question can match are
// other ways to ask, rather than text.
func askedShare(all []texts) float32 {
	var questions, text float32
	for _, t := range all {
		questions += float32(t.questions)
		text += float32(bodyLength(t))
	}
	return questions / max(1, questions+text/textPerQuestion)
}

// weighFields computes how much every feature counts in every article and in
// every section, ready to be added up.
func (b *Base) weighFields(r *reader, all []texts) {
	var inDocs, inSections counts
	long := averageLengths(all)
	keep := func(_ uint32, n float32) float32 { return n }
	for i, t := range all {
		d := b.docs[i]
		b.countEntries(r, &inDocs, d, t, long)
		for j, s := range t.sections {
			countField(r, &inDocs, s.heading, headingWeight/long.lengthen(len(s.heading), long.heading))
			countField(r, &inDocs, s.body, 1/long.lengthen(bodyLength(t), long.body))
			countField(r, &inSections, s.heading, headingWeight)
			countField(r, &inSections, s.body, 1/long.lengthen(len(s.body), long.section))
			inSections.close(d.section+uint32(j), keep)
		}
		inDocs.close(uint32(i), keep)
		b.countWords(t)
	}
	b.inDocs, b.inSections = inDocs.postings(r.features), inSections.postings(r.features)
	b.idf = make([]float32, r.features)
	for f := range b.idf {
		b.idf[f] = rarity(len(b.docs), len(b.inDocs.of(uint32(f))))
	}
	b.strangeIDF = rarity(len(b.docs), 0)
	b.saturate(&b.inDocs)
	b.saturate(&b.inSections)
}

// countEntries counts the title and the questions of a doc.
func (b *Base) countEntries(r *reader, c *counts, d doc, t texts, long lengths) {
	for k, e := range t.entries {
		switch {
		case !b.entries[int(d.entry)+k].question: // a heading, counted with its section
		case k == 0:
			countAsked(r, c, e, titleWeight/long.lengthen(len(e), long.title))
		default:
			countAsked(r, c, e, questionShare/long.lengthen(t.questions, long.questions))
		}
	}
}

func countField(r *reader, c *counts, tokens []token, weight float32) {
	for i, t := range tokens {
		c.add(t.stem, weight)
		if i > 0 {
			c.add(r.pair(tokens[i-1].stem, t.stem), weight)
		}
	}
}

// countAsked counts a text that somebody may ask in: it has pairs with a gap too.
func countAsked(r *reader, c *counts, tokens []token, weight float32) {
	countField(r, c, tokens, weight)
	for i := 2; i < len(tokens); i++ {
		c.add(r.pair(withGap(tokens[i-2].stem), tokens[i].stem), weight*gapShare)
	}
}

// countWords counts in how many docs each word is used.
func (b *Base) countWords(t texts) {
	seen := make(map[uint32]bool)
	see := func(tokens []token) {
		for _, t := range tokens {
			if !seen[t.word] {
				seen[t.word] = true
				b.words[t.word].docs++
			}
		}
	}
	for _, e := range t.entries {
		see(e)
	}
	for _, s := range t.sections {
		see(s.body)
	}
}

// saturate turns counts into BM25 scores.
func (b *Base) saturate(p *postings) {
	for f := range b.idf {
		list := p.of(uint32(f))
		for i := range list {
			list[i].weight = b.idf[f] * list[i].weight * (bm25K1 + 1) / (bm25K1 + list[i].weight)
		}
	}
}

// rarity is the inverse document frequency of something that n of all have.
func rarity(all, n int) float32 {
	return float32(math.Log(1 + (float64(all)-float64(n)+0.5)/(float64(n)+0.5)))
}

// lengths are the average numbers of words in each field.
type lengths struct{ title, questions, heading, body, section float32 }

// lengthen is above 1 for fields longer than the average, below 1 for shorter.
func (lengths) lengthen(n int, average float32) float32 {
	return 1 - bm25B + bm25B*float32(n)/max(average, 1)
}

func bodyLength(t texts) int {
	n := 0
	for _, s := range t.sections {
		n += len(s.body)
	}
	return n
}

func averageLengths(all []texts) lengths {
	var l lengths
	var headings, sections float32
	for _, t := range all {
		if len(t.entries) > 0 {
			l.title += float32(len(t.entries[0]))
		}
		l.questions += float32(t.questions)
		for _, s := range t.sections {
			l.heading += float32(len(s.heading))
			l.section += float32(len(s.body))
			sections++
			if len(s.heading) > 0 {
				headings++
			}
		}
	}
	n := max(1, float32(len(all)))
	l.body = l.section / n
	l.title /= n
	l.questions /= n
	l.heading /= max(1, headings)
	l.section /= max(1, sections)
	return l
}
