package kb

// meaning compares a question with articles by what their words are about, so
// that an article may be the first though it says in other words what is asked.
// It is for bases with other ways to ask, in English: documents are not ranked
// better by it.
type meaning struct {
	// common is what all articles have in common, which tells none apart.
	common vector
	// articles are the vectors of the docs, of length 1, or zero for a doc that is
	// in another language or has no word with a vector.
	articles []vector
}

// newMeaning gives nil for a base in which nothing could be compared.
func newMeaning(b *Base, all []*reading) *meaning {
	if b.faq < fewQuestions {
		return nil
	}
	m := &meaning{articles: make([]vector, len(all))}
	n := float32(0)
	for i, t := range all {
		if t.about != nil {
			m.articles[i] = *t.about
			m.common.add(t.about)
			n++
		}
	}
	if n < 2 {
		return nil
	}
	for i := range m.common {
		m.common[i] /= n
	}
	for i, t := range all {
		if t.about != nil {
			m.articles[i].tellApart(&m.common)
		}
	}
	return m
}

// tellApart takes away what is common and makes the vector of length 1.
func (v *vector) tellApart(common *vector) {
	for i, x := range common {
		v[i] -= x
	}
	v.normalise()
}

// about is the mean of the directions of an article's title and questions, or
// nil when they have none.
func (x *lexicon) about(t *reading) *vector {
	var mean vector
	n := float32(0)
	for k := range t.asked {
		v := vectorOf(func(yield func(string) bool) {
			for _, w := range t.entries[k].words {
				if !yield(x.words[w].key) {
					return
				}
			}
		})
		if v.normalise() {
			mean.add(&v)
			n++
		}
	}
	if n == 0 {
		return nil
	}
	for i := range mean {
		mean[i] /= n
	}
	return &mean
}

// ask gives the vector of a question, and whether it can be compared: it must be
// in the language of the table, as far as one can tell.
func (m *meaning) ask(b *Base, q *query) (v vector, ok bool) {
	if m == nil {
		return v, false
	}
	if lang, _ := b.detector.detect(q.text); baseLanguage(lang) != vectorLang {
		return v, false
	}
	v = vectorOf(func(yield func(string) bool) {
		for i := range q.words {
			a := &q.words[i]
			k := a.key
			if a.word != none {
				k = b.words[a.word].key
			}
			if !yield(k) {
				return
			}
		}
	})
	if !v.normalise() {
		return v, false
	}
	v.tellApart(&m.common)
	return v, true
}
