package model

// turningWords lists, by language, the words that turn what a sentence means: what is cut
// off or joined beside one of them means something else.
var turningWords = map[string]string{
	"en": "not no never none nor cannot cant dont doesnt didnt wont isnt arent wasnt werent wouldnt shouldnt couldnt hasnt havent without neither nobody nothing " +
		"if when unless except once while until only just exactly but however though although",
	"fr": "ne n pas jamais aucun aucune rien sans ni non personne si s quand sauf lorsque lorsqu dès sinon seulement uniquement seul seule que qu mais cependant",
	"es": "no nunca jamás ningún ninguno ninguna nada sin ni nadie si cuando salvo excepto mientras solo sólo solamente únicamente pero aunque",
	"pt": "não nao nunca jamais nenhum nenhuma nada sem nem ninguém se quando salvo exceto enquanto só somente apenas unicamente mas porém embora",
	"sw": "si sio siyo hapana hakuna bila kamwe usi hauwezi huwezi kama ikiwa iwapo isipokuwa wakati tu pekee lakini",
	"ar": "لا لم لن ليس ليست غير بدون دون ولا ولم ولن إذا اذا إن عندما إلا الا لو فقط لكن ولكن",
	"bn": "না নয় নেই নি ছাড়া কখনো যদি যখন হলে শুধু কেবল কিন্তু",
}
