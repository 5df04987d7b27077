package kb

import "slices"

// maxRepairs is how many unknown words of one question are repaired.
const maxRepairs = 8

// guessed is what a repaired word counts beside one that was found.
const guessed = 0.85

// asked is one word of a question and what the base knows about it.
type asked struct {
	// The word as cleaned: from and to are its place in query.letters.
	from, to int
	// word is its number in the vocabulary, or none; key is its form for lookup
	// when it has no number.
	word uint32
	key  string
	// stems are the features it stands for; none at all when it is unknown.
	stems []uint32
	stop  bool
	// repaired says that word is a guess at what was meant.
	repaired bool
	// mass is how much the word counts: its rarity, less for a stop word.
	mass float32
	// alike are the features that mean nearly the same as a word no article has.
	alike []uint32
	// senses are those of a word no article has.
	senses []uint32
}

// share is what the word counts beside a word that is not a stop word.
func (a *asked) share() float32 { return a.belief() * shareOf(a.stop, stopWeight) }

// belief is less than 1 for a word that is only a guess at what was meant.
func (a *asked) belief() float32 {
	if a.repaired {
		return guessed
	}
	return 1
}

// machineShare is the same for the trained machines.
func (a *asked) machineShare() float32 { return a.belief() * shareOf(a.stop, machineStop) }

// add appends a word of the question: as spelled, by its stem, as the two
// words it was joined from, or repaired.
func (q *query) add(b *Base, w []byte, repairs *int) {
	a := q.letter(w)
	if id, ok := b.byKey[string(w)]; ok {
		q.words = append(q.words, b.known(a, id))
		return
	}
	spelled := string(w)
	k := key(spelled)
	if id, ok := b.byKey[k]; ok {
		q.words = append(q.words, b.known(a, id))
		return
	}
	a.stop, a.key = b.stop[k], k
	var alike []uint32
	if a.stems, alike = q.stemsOf(b, spelled, k); len(a.stems) > 0 {
		a.mass = a.share() * b.rarest(a.stems)
		q.words = append(q.words, a)
		return
	}
	if one, two, at := b.splitting(k); at > 0 {
		q.letters = q.letters[:a.from]
		q.words = append(q.words, b.known(q.letter([]byte(k[:at])), one), b.known(q.letter([]byte(k[at:])), two))
		return
	}
	if !a.stop {
		a.alike = alike
	}
	var everyday bool
	a.senses, everyday = b.senses.stranger(spelled, b.languages)
	if *repairs > 0 && !a.stop && len(a.alike) == 0 && !everyday {
		*repairs--
		if id, ok := b.spelling.repair(b.vocabulary, k); ok {
			a.repaired = true
			q.words = append(q.words, b.known(a, id))
			return
		}
	}
	a.mass = a.share() * b.strangeIDF
	q.words = append(q.words, a)
}

// letter notes how a word is spelled.
func (q *query) letter(w []byte) asked {
	a := asked{from: len(q.letters), word: none}
	q.letters = append(q.letters, w...)
	a.to = len(q.letters)
	return a
}

// stemsOf are the known stems of a word in the languages of the base; alike are
// the features that mean nearly the same when there are none. Such a word is not
// misspelled.
func (q *query) stemsOf(b *Base, spelled, key string) (known, alike []uint32) {
	from, languages := len(q.stems), b.languages
	if len(spelled) > maxStemmed { // its key is its stem in all of them
		languages = languages[:min(len(languages), 1)]
	}
	for _, lang := range languages {
		s := key
		if len(spelled) <= maxStemmed {
			s = stem(spelled, lang)
		}
		if f, ok := b.stems[s]; ok && !slices.Contains(q.stems[from:], f) {
			q.stems = append(q.stems, f)
		}
		if len(alike) == 0 {
			alike = b.synonyms.strange[s]
		}
	}
	return q.stems[from:len(q.stems):len(q.stems)], alike
}

// known completes a word with what the vocabulary says about it.
func (b *Base) known(a asked, id uint32) asked {
	w := &b.words[id]
	a.word, a.stems, a.stop = id, w.stems, w.stop
	a.mass = a.share() * b.rarest(a.stems)
	return a
}

func (b *Base) rarest(stems []uint32) float32 {
	most := float32(0)
	for _, f := range stems {
		most = max(most, b.idf[f])
	}
	return most
}

// spelled is a word of the question as cleaned.
func (q *query) spelled(a *asked) string { return string(q.letters[a.from:a.to]) }
