package model_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
)

var talk = model.Talk{
	Lang: "en", Names: []string{"Ann Phiri", "Bob"},
	Lines: []model.Line{
		{By: "person", Text: "Ann Phiri here, the printer shows E42, call me on +260 955 111 222"},
		{By: "staff", Text: "This is Bob. Fill tray 1 and press OK."},
		{By: "person", Text: "It works, thank you Bob!"},
	},
}

func TestStaffAreHelped(t *testing.T) {
	c, fake, _ := open(t, nil)
	fake.Say(func(p modelfake.Prompt) string {
		require.Contains(t, p.User, "person: [PERSON-1] here, the printer shows E42, call me on [PHONE-1]")
		require.NotContains(t, p.User, "Bob")
		return "The printer of [PERSON-1] shows E42.\nTray 1 was filled.\nCall [PHONE-1]."
	})
	summary, doubt, use, err := c.Summary(t.Context(), talk)
	require.NoError(t, err)
	require.Empty(t, doubt)
	require.Equal(t, "The printer of Ann Phiri shows E42.\nTray 1 was filled.\nCall +260 955 111 222.", summary)
	require.Equal(t, model.ForSummary, use.For)

	fake.Say(func(modelfake.Prompt) string { return "Please fill tray 1 with letter paper." })
	reply, doubt, use, err := c.Suggest(t.Context(), talk, printing)
	require.NoError(t, err)
	require.Empty(t, doubt)
	require.Equal(t, "Please fill tray 1 with letter paper.", reply)
	require.Equal(t, []string{"printing#paper"}, use.Sections)
}

func TestWhatStaffGetInventsNoNumbersLinksAndNames(t *testing.T) {
	c, fake, _ := open(t, nil)
	for said, want := range map[string]model.Doubt{
		"Call 4711.":                         model.NewFigure,
		"See https://evil.example/x":         model.NewLink,
		"Ask Mwale.":                         model.NewName,
		"<b>Fill</b> the tray":               model.Marked,
		"UNSURE":                             model.Unsure,
		"a\nb\nc\nd":                         model.TooLong,
		strings.Repeat("fill the tray ", 90): model.TooLong,
	} {
		fake.Say(func(modelfake.Prompt) string { return said })
		got, doubt, use, err := c.Summary(t.Context(), talk)
		require.NoError(t, err)
		require.Equal(t, want, doubt, said)
		require.Empty(t, got)
		require.Equal(t, string(want), use.Outcome)
	}
}

func TestATranslationKeepsNumbersAndLinks(t *testing.T) {
	c, fake, _ := open(t, nil)
	text := "Call +260 955 111 222 before 17:00 or see https://docs.example.org/a."
	for said, want := range map[string]model.Doubt{
		"Appelez le [PHONE-1] avant 17:00 ou voyez https://docs.example.org/a.": "",
		"Appelez le [PHONE-1] avant 18:00 ou voyez https://docs.example.org/a.": model.NewFigure,
		"Appelez le [PHONE-1] avant 17:00 ou voyez https://evil.example/a.":     model.NewFigure,
		"Appelez avant 17:00 ou voyez https://docs.example.org/a.":              model.NewFigure,
		"UNSURE": model.Unsure,
	} {
		fake.Say(func(modelfake.Prompt) string { return said })
		got, doubt, _, err := c.Translate(t.Context(), text, "fr", nil, model.Allowance{})
		require.NoError(t, err)
		require.Equal(t, want, doubt, said)
		require.Equal(t, want == "", strings.Contains(got, "+260 955 111 222"))
	}
	_, doubt, use, err := c.Translate(t.Context(), strings.Repeat("long ", 1000), "fr", nil, model.Allowance{})
	require.NoError(t, err)
	require.Equal(t, model.TooLong, doubt)
	require.Zero(t, use.Tokens())
}

func TestAVoiceNoteBecomesText(t *testing.T) {
	c, fake, _ := open(t, nil)
	said, use, err := c.Transcribe(t.Context(), strings.NewReader("OggS"), "a/b.ogg", "en")
	require.NoError(t, err)
	require.Equal(t, "the printer is broken", said)
	require.Equal(t, model.ForVoice, use.For)
	require.Contains(t, fake.Prompts()[0].Body, `filename="voice.ogg"`)
	fake.Fail("voice", modelfake.Failure{How: modelfake.Forbidden}, 1)
	_, _, err = c.Transcribe(t.Context(), strings.NewReader("OggS"), "b.ogg", "")
	require.Equal(t, model.Refused, model.KindOf(err))

	without, fake, _ := open(t, func(o *model.Options) { o.Voice, o.Chat, o.Embed = "", "", "" })
	_, _, err = without.Transcribe(t.Context(), strings.NewReader("OggS"), "b.ogg", "")
	require.Equal(t, model.Off, model.KindOf(err))
	_, _, _, err = without.Word(t.Context(), ask("printer"))
	require.Equal(t, model.Off, model.KindOf(err))
	require.Empty(t, without.Try(t.Context(), everything))
	require.Empty(t, fake.Prompts(), "no audio and no word leaves without a model for it")
}

func TestASolvedTalkBecomesADraft(t *testing.T) {
	c, fake, _ := open(t, nil)
	fake.Say(func(modelfake.Prompt) string {
		return "TITLE: The printer shows E42\nASK: printer E42\nASK: no paper for [PERSON-1]\nTEXT:\n1. Fill tray 1.\n2. Press OK.\n"
	})
	draft, doubt, _, err := c.Draft(t.Context(), talk)
	require.NoError(t, err)
	require.Empty(t, doubt)
	require.Equal(t, model.Drafted{
		Title: "The printer shows E42", Questions: []string{"printer E42", "no paper for …"}, Text: "1. Fill tray 1.\n2. Press OK.",
	}, draft)
	for said, want := range map[string]model.Doubt{
		"UNSURE":                             model.Unsure,
		"The printer.":                       model.Nothing,
		"TITLE: a\nTEXT:\n":                  model.Nothing,
		"TITLE: a\nTEXT:\n1. Fill tray 9.":   model.NewFigure,
		"TITLE: a\nTEXT:\nSee evil.example.": model.NewLink,
		"TITLE: a\nTEXT:\n" + strings.Repeat("fill the tray ", 400): model.TooLong,
	} {
		fake.Say(func(modelfake.Prompt) string { return said })
		_, doubt, _, err = c.Draft(t.Context(), talk)
		require.NoError(t, err)
		require.Equal(t, want, doubt, said)
	}
}
