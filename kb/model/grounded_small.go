package model

import "strings"

// smallWords lists, by language, the words that may come and go in a sentence without
// changing what it means. It is short on purpose: whatever is not in it must stand as in
// the section.
var smallWords = map[string]string{
	"en": "a an the and then also please",
	"fr": "le la les l un une et puis aussi",
	"es": "el la los las un una y e luego también",
	"pt": "o a os as um uma e também",
	"sw": "pia kisha tafadhali",
	"ar": "و ثم",
	"bn": "এবং ও তারপর",
}

// leaningWords lists, by language, the words with which a sentence begins that goes on
// about the one before it.
var leaningWords = map[string]string{
	"en": "it its this that these those they them their he she his her both such otherwise else so therefore but however",
	"fr": "il elle ils elles ce cela ça ceci cette ces celui celle ceux leur son sa ses sinon donc y mais cependant",
	"es": "este esta esto estos estas ese esa eso esos esas él ella ellos ellas su sus lo ambos así pero allí",
	"pt": "este esta isto estes estas esse essa isso esses essas ele ela eles elas seu sua ambos senão assim mas lá",
	"sw": "hii hiyo hizi hizo huyu huyo hao hawa hilo hili hayo haya hivyo yake lakini vinginevyo hapo huko",
	"ar": "هو هي هم هذا هذه ذلك تلك هؤلاء كلاهما وإلا لكن ولكن هناك",
	"bn": "এটি এটা ইহা সে তিনি তারা এই ওই সেই তাই কিন্তু নইলে সেখানে",
}

// wordSet is the list of a language as a set. It is empty for a language without one.
func wordSet(lists map[string]string, lang string) map[string]bool {
	lang, _, _ = strings.Cut(strings.ToLower(lang), "-")
	out := map[string]bool{}
	for w := range strings.FieldsSeq(lists[lang]) {
		out[w] = true
	}
	return out
}
