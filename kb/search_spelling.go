package kb

import (
	"math/bits"
	"unicode/utf8"
)

// speller repairs words the base does not know to words it does. It compares
// with the whole vocabulary, guarded by a 64-bit sketch of each word's letters
// that rules nearly all of it out; an index of deletions would be faster only
// for vocabularies far larger than a help desk's, and would be many times
// larger than everything else in memory.
type speller struct {
	// byLength lists the words that may be a repair, by their number of runes.
	byLength [][]spelling
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
	s := speller{byLength: make([][]spelling, longestRepair+3)}
	for i := range v.words {
		k := v.words[i].key
		if n := utf8.RuneCountInString(k); n >= shortestRepair-1 && n < len(s.byLength) && !isNumber(k) {
			s.byLength[n] = append(s.byLength[n], spelling{uint32(i), sketch(k)})
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
// errors first, then the longest common beginning, then most widely used. The
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
	want, wantFirst := sketch(key), firstRune(key)
	var buf [3 * (longestRepair + 4)]uint8
	var a, b [longestRepair + 3]rune
	word := decode(a[:], key)
	best, bestRank := uint32(none), 0
	for length := n - errors; length <= n+errors; length++ {
		if length < 0 || length >= len(s.byLength) {
			continue
		}
		for _, c := range s.byLength[length] {
			if bits.OnesCount64(want^c.sketch) > 2*errors {
				continue
			}
			k := v.words[c.word].key
			if firstRune(k) != wantFirst && !swappedStart(key, k) {
				continue
			}
			d := distance(word, decode(b[:], k), errors, buf[:])
			if d > errors || v.words[c.word].stop && (d > 1 || n < stopRepair) {
				continue
			}
			rank := (3-d)<<24 | samePrefix(key, k)<<16 | int(min(v.words[c.word].docs, 1<<16-1))
			if rank > bestRank {
				best, bestRank = c.word, rank
			}
		}
	}
	return best, best != none
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
