package kb

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestOwnQuestionsAreSure: whoever writes a question into an article is answered
// with that article, however small the base.
func TestOwnQuestionsAreSure(t *testing.T) {
	var articles []*Article
	for i, question := range []string{"How do I print a certificate?", "I forgot my password", "Where is my record"} {
		name := string(rune('a' + i))
		articles = append(articles, &Article{
			Name: name, Lang: "en", Title: "Article " + name, Questions: []string{question, "the same words for all"},
			Sections: []Section{{ID: name, Text: "Do this, then that."}},
		})
		b := NewBase(articles, []string{"en"}, Careful)
		for _, a := range articles {
			answer := b.Search(Question{Text: "  " + a.Questions[0] + "!!"})
			require.Equal(t, Sure, answer.Verdict, "%d articles: %s", len(articles), a.Questions[0])
			require.Equal(t, a.Name, answer.Hits[0].Article.Name)
			require.GreaterOrEqual(t, answer.Hits[0].Confidence, exactConfidence)
		}
		if len(articles) > 1 {
			require.NotEqual(t, Sure, b.Search(Question{Text: "the same words for all"}).Verdict, "it is nobody's own")
		}
	}
}
