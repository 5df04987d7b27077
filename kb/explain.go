package kb

import (
	"fmt"
	"strings"
)

// Explanation tells in words why a search ended as it did. It is for people who
// write articles; it names articles for staff when the question is from staff.
type Explanation struct {
	Question string `json:"question"`
	// Lang is the language the question seems to be in, LangSure whether that
	// is certain enough to act upon.
	Lang     string          `json:"lang"`
	LangSure bool            `json:"lang_sure"`
	Words    []ExplainedWord `json:"words"`
	Verdict  string          `json:"verdict"`
	// Confidence is that of the first hit, Needed what a sure answer needs.
	Confidence float64        `json:"confidence"`
	Needed     float64        `json:"needed"`
	Hits       []ExplainedHit `json:"hits"`
	// Reasons say why the answer is not sure; there are none when it is.
	Reasons []string `json:"reasons,omitempty"`
}

// ExplainedWord is a word of the question as it was searched for.
type ExplainedWord struct {
	Word string `json:"word"`
	// Repaired is the known word it was taken for, or "".
	Repaired string `json:"repaired,omitempty"`
	// Unknown means that no article uses it; Stop that it counts for little.
	Unknown bool `json:"unknown,omitempty"`
	Stop    bool `json:"stop,omitempty"`
	// Weight is how much it counts: the rarer in the base, the more.
	Weight float64 `json:"weight"`
}

// ExplainedHit is an article that was found.
type ExplainedHit struct {
	Name       string  `json:"name"`
	Lang       string  `json:"lang"`
	Title      string  `json:"title"`
	Section    string  `json:"section,omitempty"`
	Score      float64 `json:"score"`
	Confidence float64 `json:"confidence"`
	// Nearest is the title or question of the article most like the question
	// and Likeness how much, from 0 to 1.
	Nearest  string  `json:"nearest,omitempty"`
	Likeness float64 `json:"likeness"`
	// Matches are the words found in it, Missing those that are not.
	Matches []Match  `json:"matches"`
	Missing []string `json:"missing,omitempty"`
}

// Match says where in an article a word of the question stands.
type Match struct {
	Word  string   `json:"word"`
	Where []string `json:"where"`
}

// explainedHits is how many hits are explained.
const explainedHits = 3

// Explain searches as [Base.Search] does and tells how it came to the answer.
// It is much slower than Search.
func (b *Base) Explain(q Question) Explanation {
	s := newScratch(b)
	b.score(s, q)
	e := Explanation{Question: cut(q.Text), Needed: b.confidence.limits().sure, Verdict: Unknown.String()}
	e.Lang, e.LangSure = b.DetectLang(q.Text)
	for i := range s.query.words {
		e.Words = append(e.Words, b.explainWord(&s.query, &s.query.words[i]))
	}
	if len(s.candidates) == 0 {
		e.Reasons = []string{"No word of the question is in the knowledge base."}
		return e
	}
	answer := b.answer(s, q)
	e.Verdict, e.Confidence = answer.Verdict.String(), answer.Hits[0].Confidence
	for i, hit := range answer.Hits[:min(explainedHits, len(answer.Hits))] {
		e.Hits = append(e.Hits, b.explainHit(s, hit, s.candidates[i]))
	}
	if answer.Verdict != Sure {
		e.Reasons = b.reasons(s, &e)
	}
	return e
}

func (b *Base) explainWord(q *query, a *asked) ExplainedWord {
	w := ExplainedWord{Word: q.spelled(a), Unknown: len(a.stems) == 0 && a.word == none, Stop: a.stop, Weight: float64(a.mass)}
	if a.repaired {
		w.Repaired = b.words[a.word].key
	}
	return w
}

func (b *Base) explainHit(s *scratch, hit Hit, c candidate) ExplainedHit {
	// The words are those of the translation that was found, which need not be
	// the one that is shown.
	found := b.docs[c.doc].article
	h := ExplainedHit{
		Name: hit.Article.Name, Lang: hit.Article.Lang, Title: hit.Article.Title, Score: hit.Score, Confidence: hit.Confidence,
	}
	if hit.Section != nil {
		h.Section = hit.Section.ID
	}
	h.Nearest, h.Likeness = b.nearest(s, &b.docs[c.doc])
	places := b.placesOf(found)
	for i := range s.query.words {
		a := &s.query.words[i]
		m := Match{Word: s.query.spelled(a)}
		for _, place := range places {
			if place.has(a.stems) {
				m.Where = append(m.Where, place.name)
			}
		}
		switch {
		case len(m.Where) > 0:
			h.Matches = append(h.Matches, m)
		case !a.stop:
			h.Missing = append(h.Missing, m.Word)
		}
	}
	return h
}

// nearest is the title or question of a doc that is most like the question.
func (b *Base) nearest(s *scratch, d *doc) (string, float64) {
	best, most := -1, float32(0)
	for e := d.entry; e < d.entryEnd; e++ {
		if v := (s.entries[e] + s.grams[e]) / 2; b.entries[e].question && v > most {
			best, most = int(b.entries[e].place), v
		}
	}
	switch {
	case best < 0:
		return "", 0
	case best == 0:
		return d.article.Title, float64(most)
	}
	return d.article.Questions[best-1], float64(most)
}

// place is a field of an article with the stems in it.
type place struct {
	name  string
	stems map[uint32]bool
}

func (p *place) has(stems []uint32) bool {
	for _, f := range stems {
		if p.stems[f] {
			return true
		}
	}
	return false
}

func (b *Base) placesOf(a *Article) []place {
	lang := a.Lang
	if lang == "" {
		lang = b.defaultLanguage()
	}
	read := func(name string, texts ...string) place {
		p := place{name: name, stems: make(map[uint32]bool)}
		words(plain(nil, strings.Join(texts, "\n")), func(w []byte) {
			if f, ok := b.stems[stem(string(w), lang)]; ok {
				p.stems[f] = true
			}
		})
		return p
	}
	var headings, bodies []string
	for i := range a.Sections {
		headings, bodies = append(headings, a.Sections[i].Heading), append(bodies, a.Sections[i].Text)
	}
	return []place{read("title", a.Title), read("questions", a.Questions...), read("headings", headings...), read("text", bodies...)}
}

// reasons say what keeps the answer from being sure, the weightiest first.
func (b *Base) reasons(s *scratch, e *Explanation) []string {
	var why []string
	var unknown []string
	if e.Verdict == Unknown.String() {
		why = append(why, "Nothing in the knowledge base seems to be about this.")
	}
	for _, w := range e.Words {
		if w.Unknown && !w.Stop {
			unknown = append(unknown, w.Word)
		}
	}
	if len(unknown) > 0 {
		why = append(why, fmt.Sprintf("No article uses %s.", inQuotes(unknown)))
	}
	if len(e.Hits) > 1 && e.Verdict == Torn.String() && e.Hits[1].Confidence > 0.3*e.Hits[0].Confidence {
		why = append(why, fmt.Sprintf("“%s” fits nearly as well as “%s”.", e.Hits[1].Title, e.Hits[0].Title))
	}
	if missing := without(e.Hits[0].Missing, unknown); len(missing) > 0 {
		why = append(why, fmt.Sprintf("“%s” does not mention %s.", e.Hits[0].Title, inQuotes(missing)))
	}
	if s.query.content == 0 {
		why = append(why, "The question has no word that tells articles apart.")
	}
	if e.Hits[0].Likeness < 0.6 {
		why = append(why, fmt.Sprintf("The question is unlike the title and the questions of “%s”. If that is the right article, add it to its questions.",
			e.Hits[0].Title))
	}
	if len(why) == 0 {
		why = append(why, fmt.Sprintf("The confidence of %.2f is below the %.2f that a sure answer needs.", e.Confidence, e.Needed))
	}
	return why
}

func without(list, drop []string) []string {
	var kept []string
	for _, w := range list {
		known := true
		for _, d := range drop {
			known = known && w != d
		}
		if known {
			kept = append(kept, w)
		}
	}
	return kept
}
