package dialogue

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb"
)

const (
	// leanFor is how long after an answer a question may lean on the one before.
	leanFor = 30 * time.Minute
	// leanWords is how long such a question is at most, in words, and leanBare how
	// long it may be without a word such as "and" that shows it.
	leanWords = 8
	leanBare  = 3
	// topicWords is the longest question that others may lean on.
	topicWords = 14
)

// leaning is a short question that may mean something only together with the one
// before: "and for deaths?" after "how do I register a birth".
type leaning struct {
	// about are the words it adds, wordings the questions they make.
	about    string
	wordings []string
	// shown tells that a word such as "and" shows it; else it leans only when it is
	// unknown alone.
	shown bool
}

// lean makes the wordings of a question that may lean on the topic: with each word
// of the topic replaced in turn, for one of them is what "deaths" stands instead
// of, and with all of them.
func (d Dialogue) lean(c bot.Conversation, m bot.Message, in intent) leaning {
	topic := strings.Fields(c.Topic)
	if len(topic) == 0 || len(topic) > topicWords || (!c.Seen.IsZero() && m.At.Sub(c.Seen) > leanFor) {
		return leaning{}
	}
	about, opened := opening(in.arg, d.phrasesOf("also", c.Lang))
	about = strings.TrimFunc(about, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSpace(r) })
	words := len(strings.Fields(about))
	if words == 0 || words > leanWords || (!opened && !in.meant && words > leanBare) {
		return leaning{}
	}
	l := leaning{about: about, shown: opened || in.meant}
	for i, word := range topic {
		if utf8.RuneCountInString(word) > 2 && len(topic) > 1 {
			changed := slices.Clone(topic)
			changed[i] = about
			l.wordings = append(l.wordings, strings.Join(changed, " "))
		}
	}
	l.wordings = append(l.wordings, c.Topic+" "+about)
	return l
}

// search gives the surest answer to any of the wordings. It must be sure, and
// mention what the person has added: a topic alone would answer anything.
func (l leaning) search(base knowledge, lang string) (kb.Answer, bool) {
	var best kb.Answer
	for _, text := range l.wordings {
		a := base.Search(kb.Question{Text: text, Lang: lang})
		if a.Verdict != kb.Sure || len(a.Hits) == 0 || !mentions(a.Hits[0].Article, l.about) {
			continue
		}
		if len(best.Hits) == 0 || a.Hits[0].Confidence > best.Hits[0].Confidence {
			best = a
		}
	}
	return best, len(best.Hits) > 0
}

// mentions tells whether an article has at least half of the telling words of a
// text, by their first letters.
func mentions(a *kb.Article, text string) bool {
	var all strings.Builder
	for _, part := range append([]string{a.Title}, a.Questions...) {
		all.WriteString(" " + part)
	}
	for _, section := range a.Sections {
		all.WriteString(" " + section.Heading + " " + section.Text)
	}
	known := " " + foldAll(all.String())
	telling, found := 0, 0
	for _, word := range strings.Fields(foldAll(text)) {
		if utf8.RuneCountInString(word) < 4 {
			continue
		}
		telling++
		if strings.Contains(known, " "+stemOf(word)) {
			found++
		}
	}
	return telling > 0 && 2*found >= telling
}

// stemOf is the beginning of a word that its forms share, roughly.
func stemOf(word string) string {
	runes := []rune(word)
	return string(runes[:max(4, len(runes)*2/3)])
}

// foldAll is simplify for a text of any length, with the little words taken off
// that Arabic writes together with the next.
func foldAll(text string) string {
	var out strings.Builder
	for _, word := range strings.Fields(text) {
		if word = simplify(word); word == "" {
			continue
		}
		for _, prefix := range []string{"وال", "ولل", "بال", "لل", "ال", "و", "ل", "ب"} {
			if rest, ok := strings.CutPrefix(word, prefix); ok && utf8.RuneCountInString(rest) >= 4 {
				word = rest
				break
			}
		}
		out.WriteString(word + " ")
	}
	return out.String()
}
