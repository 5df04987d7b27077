package kb

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// desk is a small base with questions, sections, staff and hidden articles.
func desk() *Base {
	return NewBase([]*Article{
		{Name: "access/password", Lang: "en", Title: "Reset a forgotten password",
			Questions: []string{"forgot my password", "cannot log in", "how do I get a new password"},
			Sections: []Section{
				{ID: "access/password", Text: "You can do it yourself."},
				{ID: "access/password#yourself", Heading: "Do it yourself", Text: "Open the sign-in page and choose forgotten password."},
				{ID: "access/password#admin", Heading: "Ask an administrator", Text: "The administrator finds you in the team page. I can also do my part there."},
			}},
		{Name: "print/certificate", Lang: "en", Title: "Print a birth certificate",
			Questions: []string{"how to print a certificate", "the printer wants letter paper", "print the certificate again"},
			Sections:  []Section{{ID: "print/certificate", Text: "Open the record and press print. Fill tray 1 with letter paper."}}},
		{Name: "outage", Lang: "en", Title: "Report that the system is down",
			Questions: []string{"the system does not open", "nothing works since this morning", "server down"},
			Sections:  []Section{{ID: "outage", Text: "Tell the desk since when, and send a screenshot."}}},
		{Name: "server/restart", Lang: "en", Title: "Restart the application server", Audience: StaffOnly,
			Questions: []string{"restart the server", "reboot the backend", "server hangs"},
			Sections:  []Section{{ID: "server/restart", Text: "Log in by ssh and restart the service."}}},
		{Name: "old", Lang: "en", Title: "Fax machine", Hidden: true, Questions: []string{"how to send a fax"},
			Sections: []Section{{ID: "old", Text: "Dial the number."}}},
		nil,
	}, []string{"en"}, Balanced)
}

func names(a Answer) []string {
	var all []string
	for _, h := range a.Hits {
		all = append(all, h.Article.Name)
	}
	return all
}

func TestSearchFindsTheArticle(t *testing.T) {
	b := desk()
	for question, want := range map[string]string{
		"I forgot my password":                      "access/password",
		"PASSWORD forgotten!!":                      "access/password",
		"cannot login":                              "access/password",   // joined
		"how do i prnit a certifcate":               "print/certificate", // misspelled
		"my printer says load letter paper":         "print/certificate",
		"the sytem does not open since the morning": "outage",
	} {
		a := b.Search(Question{Text: question})
		require.NotEmpty(t, a.Hits, question)
		require.Equal(t, want, a.Hits[0].Article.Name, question)
		require.NotEqual(t, Unknown, a.Verdict, question)
		require.Equal(t, "en", a.Lang)
	}
}

func TestSearchIsSureOfAQuestionOfTheArticle(t *testing.T) {
	b := desk()
	for _, article := range b.Articles() {
		if article.Hidden {
			continue
		}
		for _, q := range append(article.Questions, article.Title) {
			a := b.Search(Question{Text: q, Staff: true})
			require.Equal(t, Sure, a.Verdict, q)
			require.Equal(t, article.Name, a.Hits[0].Article.Name, q)
			require.Greater(t, a.Hits[0].Confidence, 0.84, q)
		}
	}
}

func TestSearchHidesStaffArticlesFromPeople(t *testing.T) {
	b := desk()
	require.NotContains(t, names(b.Search(Question{Text: "restart the server"})), "server/restart")
	a := b.Search(Question{Text: "restart the server", Staff: true})
	require.Equal(t, "server/restart", a.Hits[0].Article.Name)
	require.NotContains(t, b.Explain(Question{Text: "restart the server"}).String(), "server/restart")
}

func TestSearchNeverFindsHiddenArticles(t *testing.T) {
	b := desk()
	require.NotContains(t, names(b.Search(Question{Text: "how to send a fax", Staff: true})), "old")
	require.Equal(t, "Fax machine", b.Article("old", "en").Title)
}

func TestSearchDoesNotKnow(t *testing.T) {
	b := desk()
	for _, q := range []string{
		"", "   ", "🎉👍🏽", "?!", "\x00\xff\xfe", "recipe for chapati", "asdfghjk", "who won the election",
		strings.Repeat("\u0300", 5000), strings.Repeat("🎉", 25_000),
	} {
		a := b.Search(Question{Text: q, Lang: "en"})
		require.Equal(t, Unknown, a.Verdict, "%.40q", q)
		require.Equal(t, "en", a.Lang)
	}
}

func TestSearchOfAVeryLongQuestion(t *testing.T) {
	b := desk()
	a := b.Search(Question{Text: "I forgot my password. " + strings.Repeat("lorem ipsum dolor ", 6000)})
	require.NotEqual(t, Sure, a.Verdict, "most of it is not understood")
	a = b.Search(Question{Text: strings.Repeat("ﷺ", 50_000)})
	require.Equal(t, Unknown, a.Verdict)
}

func TestSearchIsNotSureOfHalfAQuestion(t *testing.T) {
	a := desk().Search(Question{Text: "password zebra giraffe elephant hippopotamus"})
	require.NotEqual(t, Sure, a.Verdict)
}

func TestSearchIsTornBetweenEqualArticles(t *testing.T) {
	section := []Section{{Text: "Some text."}}
	b := NewBase([]*Article{
		{Name: "a", Lang: "en", Title: "Print a certificate", Sections: section},
		{Name: "b", Lang: "en", Title: "Print a certificate", Sections: section},
		{Name: "c", Lang: "en", Title: "Reset a password", Sections: section},
		{Name: "d", Lang: "en", Title: "Work without internet", Sections: section},
		{Name: "e", Lang: "en", Title: "Add a user", Sections: section},
	}, []string{"en"}, Balanced)
	a := b.Search(Question{Text: "print a certificate"})
	require.Equal(t, Torn, a.Verdict)
	require.Equal(t, 2, a.Choices)
	require.ElementsMatch(t, []string{"a", "b"}, names(a)[:2])
	require.Equal(t, a.Hits[0].Confidence, a.Hits[1].Confidence)
}

func TestSearchChoosesTheSection(t *testing.T) {
	b := desk()
	section := func(q string) string { return b.Search(Question{Text: q}).Hits[0].Section.ID }
	require.Equal(t, "access/password#admin", section("can an administrator reset my forgotten password"))
	require.Equal(t, "access/password", section("I forgot my password"), "none stands out: the whole article")
}

func TestSearchCountsTranslationsOnce(t *testing.T) {
	b := twoLanguages()
	for _, c := range []struct{ text, lang, want string }{
		{"how do I print a birth certificate", "", "en"},
		{"comment imprimer un acte de naissance", "", "fr"},
		{"comment imprimer un acte de naissance", "en", "en"},
		{"how do I print a birth certificate", "fr", "fr"},
		{"how do I print a birth certificate", "sw", "en"},
		{"imprimer acte", "", "fr"},
	} {
		a := b.Search(Question{Text: c.text, Lang: c.lang})
		require.Equal(t, c.want, a.Hits[0].Article.Lang, "%s for %q", c.text, c.lang)
		require.Equal(t, c.want, a.Lang)
		require.Equal(t, "print", a.Hits[0].Article.Name)
		require.NotNil(t, a.Hits[0].Section)
		seen := make(map[string]bool)
		for _, n := range names(a) {
			require.False(t, seen[n], "%s twice", n)
			seen[n] = true
		}
	}
}

func TestSearchOfOddBases(t *testing.T) {
	for name, b := range map[string]*Base{
		"nothing":         NewBase(nil, nil, ""),
		"an empty one":    NewBase([]*Article{{Name: "a"}}, []string{"en"}, Balanced),
		"only emoji":      NewBase([]*Article{{Name: "a", Title: "🎉", Questions: []string{"👍"}, Sections: []Section{{}}}}, []string{"en"}, Balanced),
		"no title":        NewBase([]*Article{{Name: "a", Questions: []string{"print it"}}, {Name: "b", Questions: []string{"scan it"}}}, nil, Balanced),
		"one article":     NewBase([]*Article{{Name: "a", Title: "Print", Sections: []Section{{Text: "Press print."}}}}, []string{"en"}, Generous),
		"unknown setting": NewBase([]*Article{{Name: "a", Title: "Print"}}, []string{"xx"}, "brave"),
	} {
		t.Run(name, func(t *testing.T) {
			for _, q := range []string{"", "print", "how do I print it", "🎉", "xyzzy prnt"} {
				a := b.Search(Question{Text: q})
				require.LessOrEqual(t, a.Choices, len(a.Hits))
				require.NotEmpty(t, b.Explain(Question{Text: q}).String())
			}
		})
	}
}

func TestSearchFromManyGoroutines(t *testing.T) {
	b := desk()
	questions := []string{"I forgot my password", "print a certificate", "server down", "recipe for chapati", "prnit certifcate"}
	var want []Answer
	for _, q := range questions {
		want = append(want, b.Search(Question{Text: q}))
	}
	var group sync.WaitGroup
	got := make([]Answer, 400)
	for i := range got {
		group.Go(func() { got[i] = b.Search(Question{Text: questions[i%len(questions)]}) })
	}
	group.Wait()
	for i := range got {
		require.Equal(t, want[i%len(questions)], got[i], fmt.Sprint(i))
	}
}
