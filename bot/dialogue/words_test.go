package dialogue

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

func TestSmallTalkOpensNothing(t *testing.T) {
	for said, want := range map[string]string{
		"hello": "hello", "Hi!": "hello", "/start": "hello", "HELLO   there 👋": "hello", "dear sir, good morning": "hello",
		"thanks": "thanks", "Thank you so much!!": "thanks", "ok thanks": "thanks", "thanks, bye": "thanks", "❤️": "thanks",
		"ok": "ok", "Ok.": "ok", "👌": "ok", "all good": "ok", "no": "ok", "yes please": "ok",
		"bye": "bye", "ok bye": "ok", "good night": "bye",
		"help": "help", "/help": "help", "help me please": "help", "hello, I need help": "help", "menu": "help",
		"stop": "stopped", "please stop": "stopped", "ok ok ok ok ok ok ok ok": "ok",
	} {
		b := begin(t, "en", "fr")
		b.play([]string{"> " + said})
		require.Equal(t, squeezed("> "+said+"\n"+Text("en", want)), squeezed(b.out.String()), said)
		require.Equal(t, bot.Idle, b.c.Stage)
		require.Zero(t, b.c.Misses)
	}
	for said, want := range map[string]string{
		"Bonjour": "hello", "merci !": "thanks", "Merci beaucoup 🙏": "thanks", "d’accord": "ok", "a bientot": "bye", "aide": "help",
	} {
		b := begin(t, "en", "fr")
		b.play([]string{"> " + said})
		require.Equal(t, squeezed("> "+said+"\n"+Text("fr", want)), squeezed(b.out.String()), said)
	}
}

func squeezed(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestQuestionsAreNoSmallTalk(t *testing.T) {
	for _, said := range []string{
		"how to print", "i want", "please", "to the", "ok computer", "yes but how", "no paper in tray 2", "help with the printer",
		"status language", "the person is registered twice", "agent login", "good morning how are the fees",
		"ok ok ok ok ok ok ok ok ok", strings.Repeat("ok ", 100), "room 12", "?ok? 7",
	} {
		b := begin(t, "en")
		require.NotEmpty(t, b.wants(b.says(said)).search, said)
	}
}

func TestSimplify(t *testing.T) {
	for text, want := range map[string]string{
		"  Thank\tYOU!! ": "thank you", "/help": "help", "D’accord…": "d'accord", "¿Sí?": "si", "ÉTAT": "etat", "e\u0301tat": "etat",
		"cœur": "coeur", "ok👍🏾": "ok", "❤️": "", "yes,no": "yes no", "e-mail": "e-mail", "ধন্যবাদ।": "ধন্যবাদ", "شكرًا؟": "شكرا", "noooo": "no", "হয়েছে": "হ\u09dfেছে",
		"zero\u200bwidth": "zerowidth", "": "", strings.Repeat("é", 201): "",
	} {
		require.Equal(t, want, simplify(text), text)
	}
}

func TestLanguageIsChosen(t *testing.T) {
	for _, french := range []string{"[français]", "2", "français", "Francais", "FR", "en français", "langue fr"} {
		b := check(t, `
			> language
			Which language shall I use? [English] [français]
			> `+french+`
			J'écris en français à partir de maintenant.
			> how to print
			Je n'ai ce texte qu'en English.
			Fill tray 1.
			(Printing certificates, vérifié le 3 mars 2026)
			Est-ce que cela vous a aidé ? [Oui] [Non] [Parler à quelqu'un]`)
		require.True(t, b.c.Chosen)
	}
	check(t, `
		> Language français
		J'écris en français à partir de maintenant.`)
	check(t, `
		> language
		Which language shall I use? [English] [français]
		> how to print
		Fill tray 1. (Printing certificates, checked 3 Mar 2026)
		Did that help? [Yes] [No] [Talk to a person]
		> fr
		I do not know the answer to that. Shall I pass your question to our support team? [Yes] [No]`)
	check(t, missed+`
		> language
		Which language shall I use? [English] [français]
		> 2
		J'écris en français à partir de maintenant.
		Je ne connais pas la réponse. Dois-je transmettre votre question à notre équipe d'assistance ? [Oui] [Non]
		> oui
		= open #1 "wibble" tried []
		Passed on as #1.`)
}

func TestAChosenLanguageStays(t *testing.T) {
	check(t, `
		> language english
		I will write in English from now on.
		> merci
		You are welcome.
		> est-ce gratuit
		I only have this in français.
		C'est gratuit.
		(Les frais)
		Did that help? [Yes] [No] [Talk to a person]
		> language fr
		J'écris en français à partir de maintenant.`)
}

func TestALanguageWithoutTextsKeepsItsCode(t *testing.T) {
	b := begin(t, "en", "ln")
	b.check(`
		> language
		Which language shall I use? [English] [ln]
		> is it free
		It is free. (Fees)
		Did that help? [Yes] [No] [Talk to a person]`)
	b = begin(t, "en", "fr")
	b.check(`
		> ni bei gani
		I only have this in Kiswahili.
		Ni bure.
		(Ada)
		Did that help? [Yes] [No] [Talk to a person]`)
	require.Equal(t, "en", b.c.Lang, "the desk cannot answer in a language it is not set up for")
}

func TestTheLanguageFollowsTheQuestion(t *testing.T) {
	check(t, `
		> est-ce gratuit
		C'est gratuit. (Les frais)
		Est-ce que cela vous a aidé ? [Oui] [Non] [Parler à quelqu'un]
		> how to print
		Fill tray 1. (Printing certificates, checked 3 Mar 2026)
		Did that help? [Yes] [No] [Talk to a person]`)
	b := check(t, `
		> est-ce gratuit
		C'est gratuit. (Les frais)
		Est-ce que cela vous a aidé ? [Oui] [Non] [Parler à quelqu'un]
		> frais
		De quoi s'agit-il ? [Les frais] [Fees] [Rien de tout cela]
		> [Fees]
		Je n'ai ce texte qu'en English.
		It is free.
		(Fees)
		Est-ce que cela vous a aidé ? [Oui] [Non] [Parler à quelqu'un]`)
	require.Equal(t, "fr", b.c.Lang, "a press shows no language")

	for claimed, want := range map[string]string{"": "en", "fr": "fr", "fr-CA": "fr", "FR": "fr", "frr": "en", "pt-br": "pt-BR", "de": "en"} {
		d := Dialogue{Languages: []string{"en", "fr", "pt-BR"}}
		require.Equal(t, want, d.Lang(bot.Conversation{Person: bot.Person{Lang: claimed}}), claimed)
	}
	require.Equal(t, Fallback, Dialogue{}.Lang(bot.Conversation{}))
	require.Equal(t, "sw", Dialogue{}.Lang(bot.Conversation{Lang: "sw"}))
}

func TestQuietEndsWithTheNextWords(t *testing.T) {
	b := check(t, `
		> stop
		I will keep quiet. Write whenever you need me.`)
	require.True(t, b.c.Quiet)
	b.play([]string{"> how to print"})
	require.False(t, b.c.Quiet)
}

func TestOrdersKeepWhatStands(t *testing.T) {
	b := begin(t, "en", "fr")
	b.play([]string{"> certificate", "> help", "> status", "> stop"})
	b.check(`
		> 2
		It is free. (Fees)
		Did that help? [Yes] [No] [Talk to a person]`)
}

// TestChatSpellings: what people really type, in each language, means what it says
// to somebody who speaks it, wherever all seven are configured.
func TestChatSpellings(t *testing.T) {
	for lang, said := range map[string]map[string]action{
		"en": {"my data": data, "forget me please": forget, "HELP!!": help, "hlp pls": help, "live agent plz": person, "customer care": person, "persn": person, "tysm 🙏": thanks, "yea": yes, "nooo": no, "kk": okay, "morning": hello, "still waiting...": waiting, "More": more, "none of these": none},
		"fr": {"mes donnees": data, "oubliez-moi": forget, "bjr": hello, "slt": hello, "mrc": thanks, "jveux parler a qqn": person, "un vrai humain svp": person, "aidez-moi": help, "dac": okay, "nan": no, "wi": yes, "la suite": more, "suite svp": more, "aucun des deux": none, "j’attends toujours": waiting, "langue": language, "arrêtez": stop},
		"es": {"mis datos": data, "borre mis datos": forget, "wenas": hello, "grasias": thanks, "kiero hablar con alguien": person, "ayudame porfa": help, "sip": yes, "nop": no, "mas": more, "MÁS": more, "todavia no": no, "sigo esperando": waiting, "ninguna de estas": none, "idioma": language, "basta ya": stop, "¿estado?": status},
		"pt": {"os meus dados": data, "apague meus dados": forget, "oii": hello, "obg": thanks, "vlw": thanks, "falar c alguem pfv": person, "nao": no, "naooo": no, "ss": yes, "blz": okay, "mais": more, "ainda espero": waiting, "nenhuma destas": none, "língua": language, "ajuda": help},
		"ar": {"بياناتي": data, "احذف بياناتي": forget, "السَّلامُ عليكم": hello, "salam": hello, "شكراً": thanks, "shokran": thanks, "شكررررا": thanks, "أيوه": yes, "ايوة": yes, "aywa": yes, "لأ": no, "la2": no, "بدي احكي مع حدا": person, "موظف لو سمحت": person, "المزيد": more, "مازلت انتظر": waiting, "اللغه": language, "مساعده": help, "توقف": stop, "ولا واحده": none},
		"sw": {"taarifa zangu": data, "futa taarifa zangu": forget, "mambo vipi": hello, "ahsante sana": thanks, "naomba kuongea na mtu": person, "ndo": yes, "hapna": no, "poa": okay, "zaidi": more, "bado nasubiri": waiting, "lugha": language, "nisaidie tafadhali": help, "simama": stop, "hakuna hata moja": none, "hali": status},
		"bn": {"আমার তথ্য": data, "আমাকে ভুলে যান": forget, "assalamualaikum": hello, "salam": hello, "dhonnobad": thanks, "ধন্যবাদ ভাই": thanks, "manusher sathe kotha bolte chai": person, "জ্বি": yes, "হ্যা": yes, "na": no, "thik ache": okay, "আরো": more, "opekkha korchi": waiting, "ভাষা": language, "সাহায্য করুন": help, "থামুন": stop, "একটাও না": none, "অবস্থা": status},
	} {
		d := Dialogue{Languages: Languages()}
		for text, want := range said {
			in, _ := d.smallTalk(simplify(text), readingOrder(d.spokenHere(lang)))
			require.Equal(t, want, in.do, "%s %q", lang, text)
		}
	}
}
