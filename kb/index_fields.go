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

// textPerQuestion is how many words of text weigh as much as one word of a
// question when it is decided which kind of base this is.
const textPerQuestion = 3

// askedShare is between 0 and 1: how much of what a question can match are
// other ways to ask, rather than text.
func askedShare(all []*reading) float32 {
	var questions, text float32
	for _, t := range all {
		questions += float32(t.questionWords)
		text += float32(t.bodyWords)
	}
	return questions / max(1, questions+text/textPerQuestion)
}

// rateFields computes how rare every feature is among articles, and gives what
// weighFields goes on with.
func (b *Base) rateFields(x *lexicon, all []*reading) (inDocs, inSections ledger) {
	inDocs, inSections = newLedger(x.features()), newLedger(x.features())
	for i, t := range all {
		for k := range t.asked {
			e := &t.entries[k]
			seeAll(&inDocs, uint32(i), e.stems, e.pairs, e.gaps)
			x.senses.see(&inDocs, uint32(i), e.stems)
		}
		for k := range t.sections {
			s, at := &t.sections[k], b.docs[i].section+uint32(k)
			seeAll(&inDocs, uint32(i), s.heading.stems, s.heading.pairs, s.body.stems, s.body.pairs)
			x.senses.see(&inDocs, uint32(i), s.heading.stems)
			seeAll(&inSections, at, s.heading.stems, s.heading.pairs, s.body.stems, s.body.pairs)
		}
	}
	b.idf = make([]float32, x.features())
	for f := range b.idf {
		if n := inDocs.seen(uint32(f)); n > 0 {
			b.idf[f] = rarity(len(b.docs), n)
		}
	}
	b.strangeIDF = rarity(len(b.docs), 0)
	return inDocs, inSections
}

// weighFields computes how much every feature counts in every article and in
// every section, ready to be added up.
func (b *Base) weighFields(all []*reading, inDocs, inSections *ledger) {
	inDocs.makeRoom()
	inSections.makeRoom()
	b.countFields(&b.senses, all, inDocs, inSections)
	b.inDocs, b.inSections = inDocs.done(), inSections.done()
}

func seeAll(d *ledger, target uint32, lists ...[]uint32) {
	for _, features := range lists {
		d.see(target, features)
	}
}

// countFields puts the postings of docs and sections.
func (b *Base) countFields(known *senses, all []*reading, inDocs, inSections *ledger) {
	c, long := newCounter(len(b.idf)), averageLengths(all)
	for i, t := range all {
		countAsked(&c, known, t, long)
		body := 1 / long.lengthen(t.bodyWords, long.body)
		for k := range t.sections {
			s := &t.sections[k]
			heading := headingWeight / long.lengthen(len(s.heading.stems), long.heading)
			c.field(&s.heading, heading)
			known.count(&c, s.heading.stems, heading)
			c.field(&s.body, body)
		}
		b.saturate(&c, inDocs, uint32(i))
		for k := range t.sections {
			s := &t.sections[k]
			c.field(&s.heading, headingWeight)
			c.field(&s.body, 1/long.lengthen(len(s.body.stems), long.section))
			b.saturate(&c, inSections, b.docs[i].section+uint32(k))
		}
	}
}

// countAsked counts the title and the questions of a doc. They have senses and
// pairs with a gap too; headings are counted with their sections.
func countAsked(c *counter, known *senses, t *reading, long lengths) {
	for k := range t.asked {
		e := &t.entries[k]
		weight := questionShare / long.lengthen(t.questionWords, long.questions)
		if k == 0 {
			weight = titleWeight / long.lengthen(len(e.stems), long.title)
		}
		c.field(&e.run, weight)
		c.addAll(e.gaps, weight*gapShare)
		known.count(c, e.stems, weight)
	}
}

func (c *counter) field(r *run, weight float32) {
	c.addAll(r.stems, weight)
	c.addAll(r.pairs, weight)
}

// saturate turns the counts of a target into BM25 scores.
func (b *Base) saturate(c *counter, d *ledger, target uint32) {
	for _, f := range c.order {
		n := c.sum[f]
		d.put(f, posting{target, b.idf[f] * n * (bm25K1 + 1) / (bm25K1 + n)})
	}
	c.reset()
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

func averageLengths(all []*reading) lengths {
	var l lengths
	var headings, sections float32
	for _, t := range all {
		if len(t.entries) > 0 {
			l.title += float32(len(t.entries[0].stems))
		}
		l.questions += float32(t.questionWords)
		for k := range t.sections {
			s := &t.sections[k]
			l.heading += float32(len(s.heading.stems))
			l.section += float32(len(s.body.stems))
			sections++
			if len(s.heading.stems) > 0 {
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
