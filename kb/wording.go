package kb

import (
	"math"
	"slices"
)

// Wording is what a question is about: the stems of its words without those that
// say nothing. It tells whether two people asked the same, without a base.
type Wording struct {
	stems []string
	bare  string
}

// alikeFrom is the likeness from which two wordings count as the same question.
const alikeFrom = 0.6

// ReadWording reads a question in a language.
func ReadWording(text, lang string) Wording {
	form := plain(nil, cut(text))
	w := Wording{bare: string(bareWords(nil, form))}
	stops := stopSet([]string{lang})
	var all []string
	words(form, func(word []byte) {
		spelled := string(word)
		if baseLanguage(lang) == "ar" {
			// Hamza and the ends of words are written or left out by habit.
			spelled = key(spelled)
		}
		s := stem(spelled, lang)
		all = append(all, s)
		if !stops[spelled] && !stops[key(spelled)] {
			w.stems = append(w.stems, s)
		}
	})
	if len(w.stems) == 0 {
		w.stems = all
	}
	slices.Sort(w.stems)
	w.stems = slices.Compact(w.stems)
	return w
}

// Bare is the question's words alone, in lower case: two questions with the same
// are the same.
func (w Wording) Bare() string { return w.bare }

// Alike tells whether two wordings ask the same.
func (w Wording) Alike(other Wording) bool {
	return w.likeness(other, func(string) float64 { return 1 }) >= alikeFrom
}

// likeness is the cosine between two wordings, from 0 to 1, with a weight for
// every stem.
func (w Wording) likeness(other Wording, weight func(stem string) float64) float64 {
	var both, own, others float64
	for _, s := range w.stems {
		x := weight(s) * weight(s)
		own += x
		if _, shared := slices.BinarySearch(other.stems, s); shared {
			both += x
		}
	}
	for _, s := range other.stems {
		others += weight(s) * weight(s)
	}
	if own == 0 || others == 0 {
		return 0
	}
	return both / math.Sqrt(own*others)
}

// groupFrom is the likeness to a group's first wording from which a wording
// belongs to the group. It is lower than alikeFrom, because rare words count more.
const groupFrom = 0.35

// GroupWordings puts wordings that ask alike into groups, each led by the first of
// them: give those that matter most first. The groups hold indexes, in order.
func GroupWordings(wordings []Wording) [][]int {
	in := map[string]int{}
	for _, w := range wordings {
		for _, s := range w.stems {
			in[s]++
		}
	}
	rarity := func(s string) float64 { return math.Log1p(float64(len(wordings)) / float64(in[s])) }
	var groups [][]int
	leaders := map[string][]int{} // groups by the stems of their leaders
	for i, w := range wordings {
		best, most := -1, groupFrom
		seen := map[int]bool{}
		for _, s := range w.stems {
			for _, g := range leaders[s] {
				if seen[g] {
					continue
				}
				seen[g] = true
				if likeness := w.likeness(wordings[groups[g][0]], rarity); likeness >= most {
					best, most = g, likeness
				}
			}
		}
		if best >= 0 {
			groups[best] = append(groups[best], i)
			continue
		}
		groups = append(groups, []int{i})
		for _, s := range w.stems {
			leaders[s] = append(leaders[s], len(groups)-1)
		}
	}
	return groups
}
