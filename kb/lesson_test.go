package kb

import (
	"context"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
)

// TestLessons teaches a library, and takes it back.
func TestLessons(t *testing.T) {
	folder := fstest.MapFS{
		"toner.md":    {Data: []byte("---\nquestions: [How do I change the toner?]\n---\n# Change the toner\n\nOpen the lid.\n")},
		"toner.fr.md": {Data: []byte("---\nquestions: [Comment changer le toner ?]\n---\n# Changer le toner\n\nOuvrez le capot.\n")},
		"fees.md":     {Data: []byte("---\nquestions: [What does a certificate cost?]\n---\n# Fees\n\nNothing.\n")},
	}
	// Every look at the clock is an hour later: the rest between lessons is over, however
	// slow the machine.
	now := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	later := func() time.Time { now = now.Add(time.Hour); return now }
	l, err := Open(Options{FS: []fs.FS{folder}, Languages: []string{"en", "fr"}, Confidence: Balanced, Now: later})
	require.NoError(t, err)
	ask := func(text, lang string) (Verdict, string) {
		a := l.Base().Search(Question{Text: text, Lang: lang})
		if len(a.Hits) == 0 {
			return a.Verdict, ""
		}
		return a.Verdict, a.Hits[0].Article.Name
	}
	const pale = "letters come out pale"
	verdict, _ := ask(pale, "en")
	require.Equal(t, Unknown, verdict)

	l.Teach([]Lesson{{Article: "toner", Lang: "en", Ask: []string{pale}}, {Article: "gone", Lang: "en", Ask: []string{"x"}}})
	require.True(t, l.Reload(context.Background()))
	require.False(t, l.Reload(context.Background()), "nothing is new")
	verdict, name := ask(pale+"?", "en")
	require.Equal(t, Sure, verdict)
	require.Equal(t, "toner", name)
	for _, a := range l.Articles() {
		require.Len(t, a.Questions, 1, "the author's article is untouched")
	}

	l.Teach([]Lesson{{Article: "fees", Lang: "en", Not: []string{"what does a certificate cost"}}})
	require.True(t, l.Reload(context.Background()))
	verdict, _ = ask(pale, "en")
	require.Equal(t, Unknown, verdict, "what is no longer taught is forgotten")
	verdict, _ = ask("what would a certificate cost", "en")
	require.Equal(t, Sure, verdict, "only the very question is refused")
}

// TestRefusedAnswers takes down a hit that people refused for a question.
func TestRefusedAnswers(t *testing.T) {
	not := refused{}
	not.add("Is it free?", "fees")
	hits := []Hit{{Article: &Article{Name: "fees"}, Confidence: 0.9}, {Article: &Article{Name: "print"}, Confidence: 0.3}}
	require.False(t, not.weigh([]byte("another"), hits))
	require.True(t, not.weigh([]byte("is it free"), hits))
	require.Equal(t, "print", hits[0].Article.Name)
	require.InDelta(t, 0.9*refusedShare, hits[1].Confidence, 1e-9)
	require.False(t, refused(nil).weigh([]byte("is it free"), hits))
}
