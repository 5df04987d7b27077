package kb

import (
	"strings"
	"unicode"
)

// exactConfidence is how sure a question is of an article that has it among its
// own, word for word.
const exactConfidence = 0.99

// exact knows which article has a question among its own, or for its title, by
// its bare words. One that several articles have is nobody's.
type exact map[string]string

func newExact(docs []doc) exact {
	e := exact{}
	for i := range docs {
		a := docs[i].article
		e.add(a.Title, a.Name)
		for _, question := range a.Questions {
			e.add(question, a.Name)
		}
	}
	return e
}

func (e exact) add(text, name string) {
	words := bareWords(text)
	if words == "" {
		return
	}
	if other, taken := e[words]; taken && other != name {
		name = ""
	}
	e[words] = name
}

// prefer puts the hit whose article has the very question first, and is sure of
// it. It reports false where there is none.
func (e exact) prefer(text string, hits []Hit) bool {
	name := e[bareWords(text)]
	if name == "" {
		return false
	}
	for i := range hits {
		if hits[i].Article.Name != name {
			continue
		}
		own := hits[i]
		copy(hits[1:i+1], hits[:i])
		hits[0] = own
		hits[0].Confidence = max(own.Confidence, exactConfidence)
		return true
	}
	return false
}

// bareWords are the words of a text as search compares them, without marks.
func bareWords(text string) string {
	return strings.Join(strings.FieldsFunc(string(plain(nil, cut(text))), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}), " ")
}
