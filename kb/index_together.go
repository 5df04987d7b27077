package kb

import (
	"maps"
	"math"
	"slices"
)

const (
	// togetherShare is what two senses in one question count for the trained
	// machines, wherever they stand: "change" and "name", "pay" and "late".
	togetherShare = 0.5
	// leastTogether is how many questions must have two senses together.
	leastTogether = 2
	// maxMentions is how many senses of one question are put together.
	maxMentions = 32
)

// together numbers the pairs of senses that questions of articles have in
// different words. One word seldom decides what is asked; two mostly do.
type together struct {
	// place numbers the features that are senses; it is -1 for others.
	place []int32
	// senses is how many there are.
	senses int32
	// number gives, by two numbers of senses, that of the pair, or none.
	number []uint32
	// rarity is that of each pair among questions, as classifier.idf has it.
	rarity []float32
}

// mention is a sense of a question, by its number, and the word that has it.
type mention struct{ sense, word int32 }

// newTogether numbers the pairs of senses of all questions.
func newTogether(b *Base, all []*reading) together {
	t := together{place: make([]int32, b.features)}
	for f := range t.place {
		t.place[f] = -1
	}
	for _, f := range slices.Sorted(maps.Values(b.senses.features)) {
		t.place[f] = t.senses
		t.senses++
	}
	questions := make([]int, t.senses*t.senses)
	t.ofAll(b, all, func(pairs []int32) {
		for _, at := range pairs {
			questions[at]++
		}
	})
	t.number = make([]uint32, len(questions))
	for at, n := range questions {
		if t.number[at] = none; n >= leastTogether {
			t.number[at] = uint32(len(t.rarity))
			t.rarity = append(t.rarity, tempered(rarity(len(b.entries), n)))
		}
	}
	return t
}

// ofAll calls each with the pairs of every question of every article, in order.
func (t *together) ofAll(b *Base, all []*reading, each func(pairs []int32)) {
	var mentions []mention
	var pairs []int32
	for _, r := range all {
		for k := range r.asked {
			mentions = mentions[:0]
			for word, f := range r.entries[k].stems {
				mentions = t.mention(mentions, b.senses.of[f], word)
			}
			pairs = t.pairs(pairs[:0], mentions)
			each(pairs)
		}
	}
}

// mention notes the senses of a word.
func (t *together) mention(dst []mention, senses []uint32, word int) []mention {
	for _, f := range senses {
		if len(dst) < maxMentions {
			dst = append(dst, mention{t.place[f], int32(word)})
		}
	}
	return dst
}

// pairs lists the pairs of senses in different words, each once.
func (t *together) pairs(dst []int32, mentions []mention) []int32 {
	for i, a := range mentions {
		for _, b := range mentions[i+1:] {
			if a.word == b.word || a.sense == b.sense {
				continue
			}
			at := min(a.sense, b.sense)*t.senses + max(a.sense, b.sense)
			if (t.number == nil || t.number[at] != none) && !slices.Contains(dst, at) {
				dst = append(dst, at)
			}
		}
	}
	return dst
}

// add puts the pairs of a question of an article to its example.
func (t *together) add(x *example, pairs []int32, from uint32) {
	for _, at := range pairs {
		n := t.number[at]
		x.features, x.weights = append(x.features, from+n), append(x.weights, togetherShare*t.rarity[n])
	}
}

// ask lists the pairs of senses of a question, and gives the sum of their
// squares for the machines.
func (t *together) ask(b *Base, q *query) (square float64) {
	q.mentions, q.together = q.mentions[:0], q.together[:0]
	for i := range q.words {
		a := &q.words[i]
		for _, f := range a.stems {
			q.mentions = t.mention(q.mentions, b.senses.of[f], i)
		}
		q.mentions = t.mention(q.mentions, a.senses, i)
	}
	q.together = t.pairs(q.together, q.mentions)
	for _, at := range q.together {
		square += math.Pow(float64(togetherShare*t.rarity[t.number[at]]), 2)
	}
	return square
}
