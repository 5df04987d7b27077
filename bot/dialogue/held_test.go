package dialogue

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

const ticket = `
	> wibble
	I do not know the answer to that. Shall I pass your question to our support team? [Yes] [No]
	> yes
	= open #1 "wibble" tried []
	Passed on as #1.
	`

func TestATicketHoldsTheConversation(t *testing.T) {
	for _, said := range []string{
		"it was the blue one", "how to print", "yes", "no", "No thanks", "1", "2", "thanks", "ok", "hello", "bye", "👍", "👎", "🤔",
		"this is useless", "(sticker)", "(photo)", "(photo) look", "(edited) it was the red one", "(nothing)", "more", "oui", "French", "long", "short",
	} {
		b := check(t, ticket+"> "+said+"\n= relay")
		require.Equal(t, 1, b.c.Ticket)
		require.Equal(t, want{}, b.wants(b.says("how to print")), "nothing is looked up while staff talk")
	}
}

func TestOrdersWorkWhileHeld(t *testing.T) {
	const already = "Our support team has your question as #1. Whatever you write here reaches them."
	check(t, ticket+`
		> status
		= status
		> My ticket, please!
		= status
		> stop
		I will keep quiet. Write whenever you need me.
		> it was the blue one
		= relay
		> person
		`+already+`
		> un conseiller svp
		`+alreadyFrench)
	for _, old := range []string{"{d:1:yes}", "{d:1:no}", "{d:0:person}", "{d:1:rate:5}", "{nonsense}"} {
		check(t, ticket+"> "+old+"\n"+already)
	}
	b := begin(t, "en")
	b.play([]string{"> person", "> help"})
	require.Contains(t, b.out.String(), "• person - talk to a human")
}

const alreadyFrench = "Notre équipe d'assistance a votre question sous le numéro #1. Tout ce que vous écrivez ici lui parvient."

func TestLanguageWhileHeld(t *testing.T) {
	check(t, ticket+`
		> language
		Which language shall I use? [English] [français]
		> it was the blue one
		= relay
		> 2
		J'écris en français à partir de maintenant.
		> 2
		= relay
		> personne
		`+alreadyFrench)
}

const solvedAsk = ticket + `
	! solved
	Bob says #1 is solved. Is it? [Yes, solved] [No, not yet]
	`

func TestSolvedIsConfirmedAndRated(t *testing.T) {
	const rating = `
		= solved true
		Good to hear. How did we do? 1 is poor, 5 is very good. [1] [2] [3] [4] [5]
		`
	for _, yes := range []string{
		"[Yes, solved]", "1", "yes", "Yes, thank you so much!", "solved", "thanks 🙏", "Thank you Sir", "ok", "👍🏾", "✅", "🙏🏾", "oui", "merci beaucoup",
	} {
		b := check(t, solvedAsk+"> "+yes+inFrench(yes, rating))
		require.Zero(t, b.c.Ticket)
		require.Equal(t, []int{1}, b.c.Past)
		require.Equal(t, bot.Rating, b.c.Stage)
	}
	for _, stars := range []string{"[4]", "4", "4️⃣", "٤"} {
		check(t, solvedAsk+"> yes"+rating+"> "+stars+`
			= rate 4
			Thank you for telling us.
			> thanks
			You are welcome.`)
	}
	check(t, solvedAsk+"> yes"+rating+`
		> [5]
		= rate 5
		Thank you for telling us.
		> {d:3:rate:1}
		That button belongs to an earlier question. Please write what you need now.`)
	check(t, solvedAsk+"> yes"+rating+`
		> thank you!
		You are welcome.
		> how to print
		Fill tray 1. (Printing certificates, checked 3 Mar 2026)
		Did that help? [Yes] [No] [Talk to a person]`)
	check(t, solvedAsk+"> yes"+rating+`
		> 6
		I can read words only. Please write your question in a sentence, or talk to a person. [Talk to a person]`)
	check(t, solvedAsk+"> yes"+rating+`
		> person
		= open #2 "" tried []
		Passed on as #2.
		You can help them: write in one message what happened, where, and since when. A screenshot helps too. Your office and your role help too.`)
}

// inFrench gives what the desk says to somebody who answered in French.
func inFrench(said, english string) string {
	if said == "oui" || said == "merci beaucoup" {
		return `
			= solved true
			Tant mieux. Comment nous en sommes-nous sortis ? 1 est mauvais, 5 est très bien. [1] [2] [3] [4] [5]`
	}
	return english
}

func TestNotSolvedGoesBack(t *testing.T) {
	for _, no := range []string{"[No, not yet]", "2", "no", "Not yet.", "👎", "no thanks"} {
		check(t, solvedAsk+"> "+no+`
			= solved false
			> it still jams
			= relay
			! solved
			Bob says #1 is solved. Is it? [Yes, solved] [No, not yet]`)
	}
	for _, words := range []string{
		"it still jams", "yes but it jams", "person", "useless", "(photo)", "(photo) see", "??", "how to print", "3",
	} {
		check(t, solvedAsk+"> "+words+`
			= solved false
			= relay
			> it is the blue one
			= relay`)
	}
	check(t, solvedAsk+`
		> {d:0:person}
		= solved false`)
}

func TestWhatIsNoAnswerToSolved(t *testing.T) {
	const again = `
		#1 is marked as solved. Is it? [Yes, solved] [No, not yet]
		> 2
		= solved false`
	check(t, solvedAsk+"> hello"+again)
	check(t, solvedAsk+"> (sticker)"+again)
	check(t, solvedAsk+`
		> good night
		Goodbye. Write whenever you have a question.
		> [No, not yet]
		= solved false`)
	check(t, solvedAsk+`
		> {d:1:yes}
		That button belongs to an earlier question. Please write what you need now.
		> [No, not yet]
		= solved false`)
	check(t, solvedAsk+`
		> (edited) wibble wobble
		= relay
		> [No, not yet]
		= solved false`)
	check(t, solvedAsk+`
		> status
		= status
		> stop
		I will keep quiet. Write whenever you need me.
		> [No, not yet]
		= solved false`)
	check(t, solvedAsk+"> (left)\n= unreachable")
}

func TestChangingTheLanguageKeepsTheQuestionWhetherItIsSolved(t *testing.T) {
	for _, french := range []string{"[français]", "2", "francais", "fr"} {
		check(t, solvedAsk+`
			> language
			Which language shall I use? [English] [français]
			> `+french+`
			J'écris en français à partir de maintenant.
			#1 est marqué comme résolu. Est-ce le cas ? [Oui, résolu] [Non, pas encore]
			> [Non, pas encore]
			= solved false`)
	}
}

func TestSolvedWithWords(t *testing.T) {
	check(t, ticket+`
		! solved I replaced the {number} cable.
		Bob: I replaced the {number} cable.
		#1 is marked as solved. Is it? [Yes, solved] [No, not yet]`)
	_, say := Dialogue{Languages: []string{"fr", "en"}}.Solved(bot.Conversation{Ticket: 7}, bot.Ticket{Number: 7, SolvedBy: bot.Person{ID: "web:bob"}}, "")
	require.Equal(t, "bob indique que #7 est résolu. Est-ce le cas ?", say.Text, "also for whom no language is known yet")
	b := begin(t, "fr")
	b.check(`
		> wibble
		Je ne connais pas la réponse. Dois-je transmettre votre question à notre équipe d'assistance ? [Oui] [Non]
		> oui
		= open #1 "wibble" tried []
		Passed on as #1.
		! solved
		Bob indique que #1 est résolu. Est-ce le cas ? [Oui, résolu] [Non, pas encore]`)
}

func TestAfterClosingTheDeskStartsAfresh(t *testing.T) {
	for said, want := range map[string]string{
		"thanks": "You are welcome.",
		"👍":      "All right. Write whenever you have a question.",
		"yes":    "All right. Write whenever you have a question.",
		"is it free": `It is free. (Fees)
			Did that help? [Yes] [No] [Talk to a person]`,
		"{d:2:solved}": "That button belongs to an earlier question. Please write what you need now.",
	} {
		b := check(t, solvedAsk+"! closed\n> "+said+"\n"+want)
		require.Equal(t, []int{1}, b.c.Past)
		require.Zero(t, b.c.Ticket)
	}
}

func TestHandedOverTakesTheTicket(t *testing.T) {
	d := Dialogue{Languages: []string{"en"}}
	c := bot.Conversation{Stage: bot.Offering, Offered: []bot.Button{{Label: "x"}}, Turn: 3}
	next, say := d.HandedOver(c, 7, true, "Soon.")
	require.Equal(t, bot.Conversation{Ticket: 7, Told: true, Turn: 3}, next)
	require.Equal(t, Say{Text: "Soon."}, say)

	next, say = d.HandedOver(c, 7, false, "Soon.")
	require.Equal(t, bot.Conversation{Ticket: 7, Stage: bot.Describing, Turn: 3, Asked: true}, next)
	require.Equal(t, Say{Text: "Soon.\n" + Text("en", "ticket.describe") + " " + Text("en", "ticket.describe_office")}, say)

	_, say = d.HandedOver(next, 8, false, "Soon.")
	require.Equal(t, Say{Text: "Soon.\n" + Text("en", "ticket.describe")}, say, "the office is asked once")
}
