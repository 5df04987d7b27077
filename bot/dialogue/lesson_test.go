package dialogue

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb"
)

// TestWhatADialogueTeaches asks about the effects that nobody sees.
func TestWhatADialogueTeaches(t *testing.T) {
	d := Dialogue{Languages: []string{"en"}}
	hit := kb.Hit{Article: &kb.Article{Name: "print", Title: "Print", Lang: "en"}, Section: &kb.Section{ID: "print#a", Text: "Fill tray 1."}}
	sure := kb.Answer{Verdict: kb.Sure, Hits: []kb.Hit{hit}, Lang: "en"}
	torn := kb.Answer{Verdict: kb.Torn, Hits: []kb.Hit{hit, hit}, Choices: 2, Lang: "en"}
	judged := func(helped bool) Effect { return Judged{Question: "how to print", Section: "print#a", Helped: helped} }
	for _, c := range []struct {
		name   string
		answer kb.Answer
		then   string
		want   []Effect
	}{
		{"yes", sure, "yes", []Effect{judged(true)}},
		{"thanks", sure, "thanks", []Effect{judged(true)}},
		{"no", sure, "no", []Effect{judged(false)}},
		{"an ok says nothing", sure, "ok", nil},
		{"a person says nothing", sure, "person", nil},
		{"another question says nothing", sure, "what does it cost", []Effect{Missed{Question: "what does it cost"}}},
		{"none fits", torn, "none of these", []Effect{Missed{Question: "how to print", NoneFit: true}}},
		{"no to titles", torn, "no", []Effect{Missed{Question: "how to print", NoneFit: true}}},
		{"unknown", kb.Answer{}, "yes", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			say := func(conv bot.Conversation, text string, a kb.Answer) (bot.Conversation, []Effect) {
				m := bot.Message{Kind: bot.Said, Text: text, Direct: true, From: bot.Person{ID: "test:ann"}}
				next, effects := d.Step(conv, m, Found{Answer: a})
				var lessons []Effect
				for _, e := range effects {
					switch e.(type) {
					case Judged, Missed:
						lessons = append(lessons, e)
					}
				}
				return next, lessons
			}
			conv, lessons := say(bot.Conversation{}, "how to print", c.answer)
			if c.answer.Verdict == kb.Unknown {
				require.Equal(t, []Effect{Missed{Question: "how to print"}}, lessons)
			} else {
				require.Empty(t, lessons)
			}
			_, lessons = say(conv, c.then, kb.Answer{})
			require.Equal(t, c.want, lessons)
		})
	}
}
