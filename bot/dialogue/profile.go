package dialogue

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/firstline-helpdesk/firstline/bot"
)

// maxProfile is how long an office or a role may be, in runes.
const maxProfile = 40

// profileWords are the words of all languages that go with where somebody works.
type profileWords struct{ office, role, of map[string]bool }

var profiles = sync.OnceValue(func() profileWords {
	set := func(key string) map[string]bool {
		all, _ := catalogues()
		words := map[string]bool{}
		for _, texts := range all {
			for _, word := range strings.Split(texts["words."+key], "|") {
				if word = simplify(word); word != "" {
					words[word] = true
				}
			}
		}
		return words
	}
	return profileWords{set("office"), set("role"), set("of")}
})

// From writes a profile on a card: "Ndola office, registrar"; "" for an empty one.
func From(lang string, p bot.Profile) string {
	switch {
	case p.Office != "" && p.Role != "":
		return Text(lang, "card.from", "office", p.Office, "role", p.Role)
	case p.Office != "":
		return p.Office
	}
	return p.Role
}

// ReadProfile finds in somebody's words where they work and as what: "Ndola
// office, I am a clerk", "office: Ndola", "bureau de Lusaka", "registrar, Kitwe".
// Asked tells that they were asked: then a role counts by itself, and so does a
// name beside it. What it does not find is "".
func ReadProfile(text string, asked bool) bot.Profile {
	var p bot.Profile
	for _, part := range parts(text) {
		words := strings.Fields(part)
		p.Role = cmp.Or(p.Role, roleIn(words))
		p.Office = cmp.Or(p.Office, officeIn(words, asked))
	}
	switch {
	case !asked && p.Office == "":
		return bot.Profile{}
	case p.Office == "" && p.Role != "":
		p.Office = bareOffice(text)
	}
	return p
}

// parts cuts a text where people cut a list.
func parts(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;.\n،।/()", r) })
}

// roleIn finds the longest role among words, as written.
func roleIn(words []string) string {
	for length := min(3, len(words)); length > 0; length-- {
		for i := 0; i+length <= len(words); i++ {
			if profiles().role[simplify(strings.Join(words[i:i+length], " "))] {
				return tidy(words[i : i+length])
			}
		}
	}
	return ""
}

// officeIn finds the name beside a word such as office: behind it, or before it
// where that is a name.
func officeIn(words []string, asked bool) string {
	for i, w := range words {
		if !profiles().office[simplify(w)] {
			continue
		}
		if before := nameBefore(words[:i], asked); len(before) > 0 {
			return tidy(append(before, w))
		}
		if after := nameAfter(words[i+1:], strings.HasSuffix(w, ":"), asked); len(after) > 0 {
			return tidy(words[i : i+1+len(after)])
		}
	}
	return ""
}

// nameBefore are the words with a capital that stand at the end.
func nameBefore(words []string, asked bool) []string {
	from := len(words)
	for from > 0 && len(words)-from < 3 && isName(words[from-1], asked) && !profiles().of[simplify(words[from-1])] {
		from--
	}
	return slices.Clone(words[from:])
}

// nameAfter are the words up to the end of a name: linking words first, then
// words with a capital; behind a colon, or in a script without capitals, any.
func nameAfter(words []string, colon, asked bool) []string {
	end := 0
	for end < len(words) && end < 2 && profiles().of[simplify(words[end])] {
		end++
	}
	name := end
	for end < len(words) && end-name < 3 && !profiles().of[simplify(words[end])] && (colon || isName(words[end], asked)) {
		end++
	}
	if end == name {
		return nil
	}
	return words[:end]
}

// isName tells whether a word looks like a name: a capital or, from who was asked,
// any word of a script that has none.
func isName(word string, asked bool) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r) || (asked && unicode.IsLetter(r) && !unicode.IsLower(r))
}

// bareOffice takes for the office what is left of a short answer beside the role:
// "clerk, Ndola".
func bareOffice(text string) string {
	for _, part := range parts(text) {
		words := strings.Fields(part)
		if len(words) > 0 && len(words) <= 3 && roleIn(words) == "" && !slices.ContainsFunc(words, func(w string) bool { return !isName(w, true) }) {
			return tidy(words)
		}
	}
	return ""
}

func tidy(words []string) string {
	text := strings.Trim(strings.Join(words, " "), " :-*#\"'")
	text = strings.Join(strings.Fields(strings.ReplaceAll(text, ":", " ")), " ")
	if runes := []rune(text); len(runes) > maxProfile {
		return string(runes[:maxProfile])
	}
	return text
}
