package kb

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNoticesAreFoundBesideArticles(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "search.md", "---\nquestions: [How do I search for a record?]\n---\n# Search for a record\n\nType the name.")
	put(t, dir, "print.md", "---\nquestions: [How do I print a certificate?]\n---\n# Print a certificate\n\nPress print.")
	l := openDirs(t, dir)
	asks := func(text string, notices bool) Answer {
		return l.Base().Search(Question{Text: text, Lang: "en", Notices: notices})
	}
	before := asks("How do I print a certificate?", true)

	l.Announce([]Notice{
		{ID: "K1", Lang: "en", Title: "Search is slow", Text: "Search is slow until noon", Ask: []string{"searching takes minutes"}},
		{ID: "K1", Lang: "fr", Title: "Search is slow", Text: "Search is slow until noon", Ask: []string{"la recherche est lente"}},
	})
	require.True(t, l.Reload(t.Context()))
	require.False(t, l.Reload(t.Context()), "announced once")
	for _, text := range []string{"search is slow", "searching takes minutes", "la recherche est lente"} {
		a := asks(text, true)
		require.Equal(t, Sure, a.Verdict, text)
		require.Equal(t, "K1", a.Hits[0].Article.Notice, text)
		require.Equal(t, "Search is slow until noon", a.Hits[0].Text())
		for _, hit := range asks(text, false).Hits {
			require.Empty(t, hit.Article.Notice, "only who asks for notices finds them")
		}
	}
	after := asks("How do I print a certificate?", true)
	require.Equal(t, before.Hits[0].Article.Name, after.Hits[0].Article.Name)
	require.Equal(t, Sure, after.Verdict, "an article still answers what it answers")
	require.Equal(t, "search", asks("How do I search for a record?", true).Hits[0].Article.Name)
	require.Len(t, l.Base().Articles(), 2, "a notice is no article")
	require.Len(t, l.Articles(), 2)
	hit, ok := l.Base().Section(NoticeName("K1"), "fr")
	require.True(t, ok)
	require.Equal(t, "fr", hit.Article.Lang)

	l.Announce(nil)
	require.True(t, l.Reload(t.Context()))
	for _, hit := range asks("search is slow", true).Hits {
		require.Empty(t, hit.Article.Notice)
	}
}

func TestNothingToLearnOrAnnounceIsNoReasonToReload(t *testing.T) {
	l := openDirs(t, t.TempDir())
	l.Announce(nil)
	l.Teach(nil)
	require.False(t, l.Reload(t.Context()))
}
