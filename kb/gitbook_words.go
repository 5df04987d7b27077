package kb

import "strings"

// gitbookWords are the words that stand for a coloured box or an icon once a
// page has become plain text.
type gitbookWords struct {
	note, tip, warning, important string
	file, seeAlso                 string
}

// wordsFor gives the words in a language, in English where there are none.
func wordsFor(lang string) gitbookWords {
	base, _, _ := strings.Cut(lang, "-")
	switch base {
	case "fr":
		return gitbookWords{"Remarque", "Conseil", "Attention", "Important", "Fichier", "Voir aussi"}
	case "es":
		return gitbookWords{"Nota", "Consejo", "Advertencia", "Importante", "Archivo", "Ver también"}
	case "pt":
		return gitbookWords{"Nota", "Dica", "Atenção", "Importante", "Ficheiro", "Ver também"}
	case "ar":
		return gitbookWords{"ملاحظة", "نصيحة", "تحذير", "مهم", "ملف", "انظر أيضًا"}
	case "sw":
		return gitbookWords{"Kumbuka", "Kidokezo", "Onyo", "Muhimu", "Faili", "Tazama pia"}
	case "bn":
		return gitbookWords{"দ্রষ্টব্য", "পরামর্শ", "সতর্কতা", "গুরুত্বপূর্ণ", "ফাইল", "আরও দেখুন"}
	}
	return gitbookWords{"Note", "Tip", "Warning", "Important", "File", "See also"}
}

// label gives the word for a style of GitBook's hints or GitHub's alerts, or ""
// for a style that neither has.
func (w gitbookWords) label(style string) string {
	switch style {
	case "info", "note", "working":
		return w.note
	case "success", "tip":
		return w.tip
	case "warning", "danger", "caution":
		return w.warning
	case "important":
		return w.important
	}
	return ""
}
