package dialogue

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

const printed = `
	> how to print
	Fill tray 1. (Printing certificates, checked 3 Mar 2026)
	Did that help? [Yes] [No] [Talk to a person]`

func TestAQuestionLeansOnTheOneBefore(t *testing.T) {
	for _, said := range []string{"and for free?", "What about free?", "and free", "free?"} {
		b := check(t, printed+`
			> `+said+`
			It is free. (Fees)
			Did that help? [Yes] [No] [Talk to a person]
			> [No]
			= open #1 "how to print\n`+said+`" tried [fees]
			Passed on as #1.`)
		require.Empty(t, b.c.Topic, "what comes after a ticket leans on nothing before it")
	}
	check(t, printed+`
		> [Yes]
		Good. Write whenever you have another question.
		> and for free?
		It is free. (Fees)
		Did that help? [Yes] [No] [Talk to a person]
		> and the office?
		Hours
		From eight.
		Place
		By the school.
		(Office)
		Did that help? [Yes] [No] [Talk to a person]`)
}

func TestTheSameAnswerIsNotSaidTwice(t *testing.T) {
	check(t, printed+`
		> and for tray?
		I think the same holds here: Printing certificates.
		Did that help? [Yes] [No] [Talk to a person]
		> [No]
		= open #1 "how to print\nand for tray?" tried [print]
		Passed on as #1.`)
}

func TestWhatLeansOnNothingIsAskedAlone(t *testing.T) {
	unknown := `
		I do not know the answer to that. Shall I pass your question to our support team? [Yes] [No]`
	check(t, "> and for free?"+unknown)
	check(t, printed+"\n> and for wibble?"+unknown)
	check(t, printed+"\n> and then when she comes back a third time for free"+unknown)
	check(t, printed+"\n> something else that is free"+unknown)
	check(t, printed+`
		> is it free
		It is free. (Fees)
		Did that help? [Yes] [No] [Talk to a person]`)

	b := check(t, printed)
	b.c.Seen = march
	late := b.says("and for free?")
	late.At = march.Add(leanFor + time.Second)
	require.Empty(t, b.d.lean(b.c, late, b.d.read(&b.c, late)).wordings, "half an hour later it is a new matter")
	late.At = march.Add(leanFor)
	require.NotEmpty(t, b.d.lean(b.c, late, b.d.read(&b.c, late)).wordings)
}

func TestCorrections(t *testing.T) {
	for _, said := range []string{"no, I meant is it free", "No I meant: is it free", "sorry, I meant is it free", "non, je voulais dire is it free", "I meant free"} {
		check(t, printed+`
			> `+said+`
			It is free. (Fees)
			Did that help? [Yes] [No] [Talk to a person]`)
	}
	b := check(t, printed+`
		> no, I meant how to print
		I do not know the answer to that. Shall I pass your question to our support team? [Yes] [No]
		> yes
		= open #1 "how to print" tried [print]
		Passed on as #1.`)
	require.Equal(t, 1, b.tickets)
	check(t, torn+`
		> no, I meant is it free
		It is free. (Fees)
		Did that help? [Yes] [No] [Talk to a person]`)
	check(t, ticket+`
		> no, I meant the other one
		= relay`)
}

func TestOpenings(t *testing.T) {
	for text, want := range map[string]string{
		"and for deaths?": "deaths?", "And, for deaths": "deaths", "and": "", "and for": "for", "android": "", "what about": "", "": "", "et l'acte": "l'acte",
		"وماذا عن الوفيات؟": "الوفيات؟", "আর মৃত্যু?": "মৃত্যু?", "na kwa vifo": "vifo", "  and for  deaths": "deaths", "y para \u00e9l": "\u00e9l",
	} {
		d := Dialogue{Languages: Languages()}
		rest, ok := opening(text, d.phrasesOf("also", ""))
		require.Equal(t, want != "", ok, text)
		if ok {
			require.Equal(t, want, rest, text)
		} else {
			require.Equal(t, text, rest)
		}
	}
}

func TestShortAnswers(t *testing.T) {
	b := begin(t, "en")
	b.c.Brief = true
	b.play([]string{"> the long way"})
	require.Less(t, len(b.out.String()), briefRunes*4/3+60)
	require.Contains(t, b.out.String(), "[More] [Talk to a person]")
	b.play([]string{"> more"})
	require.Contains(t, b.out.String(), "The end.")
	b.check(`
		> is it free
		It is free. (Fees)
		Did that help? [Yes] [No] [Talk to a person]
		> long
		I will send whole answers again.
		> short answers please
		I will begin with a short message. Type more for the rest, or long for whole answers.`)
	require.True(t, b.c.Brief)
}

func TestAnAddressStaysWithItsWords(t *testing.T) {
	for size := 40; size < 70; size++ {
		for _, page := range paginate("Open the page and read all of the form (https://example.org/form) before you sign it, please, as usual.", size) {
			require.NotRegexp(t, `^\(?http`, page, "%d", size)
		}
	}
}

func TestWhoWaitsHearsHowThingsStand(t *testing.T) {
	check(t, "> still waiting\n= status")
	b := check(t, ticket+`
		> I am still waiting
		= relay
		= status`)
	require.True(t, b.c.Told)
	require.Equal(t, bot.Idle, b.c.Stage)
}

func TestWhatIsSaidInOneBreath(t *testing.T) {
	b := begin(t, "en", "fr")
	b.c.Lang = "en"
	photo := b.says("(photo) my screen")
	other := b.says("how to print")
	other.From = bot.Person{ID: "web:bob"}
	for _, c := range []struct {
		first, next bot.Message
		burst, part string
		joins       bool
	}{
		{b.says("my printer"), b.says("says no"), "", "my printer", true},
		{b.says("says no"), b.says("since monday"), "my printer", "my printer\nsays no", true},
		{b.says("hello"), b.says("how to print"), "", "", true},
		{b.says("hello"), b.says("how to print"), "my printer", "", false},
		{b.says("my printer"), b.says("person"), "", "", false},
		{b.says("my printer"), b.says("thanks"), "", "", false},
		{b.says("yes"), b.says("how to print"), "", "", false},
		{b.says("my printer"), photo, "", "", false},
		{photo, b.says("how to print"), "", "", false},
		{b.says("my printer"), other, "", "", false},
		{b.says("(edited) my printer"), b.says("how to print"), "", "", false},
		{bot.Message{Kind: bot.Said, Text: strings.Repeat("a b ", bot.MaxText/4), From: b.from}, b.says("how to print"), "", "", false},
	} {
		part, joins := b.d.Joins(bot.Conversation{Lang: "en", Burst: c.burst}, c.first, c.next)
		require.Equal(t, c.joins, joins, "%q before %q", c.first.Text, c.next.Text)
		require.Equal(t, c.part, part)
	}
	_, joins := b.d.Joins(bot.Conversation{Ticket: 3}, b.says("my printer"), b.says("says no"))
	require.False(t, joins, "staff get every message as it is")
}

func TestTwoHalvesOfAQuestion(t *testing.T) {
	const half = `
		I do not know the answer to that. Shall I pass your question to our support team? [Yes] [No]`
	b := check(t, "> the paper"+half+`
		> tray
		Fill tray 1. (Printing certificates, checked 3 Mar 2026)
		Did that help? [Yes] [No] [Talk to a person]`)
	require.Equal(t, "the paper tray", b.c.Topic)
	check(t, "> my forms"+half+`
		> certificates
		Which of these do you mean? [Printing certificates] [Fees] [None of these]
		> none
		= open #1 "my forms\ncertificates" tried []
		Passed on as #1.`)
	check(t, "> the paper"+half+`
		> no
		All right, I have not passed it on. You can ask again in other words, or type person.
		> tray`+half)
	check(t, torn+`
		> tray
		Fill tray 1. (Printing certificates, checked 3 Mar 2026)
		Did that help? [Yes] [No] [Talk to a person]
		> [No]
		= open #1 "certificate\ntray" tried [print]
		Passed on as #1.`)
}
