package kb

import (
	"unicode"
	"unicode/utf8"
)

// exactConfidence is how sure a question is of an article that has it among its
// own, word for word.
const exactConfidence = 0.99

// exact knows which article has a question among its own, or for its title, by
// its bare words. One that several articles have is nobody's.
type exact map[string]string

func newExact(docs []doc, texts []*reading) exact {
	e := make(exact, len(docs))
	for i, t := range texts {
		for _, words := range t.bare {
			e.add(words, docs[i].article.Name)
		}
	}
	return e
}

func (e exact) add(words, name string) {
	if words == "" {
		return
	}
	if other, taken := e[words]; taken && other != name {
		name = ""
	}
	e[words] = name
}

// prefer puts the hit whose article has the very question first, and is sure of
// it. The question is given by its bare words. It reports false where there is
// none.
func (e exact) prefer(words []byte, hits []Hit) bool {
	name := e[string(words)]
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

// bareWords appends to dst the words of a text made by [plain], without marks
// and with one space between them.
func bareWords(dst, text []byte) []byte {
	gap := false
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(text[i:])
		}
		if !inWord(r) {
			gap = len(dst) > 0
		} else {
			if gap {
				dst = append(dst, ' ')
			}
			gap = false
			dst = append(dst, text[i:i+size]...)
		}
		i += size
	}
	return dst
}

// inWord says whether a rune of a plain text belongs to a word.
func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}
