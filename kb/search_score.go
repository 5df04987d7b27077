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
	signals
)

// candidate is an article with its signals.
type candidate struct {
	doc    uint32
	signal [signals]float32
	score  float32
}

// scratch is the room one search needs; searches borrow it in turn.
type scratch struct {
	query      query
	inDocs     []float32
	inSections []float32
	inEntries  []float32
	inGrams    []float32
	machines   []float32
	docMass    mentions
	secMass    mentions
	// bestOfName is the candidate of each name, or -1.
	bestOfName []int32
	candidates []candidate
	// best and spare are room for order.
	best  []int32
	spare []candidate
}

// mentions adds up, by target, the mass of the question's words found there.
type mentions struct {
	mass []float32
	last []int32
}

func newMentions(n int) mentions { return mentions{make([]float32, n), make([]int32, n)} }

func (m *mentions) reset() {
	clear(m.mass)
	clear(m.last)
}

// add counts a word once for a target, whichever of its stems are there.
func (m *mentions) add(target uint32, word int32, mass float32) {
	if m.last[target] != word+1 {
		m.last[target] = word + 1
		m.mass[target] += mass
	}
}

func newScratch(b *Base) *scratch {
	return &scratch{
		inDocs: make([]float32, len(b.docs)), inSections: make([]float32, len(b.sections)),
		inEntries: make([]float32, len(b.entries)), inGrams: make([]float32, len(b.entries)),
		machines: make([]float32, b.classes.machines), docMass: newMentions(len(b.docs)),
		secMass: newMentions(len(b.sections)), bestOfName: make([]int32, len(b.byName)),
	}
}

// score fills s.candidates with the best translation of every article that
// has anything to do with the question, best first.
func (b *Base) score(s *scratch, q Question) {
	s.candidates = s.candidates[:0]
	s.query.read(b, q.Text)
	if s.query.empty() {
		return
	}
	clear(s.inDocs)
	clear(s.inSections)
	clear(s.inEntries)
	clear(s.inGrams)
	clear(s.machines)
	s.docMass.reset()
	s.secMass.reset()
	for i := range s.bestOfName {
		s.bestOfName[i] = -1
	}
	b.addUp(s)
	b.gather(s, q.Staff)
}

// addUp walks the postings of everything in the question.
func (b *Base) addUp(s *scratch) {
	q := &s.query
	for _, p := range q.features {
		docs, sections := b.inDocs.of(p.feature), b.inSections.of(p.feature)
		for _, t := range docs {
			s.inDocs[t.target] += t.weight * p.weight
		}
		for _, t := range sections {
			s.inSections[t.target] += t.weight * p.weight
		}
		if p.word >= 0 {
			mass := q.words[p.word].mass * p.mass
			for _, t := range docs {
				s.docMass.add(t.target, p.word, mass)
			}
			for _, t := range sections {
				s.secMass.add(t.target, p.word, mass)
			}
		}
		v := p.weight * b.idf[p.feature] / q.length
		for _, t := range b.inEntries.of(p.feature) {
			s.inEntries[t.target] += t.weight * v
		}
	}
	b.classes.judge(s.machines, q)
	for _, p := range q.grams {
		v := p.weight / q.gramSize
		for _, t := range b.gramsInEntries.of(p.feature) {
			s.inGrams[t.target] += t.weight * v
		}
	}
}

// gather makes a candidate of every article with a signal and keeps the best
// of each name.
func (b *Base) gather(s *scratch, staff bool) {
	weights := ranking.at(b.faq)
	for i := range b.docs {
		if b.docs[i].article.Audience == StaffOnly && !staff {
			continue
		}
		c := candidate{doc: uint32(i)}
		b.compare(s, &c)
		if s.inDocs[i] == 0 && c.signal[questionGrams] == 0 {
			continue
		}
		b.weighSignals(s, &c)
		for k, w := range weights {
			c.score += w * c.signal[k]
		}
		s.keep(c, b.docs[i].name)
	}
	s.order()
}

// order puts the best candidates first and forgets those behind the first
// oddsAmong, which change nothing. Of equals the earlier doc is first.
func (s *scratch) order() {
	best := s.best[:0]
	for i := range s.candidates {
		score, n := s.candidates[i].score, len(best)
		if n == oddsAmong {
			if score <= s.candidates[best[n-1]].score {
				continue
			}
			n--
		} else {
			best = append(best, 0)
		}
		for n > 0 && s.candidates[best[n-1]].score < score {
			best[n] = best[n-1]
			n--
		}
		best[n] = int32(i)
	}
	ordered := s.spare[:0]
	for _, i := range best {
		ordered = append(ordered, s.candidates[i])
	}
	s.best, s.spare, s.candidates = best, s.candidates, ordered
}

// compare fills the signals that compare the question with the doc's entries.
func (b *Base) compare(s *scratch, c *candidate) {
	d := &b.docs[c.doc]
	var top [3]float32
	n := 0
	for e := d.entry; e < d.entryEnd; e++ {
		v := s.inEntries[e]
		if !b.entries[e].question {
			c.signal[headingMatch] = max(c.signal[headingMatch], v)
			continue
		}
		n++
		c.signal[questionGrams] = max(c.signal[questionGrams], s.inGrams[e])
		switch {
		case v > top[0]:
			top[0], top[1], top[2] = v, top[0], top[1]
		case v > top[1]:
			top[1], top[2] = v, top[1]
		case v > top[2]:
			top[2] = v
		}
	}
	c.signal[questionMatch] = top[0]
	c.signal[severalMatch] = (top[0] + top[1] + top[2]) / float32(max(1, min(n, 3)))
}

// weighSignals fills the other signals.
func (b *Base) weighSignals(s *scratch, c *candidate) {
	d := &b.docs[c.doc]
	mass := max(s.query.mass, 1e-6)
	best := 1 / (mass * (bm25K1 + 1))
	c.signal[fieldShare] = s.inDocs[c.doc] * best
	c.signal[covered] = s.docMass.mass[c.doc] / mass
	for k := d.section; k < d.sectionEnd; k++ {
		c.signal[sectionShare] = max(c.signal[sectionShare], s.inSections[k]*best)
		c.signal[sectionCovered] = max(c.signal[sectionCovered], s.secMass.mass[k]/mass)
	}
	if len(s.machines) > 0 {
		c.signal[machineScore] = s.machines[c.doc]
	}
}

// keep adds a candidate, or replaces a worse translation of the same article.
func (s *scratch) keep(c candidate, name uint32) {
	at := s.bestOfName[name]
	if at < 0 {
		s.bestOfName[name] = int32(len(s.candidates))
		s.candidates = append(s.candidates, c)
		return
	}
	if c.score > s.candidates[at].score {
		s.candidates[at] = c
	}
}
