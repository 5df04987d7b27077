package kb

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func twoLanguages() *Base {
	return NewBase([]*Article{
		{Name: "print", Lang: "en", Title: "Print a certificate", Questions: []string{"how do I print a birth certificate"},
			Sections: []Section{{ID: "print", Text: "Open the record, choose print and take the paper from the tray."}}},
		{Name: "print", Lang: "fr", Title: "Imprimer un acte", Questions: []string{"comment imprimer un acte de naissance"},
			Sections: []Section{{ID: "print", Text: "Ouvrez le dossier, choisissez imprimer et prenez le papier dans le bac."}}},
		{Name: "lost", Lang: "en", Title: "Lost password", Sections: []Section{{ID: "lost", Text: "Ask the administrator for a new password."}}},
	}, []string{"en", "fr"}, Balanced)
}

func TestDetectLang(t *testing.T) {
	b := twoLanguages()
	for _, c := range []struct {
		text, lang string
		sure       bool
	}{
		{"how can I print the certificate of my child", "en", true},
		{"comment je peux imprimer cet acte de naissance", "fr", true},
		{"imprimer acte", "fr", false},
		{"print", "en", false},
		{"", "en", false},
		{"🎉 12345", "en", false},
		{"как распечатать свидетельство о рождении", "en", false},
	} {
		lang, sure := b.DetectLang(c.text)
		require.Equal(t, c.sure, sure, c.text)
		require.Equal(t, c.lang, lang, c.text)
	}
}

func TestDetectLangOfOneLanguageIsNeverSure(t *testing.T) {
	b := NewBase([]*Article{{Name: "a", Lang: "en", Title: "Print a certificate"}}, []string{"en"}, Balanced)
	lang, sure := b.DetectLang("how do I print a certificate here")
	require.Equal(t, "en", lang)
	require.False(t, sure)
	lang, sure = NewBase(nil, nil, Balanced).DetectLang("anything at all here")
	require.Empty(t, lang)
	require.False(t, sure)
}

func TestDetectLangKnowsLanguagesWithoutArticles(t *testing.T) {
	b := NewBase([]*Article{{Name: "a", Lang: "en", Title: "Print a certificate"}}, []string{"en", "fr"}, Balanced)
	lang, sure := b.DetectLang("pourquoi est-ce que nous ne pouvons pas le faire ici")
	require.Equal(t, "fr", lang)
	require.True(t, sure)
}

func TestLanguageRank(t *testing.T) {
	require.Less(t, languageRank("pt", "pt-br", "en", "en"), languageRank("en", "pt-br", "en", "en"), "a region falls back to its language")
	require.Less(t, languageRank("fr", "", "fr", "en"), languageRank("en", "", "fr", "en"))
	require.Less(t, languageRank("en", "", "", "en"), languageRank("fr", "", "", "en"))
}
