package kb

import "math"

// scratch is the room one search needs; searches borrow it in turn. A search
// notes which articles it found, so that looking through them and wiping them
// costs as much as the question found and not as much as the base holds.
type scratch struct {
	query query
	// about is what the question is about, if it is compared by that.
	about    vector
	compared bool
	// found are the docs that have anything of the question.
	found []uint32
	// docs and sections are what articles and their sections collected.
	docs, sections []tally
	// entries and grams are the likeness of the question to every entry, by
	// stems and pairs and by character n-grams.
	entries, grams []float32
	// blocks says of which runs of blockSize entries any has an n-gram.
	blocks   []bool
	machines []float32
	// bestOfName is one more than the candidate of each name, or 0.
	bestOfName []int32
	candidates []candidate
	// room for what would otherwise be allocated
	best   []uint64
	spare  []candidate
	bare   []byte
	places []float32
	titled []bool // of each word of the question, whether a title says it
}

// blockSize is how many neighbouring entries are noted as one.
const blockSize = 64

// tally is what an article or a section collected from the question's words.
type tally struct {
	score float32
	// mass is that of the words it mentions.
	mass float32
	// last is one more than the word counted last, and -1 for an article that
	// has no word of the question but is like it in letters.
	last int32
}

// add counts a feature of a word. The mass counts once, whichever of the word's
// stems are there.
func (t *tally) add(score float32, word int32, mass float32) {
	t.score += score
	if t.last != word {
		t.last = word
		t.mass += mass
	}
}

func newScratch(b *Base) *scratch {
	return &scratch{
		blocks: make([]bool, len(b.entries)/blockSize+1),
		docs:   make([]tally, len(b.docs)), sections: make([]tally, len(b.sections)),
		entries: make([]float32, len(b.entries)), grams: make([]float32, len(b.entries)),
		machines: make([]float32, b.classes.machines), bestOfName: make([]int32, len(b.byName)),
	}
}

// wipe forgets what the last search added up.
func (s *scratch) wipe(b *Base) {
	if len(s.found) > len(b.docs)/wipeAll {
		clear(s.docs)
		clear(s.sections)
		clear(s.entries)
		clear(s.grams)
	} else {
		for _, i := range s.found {
			d := &b.docs[i]
			s.docs[i] = tally{}
			clear(s.sections[d.section:d.sectionEnd])
			clear(s.entries[d.entry:d.entryEnd])
			clear(s.grams[d.entry:d.heading])
		}
	}
	s.found = s.found[:0]
	clear(s.machines)
	s.candidates = s.candidates[:0]
}

// wipeAll is the part of the docs, one in so many, from which wiping everything
// at one stroke is quicker than wiping what was found.
const wipeAll = 8

// room is the next candidate, to be filled in its place.
func (s *scratch) room() *candidate {
	if n := len(s.candidates); n < cap(s.candidates) {
		s.candidates = s.candidates[:n+1]
	} else {
		s.candidates = append(s.candidates, candidate{})
	}
	return &s.candidates[len(s.candidates)-1]
}

// keep keeps the last candidate, unless there is a better translation of the
// same article, which it replaces otherwise.
func (s *scratch) keep(name uint32) {
	last := len(s.candidates) - 1
	at := s.bestOfName[name]
	if at == 0 {
		s.bestOfName[name] = int32(last + 1)
		return
	}
	if c := &s.candidates[last]; c.standing() > s.candidates[at-1].standing() {
		s.candidates[at-1] = *c
	}
	s.candidates = s.candidates[:last]
}

// standing orders candidates by score, and of equals the earlier doc first, in
// one number. Floats order as their bits do, once those of numbers below zero
// are turned round.
func (c *candidate) standing() uint64 {
	bits := math.Float32bits(c.score)
	if bits>>31 == 0 {
		bits |= 1 << 31
	} else {
		bits = ^bits
	}
	return uint64(bits)<<32 | uint64(^c.doc)
}

// order puts the best candidates first and forgets those behind the first
// oddsAmong, which change nothing.
func (s *scratch) order(b *Base) {
	best := s.best[:0]
	for i := range s.candidates {
		c, n := s.candidates[i].standing(), len(best)
		if n == oddsAmong {
			if c < best[n-1] {
				continue
			}
			n--
		} else {
			best = append(best, c)
		}
		for n > 0 && c > best[n-1] {
			best[n] = best[n-1]
			n--
		}
		best[n] = c
	}
	ordered := s.spare[:0]
	for _, c := range best {
		ordered = append(ordered, s.candidates[s.bestOfName[b.docs[^uint32(c)].name]-1])
	}
	for i := range s.candidates {
		s.bestOfName[b.docs[s.candidates[i].doc].name] = 0
	}
	s.best, s.spare, s.candidates = best, s.candidates, ordered
}
