package model_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/kb/model"
)

// TestNoSentenceIsMadeOfPiecesOfOthers says something false with words that all stand in
// the section, in their order.
func TestNoSentenceIsMadeOfPiecesOfOthers(t *testing.T) {
	for _, c := range []struct{ lang, text, said string }{
		// a negation, a condition or a part that was put to something else
		{"en", "Do not open tray 2. Press OK.", "Do not press OK."},
		{"en", "Do not open tray 2. Press OK.", "Do not open tray 2 and press OK."},
		{"en", "Do not open tray 2 and press OK.", "Do not press OK."},
		{"en", "If the light is red, wait; otherwise press OK.", "If the light is red press OK."},
		{"en", "The printer is in room four. The scanner is broken.", "The printer is broken."},
		{"en", "The fee is 50 for births and 20 for deaths.", "The fee is 50 for deaths."},
		{"en", "The registrar signs births and the mayor signs deaths.", "The registrar signs deaths."},
		{"en", "Wait two days. Fill three forms.", "Wait three forms."},
		{"es", "No abra la bandeja. Pulse el botón.", "No pulse el botón."},
		{"pt", "Não abra a bandeja. Prima o botão.", "Não prima o botão."},
		{"fr", "L'imprimante est dans la salle. Le scanner est cassé.", "L'imprimante est cassé."},
		{"fr", "S'il est rouge, attendez.", "Il est rouge."},
		{"fr", "N'ouvrez pas le bac. Appuyez.", "Ouvrez le bac."},
		{"ar", "ضع ثلاثة نماذج. انتظر يومين.", "ضع يومين."},
		// small words that are not small
		{"en", "Switch the printer off before you open it.", "Switch the printer on before you open it."},
		{"en", "Come before 17:00 with a form.", "Come 17:00 with a form."},
		{"en", "Send it to the district office.", "Send it from the district office."},
		{"en", "He gives her the form.", "She gives him the form."},
		{"en", "You will get the card the same day.", "You did get the card the same day."},
		{"fr", "Mettez la carte sur le lecteur.", "Mettez la carte sous le lecteur."},
		{"fr", "Fermez la porte avant lundi.", "Fermez la porte lundi."},
		{"pt", "Imprima com a senha.", "Imprima até a senha."},
		{"sw", "Unafungua mlango mkubwa.", "Walifungua mlango mkubwa."},
		{"ar", "افتح الباب قبل الظهر.", "افتح الباب الظهر."},
		{"bn", "দরজা খুলুন দুপুরের আগে।", "দরজা খুলুন দুপুরের।"},
		// what was around it is gone
		{"en", "It is free, but only for twins.", "It is free."},
		{"en", "Never do this:\n\n• Open tray 2.\n• Press OK twice.", "Open tray 2."},
		{"en", "Never do this:\n\n• Open tray 2.\n• Press OK twice.", "Press OK twice."},
		{"en", "Only if the light is red:\n1. Open tray 2.\n2. Press OK.", "1. Open tray 2. [1]\n2. Press OK."},
		{"en", "Is the card lost?", "Is the card lost."},
		{"de", "Öffnen Sie Fach 2, aber nicht von hinten.", "Öffnen Sie Fach 2."},
		// another order
		{"en", "Fill tray 1. Press OK.", "Press OK. [1]\nFill tray 1."},
		{"en", "Births are free. Deaths cost 20. They take a day.", "Births are free. [1]\nThey take a day."},
		{"en", "Close tray 1.\n1. Open tray 2.\n2. Press OK.", "1. Open tray 2. [1]\n2. Press OK. [1]\nClose tray 1."},
	} {
		sections := []model.Section{{ID: "x", Title: "Help", Text: c.text}}
		answer, _, doubt := model.Grounded(c.said+" [1]", sections, model.Bounds{Lang: c.lang, Most: 600})
		require.NotEmpty(t, doubt, "%s: %q", c.lang, c.said)
		require.Empty(t, answer)
	}
}

func TestSentencesAreChosenShortenedAndJoined(t *testing.T) {
	for _, c := range []struct{ lang, text, said string }{
		{"en", "Fill tray 1 with paper. Press OK.", "Fill tray 1 with paper, and then press OK."},
		{"en", "Fill tray 1 with paper, or call the office. Wait.", "Please fill tray 1 with paper."},
		{"en", "Do not open tray 2. Press OK.", "Do not open tray 2. [1]\nPress OK."},
		{"en", "Deaths cost 20. They take a day. Come early.", "Deaths cost 20. They take a day."},
		{"en", "Bring:\n• the form\n• the card", "- the form [1]\n- the card"},
		{"en", "Close tray 1.\n1. Open tray 2.\n2. Press OK.", "Close tray 1. [1]\n1. Open tray 2. [1]\n2. Press OK."},
		{"fr", "Remplissez le bac. Appuyez sur OK.", "Remplissez le bac et appuyez sur OK."},
		{"de", "Öffnen Sie Fach 2. Rufen Sie an.", "Öffnen Sie Fach 2."},
	} {
		sections := []model.Section{{ID: "x", Title: "Help", Text: c.text}}
		_, _, doubt := model.Grounded(c.said+" [1]", sections, model.Bounds{Lang: c.lang, Most: 600})
		require.Empty(t, doubt, "%s: %q", c.lang, c.said)
	}
}
