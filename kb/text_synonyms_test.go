package kb

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func clinic() *Base {
	return NewBase([]*Article{
		{Name: "passcode", Lang: "en", Title: "Change your passcode", Sections: []Section{{ID: "passcode", Text: "Open settings. A passcode has six letters."}}},
		{Name: "offline", Lang: "en", Title: "Working without a connection", Sections: []Section{{ID: "offline", Text: "Drafts stay on the tablet."}}},
		{Name: "wife", Lang: "en", Title: "Record the name of the wife", Sections: []Section{{ID: "wife", Text: "Her name is on the form."}}},
	}, []string{"en"}, Balanced)
}

func TestSynonymsFindWhatIsSaidInOtherWords(t *testing.T) {
	b := clinic()
	require.Equal(t, "passcode", b.Search(Question{Text: "new password"}).Hits[0].Article.Name, "the base does not know the word")
	s := newScratch(b)
	b.score(s, Question{Text: "wifi wive"})
	require.False(t, s.query.words[0].repaired, "it is not a misspelled wife")
	require.True(t, s.query.words[1].repaired)
}

func TestSynonymsCountLessThanTheWord(t *testing.T) {
	b := NewBase([]*Article{
		{Name: "internet", Lang: "en", Title: "Internet here"},
		{Name: "network", Lang: "en", Title: "Network here"},
	}, []string{"en"}, Balanced)
	require.Equal(t, []string{"internet", "network"}, names(b.Search(Question{Text: "internet"})))
	s := newScratch(b)
	b.score(s, Question{Text: "network"})
	require.Len(t, s.candidates, 2)
	require.Equal(t, "network", b.docs[s.candidates[0].doc].article.Name)
	require.Less(t, s.candidates[1].signal[fieldShare], s.candidates[0].signal[fieldShare]/2)
}

func TestAWordAndItsSynonymAreMentionedOnce(t *testing.T) {
	b := NewBase([]*Article{
		{Name: "both", Lang: "en", Title: "Internet and network", Sections: []Section{{ID: "both", Text: "Internet, network, connection."}}},
		{Name: "other", Lang: "en", Title: "Fees"},
	}, []string{"en"}, Balanced)
	s := newScratch(b)
	b.score(s, Question{Text: "internet network"})
	require.InDelta(t, 1, s.candidates[0].signal[covered], 1e-6)
	require.InDelta(t, 1, s.candidates[0].signal[sectionCovered], 1e-6)
}

func TestSynonymGroupsAreInLanguagesOfTheBase(t *testing.T) {
	require.Empty(t, newSynonyms(clinic().vocabulary, []string{"fr"}).known)
	require.NotEmpty(t, newSynonyms(clinic().vocabulary, []string{"en-gb"}).strange)
}
