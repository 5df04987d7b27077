package model

import "strings"

// turning lists, by language, the words that turn what a sentence means although
// the search thinks little of them: "sense: word word". A sentence of an answer has
// each sense as often as what it rests on when its name ends in "!", and has it only
// if that has it otherwise.
var turning = map[string]string{
	"en": `not!: not no never none nor cannot cant dont doesnt didnt wont isnt arent wasnt werent wouldnt shouldnt couldnt hasnt havent without neither nobody nothing
		if!: if when unless except once while until
		only!: only just exactly
		before: before; after: after afterwards; instead: instead rather; off: off; out: out; between: between
		all: all every each always any anyone everyone everybody; some: some sometimes often most many few
		must: must need needs required should shall have; may: may can could might allowed
		i: i ive im id ill me my mine we weve our ours us
		two: two; three: three; four: four; five: five; six: six; seven: seven; eight: eight; nine: nine; ten: ten; one: one; half: half; twice: twice double; dozen: dozen; hundred: hundred; thousand: thousand
		or: or`,
	"fr": `not!: ne n pas jamais aucun aucune rien sans ni non personne
		if!: si quand sauf lorsque dès sinon
		only!: seulement uniquement seul seule que
		before: avant; after: après apres; off: hors; all: tout tous toute toutes chaque toujours; some: quelques parfois souvent
		must: doit dois devez doivent faut; may: peut peux pouvez peuvent
		i: je j me m mon ma mes nous notre nos
		day: lundi mardi mercredi jeudi vendredi samedi dimanche
		two: deux; three: trois; four: quatre; five: cinq; six: six; seven: sept; eight: huit; nine: neuf; ten: dix; half: demi; hundred: cent; thousand: mille; or: ou`,
	"es": `not!: no nunca jamás ningún ninguno ninguna nada sin ni nadie
		if!: si cuando salvo excepto mientras
		only!: solo sólo solamente únicamente
		before: antes; after: después despues tras; all: todo todos toda todas cada siempre; some: algunos algunas
		must: debe debes deben hay tiene tienes; may: puede puedes pueden
		i: yo me mi mis nosotros nuestro nuestra he hemos
		day: lunes martes miércoles jueves viernes sábado domingo
		two: dos; three: tres; four: cuatro; five: cinco; six: seis; seven: siete; eight: ocho; nine: nueve; ten: diez; hundred: cien ciento; thousand: mil; or: o u`,
	"pt": `not!: não nao nunca jamais nenhum nenhuma nada sem nem ninguém
		if!: se quando salvo exceto enquanto
		only!: só somente apenas unicamente
		before: antes; after: depois após; all: todo todos toda todas cada sempre; some: alguns algumas
		must: deve deves devem precisa tem; may: pode podes podem
		i: eu me meu minha meus minhas nós nosso nossa
		day: segunda terça quarta quinta sexta sábado domingo
		two: dois duas; three: três; four: quatro; five: cinco; six: seis; seven: sete; eight: oito; nine: nove; ten: dez; hundred: cem cento; thousand: mil; or: ou`,
	"sw": `not!: si sio siyo hapana hakuna bila kamwe usi hauwezi huwezi
		if!: kama ikiwa iwapo isipokuwa wakati
		only!: tu pekee
		before: kabla; after: baada; all: yote wote zote kila daima; must: lazima; may: unaweza anaweza
		i: mimi sisi yangu yetu wangu wetu
		day: jumatatu jumanne jumatano alhamisi ijumaa jumamosi jumapili
		two: mbili wawili; three: tatu; four: nne; five: tano; six: sita; seven: saba; eight: nane; nine: tisa; ten: kumi; hundred: mia; thousand: elfu; or: au`,
	"ar": `not!: لا لم لن ليس ليست غير بدون دون ولا ولم ولن
		if!: إذا اذا إن عندما إلا الا لو
		only!: فقط
		before: قبل; after: بعد; all: كل جميع دائما; must: يجب; may: يمكن يمكنك
		i: أنا انا نحن
		or: أو او`,
	"bn": `not!: না নয় নেই নি ছাড়া কখনো
		if!: যদি যখন হলে
		only!: শুধু কেবল
		before: আগে; after: পরে; all: সব সকল প্রতিটি; must: অবশ্যই; may: পারেন পারবেন
		i: আমি আমরা আমার আমাদের
		or: বা অথবা`,
}

// weightyWords gives the sense of each turning word of a language. It is empty for a
// language without a list, of which the check then wants every word.
func weightyWords(lang string) map[string]string {
	lang, _, _ = strings.Cut(strings.ToLower(lang), "-")
	out := map[string]string{}
	for part := range strings.FieldsFuncSeq(turning[lang], func(r rune) bool { return r == ';' || r == '\n' }) {
		sense, list, ok := strings.Cut(strings.TrimSpace(part), ": ")
		if !ok {
			continue
		}
		for _, w := range strings.Fields(list) {
			out[strings.ReplaceAll(w, "'", "")] = sense
		}
	}
	return out
}

// sameTurns tells whether a sentence turns as what it rests on does.
func sameTurns(said, given map[string]int) bool {
	for sense, n := range said {
		switch {
		case given[sense] == 0:
			return false
		case strings.HasSuffix(sense, "!") && n != given[sense]:
			return false
		}
	}
	for sense := range given {
		if strings.HasSuffix(sense, "!") && said[sense] == 0 {
			return false
		}
	}
	return true
}
