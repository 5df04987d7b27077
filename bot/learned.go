package bot

import (
	"slices"
	"time"
)

const (
	// MaxWays is how many wordings are remembered of one article and language; the
	// one that was used longest ago makes room.
	MaxWays = 40
	// MaxTaught is how many of them are searched like the author's own questions.
	MaxTaught = 20
	// MaxVoices is how many people are remembered of each side of a wording.
	MaxVoices = 6
	// MaxWayRunes is the longest question that is learned. A longer one tells a story
	// and not what is asked.
	MaxWayRunes = 160
	// voicesNeeded is how many people must agree. One alone teaches nothing.
	voicesNeeded = 2
)

// Vote is what somebody thinks of an article as the answer to a question.
type Vote string

const (
	// Helps: the person who asked says that it answered.
	Helps Vote = "helps"
	// HelpsNot: the person who asked says that it did not.
	HelpsNot Vote = "helps-not"
	// Chosen: staff answered the question with it.
	Chosen Vote = "chosen"
)

// Way is one wording in which people asked, and who thinks what of the article as
// its answer. The lists hold person ids, each once, at most [MaxVoices].
type Way struct {
	Text string `json:"text"`
	// Bare is the text's words alone, in lower case: what makes two texts one wording.
	Bare     string   `json:"bare"`
	Helps    []string `json:"helps,omitempty"`
	HelpsNot []string `json:"helps_not,omitempty"`
	Chosen   []string `json:"chosen,omitempty"`
	// Dropped: somebody took it back. It stays so, however often it is asked.
	Dropped bool      `json:"dropped,omitempty"`
	Last    time.Time `json:"last"`
}

// Learned is what use has taught about one article in one language.
type Learned struct {
	Article string `json:"article"`
	Lang    string `json:"lang"`
	Ways    []Way  `json:"ways,omitempty"`
	// Helped and HelpedNot count what people said in all.
	Helped    int `json:"helped,omitempty"`
	HelpedNot int `json:"helped_not,omitempty"`
}

// Note counts somebody's vote on the article as the answer to a question. Who
// changes their mind counts with what they said last. A question that is too long
// to be learned, or has no bare words, only counts.
func (l *Learned) Note(question, bare, who string, v Vote, now time.Time) {
	switch v {
	case Helps:
		l.Helped++
	case HelpsNot:
		l.HelpedNot++
	}
	if bare == "" || who == "" || len([]rune(question)) > MaxWayRunes {
		return
	}
	w := l.way(question, bare)
	w.Last = now
	w.Helps, w.HelpsNot = without(w.Helps, who), without(w.HelpsNot, who)
	switch v {
	case Helps:
		w.Helps = voice(w.Helps, who)
	case HelpsNot:
		w.HelpsNot = voice(w.HelpsNot, who)
	case Chosen:
		w.Chosen = voice(without(w.Chosen, who), who)
	}
}

// way finds a wording, or makes room for it.
func (l *Learned) way(text, bare string) *Way {
	l.Ways = slices.Clone(l.Ways)
	if i := slices.IndexFunc(l.Ways, func(w Way) bool { return w.Bare == bare }); i >= 0 {
		return &l.Ways[i]
	}
	if len(l.Ways) >= MaxWays {
		oldest := 0
		for i, w := range l.Ways {
			if w.Last.Before(l.Ways[oldest].Last) {
				oldest = i
			}
		}
		l.Ways = slices.Delete(l.Ways, oldest, oldest+1)
	}
	l.Ways = append(l.Ways, Way{Text: text, Bare: bare})
	return &l.Ways[len(l.Ways)-1]
}

// Drop takes a wording back, or with back gives it its place again. It reports
// whether there is one.
func (l *Learned) Drop(bare string, back bool) bool {
	i := slices.IndexFunc(l.Ways, func(w Way) bool { return w.Bare == bare })
	if i < 0 {
		return false
	}
	l.Ways = slices.Clone(l.Ways)
	l.Ways[i].Dropped = !back
	return true
}

// Forget takes out what one person said. Wordings that nobody else used go.
func (l *Learned) Forget(who string) {
	ways := make([]Way, 0, len(l.Ways))
	for _, w := range l.Ways {
		w.Helps, w.HelpsNot, w.Chosen = without(w.Helps, who), without(w.HelpsNot, who), without(w.Chosen, who)
		if len(w.Helps)+len(w.HelpsNot) > 0 {
			ways = append(ways, w)
		}
	}
	l.Ways = ways
}

// Taught are the wordings that count as ways to ask for the article, those with
// the most voices first, at most [MaxTaught]. A wording needs more people for it
// than against it, and voicesNeeded people behind it: its own, those of wordings
// that are alike, and staff who chose the article.
func (l Learned) Taught(alike func(a, b string) bool) []string {
	type strong struct {
		text   string
		voices int
	}
	var found []strong
	for i, w := range l.Ways {
		if w.Dropped || len(w.Helps)+len(w.Chosen) <= len(w.HelpsNot) {
			continue
		}
		voices := slices.Concat(w.Helps, w.Chosen)
		for j, other := range l.Ways {
			if i != j && !other.Dropped && alike(w.Text, other.Text) {
				voices = append(voices, other.Helps...)
			}
		}
		slices.Sort(voices)
		n := len(slices.Compact(voices))
		if len(w.Chosen) > 0 {
			n++ // the one who asked is behind it too: staff answered them
		}
		if n >= voicesNeeded {
			found = append(found, strong{w.Text, n})
		}
	}
	slices.SortStableFunc(found, func(a, b strong) int { return b.voices - a.voices })
	texts := make([]string, 0, min(len(found), MaxTaught))
	for _, s := range found[:min(len(found), MaxTaught)] {
		texts = append(texts, s.text)
	}
	return texts
}

// Against are the wordings that the article does not answer: voicesNeeded people
// more say so than say that it does.
func (l Learned) Against() []string {
	var texts []string
	for _, w := range l.Ways {
		if !w.Dropped && len(w.HelpsNot)-len(w.Helps)-len(w.Chosen) >= voicesNeeded {
			texts = append(texts, w.Text)
		}
	}
	return texts
}

// without gives a copy of a list that lacks a value.
func without[T comparable](list []T, v T) []T {
	return slices.DeleteFunc(slices.Clone(list), func(have T) bool { return have == v })
}

func voice(list []string, who string) []string {
	list = append(list, who)
	return list[max(0, len(list)-MaxVoices):]
}
