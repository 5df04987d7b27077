package kb

// The signals that say how well an article fits a question, each about
// between 0 and 1.
const (
	fieldShare     = iota // BM25F of the article, as a share of the best possible
	sectionShare          // BM25 of its best section, as a share of the best possible
	questionMatch         // cosine with the nearest title or question, by stems and pairs
	questionGrams         // the same by character n-grams
	severalMatch          // mean cosine with the three nearest
	headingMatch          // cosine with the nearest heading
	machineScore          // what the article's trained machine says
	covered               // share of the question's mass that the article mentions
	sectionCovered        // share that one of its sections mentions
	leadShare             // BM25 of its first section, as a share of the best possible
	leadCovered           // share that its first section mentions
	aboutMatch            // cosine with its title and questions by what words are about
	signals
)

// candidate is an article with its signals.
type candidate struct {
	doc    uint32
	signal [signals]float32
	score  float32
}

// score fills s.candidates with the best translation of every article that
// has anything to do with the question, best first.
func (b *Base) score(s *scratch, q Question) {
	s.wipe(b)
	s.query.read(b, q.Text)
	if s.query.empty() {
		return
	}
	for i := range s.query.features {
		b.addUp(s, &s.query.features[i])
	}
	b.addGrams(s)
	b.classes.judge(b, s.machines, &s.query)
	s.about, s.compared = b.meaning.ask(b, &s.query)
	b.gather(s, q)
}

// addUp walks the postings of one feature of the question.
func (b *Base) addUp(s *scratch, p *part) {
	weight, docs, sections, entries := p.weight, s.docs, s.sections, s.entries
	if p.word >= 0 {
		word, mass := p.word+1, s.query.words[p.word].mass*p.mass
		for _, t := range b.inDocs.of(p.feature) {
			d := &docs[t.target]
			if d.last == 0 {
				s.found = append(s.found, t.target)
			}
			d.add(t.weight*weight, word, mass)
		}
		for _, t := range b.inSections.of(p.feature) {
			sections[t.target].add(t.weight*weight, word, mass)
		}
	} else {
		for _, t := range b.inDocs.of(p.feature) {
			d := &docs[t.target]
			if d.last == 0 {
				d.last = -1
				s.found = append(s.found, t.target)
			}
			d.score += t.weight * weight
		}
		for _, t := range b.inSections.of(p.feature) {
			sections[t.target].score += t.weight * weight
		}
	}
	v := weight * b.idf[p.feature] / s.query.length
	for _, t := range b.inEntries.of(p.feature) {
		entries[t.target] += t.weight * v
	}
}

// addGrams walks the postings of the question's character n-grams and notes the
// articles that have nothing else of the question. Nearly every posting of a
// block of entries is of one that was seen before or of one that was not, in no
// order the processor could guess, so blocks are noted and not entries.
func (b *Base) addGrams(s *scratch) {
	grams, blocks := s.grams, s.blocks
	for _, p := range s.query.grams {
		v := p.weight / s.query.gramSize
		for _, t := range b.gramsInEntries.of(p.feature) {
			grams[t.target] += t.weight * v
			blocks[t.target/blockSize] = true
		}
	}
	for i, seen := range blocks {
		if !seen {
			continue
		}
		blocks[i] = false
		last := min((i+1)*blockSize, len(b.entries)) - 1
		for doc := b.entries[i*blockSize].doc; doc <= b.entries[last].doc; doc++ {
			if d := &b.docs[doc]; s.docs[doc].last == 0 && greatest(grams[d.entry:d.heading]) > 0 {
				s.docs[doc].last = -1
				s.found = append(s.found, doc)
			}
		}
	}
}

// gather makes a candidate of every article that was found and keeps the best
// of each name.
func (b *Base) gather(s *scratch, asked Question) {
	weights := ranking.at(b.faq, s.compared)
	for _, i := range s.found {
		if (b.docs[i].staffOnly && !asked.Staff) || (b.docs[i].notice && !asked.Notices) {
			continue
		}
		c := s.room()
		c.doc = i
		b.weighSignals(s, c)
		score := float32(0)
		for k, w := range weights {
			score += w * c.signal[k]
		}
		c.score = score
		s.keep(b.docs[i].name)
	}
	s.order(b)
}

// weighSignals fills the signals.
func (b *Base) weighSignals(s *scratch, c *candidate) {
	d := &b.docs[c.doc]
	top := nearestThree(s.entries[d.entry:d.heading])
	score, mentioned := greatestTally(s.sections[d.section:d.sectionEnd])
	mass := max(s.query.mass, 1e-6)
	best := 1 / (mass * (bm25K1 + 1))
	x := &c.signal
	x[fieldShare], x[sectionShare] = s.docs[c.doc].score*best, score*best
	x[covered], x[sectionCovered] = s.docs[c.doc].mass/mass, mentioned/mass
	x[questionMatch], x[severalMatch] = top[0], (top[0]+top[1]+top[2])/float32(max(1, min(d.heading-d.entry, 3)))
	x[questionGrams], x[headingMatch] = greatest(s.grams[d.entry:d.heading]), greatest(s.entries[d.heading:d.entryEnd])
	x[leadShare], x[leadCovered] = 0, 0
	if d.section < d.sectionEnd {
		lead := &s.sections[d.section]
		x[leadShare], x[leadCovered] = lead.score*best, lead.mass/mass
	}
	x[machineScore] = 0
	if len(s.machines) > 0 {
		x[machineScore] = s.machines[c.doc]
	}
	x[aboutMatch] = 0
	if s.compared {
		x[aboutMatch] = s.about.dot(&b.meaning.articles[c.doc])
	}
}
