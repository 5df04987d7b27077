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
// score, which is 0 when none stands out. Words that the title says and stop
// words do not tell sections apart.
func (b *Base) placeOfBest(s *scratch, d *doc) (int, float32) {
	at, most := 0, float32(0)
	for k := d.section; k < d.sectionEnd; k++ {
		if s.secMass.mass[k] == 0 {
			continue
		}
		sum := float32(0)
		for _, p := range s.query.features {
			if p.word < 0 || s.query.words[p.word].stop || b.inEntries.find(p.feature, d.entry) > 0 {
				continue
			}
			sum += p.weight * b.inSections.find(p.feature, k)
		}
		if sum > most {
			at, most = int(k-d.section), sum
		}
	}
	return at, most
}
