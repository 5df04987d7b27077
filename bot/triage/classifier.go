package triage

import (
	"cmp"
	"math"
	"slices"
)

// Word is one word of a text that says something.
type Word struct {
	// Written is how it stands in the text, Stem what it is compared by.
	Written, Stem string
}

// Example is a text whose type is known.
type Example struct {
	Type  string
	Words []Word
}

// Guess is what a classifier makes of a text.
type Guess struct {
	Type string
	// Confidence is between 0 and 1.
	Confidence float64
	// Because are the words that spoke for it, as written, the strongest first; at
	// most [MaxBecause].
	Because []string
}

const (
	// MaxBecause is how many words explain a guess.
	MaxBecause = 3
	// sure is the least confidence of a guess; below it nobody is told anything.
	sure = 0.8
	// smoothing is how many words of everybody's are added to those of each type, so
	// that one example decides nothing.
	smoothing = 40.0
	// telling is how much likelier a word must be with a type than elsewhere, as the
	// logarithm of the ratio, to be named as a reason.
	telling = 0.7
)

// Classifier tells support types apart by the words that go with each. It is
// naive Bayes on words, in which a type that has few examples leans on how often a
// word occurs in all of them.
type Classifier struct {
	types []string
	// seen counts the examples of each type that have a stem, words all of them, and
	// all those of every type.
	seen  map[string][]float64
	words []float64
	all   float64
}

// Train learns from examples. Those without a type or a word are passed over.
func Train(examples []Example) *Classifier {
	c := &Classifier{seen: map[string][]float64{}}
	examples = slices.DeleteFunc(slices.Clone(examples), func(e Example) bool { return e.Type == "" || len(e.Words) == 0 })
	for _, e := range examples {
		c.types = append(c.types, e.Type)
	}
	slices.Sort(c.types)
	c.types = slices.Compact(c.types)
	c.words = make([]float64, len(c.types))
	for _, e := range examples {
		i := slices.Index(c.types, e.Type)
		for stem := range stems(e.Words) {
			if c.seen[stem] == nil {
				c.seen[stem] = make([]float64, len(c.types))
			}
			c.seen[stem][i]++
			c.words[i]++
			c.all++
		}
	}
	return c
}

// Guess gives the type of a text. It reports false when the words do not tell.
func (c *Classifier) Guess(words []Word) (Guess, bool) {
	if len(c.types) < 2 {
		return Guess{}, false
	}
	scores := make([]float64, len(c.types))
	for i := range scores {
		scores[i] = math.Log(c.words[i]) / 2
	}
	reasons := make([][]reason, len(c.types))
	for stem, written := range stems(words) {
		if c.seen[stem] == nil {
			continue
		}
		for i := range c.types {
			scores[i] += math.Log(c.share(stem, i))
			if weight := math.Log(c.share(stem, i) / c.elsewhere(stem, i)); weight >= telling {
				reasons[i] = append(reasons[i], reason{written, weight})
			}
		}
	}
	best := 0
	for i := range scores {
		if scores[i] > scores[best] {
			best = i
		}
	}
	total := 0.0
	for i := range scores {
		total += math.Exp(scores[i] - scores[best])
	}
	g := Guess{Type: c.types[best], Confidence: 1 / total, Because: strongest(reasons[best])}
	return g, g.Confidence >= sure && len(g.Because) > 0
}

// reason is a word that speaks for a type, and how much.
type reason struct {
	word   string
	weight float64
}

func strongest(reasons []reason) []string {
	slices.SortFunc(reasons, func(a, b reason) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.word, b.word))
	})
	var words []string
	for _, r := range reasons[:min(len(reasons), MaxBecause)] {
		words = append(words, r.word)
	}
	return words
}

// share is how much of a type's words a word is.
func (c *Classifier) share(stem string, i int) float64 {
	return (c.seen[stem][i] + smoothing*c.everywhere(stem)) / (c.words[i] + smoothing)
}

// everywhere is how much of all words it is.
func (c *Classifier) everywhere(stem string) float64 {
	sum := 0.0
	for _, n := range c.seen[stem] {
		sum += n
	}
	return sum / c.all
}

// elsewhere is how much of the words of all other types it is.
func (c *Classifier) elsewhere(stem string, i int) float64 {
	seen, words := smoothing*c.everywhere(stem), smoothing
	for k := range c.types {
		if k != i {
			seen, words = seen+c.seen[stem][k], words+c.words[k]
		}
	}
	return seen / words
}

// stems gives each stem once, with the first word that has it.
func stems(words []Word) map[string]string {
	all := make(map[string]string, len(words))
	for _, w := range words {
		if _, have := all[w.Stem]; !have && w.Stem != "" {
			all[w.Stem] = w.Written
		}
	}
	return all
}
