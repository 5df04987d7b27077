package kb

import "unicode/utf8"

// shortestHalf is the least number of bytes of each half of a compound,
// longestCompound the most of both; what is longer is an address or a key.
const (
	shortestHalf    = 2
	longestCompound = 2 * maxStemmed
)

// splitting finds the two neighbouring words that a word the base does not
// know was joined from, and where to cut it: "login" when the base says "log
// in". The place is 0 when there are none.
func (b *Base) splitting(word string) (first, second uint32, at int) {
	if len(word) > longestCompound {
		return none, none, 0
	}
	for i := shortestHalf; i <= len(word)-shortestHalf; i++ {
		if !utf8.RuneStart(word[i]) {
			continue
		}
		one, known := b.byKey[word[:i]]
		if !known {
			continue
		}
		two, known := b.byKey[word[i:]]
		if !known {
			continue
		}
		for _, f := range b.words[one].stems {
			for _, g := range b.words[two].stems {
				if p, together := b.pairs.find(pairKey(f, g)); together && b.idf[p] > 0 {
					return one, two, i
				}
			}
		}
	}
	return none, none, 0
}

// shortestJoined is the least number of bytes of a word joined from two.
const shortestJoined = 4

// join adds the stems of the known words that two neighbours of the question
// make together: "login" when the question says "log in". Two stop words make
// nothing.
func (q *query) join(b *Base) {
	for i := 1; i < len(q.words); i++ {
		first, second := &q.words[i-1], &q.words[i]
		n := second.to - first.from
		if n < shortestJoined || first.to != second.from || first.stop && second.stop {
			continue
		}
		id, ok := b.byKey[string(q.letters[first.from:second.to])]
		if !ok {
			continue
		}
		for _, f := range b.words[id].stems {
			q.features = append(q.features, part{f, joined, joined, -1, 0})
		}
	}
}

// joined is what a word made of two neighbours counts.
const joined = 0.35
