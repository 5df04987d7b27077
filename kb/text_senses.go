package kb

import (
	"embed"
	"maps"
	"slices"
	"strings"
)

// What a sense counts beside the word it comes from: for the scores, and for
// the trained machines.
const (
	senseShare   = 0.3
	senseMachine = 0.9
)

// senseFiles hold, by language, one sense a line: its name and the everyday
// words that have it, by habit or by their subject. Senses that languages share
// have the same name in all of them.
//
//go:embed senses/*.txt
var senseFiles embed.FS

// thesaurus lists, by stem, the senses of the everyday words of one language:
// "paris" and "lagos" are cities, "salary" and "wage" are pay. A question in
// other words than those of an article still has the same senses. Words also
// serve to know that a word which no article has is not misspelled.
type thesaurus map[string][]string

// newThesaurus reads the senses of a language; there may be none.
func newThesaurus(lang string) thesaurus {
	text, err := senseFiles.ReadFile("senses/" + baseLanguage(lang) + ".txt")
	if err != nil {
		return nil
	}
	all := make(thesaurus)
	for line := range strings.Lines(string(text)) {
		sense, words, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.Fields(words) {
			if s := stem(string(plain(nil, w)), lang); !slices.Contains(all[s], sense) {
				all[s] = append(all[s], sense)
			}
		}
	}
	return all
}

// senses are the features of a base that stand for what its words are about.
type senses struct {
	thesauri []thesaurus
	features map[string]uint32
	// of lists the senses of a stem.
	of map[uint32][]uint32
}

// newSenses reads the senses of the languages that articles are in. Others would
// only bring false friends.
func newSenses(languages []string) senses {
	s := senses{features: make(map[string]uint32), of: make(map[uint32][]uint32)}
	for _, lang := range languages {
		s.thesauri = append(s.thesauri, newThesaurus(lang).without(lang, languages))
	}
	return s
}

// without leaves out what is a stop word in another of the languages: the French
// "thé" is spelled like the English article once accents are gone.
func (t thesaurus) without(lang string, languages []string) thesaurus {
	own := stopSet([]string{lang})
	for _, other := range languages {
		for stop := range stopSet([]string{other}) {
			if !own[stop] {
				delete(t, stop)
			}
		}
	}
	return t
}

// clone is for a base: the lexicon goes on learning while the base is searched.
func (s *senses) clone() senses {
	return senses{thesauri: s.thesauri, features: maps.Clone(s.features), of: maps.Clone(s.of)}
}

// learnSenses notes the senses of a stem that is new. Languages share stems, and
// so their senses, whichever article brought the stem.
func (x *lexicon) learnSenses(stemmed string, stem uint32) {
	for _, lang := range x.senses.thesauri {
		for _, sense := range lang[stemmed] {
			f, ok := x.senses.features[sense]
			if !ok {
				f = x.newFeature(false)
				x.senses.features[sense] = f
			}
			if known := x.senses.of[stem]; !slices.Contains(known, f) {
				x.senses.of[stem] = append(known, f)
			}
		}
	}
}

// see notes that a target has the senses of the stems, count counts them.
func (s *senses) see(d *ledger, target uint32, stems []uint32) {
	for _, f := range stems {
		d.see(target, s.of[f])
	}
}

func (s *senses) count(c *counter, stems []uint32, weight float32) {
	for _, f := range stems {
		c.addAll(s.of[f], weight)
	}
}

// stranger are the senses of a plain word that no article has. It also says
// whether the word is an everyday one, and so not misspelled. The languages are
// those of the base.
func (s *senses) stranger(spelled string, languages []string) (features []uint32, everyday bool) {
	for i, lang := range languages {
		if len(s.thesauri[i]) == 0 {
			continue
		}
		names := s.thesauri[i][stem(spelled, lang)]
		everyday = everyday || len(names) > 0
		for _, name := range names {
			if f, known := s.features[name]; known && !slices.Contains(features, f) {
				features = append(features, f)
			}
		}
	}
	return features, everyday
}

// addSenses adds what a word is about and gives the sum of the squares.
func (q *query) addSenses(b *Base, a *asked) (square float64) {
	for _, f := range a.stems {
		square += q.addSense(b, b.senses.of[f], a)
	}
	return square + q.addSense(b, a.senses, a)
}

func (q *query) addSense(b *Base, features []uint32, a *asked) (square float64) {
	for _, f := range features {
		p := part{f, senseShare * a.share(), senseMachine * a.machineShare(), -1, 0}
		q.features = append(q.features, p)
		v := float64(p.weight * b.idf[f])
		square += v * v
	}
	return square
}
