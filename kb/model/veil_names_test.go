package model_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
)

func TestNamesInOtherFormsDoNotLeave(t *testing.T) {
	c, fake, _ := open(t, nil)
	for _, n := range []struct{ name, text, secret string }{
		{"রহিম উদ্দিন", "আমি রহিমের কাছে গিয়েছিলাম", "রহিম"},
		{"رحيمة سالم", "قلت لرحيمة وسالم إن الطابعة", "رحيمة"},
		{"رحيمة سالم", "قلت لرحيمة وسالم إن الطابعة", "سالم"},
		{"José Peña", "soy Jose\u0301 Pen\u0303a", "Jose"},
		{"José Peña", "soy jose pena", "jose"},
		{"Jose Pena", "soy José", "José"},
		{"Amina Banda", "my file is amina_banda2.pdf", "amina"},
		{"Amina Banda", "write to AminaBanda or amina-banda", "anda"},
		{"Amina Banda", "Amina\u200bBanda and A\u00admina", "mina"},
		{"Amina", "ＡＭＩＮＡ", "Ａ"},
		{"Jean-Pierre O'Brien", "it is Pierre", "Pierre"},
		{"Li Wei", "I am Li Wei", "Li"},
		{"Person Banda", "a person called Banda", "Banda"},
	} {
		_, _, _, _ = c.Rewrite(t.Context(), n.text, "", "en", []string{n.name}, model.Allowance{})
		prompts := fake.Prompts()
		asked, ok := prompts[len(prompts)-1].Fenced("QUESTION")
		require.True(t, ok)
		require.NotContains(t, asked, n.secret)
		require.NotContains(t, asked, "[[")
	}
}

func TestNamesStandInNoOtherWords(t *testing.T) {
	c, fake, _ := open(t, nil)
	for _, n := range []struct{ name, text string }{
		{"Ana Print", "a banana and the printer"},
		{"علي", "تعليمات الطباعة"},
		{"Li", "the list of Libya"},
	} {
		_, _, _, _ = c.Rewrite(t.Context(), n.text, "", "en", []string{n.name}, model.Allowance{})
		prompts := fake.Prompts()
		asked, _ := prompts[len(prompts)-1].Fenced("QUESTION")
		require.Equal(t, n.text, strings.TrimSpace(asked))
	}
}

func TestTheNameOfAVoiceNoteStays(t *testing.T) {
	c, fake, _ := open(t, nil)
	for _, name := range []string{"call.Amina Banda 0955123456", "amina.OGG", ""} {
		_, _, err := c.Transcribe(t.Context(), strings.NewReader("x"), name, "")
		require.NoError(t, err)
		prompts := fake.Prompts()
		require.Contains(t, prompts[len(prompts)-1].Body, `filename="voice.ogg"`)
	}
}

// TestWhoIsInAHurryBlamesNobody: what one door took too long for is not the fault of the
// next, which was hardly asked.
func TestWhoIsInAHurryBlamesNobody(t *testing.T) {
	c, fake, _ := open(t, nil)
	gone, cancel := withoutTime(t)
	defer cancel()
	for range 4 {
		_, _, use, err := c.Rewrite(gone, "and deaths", "", "en", nil, model.Allowance{})
		require.Equal(t, model.Late, model.KindOf(err))
		require.Zero(t, use.Tokens(), "nothing was sent, and nothing is to be paid")
	}
	require.Zero(t, fake.Calls("chat"))
	for range 4 {
		fake.Fail("chat", modelfake.Failure{How: modelfake.Silent}, 1)
		short, cancel := shortOfTime(t)
		_, _, _, err := c.Rewrite(short, "and deaths", "", "en", nil, model.Allowance{})
		require.Equal(t, model.Late, model.KindOf(err))
		cancel()
	}
	require.True(t, c.Ready(model.ForWording))
}

func withoutTime(t *testing.T) (context.Context, context.CancelFunc) {
	return context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
}

func shortOfTime(t *testing.T) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), shortTime)
}
