package dialogue

import (
	"strconv"
	"strings"
)

// The plural forms of a language, named as the Unicode consortium names them.
// https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html
const (
	one   = "one"
	two   = "two"
	few   = "few"
	many  = "many"
	other = "other"
)

// pluralForms are the forms that a catalogue of the language must have, for every
// text that counts something.
func pluralForms(lang string) []string {
	if base(lang) == "ar" {
		return []string{one, two, few, many, other}
	}
	return []string{one, other}
}

// pluralForm is the form that n of something takes; n is at least 0. The languages
// without a rule of their own take the singular for 1 only.
func pluralForm(lang string, n int) string {
	switch base(lang) {
	case "ar":
		return arabicForm(n)
	case "fr", "pt", "bn":
		if n <= 1 {
			return one
		}
	default:
		if n == 1 {
			return one
		}
	}
	return other
}

func arabicForm(n int) string {
	switch rest := n % 100; {
	case n == 1:
		return one
	case n == 2:
		return two
	case rest >= 3 && rest <= 10:
		return few
	case rest >= 11:
		return many
	}
	return other
}

// base is a language without its region: "pt" of "pt-BR".
func base(lang string) string {
	lang, _, _ = strings.Cut(lang, "-")
	return strings.ToLower(lang)
}

// count writes n of something, whose forms stand below key in the catalogue.
func count(lang, key string, n int) string {
	return Text(lang, key+"."+pluralForm(spoken(lang), n), "n", strconv.Itoa(n))
}
