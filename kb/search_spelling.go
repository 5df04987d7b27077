package kb

import (
	"math/bits"
	"unicode/utf8"
)

// speller repairs words the base does not know to words it does. It compares
// with the words of nearly the same length and the same beginning, guarded by a
// 64-bit sketch of each word's letters that rules nearly all of them out; an
// index of deletions would be faster only for vocabularies far larger than a
// help desk's, and would be many times larger than everything else in memory.
type speller struct {
	// shelves hold the words that may be a repair, by first rune and number of runes.
	shelves map[shelf][]spelling
}

type shelf struct {
	first rune
	runes int
}

type spelling struct {
	word   uint32
	sketch uint64
}

const (
	// shortestRepair and twoErrors are the lengths, in runes, from which one
	// and two errors are repaired.
	shortestRepair = 4
	twoErrors      = 8
	longestRepair  = 30
	// stopRepair is the length from which a word may be a misspelled stop word.
	// Shorter ones are more often words of another topic: "world" is not "would".
	stopRepair = 6
)

func newSpeller(v *vocabulary) speller {
	s := speller{shelves: make(map[shelf][]spelling)}
	for i := range v.words {
		k := v.words[i].key
		if !v.words[i].alive() {
			continue
		}
		if n := utf8.RuneCountInString(k); n >= shortestRepair-1 && n <= longestRepair+2 && !isNumber(k) {
			at := shelf{firstRune(k), n}
			s.shelves[at] = append(s.shelves[at], spelling{uint32(i), sketch(k)})
		}
	}
	return s
}

func isNumber(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// sketch sets one of 64 bits for each letter.
func sketch(s string) uint64 {
	var bits uint64
	for _, r := range s {
		bits |= 1 << (uint32(r) & 63)
	}
	return bits
}

// repair gives the known word that the misspelled one most likely is: fewest
// errors first, then the longest common beginning, then most widely used, then
// the first of the alphabet. The
// first letter is hardly ever the wrong one, except when the first two are
// swapped; without this rule "faster" would become "master".
func (s *speller) repair(v *vocabulary, key string) (uint32, bool) {
	n := utf8.RuneCountInString(key)
	if n < shortestRepair || n > longestRepair || isNumber(key) {
		return none, false
	}
	errors := 1
	if n >= twoErrors {
		errors = 2
	}
	var w misspelled
	w.key, w.sketch, w.errors = key, sketch(key), errors
	w.runes = decode(w.room[:], key)
	for length := n - errors; length <= n+errors; length++ {
		w.compare(v, s.shelves[shelf{firstRune(key), length}])
		if key[1] < utf8.RuneSelf && key[1] != key[0] {
			w.compare(v, s.shelves[shelf{rune(key[1]), length}])
		}
	}
	return w.best, w.rank > 0
}

// misspelled is a word while its repair is sought.
type misspelled struct {
	key    string
	runes  []rune
	sketch uint64
	errors int
	best   uint32
	rank   int
	// room for the runes and for distance
	room, other [longestRepair + 3]rune
	rows        [3 * (longestRepair + 4)]uint8
}

// compare looks for a better repair among the words of a shelf.
func (w *misspelled) compare(v *vocabulary, list []spelling) {
	for _, c := range list {
		if bits.OnesCount64(w.sketch^c.sketch) > 2*w.errors {
			continue
		}
		k := v.words[c.word].key
		if firstRune(k) != w.runes[0] && !swappedStart(w.key, k) {
			continue
		}
		d := distance(w.runes, decode(w.other[:], k), w.errors, w.rows[:])
		if d > w.errors || v.words[c.word].stop && (d > 1 || len(w.runes) < stopRepair) {
			continue
		}
		rank := (3-d)<<24 | samePrefix(w.key, k)<<16 | int(min(v.words[c.word].docs, 1<<16-1))
		if rank > w.rank || rank == w.rank && k < v.words[w.best].key {
			w.best, w.rank = c.word, rank
		}
	}
}

// samePrefix is how many bytes two words have in common at their beginning.
func samePrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// swappedStart says whether the first two letters, if they are ASCII, are swapped.
func swappedStart(a, b string) bool {
	return len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0]
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func decode(dst []rune, s string) []rune {
	dst = dst[:0]
	for _, r := range s {
		dst = append(dst, r)
	}
	return dst
}

// distance is how many letters must be changed, added, dropped or swapped
// with their neighbour to get from a to b; above limit it may say limit+1.
// The buffer holds three rows.
func distance(a, b []rune, limit int, buf []uint8) int {
	width := len(b) + 1
	before, last, row := buf[:width], buf[width:2*width], buf[2*width:3*width]
	for j := range last {
		last[j] = uint8(j)
	}
	for i := range a {
		row[0] = uint8(i + 1)
		lowest := row[0]
		for j := range b {
			cost := uint8(1)
			if a[i] == b[j] {
				cost = 0
			}
			d := min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d = min(d, before[j-1]+1)
			}
			row[j+1] = d
			lowest = min(lowest, d)
		}
		if int(lowest) > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return int(last[len(b)])
}
