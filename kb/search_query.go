package kb

import "math"

// maxWords is how many words of a question are scored. Answers do not get
// better after this, only slower.
const maxWords = 120

// query is a question made ready for scoring.
type query struct {
	text  []byte
	words []asked
	// letters holds the words one after the other.
	letters []byte
	// mass is the sum over all words, unknown that of words without stems.
	mass, unknown float32
	// content is how many words are neither stop words nor numbers, grasped how
	// many of them the base knows.
	content, grasped int
	// features are the known stems and pairs with what they count, and what
	// was unknown; length is that of the whole vector.
	features []part
	length   float32
	// strangeSquare is the sum of the squared shares of unknown words.
	strangeSquare float32
	grams         []part
	gramSize      float32

	// room for what would otherwise be allocated
	stems    []uint32
	gramRoom []uint32
	gramSum  []float32
	mentions []mention
	together []int32
}

// part is a feature of a question.
type part struct {
	feature uint32
	weight  float32
	// machine is what it counts for the trained machines.
	machine float32
	// word is the index of the question's word a stem comes from, or -1 for a pair.
	word int32
	// mass is the share of that word's mass that an article with the feature mentions.
	mass float32
}

// read analyses the text of a question.
func (q *query) read(b *Base, text string) {
	*q = query{
		text: cutBytes(plain(q.text[:0], cut(text))), words: q.words[:0], letters: q.letters[:0], features: q.features[:0], grams: q.grams[:0],
		stems: q.stems[:0], gramRoom: q.gramRoom[:0], gramSum: q.gramSum,
		mentions: q.mentions, together: q.together,
	}
	repairs := maxRepairs
	words(q.text, func(w []byte) {
		if len(q.words) < maxWords {
			q.add(b, w, &repairs)
		}
	})
	q.weigh(b)
	q.join(b)
	q.weighGrams(b)
}

// weigh lists the stems and pairs of the question.
func (q *query) weigh(b *Base) {
	var square float64
	for i := range q.words {
		a := &q.words[i]
		q.mass += a.mass
		if !a.stop && !isNumberBytes(q.letters[a.from:a.to]) {
			q.content++
			if len(a.stems) > 0 {
				q.grasped++
			}
		}
		if len(a.stems) == 0 && a.word == none {
			q.unknown += a.mass
			q.strangeSquare += a.machineShare() * a.machineShare()
			square += float64(a.mass) * float64(a.mass)
		}
		for _, f := range a.stems {
			v := float64(a.share() * b.idf[f])
			square += v * v
			q.features = append(q.features, part{f, a.share(), a.machineShare(), int32(i), 1})
		}
		q.addSynonyms(b, a, int32(i))
		square += q.addSenses(b, a)
		if i > 0 {
			square += q.pair(b, &q.words[i-1], a, pairShare, 0)
		}
		if i > 1 {
			square += q.pair(b, &q.words[i-2], a, gapShare, withGap(0))
		}
	}
	q.length = float32(math.Sqrt(square))
}

// pair lists the known pairs of two words and gives the sum of their squares.
func (q *query) pair(b *Base, first, second *asked, share float32, gap uint32) (square float64) {
	for _, f := range first.stems {
		for _, g := range second.stems {
			p, ok := b.pairs.find(pairKey(f|gap, g))
			if !ok || b.idf[p] == 0 {
				continue
			}
			weight := share * (first.share() + second.share()) / 2
			machine := share * (first.machineShare() + second.machineShare()) / 2
			q.features = append(q.features, part{p, weight, machine, -1, 0})
			v := float64(weight * b.idf[p])
			square += v * v
		}
	}
	return square
}

func isNumberBytes(w []byte) bool { return len(w) > 0 && w[0] >= '0' && w[0] <= '9' }

// weighGrams lists the character n-grams of the question.
func (q *query) weighGrams(b *Base) {
	if len(q.gramSum) < len(b.gramIDF) {
		q.gramSum = make([]float32, len(b.gramIDF))
	}
	strange := 0.0
	for i := range q.words {
		a := &q.words[i]
		var grams []uint32
		var odd int32
		if a.word != none {
			grams, odd = b.words[a.word].grams, b.words[a.word].strange
		} else {
			q.gramRoom, odd = b.knownGrams(q.gramRoom[:0], a.key[:min(len(a.key), longestCompound)])
			grams = q.gramRoom
		}
		for _, g := range grams {
			if b.gramIDF[g] == 0 {
				continue
			}
			if q.gramSum[g] == 0 {
				q.grams = append(q.grams, part{feature: g})
			}
			q.gramSum[g] += a.share()
		}
		v := float64(a.share() * b.strangeGramIDF)
		strange += float64(odd) * v * v
	}
	square := strange
	for i := range q.grams {
		p := &q.grams[i]
		p.weight = q.gramSum[p.feature] * b.gramIDF[p.feature]
		q.gramSum[p.feature] = 0
		square += float64(p.weight) * float64(p.weight)
	}
	q.gramSize = float32(math.Sqrt(square))
}

// empty says that nothing in the question can be searched for.
func (q *query) empty() bool { return len(q.features) == 0 && len(q.grams) == 0 }
