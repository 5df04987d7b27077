package kb

// bestSection is the section of the shown doc that fits best: by its own words
// or, when they are in another language than the question, at the place of the
// best one of the doc that was found. When none stands out it is the top, which
// stands for the whole article. Nil when there are no sections.
func (b *Base) bestSection(s *scratch, found, shown uint32) *Section {
	d := &b.docs[shown]
	sections := d.article.Sections
	if len(sections) == 0 {
		return nil
	}
	if len(sections) == 1 {
		return &sections[0]
	}
	at, score := b.placeOfBest(s, d)
	if from := &b.docs[found]; found != shown && len(from.article.Sections) == len(sections) {
		if place, better := b.placeOfBest(s, from); better > score {
			at, score = place, better
		}
	}
	if score == 0 {
		return d.article.top()
	}
	for i := at; i < len(sections); i++ { // a bare heading: what follows belongs to it
		if sections[i].Text != "" {
			return &sections[i]
		}
	}
	return d.article.top()
}

// placeOfBest is the index of the section of a doc that fits best, with its
// score, which is 0 when none stands out. Words that the title says, in whatever
// form or sense, and stop words do not tell sections apart.
func (b *Base) placeOfBest(s *scratch, d *doc) (int, float32) {
	sums := append(s.places[:0], make([]float32, d.sectionEnd-d.section)...)
	s.places = sums
	titled := b.inTitle(s, d)
	for i := range s.query.features {
		p := &s.query.features[i]
		if p.word < 0 || titled[p.word] || s.query.words[p.word].stop {
			continue
		}
		list := b.inSections.between(p.feature, d.section, d.sectionEnd)
		if len(list) == 0 {
			continue
		}
		for _, t := range list {
			sums[t.target-d.section] += p.weight * t.weight
		}
	}
	at, most := 0, float32(0)
	for k, sum := range sums {
		if sum > most {
			at, most = k, sum
		}
	}
	return at, most
}

// inTitle tells of every word of the question whether the doc's title says it.
func (b *Base) inTitle(s *scratch, d *doc) []bool {
	titled := append(s.titled[:0], make([]bool, len(s.query.words))...)
	s.titled = titled
	for i := range s.query.features {
		if p := &s.query.features[i]; p.word >= 0 && b.inEntries.find(p.feature, d.entry) > 0 {
			titled[p.word] = true
		}
	}
	return titled
}
