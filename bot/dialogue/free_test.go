package dialogue

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb"
)

func TestSureAnswers(t *testing.T) {
	for _, script := range []string{
		`> how to print
		Fill tray 1. (Printing certificates, checked 3 Mar 2026)
		Did that help? [Yes] [No] [Talk to a person]
		> [Yes]
		Good. Write whenever you have another question.
		> is it free
		It is free. (Fees)
		Did that help? [Yes] [No] [Talk to a person]
		> yes, thank you 🙏
		Good. Write whenever you have another question.`,

		`> how to register
		1. Open it.
		2. Save it.
		(Register a birth) https://help.example.org/steps
		Did that help? [Yes] [No] [Talk to a person]
		> [No]
		= open #1 "how to register" tried [steps]
		Passed on as #1.`,

		`> how to print
		Fill tray 1. (Printing certificates, checked 3 Mar 2026)
		Did that help? [Yes] [No] [Talk to a person]
		> thanks
		You are welcome.
		> no
		All right. Write whenever you have a question.`,

		`> how to print
		Fill tray 1. (Printing certificates, checked 3 Mar 2026)
		Did that help? [Yes] [No] [Talk to a person]
		> 2
		= open #1 "how to print" tried [print]
		Passed on as #1.`,

		`> the office
		Hours
		From eight.
		Place
		By the school.
		(Office)
		Did that help? [Yes] [No] [Talk to a person]`,
	} {
		check(t, script)
	}
}

func TestTheNextQuestionStartsAfresh(t *testing.T) {
	b := check(t, `
		> how to print
		Fill tray 1. (Printing certificates, checked 3 Mar 2026)
		Did that help? [Yes] [No] [Talk to a person]
		> is it free
		It is free. (Fees)
		Did that help? [Yes] [No] [Talk to a person]
		> [Talk to a person]
		= open #1 "is it free" tried [fees]
		Passed on as #1.`)
	require.Equal(t, 1, b.c.Ticket)
	require.Equal(t, bot.Idle, b.c.Stage)

	b = begin(t, "en")
	b.play([]string{"> certificate", "> 2", "> certificate", "> 1"})
	require.Equal(t, []string{"fees", "print"}, b.c.Tried, "the same question again goes on")

	for _, end := range []string{"thanks", "ok", "yes", "bye", "hello"} {
		b = begin(t, "en")
		b.play([]string{"> how to print", "> " + end, "> person"})
		require.Contains(t, b.out.String(), `= open #1 "" tried []`, "%s ends a question", end)
	}
	b.play([]string{"! closed", "> wibble", "> no", "> wobble"})
	require.Equal(t, bot.Offering, b.c.Stage, "no is no second miss")
	b = begin(t, "en")
	b.play([]string{"> wibble", "> certificate", "> 1", "> wobble"})
	require.Equal(t, bot.Offering, b.c.Stage, "an answer in between starts the count again")
}

func TestLongAnswersComeInPages(t *testing.T) {
	one, two := strings.TrimSpace(strings.Repeat("One step. ", 60)), strings.TrimSpace(strings.Repeat("Two steps. ", 60))
	opening := `
		> the long way
		` + one + ` [More] [Talk to a person]
		`
	last := two + "\n\nThe end.\n(The long way)\nDid that help? [Yes] [No] [Talk to a person]"
	b := check(t, opening+"> [More]\n"+last+`
		> [No]
		= open #1 "the long way" tried [long]
		Passed on as #1.`)
	require.Zero(t, b.c.Page)
	check(t, opening+"> more\n"+last)
	check(t, opening+"> 1\n"+last)
	check(t, opening+`> yes
		Good. Write whenever you have another question.`)
	check(t, opening+`> no
		= open #1 "the long way" tried [long]
		Passed on as #1.`)

	b = begin(t, "en")
	b.play([]string{"> three pages", "> more"})
	require.Contains(t, b.out.String(), "On. On. [More] [Talk to a person]")
	b.play([]string{"> more"})
	require.Contains(t, b.out.String(), "End. End. (Three pages)\nDid that help?")

	b = begin(t, "en")
	b.play([]string{"> how to print", "> [Yes]", "> the long way"})
	b.c.Page = 1
	b.check(`
		> [More]
		That was all of it.
		Did that help? [Yes] [No] [Talk to a person]`)
}

func TestPagesEndWhereAThoughtEnds(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", []string{""}},
		{"0123456789012", []string{"0123456789012"}},
		{"one two\n\nthree 45\n\nfive", []string{"one two", "three 45", "five"}},
		{"one two\nthree four five", []string{"one two", "three", "four five"}},
		{"one two three four", []string{"one two", "three four"}},
		{strings.Repeat("é", 25), []string{strings.Repeat("é", 10), strings.Repeat("é", 10), strings.Repeat("é", 5)}},
	} {
		require.Equal(t, c.want, paginate(c.text, 10), c.text)
	}
}

const torn = `
	> certificate
	Which of these do you mean? [Printing certificates] [Fees] [None of these]
	`

func TestTornOffersAChoice(t *testing.T) {
	const fees = `
		It is free. (Fees)
		Did that help? [Yes] [No] [Talk to a person]`
	check(t, torn+`
		> 1
		Fill tray 1. (Printing certificates, checked 3 Mar 2026)
		Did that help? [Yes] [No] [Talk to a person]`)
	for _, pick := range []string{"[Fees]", "2", "fees", "FEES.", "(2)", "(fees)", "২"} {
		b := begin(t, "en", "fr")
		b.check(torn + "> " + pick + fees)
		require.Equal(t, []string{"fees"}, b.c.Tried)
	}
	for _, none := range []string{"[None of these]", "3", "none of these", "none", "no", "No!", "👎"} {
		check(t, torn+"> "+none+`
			= open #1 "certificate" tried []
			Passed on as #1.`)
	}
	for _, nothing := range []string{"yes", "ok", "👍"} {
		check(t, torn+"> "+nothing+`
			Which of these do you mean? [Printing certificates] [Fees] [None of these]
			> 2`+fees)
	}
	check(t, torn+`
		> (sticker)
		I cannot read this kind of message. Please write your question in words, or talk to a person. [Printing certificates] [Fees] [None of these]
		> 2`+fees)
	check(t, torn+`
		> how to print
		Fill tray 1. (Printing certificates, checked 3 Mar 2026)
		Did that help? [Yes] [No] [Talk to a person]`)
	check(t, torn+`
		> [Fees]`+fees+`
		> [No]
		= open #1 "certificate" tried [fees]
		Passed on as #1.`)
	check(t, `
		> vanished
		Which of these do you mean? [Gone] [Printing certificates] [None of these]
		> [Gone]
		I do not know the answer to that. Shall I pass your question to our support team? [Yes] [No]
		> [Yes]
		= open #1 "vanished" tried []
		Passed on as #1.`)
}

const missed = `
	> wibble
	I do not know the answer to that. Shall I pass your question to our support team? [Yes] [No]
	`

func TestUnknownOffersTheDesk(t *testing.T) {
	for _, yes := range []string{"[Yes]", "1", "yes", "Yes please!", "ok", "OK 👍", "👍", "🙏", "thank you", "sure", "oui, merci", "bien sur"} {
		b := check(t, missed+"> "+yes+`
			= open #1 "wibble" tried []
			Passed on as #1.`)
		require.Zero(t, b.c.Misses)
	}
	for _, no := range []string{"[No]", "2", "no", "no thanks", "No, thank you.", "👎", "❌"} {
		check(t, missed+"> "+no+`
			All right, I have not passed it on. You can ask again in other words, or type person.`+missed)
	}
	check(t, missed+`
		> how to print
		Fill tray 1. (Printing certificates, checked 3 Mar 2026)
		Did that help? [Yes] [No] [Talk to a person]`+missed)
}

func TestTheSecondMissOpensATicket(t *testing.T) {
	b := check(t, missed+`
		> wobble
		= open #1 "wibble\nwobble" tried []
		Passed on as #1.
		> anyone?
		= relay`)
	require.Zero(t, b.c.Misses)
	check(t, missed+`
		> wibble
		= open #1 "wibble" tried []
		Passed on as #1.`)
	check(t, missed+torn+`
		> wobble
		= open #1 "certificate\nwobble" tried []
		Passed on as #1.`)

	long := strings.Repeat("x", bot.MaxText-10)
	b = begin(t, "en")
	b.play([]string{"> " + long, "> " + long + "y"})
	require.Equal(t, 1, b.c.Ticket)
	require.Contains(t, b.out.String(), `= open #1 "`+long+`y"`, "two long questions are too long for one record")
}

func TestAPersonCanBeReachedFromEverywhere(t *testing.T) {
	wishes := []string{
		"person", "Person!", "/person", "agent", "human", "talk to a person", "A person please", "I want to talk to a human",
		"personne", "humain", "parler à quelqu'un", "parler à quelqu’un", "PARLER A QUELQU'UN", "un agent s'il vous plaît",
		"{d:0:person}", "{d:99:person}",
	}
	for _, before := range [][]string{
		nil,
		{"> hello"},
		{"> how to print"},
		{"> the long way"},
		{"> certificate"},
		{"> wibble"},
		{"> (sticker)"},
		{"> language"},
		{"> stop"},
		{"> help"},
		{"> how to print", "> yes"},
		{"> person", "! solved", "> yes"},
	} {
		for _, wish := range wishes {
			b := begin(t, "en", "fr")
			b.play(before)
			tickets := b.tickets
			b.play([]string{"> " + wish})
			require.Equal(t, tickets+1, b.c.Ticket, "%s after %q", wish, before)
		}
	}
}

func TestAskingForAPersonAsksForTheQuestion(t *testing.T) {
	check(t, `
		> person
		= open #1 "" tried []
		Passed on as #1.
		You can help them: write in one message what happened, where, and since when. A screenshot helps too. Your office and your role help too.
		> the printer burns
		= relay
		I added this to #1. Our support team will answer here.
		> since monday
		= relay`)
}

func TestAngerLeadsToAPerson(t *testing.T) {
	check(t, `
		> how to print
		Fill tray 1. (Printing certificates, checked 3 Mar 2026)
		Did that help? [Yes] [No] [Talk to a person]
		> This is USELESS!!!
		= open #1 "how to print" tried [print]
		Passed on as #1.`)
	check(t, `
		> the rubbish printer jams
		= open #1 "the rubbish printer jams" tried []
		Passed on as #1.`)
	require.False(t, isAngry(simplify("yesterday i found a bloody fingerprint on one of the certificates"), []string{"en", "fr"}), "long texts are questions")
	require.False(t, isAngry(simplify("idiotic"), []string{"en", "fr"}), "only whole words")
	require.False(t, isAngry("", []string{"en", "fr"}))
}

func TestWhatCannotBeReadLeadsToAPerson(t *testing.T) {
	const words = "I can read words only. Please write your question in a sentence, or talk to a person. [Talk to a person]"
	const kind = "I cannot read this kind of message. Please write your question in words, or talk to a person. [Talk to a person]"
	for said, answer := range map[string]string{
		"(nothing)": words, "🤔": words, "12": words, "???": words, "😡😡": words, "👎 👎": "All right. Write whenever you have a question.",
		"(sticker)": kind, "(photo)": kind, "👍🏿": "All right. Write whenever you have a question.", "❤️": "You are welcome.",
	} {
		check(t, "> "+said+"\n"+answer)
	}
	check(t, "> (sticker)\n"+kind+`
		> [Talk to a person]
		= open #1 "" tried []
		Passed on as #1.
		You can help them: write in one message what happened, where, and since when. A screenshot helps too. Your office and your role help too.`)
	check(t, "> (sticker)\n"+kind+`
		> ok
		All right. Write whenever you have a question.`)
	check(t, missed+"> (sticker)\n"+kind+`
		> yes
		= open #1 "wibble" tried []
		Passed on as #1.`)
	check(t, `
		> (photo) how to print
		Fill tray 1. (Printing certificates, checked 3 Mar 2026)
		Did that help? [Yes] [No] [Talk to a person]`)
}

func TestStaleButtonsSaySo(t *testing.T) {
	const stale = "That button belongs to an earlier question. Please write what you need now."
	for _, data := range []string{"", "x", "d", "d:1", "d:1:", "d:1:yes", "d:9:no", "d:0:pick:0", "d:1:rate:5", "d:1:lang:fr", "t:1:claim", "d:1:wibble", "::::"} {
		check(t, "> {"+data+"}\n"+stale)
	}
	check(t, torn+missed+"> {d:1:pick:0}\n"+stale+`
		> [Yes]
		= open #1 "wibble" tried []
		Passed on as #1.`)
}

func TestLongMessagesSayThatTheyWereCut(t *testing.T) {
	check(t, `
		> (cut) how to print
		Your message was very long; I kept its first part only. If the end matters, please send it as another message.
		Fill tray 1. (Printing certificates, checked 3 Mar 2026)
		Did that help? [Yes] [No] [Talk to a person]`)
}

func TestWhoLeftIsToldNothing(t *testing.T) {
	check(t, "> (left)\n= unreachable")
	check(t, torn+"> (left)\n= unreachable")
}

func TestBrokenAnswersAreUnknown(t *testing.T) {
	b := begin(t, "en")
	for _, a := range []kb.Answer{{Verdict: kb.Sure}, {Verdict: kb.Torn, Choices: 2}, {Verdict: kb.Torn, Hits: shelves{}.Search(kb.Question{Text: "certificate"}).Hits}} {
		_, effects := b.d.Step(bot.Conversation{}, b.says("certificate"), Found{Answer: a})
		require.Contains(t, effects[0].(Say).Text, "I do not know")
	}
}

func TestTriedIsBounded(t *testing.T) {
	s := step{}
	for _, id := range []string{"a", "b", "c", "a", "d", "e", "f", "g", "h", "i"} {
		s.remember(id)
	}
	require.Equal(t, []string{"b", "c", "a", "d", "e", "f", "g", "h", "i"}[1:], s.c.Tried, "newest last, each once")
}
