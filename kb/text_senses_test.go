package kb

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSensesFindOtherWords(t *testing.T) {
	b := NewBase([]*Article{
		{Name: "pay", Title: "When is my salary paid", Lang: "en", Questions: []string{"salary date", "when do I get my salary", "my salary is late"}},
		{Name: "trip", Title: "Flights to Lagos", Lang: "en", Questions: []string{"book a flight to Lagos", "flights to Nairobi", "I want to fly to Accra"}},
		{Name: "food", Title: "Lunch in the canteen", Lang: "en", Questions: []string{"what is for lunch", "canteen hours", "is there lunch today"}},
	}, []string{"en"}, Balanced)
	for question, want := range map[string]string{
		"wages": "pay", "my wage did not come": "pay", "plane to Kampala": "trip", "an airline for Dakar": "trip", "any dinner": "food",
	} {
		answer := b.Search(Question{Text: question})
		require.NotEmpty(t, answer.Hits, question)
		require.Equal(t, want, answer.Hits[0].Article.Name, question)
	}
}

func TestStopWordsOfOtherLanguagesHaveNoSense(t *testing.T) {
	b := NewBase([]*Article{{Name: "a", Title: "Paper for the printer", Lang: "en"}}, []string{"en", "fr"}, Balanced)
	require.Empty(t, b.Search(Question{Text: "café"}).Hits)
	require.Empty(t, b.senses.thesauri[1], "no article is in French")
	b = NewBase([]*Article{{Name: "a", Title: "Paper for the printer", Lang: "en"}, {Name: "b", Title: "Le thé", Lang: "fr"}}, []string{"en", "fr"}, Balanced)
	require.NotEmpty(t, b.senses.thesauri[1])
	require.Empty(t, b.senses.of[b.stems["the"]])
	require.NotEmpty(t, b.senses.of[b.stems["paper"]])
}

func TestEverydayWordsAreNotRepaired(t *testing.T) {
	b := NewBase([]*Article{{Name: "a", Title: "Plan of the hotels", Lang: "en"}}, []string{"en"}, Balanced)
	for word, repaired := range map[string]bool{"hotles": true, "plane": false, "hostels": false} {
		s := newScratch(b)
		s.query.read(b, word)
		require.Equal(t, repaired, s.query.words[0].repaired, word)
	}
}

func TestSenseFiles(t *testing.T) {
	files, err := fs.Glob(senseFiles, "senses/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		text, err := fs.ReadFile(senseFiles, file)
		require.NoError(t, err)
		seen := make(map[string]bool)
		for line := range strings.Lines(string(text)) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			sense, words, ok := strings.Cut(line, ":")
			require.True(t, ok, "%s: %q has no name", file, line)
			require.False(t, seen[sense], "%s: %s is there twice", file, sense)
			seen[sense] = true
			require.Greater(t, len(strings.Fields(words)), 1, "%s: %s has one word and joins nothing", file, sense)
			require.Equal(t, strings.ToLower(line), line, "%s: words are in lower case", file)
		}
	}
}

func TestKinOfStems(t *testing.T) {
	b := NewBase([]*Article{
		{Name: "a", Title: "Register a birth", Lang: "en"},
		{Name: "b", Title: "The registrar", Lang: "en"},
	}, []string{"en"}, Balanced)
	require.Contains(t, b.synonyms.known[b.stems["regist"]], b.stems["registrar"])
	require.Contains(t, b.synonyms.known[b.stems["registrar"]], b.stems["regist"])
	require.NotContains(t, b.synonyms.known[b.stems["regist"]], b.stems["birth"])
}

func TestPairsOfSensesDecide(t *testing.T) {
	b := NewBase([]*Article{
		{Name: "address", Title: "Change my address", Lang: "en", Questions: []string{"edit where I live", "modify the address", "how to alter an address", "update residence"}},
		{Name: "card", Title: "My card was stolen", Lang: "en", Questions: []string{"stolen visa", "someone took my card", "a thief has my mastercard", "theft of a card"}},
		{Name: "pin", Title: "Change the pin of my card", Lang: "en", Questions: []string{"edit the pin of a visa", "modify my card", "alter the code of my card", "update a mastercard"}},
	}, []string{"en"}, Balanced)
	require.NotZero(t, b.classes.machines)
	require.NotEmpty(t, b.classes.together.rarity)
	s := newScratch(b)
	b.score(s, Question{Text: "adjust my amex"})
	require.Equal(t, "pin", b.docs[s.candidates[0].doc].article.Name)
	require.NotEmpty(t, s.query.together)
	any := together{senses: 3}
	require.Equal(t, []int32{0*3 + 1}, any.pairs(nil, []mention{{0, 0}, {1, 0}, {0, 1}}), "senses of one word make no pair, nor does a sense with itself")
	require.Equal(t, []int32{1*3 + 2}, any.pairs(nil, []mention{{2, 0}, {1, 1}, {2, 2}}), "each pair once, in either order")
}

func TestSensesInEveryLanguage(t *testing.T) {
	for _, c := range []struct{ lang, one, two string }{
		{"fr", "Quand le salaire arrive", "la paie"}, {"es", "Mi sueldo no llegó", "salario"}, {"pt", "Meu salário atrasou", "renda"},
		{"ar", "كيف ادفع", "سداد"}, {"sw", "Bei ya dawa", "gharama"}, {"bn", "দাম কত", "মূল্য"}, {"ln", "Nkisi", "mangwele"},
	} {
		b := NewBase([]*Article{
			{Name: "right", Title: c.one, Lang: c.lang}, {Name: "wrong", Title: "Zzz", Lang: c.lang},
		}, []string{c.lang}, Balanced)
		answer := b.Search(Question{Text: c.two})
		require.NotEmpty(t, answer.Hits, c.lang)
		require.Equal(t, "right", answer.Hits[0].Article.Name, c.lang)
	}
}
