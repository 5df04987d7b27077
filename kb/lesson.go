package kb

import (
	"slices"
	"time"
)

// Lesson is what use has taught about an article in one language.
type Lesson struct {
	// Article is the article's name.
	Article, Lang string
	// Ask are further ways to ask for it; they are searched like its own questions.
	Ask []string
	// Not are questions that it does not answer, whatever the search thinks.
	Not []string
}

// lessonRest is how long, in times of making a base searchable, the library rests
// between two lessons, so that learning never takes more than a small share of a
// processor.
const lessonRest = 20

// quickLoad is how long making the base searchable may take to need no rest.
const quickLoad = 50 * time.Millisecond

// Teach replaces all that use has taught. It is searched after the next Reload,
// or a little later where making the base searchable takes long. Safe for use
// beside everything else.
func (l *Library) Teach(lessons []Lesson) {
	if len(lessons) == 0 && l.lessons() == nil {
		return // none after none is no reason to build everything again
	}
	taught := slices.Clone(lessons)
	l.taught.Store(&taught)
}

// lessons are what Teach gave last. The slice is the same until Teach is called again.
func (l *Library) lessons() *[]Lesson { return l.taught.Load() }

// dueLessons tells whether there is something to learn and the rest is over.
func (l *Library) dueLessons(last *snapshot) bool {
	if last == nil || l.lessons() == last.lessons {
		return false
	}
	took := last.base.loadTime
	return took < quickLoad || l.opt.Now().Sub(last.made) >= lessonRest*took
}

// teach gives articles their further ways to ask, on copies of them, and the
// wordings that articles do not answer.
func teach(articles []*Article, lessons *[]Lesson) ([]*Article, refused) {
	if lessons == nil || len(*lessons) == 0 {
		return articles, nil
	}
	byArticle := map[[2]string]Lesson{}
	not := refused{}
	for _, lesson := range *lessons {
		byArticle[[2]string{lesson.Article, lesson.Lang}] = lesson
		for _, question := range lesson.Not {
			not.add(question, lesson.Article)
		}
	}
	taught := slices.Clone(articles)
	for i, a := range taught {
		lesson := byArticle[[2]string{a.Name, a.Lang}]
		if len(lesson.Ask) == 0 {
			continue
		}
		pupil := *a
		pupil.Questions = slices.Concat(a.Questions, lesson.Ask)
		taught[i] = &pupil
	}
	return taught, not
}

// refused are the articles that do not answer a question, by its bare words.
type refused map[string][]string

func (r refused) add(question, article string) {
	bare := string(bareWords(nil, plain(nil, cut(question))))
	if bare != "" {
		r[bare] = append(r[bare], article)
	}
}

// refusedShare is what is left of the confidence in an article that people said
// does not answer the very question.
const refusedShare = 0.2

// weigh takes down the hits that people refused for this very question, given by
// its bare words, and puts the hits in order again. It reports whether it did.
func (r refused) weigh(words []byte, hits []Hit) bool {
	names := r[string(words)]
	if len(names) == 0 {
		return false
	}
	did := false
	for i := range hits {
		if slices.Contains(names, hits[i].Article.Name) {
			hits[i].Confidence *= refusedShare
			did = true
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int {
		switch {
		case a.Confidence > b.Confidence:
			return -1
		case a.Confidence < b.Confidence:
			return 1
		}
		return 0
	})
	return did
}
