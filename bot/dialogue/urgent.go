package dialogue

import (
	"slices"
	"strings"
	"sync"
)

// The word lists that priority is read from; they are no actions.
const (
	urgent    action = "urgent"
	unhurried action = "unhurried"
)

var urgentWords = sync.OnceValue(func() map[action]map[string][]string {
	return map[action]map[string][]string{urgent: wordsFor(urgent), unhurried: wordsFor(unhurried)}
})

// Urgent looks for words that make a problem pressing, "urgent", "nobody can work",
// in the languages spoken here and the person's own, and gives those it found.
// Who says that it is not urgent is believed.
func (d Dialogue) Urgent(text, lang string) (because string, found bool) {
	langs := d.spokenHere(lang)
	for len(text) > 0 {
		// Phrases are compared piece by piece: a long text has no plain form.
		piece, rest := cutSentence(text)
		text = rest
		plain := " " + simplify(piece) + " "
		if said(plain, unhurried, langs) != "" {
			return "", false
		}
		if because == "" {
			because = said(plain, urgent, langs)
		}
	}
	return because, because != ""
}

// said gives the longest phrase of a list that a plain text has.
func said(plain string, list action, langs []string) string {
	longest := ""
	for phrase, of := range urgentWords()[list] {
		here := slices.ContainsFunc(of, func(lang string) bool { return slices.Contains(langs, lang) })
		if here && len(phrase) > len(longest) && strings.Contains(plain, " "+phrase+" ") {
			longest = phrase
		}
	}
	return longest
}

// cutSentence takes the first sentence off a text, or 300 bytes of it.
func cutSentence(text string) (piece, rest string) {
	if at := strings.IndexAny(text, ".!?\n؟।"); at > 0 && at < maxPiece {
		return text[:at], strings.TrimLeft(text[at:], ".!?\n؟। ")
	}
	if len(text) <= maxPiece {
		return text, ""
	}
	at := strings.LastIndexByte(text[:maxPiece], ' ')
	if at <= 0 {
		at = maxPiece
	}
	return text[:at], text[at:]
}

// maxPiece is how much of a text is compared at once, in bytes.
const maxPiece = 300
