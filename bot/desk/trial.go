package desk

import (
	"strconv"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
	"github.com/firstline-helpdesk/firstline/kb"
)

// Try tells what somebody new who speaks a language would be told to a question.
// Nothing is stored, counted or learned. No language is what the question shows,
// else the default.
func (d *Desk) Try(question, lang string) bot.Trial {
	c := bot.Conversation{Lang: lang}
	m := bot.Message{Kind: bot.Said, Text: question, Direct: true, From: bot.Person{ID: "trial", Lang: lang}}.Clean()
	base := d.opt.KB()
	found := d.dialogue.LookUp(c, m, base)
	c, effects := d.dialogue.Step(c, m, found)
	t := bot.Trial{Lang: d.dialogue.Lang(c)}
	if found.Searched {
		e := base.Explain(kb.Question{Text: m.Text, Lang: t.Lang})
		t.Verdict, t.Needed, t.Why = found.Verdict.String(), e.Needed, e.String()
		if len(found.Hits) > 0 {
			t.Confidence = found.Hits[0].Confidence
		}
	}
	for i, effect := range effects {
		switch e := effect.(type) {
		case dialogue.Say:
			t.Replies = append(t.Replies, bot.Reply{ID: "trial." + strconv.Itoa(i), Text: e.Text, Buttons: e.Buttons})
		case dialogue.OpenTicket:
			t.Ticket = true
		}
	}
	return t
}
