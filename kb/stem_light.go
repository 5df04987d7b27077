package kb

import (
	"strings"
	"unicode/utf8"
)

// lightStemmers are our own rules for languages without a Snowball stemmer.
// They only undo the commonest endings and prefixes; character n-grams do the
// rest.
var lightStemmers = map[string]func(string) string{"sw": stemSwahili, "bn": stemBengali, "ln": stemLingala}

// stemSwahili takes the person and tense off a verb ("nimesahau", "kusahau"
// and "umesahau" become "sahau") and the place ending off a noun.
func stemSwahili(word string) string {
	for _, person := range []string{"ni", "tu", "wa", "mu", "u", "a", "m", "i", "zi", "ki", "vi", "ya", "li"} {
		rest, ok := strings.CutPrefix(word, person)
		if !ok {
			continue
		}
		for _, tense := range []string{"na", "li", "ta", "me"} {
			if root, ok := strings.CutPrefix(rest, tense); ok && len(root) >= 4 {
				return root
			}
		}
	}
	if root, ok := strings.CutPrefix(word, "ku"); ok && len(root) >= 4 {
		return root
	}
	if root, ok := strings.CutSuffix(word, "ni"); ok && len(root) >= 5 {
		return root
	}
	return word
}

// bengaliEndings are plural, case and emphasis endings, longest first.
var bengaliEndings = []string{
	"গুলোকে", "গুলোর", "গুলির", "গুলো", "গুলি", "দেরকে", "টিকে", "টাকে", "দের", "টির", "টার", "রা", "কে", "তে", "টি", "টা", "ের", "য়ে", "র", "ে", "ই", "ও",
}

func stemBengali(word string) string {
	for _, end := range bengaliEndings {
		if root, ok := strings.CutSuffix(word, end); ok && utf8.RuneCountInString(root) >= 3 {
			return root
		}
	}
	return word
}

// stemLingala takes the infinitive and plural prefixes and the past ending off.
func stemLingala(word string) string {
	for _, prefix := range []string{"ko", "ba", "mi", "na", "to", "bo"} {
		if root, ok := strings.CutPrefix(word, prefix); ok && len(root) >= 4 {
			word = root
			break
		}
	}
	if root, ok := strings.CutSuffix(word, "aki"); ok && len(root) >= 3 {
		return root + "a"
	}
	return word
}
