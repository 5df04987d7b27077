package kb

import (
	"math"
	"slices"
)

// maxHits is how many hits an answer has at most.
const maxHits = 10

// Search answers a question. It never fails: a question that holds nothing to
// search for is [Unknown]. An article whose audience is staff is only found
// when the question is from staff. An article in several languages is one hit,
// in the person's language when there is one, else in the question's, else in
// the default language. Any number of goroutines may search at once.
func (b *Base) Search(q Question) Answer {
	s := b.pool.Get().(*scratch)
	defer b.pool.Put(s)
	b.score(s, q)
	if len(s.candidates) == 0 {
		return Answer{Lang: b.replyLanguage(s, q)}
	}
	return b.answer(s, q)
}

// answer makes an answer of the candidates, of which there must be one.
func (b *Base) answer(s *scratch, q Question) Answer {
	lang := b.choice(s, q)
	confidence := b.certainty(s)
	answer := Answer{Hits: make([]Hit, min(len(s.candidates), maxHits))}
	for i := range answer.Hits {
		c := &s.candidates[i]
		shown := b.translation(s, c, q, lang)
		answer.Hits[i] = Hit{
			Article:    b.docs[shown].article,
			Section:    b.bestSection(s, c.doc, shown),
			Score:      float64(c.score),
			Confidence: confidence * math.Exp(float64(c.score-s.candidates[0].score)),
		}
	}
	s.bare = bareWords(s.bare[:0], s.query.text)
	b.refused.weigh(s.bare, answer.Hits)
	answer.Verdict, answer.Choices = b.verdict(&s.query, s.candidates[0].signal[questionGrams], answer.Hits)
	if b.exact.prefer(s.bare, answer.Hits) {
		answer.Verdict, answer.Choices = Sure, 0
	}
	if answer.Lang = answer.Hits[0].Article.Lang; answer.Lang == "" {
		answer.Lang = b.defaultLanguage()
	}
	return answer
}

// replyLanguage is the language to answer in when there is no article.
func (b *Base) replyLanguage(s *scratch, q Question) string {
	if slices.Contains(b.languages, q.Lang) {
		return q.Lang
	}
	if lang, sure := b.detector.detect(s.query.text); sure {
		return lang
	}
	return b.defaultLanguage()
}

// choice is the detected language, which decides among translations of an
// article; "" when it does not matter or is not known. A detection that is not
// sure counts when the article that fits best is in that language too.
func (b *Base) choice(s *scratch, q Question) string {
	if len(b.byName) == len(b.docs) {
		return ""
	}
	lang, sure := b.detector.detect(s.query.text)
	if sure || b.docs[s.candidates[0].doc].article.Lang == lang {
		return lang
	}
	return ""
}

// translation is the doc to show for a candidate.
func (b *Base) translation(s *scratch, c *candidate, q Question, detected string) uint32 {
	best := c.doc
	if len(b.byName) == len(b.docs) {
		return best
	}
	rank := func(doc uint32) int {
		return languageRank(b.docs[doc].article.Lang, q.Lang, detected, b.defaultLanguage())
	}
	for _, doc := range b.byName[b.docs[c.doc].name] {
		if b.docs[doc].article.Audience == StaffOnly && !q.Staff {
			continue
		}
		if rank(doc) < rank(best) {
			best = doc
		}
	}
	return best
}
