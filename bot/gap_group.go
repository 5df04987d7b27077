package bot

import (
	"maps"
	"slices"
	"time"
)

// GapGroup are gaps that ask alike.
type GapGroup struct {
	// Question is the one asked most often; Times and People count the whole group.
	Question string `json:"question"`
	Lang     string `json:"lang"`
	Times    int    `json:"times"`
	People   int    `json:"people"`
	// Unknown, NoneFit and NotHelped say how they were not answered, as in [Gap].
	Unknown   int            `json:"unknown"`
	NoneFit   int            `json:"none_fit"`
	NotHelped map[string]int `json:"not_helped,omitempty"`
	Last      time.Time      `json:"last"`
	// Examples are other wordings, at most [MaxExamples].
	Examples []string `json:"examples,omitempty"`
	// Nearest is the article that comes nearest today, Confidence how sure the search
	// is of it, from 0 to 1; Sure tells that it would be answered now.
	Nearest    string  `json:"nearest,omitempty"`
	Confidence float64 `json:"confidence,omitempty"`
	Sure       bool    `json:"sure"`
}

const (
	// MaxExamples is how many other wordings a group shows.
	MaxExamples = 4
	// nearEnough is the confidence from which an article is worth naming for a gap.
	nearEnough = 0.25
)

// GroupGaps makes a group of gaps; the first of them gives its name. It needs one
// gap at least.
func GroupGaps(gaps []Gap) GapGroup {
	g := GapGroup{Question: gaps[0].Text, Lang: gaps[0].Lang}
	people := map[string]bool{}
	for i, one := range gaps {
		g.Times, g.Unknown, g.NoneFit = g.Times+one.Times(), g.Unknown+one.Unknown, g.NoneFit+one.NoneFit
		for article, n := range one.NotHelped {
			if g.NotHelped == nil {
				g.NotHelped = map[string]int{}
			}
			g.NotHelped[article] += n
		}
		for _, who := range one.By {
			people[who] = true
		}
		if one.Last.After(g.Last) {
			g.Last = one.Last
		}
		if i > 0 && len(g.Examples) < MaxExamples {
			g.Examples = append(g.Examples, one.Text)
		}
	}
	g.People = len(people)
	return g
}

// Need is what a group of gaps asks of the people who write.
type Need string

const (
	// NeedNothing: the article answers it now.
	NeedNothing Need = "answered"
	// NeedBetter: the article was shown and did not help.
	NeedBetter Need = "better"
	// NeedWords: the article comes near and may lack these words.
	NeedWords Need = "words"
	// NeedArticle: there is no article.
	NeedArticle Need = "article"
)

// Need tells what the group needs, and of which article; "" when there is none.
func (g GapGroup) Need() (need Need, article string) {
	switch {
	case g.Sure && len(g.NotHelped) == 0:
		return NeedNothing, g.Nearest
	case len(g.NotHelped) > 0:
		most := 0
		for _, name := range slices.Sorted(maps.Keys(g.NotHelped)) {
			if g.NotHelped[name] > most {
				article, most = name, g.NotHelped[name]
			}
		}
		return NeedBetter, article
	case g.Nearest != "" && g.Confidence >= nearEnough:
		return NeedWords, g.Nearest
	}
	return NeedArticle, ""
}
