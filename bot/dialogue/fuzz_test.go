package dialogue

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

var stages = []bot.Stage{
	bot.Idle, bot.Helped, bot.Choosing, bot.Offering, bot.Describing, bot.Confirming, bot.Rating, bot.Language, "unheard of",
}

var kinds = []bot.Kind{bot.Said, bot.Pressed, bot.Edited, bot.Unreadable, bot.Left, "unheard of"}

// FuzzStep lets strangers say and press anything at any point of a talk.
func FuzzStep(f *testing.F) {
	f.Add("how to print", "d:3:yes", "", uint8(0), uint8(0), uint8(0), uint8(1))
	f.Add("2", "d:3:pick:1", "certificate", uint8(2), uint8(0), uint8(0), uint8(2))
	f.Add("thank you 🙏", "d:3:solved", "wibble", uint8(5), uint8(0), uint8(3), uint8(0))
	f.Add("more", "d:3:more", "the long way", uint8(1), uint8(1), uint8(0), uint8(3))
	f.Add("4", "d:3:rate:9", "", uint8(6), uint8(1), uint8(0), uint8(4))
	f.Add("français", "d:3:lang:fr", "x", uint8(7), uint8(3), uint8(1), uint8(5))
	f.Add("personne s'il vous plaît", "d:0:person", "\xff", uint8(8), uint8(5), uint8(9), uint8(255))
	f.Add(strings.Repeat("a ", 3000), "t:1:claim", "\u202e", uint8(3), uint8(4), uint8(0), uint8(128))
	f.Fuzz(func(t *testing.T, text, press, question string, stage, kind, number, how uint8) {
		m := bot.Message{Kind: kinds[int(kind)%len(kinds)], Text: text, Press: press, From: bot.Person{ID: "web:1", Lang: question}}
		if how&1 != 0 {
			m.Files = []bot.File{{ID: "f"}}
		}
		m.Cut = how&2 != 0
		m = m.Clean()
		c := bot.Conversation{
			Stage: stages[int(stage)%len(stages)], Question: bot.Message{Text: question}.Clean().Text, Turn: 3, Misses: int(how>>2) % 3,
			Ticket: int(number) % 4, Tried: []string{"long"}, Choices: []string{"print", "fees"}, Page: int(how>>4) % 4,
			Past: []int{8}, Told: how&64 != 0,
		}
		for i, action := range []action{yes, no, person, pick, more, solved, rate, setLang, none} {
			if how>>(i%8)&1 != 0 {
				c.Offered = append(c.Offered, bot.Button{Label: string(action), Data: "d:3:" + string(action) + []string{"", ":0", ":99", ":fr"}[i%4]})
			}
		}
		b := begin(t, "en", "fr")
		b.c = c
		checkStep(t, b, m)
	})
}

// checkStep holds what is true of every step.
func checkStep(t *testing.T, b *talk, m bot.Message) {
	t.Helper()
	before := b.c
	effects := b.pure(m)
	opened := 0
	for _, effect := range effects {
		switch e := effect.(type) {
		case Say:
			require.NotEmpty(t, strings.TrimSpace(e.Text))
			for _, button := range e.Buttons {
				require.NotEmpty(t, strings.TrimSpace(button.Label))
				require.LessOrEqual(t, len(button.Data), bot.MaxData)
			}
		case OpenTicket:
			opened++
			require.Zero(t, before.Ticket, "a ticket is running already")
			require.LessOrEqual(t, len(e.Question), bot.MaxText)
		case Relay, Confirm:
			require.NotZero(t, before.Ticket, "there is no ticket to speak of")
		case Rate:
			require.Equal(t, bot.Rating, before.Stage)
		}
	}
	require.LessOrEqual(t, opened, 1)
	if m.Kind == bot.Left {
		require.Contains(t, effects, Effect(Unreachable{}))
	} else {
		require.NotEmpty(t, effects, "silence")
	}
	require.Less(t, len(written(b.c)), 60<<10, "a conversation fits a record")
	wish := b.says("{d:0:person}")
	_, effects = b.d.Step(b.c, wish, Found{})
	require.Len(t, effects, 1, "a person is one press away")
	_, told := effects[0].(Say)
	require.True(t, told || b.c.Ticket == 0 || effects[0] == Effect(Confirm{}), "%T", effects[0])
}

// TestStrangersAtEveryPoint takes the seeds of the fuzz through all stages.
func TestStrangersAtEveryPoint(t *testing.T) {
	for _, stage := range stages {
		for _, kind := range kinds {
			for _, ticket := range []int{0, 7} {
				for _, said := range []string{"", "1", "yes", "no", "thanks", "hello", "bye", "language", "fr", "how to print", "certificate", "wibble", "🤔", "👍"} {
					b := begin(t, "en", "fr")
					b.c = bot.Conversation{Stage: stage, Ticket: ticket, Question: "q", Turn: 3, Offered: []bot.Button{{Label: "Yes", Data: "d:3:yes"}}}
					checkStep(t, b, bot.Message{Kind: kind, Text: said, Press: "d:3:" + said})
				}
			}
		}
	}
}
