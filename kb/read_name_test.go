package kb

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNameAndLanguageComeFromThePath(t *testing.T) {
	for _, c := range []struct{ file, name, lang string }{
		{"print.md", "print", ""},
		{"print.fr.md", "print", "fr"},
		{"a/b/print.pt-br.md", "a/b/print", "pt-br"},
		{"a/print.PT_BR.md", "a/print", "pt-br"},
		{"print.swc.md", "print", "swc"},
		{"print.zh-hans.md", "print", "zh-hans"},
		{"print.x-desk.md", "print", "x-desk"},
		{"print.v2.md", "print.v2", ""},
		{"node.js.md", "node.js", ""},
		{"list.pdf.md", "list.pdf", ""},
		{"custom-handlebars.js-helpers.md", "custom-handlebars.js-helpers", ""},
		{"3.2.9.1-texts/3.3.3-send.md", "3.2.9.1-texts/3.3.3-send", ""},
		{"fr.md", "fr", ""},
		{"a/.fr.md", "a/.fr", ""},
		{"functional/README.md", "functional/README", ""},
		{"README.md", "README", ""},
		{"PRINT.MD", "PRINT", ""},
	} {
		name, lang := nameAndLanguage(c.file, []string{"en", "x-desk"})
		require.Equal(t, c.name, name, c.file)
		require.Equal(t, c.lang, lang, c.file)
	}
}

func TestLanguageOfAnArticle(t *testing.T) {
	for _, c := range []struct {
		file, text string
		languages  []string
		want       string
	}{
		{"a.md", "x", nil, "en"},
		{"a.md", "x", []string{"FR", "en"}, "fr"},
		{"a.md", "---\nlang: pt_BR\n---\nx", []string{"fr"}, "pt-br"},
		{"a.sw.md", "---\nlang: fr\n---\nx", []string{"fr"}, "sw"},
	} {
		a, problems := ReadArticle(c.file, []byte(c.text), ReadOptions{Languages: c.languages})
		require.Empty(t, problems)
		require.Equal(t, c.want, a.Lang)
	}
}

func TestTitleComesFromTheFirstOfThree(t *testing.T) {
	for _, c := range []struct{ file, text, want string }{
		{"how-to/print_a-form.md", "text", "Print a form"},
		{"how-to/README.md", "text", "How to"},
		{"README.md", "text", "README"},
		{"a.md", "## Below\n\n# The **title**\n\ntext", "The title"},
		{"a.md", "---\ntitle: Mine\n---\n# Other\n\ntext", "Mine"},
	} {
		a, _ := ReadArticle(c.file, []byte(c.text), ReadOptions{})
		require.Equal(t, c.want, a.Title)
	}
	a, _ := ReadArticle("a.md", []byte("---\ntitle: Mine\n---\n# Other\n\ntext"), ReadOptions{})
	require.Equal(t, "Other", a.Sections[0].Heading, "a first-level heading that is not the title is a heading")
	a, _ = ReadArticle("a.md", []byte("---\ntitle: mine\n---\n# Mine\n\ntext"), ReadOptions{})
	require.Equal(t, "", a.Sections[0].Heading)
}

func TestTableOfContentsIsHidden(t *testing.T) {
	a, _ := ReadArticle("SUMMARY.md", []byte("# Contents\n\n* [a](a.md)"), ReadOptions{})
	require.True(t, a.Hidden)
	a, _ = ReadArticle("summary.md", []byte("# A summary\n\ntext"), ReadOptions{})
	require.False(t, a.Hidden)
}

func TestWhenLeavesAnArticleOut(t *testing.T) {
	text := []byte("---\nwhen: country = Farajaland\n---\ntext")
	a, problems := ReadArticle("a.md", text, ReadOptions{Vars: map[string]string{"country": "farajaland"}})
	require.Empty(t, problems)
	require.NotNil(t, a)
	a, problems = ReadArticle("a.md", text, ReadOptions{Vars: map[string]string{"country": "Ibombo"}})
	require.Empty(t, problems)
	require.Nil(t, a)
	a, problems = ReadArticle("a.md", text, ReadOptions{})
	require.Nil(t, a)
	require.Equal(t, "a.md:2: when asks for country, which has no value; add country under kb.vars or correct its name", problems[0].String())
}
