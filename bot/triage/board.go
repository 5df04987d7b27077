package triage

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"sync"
)

const (
	// MaxBoard is how many tickets a board remembers; the oldest numbers go first.
	MaxBoard = 2000
	// MaxWords is how many different words of one ticket count.
	MaxWords = 60
	// Alike is the least likeness at which two tickets are worth showing together,
	// Same the least at which one person's two questions are one.
	Alike, Same = 0.3, 0.6
)

// Match is a ticket that is like another text, and how much: from 0 to 1.
type Match struct {
	Number   int
	Likeness float64
}

// Board remembers the words of tickets. Its zero value is empty and ready.
type Board struct {
	mu      sync.Mutex
	tickets map[int][]string
	// with counts the tickets that have a stem.
	with map[string]int
}

// Put remembers a ticket's words in place of those it had; without words it is
// forgotten.
func (b *Board) Put(number int, words []Word) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.drop(number)
	if len(words) == 0 {
		return
	}
	if b.tickets == nil {
		b.tickets, b.with = map[int][]string{}, map[string]int{}
	}
	list := slices.Sorted(maps.Keys(stems(words)))
	list = list[:min(len(list), MaxWords)]
	b.tickets[number] = list
	for _, stem := range list {
		b.with[stem]++
	}
	if len(b.tickets) > MaxBoard {
		oldest := number
		for n := range b.tickets {
			oldest = min(oldest, n)
		}
		b.drop(oldest)
	}
}

// Has tells whether a ticket is remembered.
func (b *Board) Has(number int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.tickets[number] != nil
}

func (b *Board) drop(number int) {
	for _, stem := range b.tickets[number] {
		if b.with[stem]--; b.with[stem] == 0 {
			delete(b.with, stem)
		}
	}
	delete(b.tickets, number)
}

// Nearest gives the tickets most like a text, at most n, the nearest first, none
// below [Alike]. Words that few tickets have count more.
func (b *Board) Nearest(words []Word, n int) []Match {
	b.mu.Lock()
	defer b.mu.Unlock()
	wanted := stems(words)
	length := 0.0
	for stem := range wanted {
		length += b.weight(stem) * b.weight(stem)
	}
	var found []Match
	for number, list := range b.tickets {
		both, own := 0.0, 0.0
		for _, stem := range list {
			w := b.weight(stem) * b.weight(stem)
			own += w
			if _, shared := wanted[stem]; shared {
				both += w
			}
		}
		if both == 0 {
			continue
		}
		if like := both / math.Sqrt(own*length); like >= Alike {
			found = append(found, Match{number, like})
		}
	}
	slices.SortFunc(found, func(a, c Match) int {
		return cmp.Or(cmp.Compare(c.Likeness, a.Likeness), cmp.Compare(c.Number, a.Number))
	})
	return found[:min(len(found), n)]
}

// weight is how much a word tells, from its rarity on the board.
func (b *Board) weight(stem string) float64 {
	return 1 + math.Log(float64(1+len(b.tickets))/float64(1+b.with[stem]))
}
