package kb

import "strings"

// stopWeight is what a stop word counts compared with any other word. They are
// kept because some questions are made of little else ("how are you").
const stopWeight = 0.3

// stopWords lists, by language, the words that say little about what is asked:
// articles, pronouns, auxiliaries, question words and the courtesies of chat.
var stopWords = map[string]string{
	"en": `a an the this that these those i me my mine we us our you your he him his she her it its they them their
		who whom which what when where why how is am are was were be been being do does did doing done have has had
		having can could will would shall should may might must cant dont doesnt didnt wont isnt arent wasnt im ive id
		ill and or but if so because as of at by for with about into to from in on off out over then than there here
		all any some such no not only own same too very just also please pls plz hi hello hey sir madam dear thanks
		thank u ur want need know tell help get got let ok okay like`,
	"fr": `le la les l un une des du de d au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos
		leur leurs je j tu il elle on nous vous ils elles me te se m t s lui y en qui que qu quoi dont ou où quand comment
		pourquoi quel quelle quels quelles est es suis sommes etes êtes sont etait était ete été etre être ai as a avons
		avez ont avoir fait faire peut peux pouvez puis et mais si donc car ne n pas plus par pour avec sans sur sous dans
		chez vers entre tout tous toute toutes tres très bien aussi ici la là bonjour salut merci svp stp veux voudrais
		besoin savoir faut`,
	"es": `el la los las lo un una unos unas de del al a y o u e que qué quien quién cual cuál cuando cuándo donde dónde
		como cómo por porque para con sin sobre en entre desde hasta yo tu tú él ella nosotros ustedes ellos ellas me te se
		le les nos mi mis su sus este esta estos estas ese esa eso esto es son soy era fue ser estar esta está estan están
		hay he ha han haber hacer hago puedo puede pueden poder no si sí muy mas más ya tambien también hola gracias favor
		quiero necesito saber`,
	"pt": `o a os as um uma uns umas de do da dos das em no na nos nas ao aos à às por pelo pela pelos pelas para com sem
		sobre entre ate até e ou mas se que quem qual quais quando onde como porque porquê eu tu ele ela nós nos vos eles
		elas voce você voces vocês me te lhe lhes meu minha meus minhas seu sua seus suas este esta estes estas esse essa
		isso isto aquele aquela é e são sao sou era foi foram ser estar está esta estão ha há ter tem têm tenho faz fazer
		posso pode podem não nao sim muito mais já ja também tambem ola olá oi obrigado obrigada favor quero preciso saber`,
	"de": `der die das den dem des ein eine einen einem einer eines und oder aber wenn weil dass ob ich du er sie es wir ihr
		mich mir dich dir ihn ihm uns euch mein meine dein deine sein seine unser wer was wann wo wie warum welche welcher
		welches ist bin bist sind war waren sein haben habe hat hatte werden wird kann konnen können muss soll will mochte
		möchte nicht kein keine auf an in im am aus bei mit nach von vom zu zum zur fur für uber über um auch nur noch schon
		sehr so hier da bitte danke hallo`,
	"ru": `и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня
		еще нет о из ему когда даже ну ли если или быть был до вас уже вам ведь там потом себя они тут где есть надо ней для
		мы тебя их чем была сам чтоб без чего кто этот это эта эти какой какая какие почему можно нужно мой моя мои здравствуйте
		привет спасибо пожалуйста`,
	"ar": `في من على الى إلى عن مع هذا هذه ذلك تلك التي الذي الذين هو هي هم نحن انا أنا انت أنت كان كانت يكون ما ماذا متى
		اين أين كيف لماذا هل من كم لا لم لن ان أن إن قد كل بعض او أو و ثم بعد قبل عند لدي لي يا شكرا مرحبا السلام عليكم
		ممكن اريد أريد يمكن يمكنني`,
	"sw": `na ya wa za la cha vya kwa katika ni si kama lakini au pia hii huyu hizi hao hiyo huo hili haya yangu yako
		yake wangu wako wake langu lako lake zangu zako zake mimi wewe yeye sisi ninyi wao nini nani lini wapi vipi gani
		je jinsi kwanini ambayo ambao ili hata sana tu bado tafadhali asante habari hujambo jambo nataka naomba ninahitaji
		nahitaji ninaweza naweza kuna hapa huko`,
	"bn": `আমি আমার আমাকে আমরা আমাদের তুমি তোমার আপনি আপনার আপনাকে সে তার তাকে তারা তাদের এই এটা এটি সেই ওই যে যা কি কী কে
		কেন কোথায় কখন কিভাবে কীভাবে কোন কত এবং ও বা কিন্তু যদি তাহলে জন্য থেকে সাথে দিয়ে উপর মধ্যে না নেই হয় হবে হয়েছে আছে
		ছিল করা করে করব করতে করুন পারি পারব চাই দয়া ধন্যবাদ হ্যালো`,
	"ln": `na ya wa ba ma pe to te mpe kasi soki po mpo oyo wana nga ngai yo ye biso bino bango nini nani ndenge wapi
		boni moko nyonso eza ezali naza nazali oza ozali aza azali tika mbote melesi nalingi`,
	"it": `il lo la i gli le un uno una di del della dei delle a al alla da dal in nel nella con su per tra e o ma se che chi
		cosa come quando dove perche perché quale io tu lui lei noi voi loro mi ti si ci vi mio mia tuo sua questo questa è
		sono ho hai ha hanno essere avere posso puo può non piu più anche ciao grazie favore vorrei`,
	"nl": `de het een en of maar als dat dit die deze ik jij je u hij zij ze wij we mijn jouw uw zijn haar wie wat waar
		wanneer waarom hoe welke is ben bent was waren heb heeft hebben kan kunnen moet wil niet geen op in aan uit bij met
		naar van voor om te ook nog al hallo dank graag`,
	"id": `yang di ke dari dan atau tapi jika untuk dengan pada ini itu saya aku kamu anda dia kami kita mereka apa siapa
		kapan dimana mana bagaimana kenapa mengapa adalah ada tidak bukan bisa dapat sudah belum akan juga saja tolong
		terima kasih halo mau`,
	"tr": `bir bu şu o ve veya ama ile için de da mi mı mu mü ne kim nasıl neden niçin nerede hangi ben sen biz siz onlar
		benim senin var yok çok daha en gibi kadar olarak lütfen merhaba teşekkürler istiyorum`,
	"hi": `का की के को में से पर है हैं था थे थी हो और या लेकिन यह वह ये वे मैं हम तुम आप मेरा मेरी मेरे आपका क्या कौन कब कहाँ
		क्यों कैसे कितना नहीं ना भी तो ही कर करना करें सकता सकते चाहिए कृपया धन्यवाद नमस्ते`,
}

// stopSet is the stop words of the languages, as keys.
func stopSet(languages []string) map[string]bool {
	set := make(map[string]bool)
	for _, lang := range languages {
		for _, w := range strings.Fields(stopWords[baseLanguage(lang)]) {
			set[key(w)] = true
		}
	}
	return set
}

// baseLanguage is the code without its region: "pt" for "pt-br".
func baseLanguage(code string) string {
	for i := 0; i < len(code); i++ {
		if code[i] == '-' || code[i] == '_' {
			return strings.ToLower(code[:i])
		}
	}
	return strings.ToLower(code)
}
