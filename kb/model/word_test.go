package model_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
)

func TestAnAnswerIsWordedAndSaysWhatItRestsOn(t *testing.T) {
	c, fake, _ := open(t, nil)
	fake.Say(func(p modelfake.Prompt) string {
		require.Equal(t, "what about the paper?", strings.TrimSpace(must(p.Fenced("QUESTION"))))
		return "<think>hm</think>Fill tray 1 with letter paper, and press OK [1].\nDo not open tray 2 while the printer is working. [1]"
	})
	worded, doubt, use, err := c.Word(t.Context(), ask("what about the paper?"))
	require.NoError(t, err)
	require.Empty(t, doubt)
	require.Equal(t, "Fill tray 1 with letter paper, and press OK.\nDo not open tray 2 while the printer is working.", worded.Text)
	require.Equal(t, []string{"printing#paper"}, worded.Cited)
	require.Equal(t, []string{"printing#paper"}, use.Sections)
	require.Equal(t, model.ForWording, use.For)
	require.False(t, use.Guessed)
	require.Empty(t, use.Outcome)
}

func must(text string, _ bool) string { return text }

func TestLiesAreNotPassedOn(t *testing.T) {
	c, fake, _ := open(t, nil)
	honest := "Fill tray 1 with letter paper and press OK. [1]"
	for name, lie := range modelfake.Lies(honest) {
		fake.Say(func(modelfake.Prompt) string { return lie })
		worded, doubt, use, err := c.Word(t.Context(), ask("printer"))
		require.Empty(t, worded, name)
		if err == nil {
			require.NotEmpty(t, doubt, name)
			require.Equal(t, string(doubt), use.Outcome)
		} else {
			require.Equal(t, model.Empty, model.KindOf(err), name)
		}
	}
	fake.Say(func(modelfake.Prompt) string { return honest })
	worded, _, _, err := c.Word(t.Context(), ask("printer"))
	require.NoError(t, err)
	require.NotEmpty(t, worded.Text)
}

// planted are personal data as people write it, and what would show that it leaked.
func planted(n int) (text, secret string) {
	switch n % 5 {
	case 0:
		return fmt.Sprintf("+260 955 %03d %03d", n, 999-n), fmt.Sprintf("%03d %03d", n, 999-n)
	case 1:
		return fmt.Sprintf("clerk%d@office%d.example.org", n, n), fmt.Sprintf("clerk%d", n)
	case 2:
		return fmt.Sprintf("%06d/%02d/1", 200000+n, n%90+10), fmt.Sprintf("%06d/", 200000+n)
	case 3:
		return fmt.Sprintf("09%08d", 77000000+n), fmt.Sprintf("%08d", 77000000+n)
	}
	return fmt.Sprintf("Chipo%c Banda%c", 'a'+n%26, 'a'+n/26), fmt.Sprintf("Chipo%c", 'a'+n%26)
}

func TestNoPersonalDataLeaves(t *testing.T) {
	c, fake, _ := open(t, nil)
	var secrets []string
	for n := range 200 {
		text, secret := planted(n)
		secrets = append(secrets, secret)
		names := []string{"Nobody"}
		if n%5 == 4 {
			names = append(names, text)
		}
		question := []string{"my number is %s, why?", "%s", "(%s)says the printer", "to %s,and so on", "%s\n%s"}[n/5%5]
		question = strings.ReplaceAll(question, "%s", text)
		a := ask(question)
		a.Names = names
		a.Sections = []model.Section{{ID: "x", Title: "For " + text, Text: "Call " + text + " for help with paper."}}
		_, _, _, _ = c.Word(t.Context(), a)
		_, _, _, _ = c.Rewrite(t.Context(), question, "before: "+question, "en", names, model.Allowance{})
		talk := model.Talk{Lines: []model.Line{{By: "person", Text: question}, {By: "staff", Text: "Hello " + text}}, Names: names, Lang: "en"}
		_, _, _, _ = c.Summary(t.Context(), talk)
		_, _, _, _ = c.Suggest(t.Context(), talk, a.Sections)
		_, _, _, _ = c.Draft(t.Context(), talk)
		_, _, _, _ = c.Translate(t.Context(), question, "fr", names, model.Allowance{})
	}
	prompts := fake.Prompts()
	require.Len(t, prompts, 6*200)
	for _, p := range prompts {
		for _, secret := range secrets {
			require.NotContains(t, p.Body, secret)
		}
		require.NotContains(t, p.Body, modelfake.Key)
	}
}

func TestWhatWasHiddenComesBackToTheSamePersonOnly(t *testing.T) {
	c, fake, _ := open(t, nil)
	a := ask("I am on +260 955 111 222. [PHONE-1] [PHONE-2]")
	a.Sections = []model.Section{{ID: "x", Title: "Help", Text: "Call the help line on +260 955 000 000, in office hours."}}
	fake.Say(func(p modelfake.Prompt) string {
		require.Contains(t, p.User, "Call the help line on [PHONE-1], in office hours.")
		require.Contains(t, p.User, "I am on [PHONE-2]. (PHONE-1) (PHONE-2)")
		return "Call the help line on [PHONE-1]. [1]"
	})
	worded, doubt, _, err := c.Word(t.Context(), a)
	require.NoError(t, err)
	require.Empty(t, doubt)
	require.Equal(t, "Call the help line on +260 955 000 000.", worded.Text)

	fake.Say(func(modelfake.Prompt) string { return "Call the help line on [PHONE-2]. [1]" })
	_, doubt, _, err = c.Word(t.Context(), a)
	require.NoError(t, err)
	require.NotEmpty(t, doubt, "their own number is in no section")
}

func TestAFollowUpIsRewrittenForTheSearch(t *testing.T) {
	c, fake, _ := open(t, nil)
	for said, want := range map[string]model.Doubt{
		"how do I register a death":                  "",
		"how do I register a death for [PHONE-1]":    "",
		"how do I register\na death":                 model.TooLong,
		"UNSURE":                                     model.Unsure,
		"how do I register a death at 4711":          model.NewFigure,
		"see https://evil.example":                   model.NewLink,
		"how does Mwale register a death":            model.NewName,
		"**register** a death":                       model.Marked,
		strings.Repeat("how do I register a de", 20): model.TooLong,
		"[PHONE-1]":                                  model.Nothing,
	} {
		fake.Say(func(modelfake.Prompt) string { return said })
		got, doubt, use, err := c.Rewrite(t.Context(), "and for deaths? call 0955123456", "how do I register a birth", "en", nil, model.Allowance{})
		require.NoError(t, err)
		require.Equal(t, want, doubt, said)
		require.Equal(t, string(want), use.Outcome)
		if want == "" {
			require.Contains(t, got, "register a death")
			require.NotContains(t, got, "PHONE")
		} else {
			require.Empty(t, got)
		}
	}
}
